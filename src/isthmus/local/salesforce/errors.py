"""What the org refuses, in the shape of the door it was asked at.

    RestError           [{"message", "errorCode"}]          REST and Connect REST
    OAuthError          {"error", "error_description"}      the OAuth endpoints
    TextError           one word as text                    userinfo and the identity URL
    PageError           an HTML page                        the browser, where no redirect is safe
    SoapError           a SOAP fault                        the Metadata API and the Partner API
    RedirectError       error=… at the app's callback       the browser, once that callback is trusted
    CalloutError        System.CalloutException             Apex, and the console's callouts
    DeployError         one line per broken component       metadata

Each is raised where the rule is known; `app.py` turns it into a response.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from isthmus.errors import IsthmusError


class RestError(IsthmusError):
    """REST refuses: a status, one of Salesforce's error codes and its sentence."""

    code = "rest"

    def __init__(
        self, message: str, *, status: int, error_code: str, fields: Sequence[str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error_code = error_code
        self.fields = fields


class OAuthError(IsthmusError):
    """An OAuth endpoint refuses with `error` and `error_description` (RFC 6749, section 5.2)."""

    code = "oauth"

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status


class TextError(IsthmusError):
    """The userinfo endpoint or the identity URL refuses with one word."""

    code = "text"

    def __init__(self, word: str, *, status: int) -> None:
        super().__init__(word)
        self.word = word
        self.status = status


class PageError(IsthmusError):
    """A person at a browser is told, because sending them elsewhere would not be safe."""

    code = "page"

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status


class SoapError(IsthmusError):
    """A SOAP API refuses with an exception code of its namespace, or as `Client` where there is none yet.

    `detail` is the fault's type in the Partner API, such as LoginFault; the Metadata API has none.
    """

    code = "soap"

    def __init__(
        self, message: str, *, exception_code: str, namespace: str | None, detail: str | None = None
    ) -> None:
        super().__init__(message)
        self.exception_code = exception_code
        self.namespace = namespace
        self.detail = detail


class RedirectError(IsthmusError):
    """The browser goes back to the app with an error (RFC 6749, section 4.1.2.1)."""

    code = "redirect"

    def __init__(self, error: str, *, location: str) -> None:
        super().__init__(error)
        self.location = location


class CalloutError(IsthmusError):
    """What Apex sees as an exception when a callout fails before there is a response."""

    code = "callout"
    exception = "System.CalloutException"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentFailure:
    """Why one file of a deployment was refused: its component, and the place (from 1) where that is known."""

    file: str
    problem: str
    type: str = ""
    full_name: str = ""
    line: int | None = None
    column: int | None = None


class DeployError(IsthmusError):
    """A deployment was refused as a whole; `failures` has every reason found."""

    code = "deploy"

    def __init__(self, failures: Sequence[ComponentFailure]) -> None:
        super().__init__("\n".join(f"{failure.file}: {failure.problem}" for failure in failures))
        self.failures = tuple(failures)

"""Read the answer to an authorization request: whether it answers ours, and whether it is a code.

RFC 6749 sections 4.1.2 and 10.12, RFC 9207.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from isthmus.errors import DeniedError, MalformedError
from isthmus.secret import Secret

_LONGEST_URL = 8192
_CODE = re.compile(r"[!-~]{1,4096}", re.ASCII)
_ERROR = re.compile(r"[\w.-]{1,64}", re.ASCII)
_DESCRIPTION = re.compile(r"[ !#-\[\]-~]{1,200}", re.ASCII)  # RFC 6749 section 4.1.2.1


class AuthorizationDeniedError(DeniedError):
    """The person, or the org, denied the authorization. `provider_error` is the org's own code for it."""

    def __init__(self, *, provider_error: str, description: str) -> None:
        super().__init__(
            f"authorization denied: {provider_error} {description}".rstrip(), rule="authorization"
        )
        self.provider_error = provider_error
        self.description = description


def is_answer(unverified_url: str, *, redirect_uri: str, state: Secret) -> bool:
    """Whether a callback answers this request, with a yes or a no: fit to wait on, and for nothing else."""
    try:
        parameters = _parse_parameters(unverified_url, redirect_uri=redirect_uri)
    except MalformedError:
        return False
    return state.matches(parameters.get("state", ""))


def check_callback(unverified_url: str, *, redirect_uri: str, state: Secret, issuer: str) -> Secret:
    """Give the code that came back to `redirect_uri`.

    Raises `MalformedError` if it is no answer, `DeniedError` if it is one to another request, and
    `AuthorizationDeniedError` if the answer is no.
    """
    parameters = _parse_parameters(unverified_url, redirect_uri=redirect_uri)
    # (1) It answers our request: else somebody else's code, or error, is slipped in.
    if not state.matches(parameters.get("state", "")):
        raise DeniedError("state is not that of this sign-in", rule="state")
    # (2) It comes from the org that was asked (RFC 9207; Salesforce leaves `iss` out).
    if parameters.get("iss", issuer) != issuer:
        raise DeniedError("iss is another issuer", rule="issuer")
    # (3) It is a yes.
    if "error" in parameters:
        raise AuthorizationDeniedError(
            provider_error=_if_clean(_ERROR, parameters["error"]),
            description=_if_clean(_DESCRIPTION, parameters.get("error_description", "")),
        )
    if not _CODE.fullmatch(parameters.get("code", "")):
        raise MalformedError("a callback with neither a code nor an error")
    return Secret(parameters["code"])


def _parse_parameters(unverified_url: str, *, redirect_uri: str) -> dict[str, str]:
    if len(unverified_url) > _LONGEST_URL or unverified_url.partition("?")[0] != redirect_uri:
        raise MalformedError("not a callback to our redirect URI")
    try:
        pairs = parse_qsl(urlsplit(unverified_url).query, keep_blank_values=True, max_num_fields=32)
    except ValueError as error:
        raise MalformedError("a callback with too many parameters") from error
    if len(dict(pairs)) != len(pairs):
        # RFC 6749 section 3.1: a parameter must not occur twice.
        raise MalformedError("a callback with a parameter twice")
    return dict(pairs)


def _if_clean(pattern: re.Pattern[str], unverified_text: str) -> str:
    return unverified_text if pattern.fullmatch(unverified_text) else ""

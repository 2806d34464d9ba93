"""Why an OpenID token is refused: one class per reason, because Cognito and STS have their own words."""

from isthmus.errors import IsthmusError


class OpenIdError(IsthmusError):
    """The token proves nothing. The text is for the log."""

    code = "openid"


class NotATokenError(OpenIdError):
    """It is no JSON Web Token."""


class WrongIssuerError(OpenIdError):
    """Another issuer than the provider's made it, or says so."""


class MissingClaimError(OpenIdError):
    """A claim that every ID token has is absent or of the wrong type."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the token has no usable claim {name}")
        self.name = name


class WrongAudienceError(OpenIdError):
    """It was made for a client that the provider's list lacks."""


class TokenExpiredError(OpenIdError):
    """Its time is over."""

    def __init__(self, *, now: int, expires_at: int) -> None:
        super().__init__(f"the token expired at {expires_at}, it is {now}")
        self.now = now
        self.expires_at = expires_at


class NotYetValidError(OpenIdError):
    """Its time has not begun."""


class BadSignatureError(OpenIdError):
    """No key of the provider made its signature by an algorithm of ours."""


class ProviderUnreachableError(OpenIdError):
    """The provider's discovery document or keys could not be had."""


class ProviderRefusedError(ProviderUnreachableError):
    """The provider answered with another status than 200; what it said is not repeated."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the provider answered {status}")
        self.status = status

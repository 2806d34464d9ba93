"""The errors of Cognito user pools, in AWS's words."""

from isthmus.local.awsjson import AwsError


def invalid_parameter(message: str) -> AwsError:
    """The request contradicts itself, its pool or its client."""
    return AwsError("InvalidParameterException", message)


def not_authorized(message: str, *, reason: str | None = None) -> AwsError:
    """The caller, the user or the token may not. `reason` is for the log."""
    return AwsError("NotAuthorizedException", message, reason=reason)


def incorrect_credentials(reason: str) -> AwsError:
    """The answer that tells nothing about which part was wrong; the log says it."""
    return not_authorized("Incorrect username or password.", reason=reason)


def invalid_session(reason: str) -> AwsError:
    """The session answers nothing that is pending."""
    return not_authorized("Invalid session for the user.", reason=reason)


def pool_not_found(pool_id: str) -> AwsError:
    """No such user pool."""
    return AwsError("ResourceNotFoundException", f"User pool {pool_id} does not exist.")


def client_not_found(client_id: str) -> AwsError:
    """No such app client, or not in this pool."""
    return AwsError("ResourceNotFoundException", f"User pool client {client_id} does not exist.")


def user_not_found() -> AwsError:
    """No such user."""
    return AwsError("UserNotFoundException", "User does not exist.")


def account_not_found() -> AwsError:
    """No such user, as sign-up and password recovery say it (measured)."""
    return AwsError("UserNotFoundException", "Username/client id combination not found.")


def user_exists(message: str) -> AwsError:
    """The name of a new user is taken."""
    return AwsError("UsernameExistsException", message)


def code_mismatch(reason: str) -> AwsError:
    """The code is not the one that was sent."""
    return AwsError(
        "CodeMismatchException", "Invalid verification code provided, please try again.", reason=reason
    )


def code_expired(reason: str) -> AwsError:
    """There is no code to compare with, or not any more."""
    return AwsError(
        "ExpiredCodeException", "Invalid code provided, please request a code again.", reason=reason
    )


def limit_exceeded(reason: str) -> AwsError:
    """Too many attempts in a while."""
    return AwsError(
        "LimitExceededException", "Attempt limit exceeded, please try after some time.", reason=reason
    )


class AliasExistsError(AwsError):
    """An alias leads to another user already. The words depend on the operation."""

    def __init__(self, attribute: str) -> None:
        super().__init__("AliasExistsException", f"An account with the given {attribute} already exists.")
        self.attribute = attribute


def unrecognizable_output() -> AwsError:
    """A Lambda function answered something other than the event with a filled response."""
    return AwsError("InvalidLambdaResponseException", "Unrecognizable lambda output")

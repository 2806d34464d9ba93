"""The errors of Cognito identity pools, in AWS's words."""

from isthmus.local.awsjson import AwsError


def not_authorized(message: str) -> AwsError:
    """The caller's logins don't give that."""
    return AwsError("NotAuthorizedException", message)


def role_forbidden(role_arn: str) -> AwsError:
    """The caller may not use, or hand out, that role."""
    return not_authorized(f"Access to Role '{role_arn}' is forbidden.")


def identity_forbidden(identity_id: str) -> AwsError:
    """Nothing in the request speaks for that identity, or nothing ever will."""
    return not_authorized(f"Access to Identity '{identity_id}' is forbidden.")


def cognito_token() -> AwsError:
    """A token of the identity pools themselves is no login where a login is wanted."""
    return invalid_login("Can't pass in a Cognito token.")


def no_public_provider() -> AwsError:
    """A login's key is none of a public provider."""
    return invalid_parameter("Please provide a valid public provider")


def unknown_developer_provider() -> AwsError:
    """The pool has no such developer provider."""
    return invalid_parameter("This identity pool does not support the specified developer provider.")


def developer_user_not_found() -> AwsError:
    """The developer provider never named such a user, or that user was unlinked."""
    return AwsError("ResourceNotFoundException", "Developer user identifier not found.")


def developer_user_taken() -> AwsError:
    """The developer's user has another identity."""
    return AwsError(
        "DeveloperUserAlreadyRegisteredException",
        "The provided developer user identifier is already registered with Cognito under a different"
        " identity ID.",
    )


def invalid_login(reason: str) -> AwsError:
    """A login token is not what it should be."""
    return not_authorized(f"Invalid login token. {reason}")


def unsupported_provider() -> AwsError:
    """The pool does not take tokens of that provider, or not for that client."""
    return not_authorized("Token is not from a supported provider of this identity pool.")


def guests_not_allowed() -> AwsError:
    """The pool wants a login."""
    return not_authorized("Unauthenticated access is not supported for this identity pool.")


def logins_do_not_match() -> AwsError:
    """The logins are good, but not of this identity."""
    return not_authorized(
        "Logins don't match. Please include at least one valid login for this identity or identity pool."
    )


def pool_not_found(pool_id: str) -> AwsError:
    """No such identity pool."""
    return AwsError("ResourceNotFoundException", f"IdentityPool '{pool_id}' not found.")


def identity_not_found(identity_id: str) -> AwsError:
    """No such identity."""
    return AwsError("ResourceNotFoundException", f"Identity '{identity_id}' not found.")


def wrong_configuration() -> AwsError:
    """The pool has no such role, or STS refused it."""
    return AwsError(
        "InvalidIdentityPoolConfigurationException",
        "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
    )


def invalid_parameter(message: str) -> AwsError:
    """The request contradicts itself or the pool."""
    return AwsError("InvalidParameterException", message)


def conflict(message: str) -> AwsError:
    """A login belongs to another identity."""
    return AwsError("ResourceConflictException", message)


def provider_silent() -> AwsError:
    """A login provider, or STS, gave no usable answer: nothing is known, so nothing is given."""
    return AwsError("ExternalServiceException", "The login provider or AWS STS gave no usable answer.")

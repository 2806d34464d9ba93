"""A boto3 or botocore session whose credentials are a Salesforce sign-in, renewed as they run out."""

from botocore.credentials import CredentialProvider, CredentialResolver, RefreshableCredentials
from botocore.session import Session

from isthmus.login.process import format_time
from isthmus.login.session import LoginSession


def open_session(login: LoginSession, *, region: str) -> Session:
    """Give a botocore session; for boto3: `boto3.Session(botocore_session=open_session(...))`.

    Raises `LoginNeededError` if nobody is signed in, also later, from within a call, if that can't be
    renewed.
    """
    session = Session()
    session.set_config_variable("region", region)
    resolver = CredentialResolver(providers=[_LoginProvider(login)])
    session.register_component("credential_provider", resolver)
    return session


class _LoginProvider(CredentialProvider):
    METHOD = "isthmus-login"

    def __init__(self, login: LoginSession) -> None:
        super().__init__()
        self._login = login

    def load(self) -> RefreshableCredentials:
        """Give credentials that renew themselves."""
        return RefreshableCredentials.create_from_metadata(
            metadata=_read(self._login), refresh_using=lambda: _read(self._login), method=self.METHOD
        )


def _read(login: LoginSession) -> dict[str, str]:
    credentials = login.get_credentials()
    return {
        "access_key": credentials.access_key_id,
        "secret_key": credentials.secret_access_key.reveal(),
        "token": "" if credentials.session_token is None else credentials.session_token.reveal(),
        "expiry_time": format_time(credentials.expires_at or 0),
    }

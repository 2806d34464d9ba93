"""A pool that can send mails and text messages, a client with every flow, and a user with both addresses."""

from typing import Any

from unit.local.cognito.local_pools import Json, LocalPools

PASSWORD = "Secret-123"
PHONE, EMAIL = "+15555550100", "jane@example.com"
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
FLOWS = [
    "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_CUSTOM_AUTH",
]
CODES = {"SMS_MFA": "SMS_MFA_CODE", "EMAIL_OTP": "EMAIL_OTP_CODE", "SMS_OTP": "SMS_OTP_CODE"}


class FactorsApp:
    """Calls of one client, by default of jane."""

    def __init__(self, local: LocalPools, pool_id: str, **pool: Any) -> None:
        self.local = local
        settings = {
            "SmsConfiguration": SMS,
            "EmailConfiguration": {
                "EmailSendingAccount": "DEVELOPER",
                "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a.example",
            },
        }
        self.pool_id = pool_id
        local.call("UpdateUserPool", UserPoolId=pool_id, **(settings | pool))
        self.client_id = self.add_client(PreventUserExistenceErrors="ENABLED")
        self.add_user("jane", email=EMAIL, phone_number=PHONE)

    def add_client(self, **settings: Any) -> str:
        request = {"ExplicitAuthFlows": FLOWS} | settings
        client = self.local.call(
            "CreateUserPoolClient", UserPoolId=self.pool_id, ClientName="app", **request
        )["UserPoolClient"]
        found: str = client["ClientId"]
        return found

    def add_user(self, username: str, **attributes: str) -> None:
        self.admin(
            "AdminCreateUser",
            username,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
        self.admin("AdminSetUserPassword", username, Password=PASSWORD, Permanent=True)

    def admin(self, operation: str, username: str = "jane", **request: Any) -> Json:
        return self.local.call(operation, UserPoolId=self.pool_id, Username=username, **request)

    def set_mfa(self, mode: str, **factors: Any) -> Json:
        factors = factors or {"EmailMfaConfiguration": {}, "SoftwareTokenMfaConfiguration": {"Enabled": True}}
        return self.local.call(
            "SetUserPoolMfaConfig", UserPoolId=self.pool_id, MfaConfiguration=mode, **factors
        )

    def prefer(self, username: str = "jane", /, **settings: Any) -> None:
        self.admin("AdminSetUserMFAPreference", username, **settings)

    def start(
        self, flow: str = "USER_PASSWORD_AUTH", /, *, client_id: str | None = None, **parameters: str
    ) -> Json:
        given = {"USERNAME": "jane", "PASSWORD": PASSWORD} | parameters
        return self.local.call(
            "InitiateAuth",
            ClientId=client_id or self.client_id,
            AuthFlow=flow,
            AuthParameters={name: value for name, value in given.items() if value},
        )

    def choose(self, preferred: str, /, **parameters: str) -> Json:
        """Start USER_AUTH."""
        given = {"PASSWORD": "", "PREFERRED_CHALLENGE": preferred} | parameters
        return self.start("USER_AUTH", **given)

    def respond(
        self,
        challenge: str,
        session: str | None,
        /,
        *,
        client_id: str | None = None,
        **responses: str,
    ) -> Json:
        request: Json = {} if session is None else {"Session": session}
        return self.local.call(
            "RespondToAuthChallenge",
            ClientId=client_id or self.client_id,
            ChallengeName=challenge,
            ChallengeResponses={"USERNAME": "jane"} | responses,
            **request,
        )

    def answer_code(self, asked: Json, code: str, /, **more: str) -> Json:
        name = asked["ChallengeName"]
        return self.respond(name, asked["Session"], **({CODES[name]: code} | more))

    def newest_code(self) -> str:
        return self.local.pools.outbox()[0].code

    def codes_sent(self) -> int:
        return len(self.local.pools.outbox())


def other_code(code: str) -> str:
    """Give a code of the same length that is not this one."""
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"

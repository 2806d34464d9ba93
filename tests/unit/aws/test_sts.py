"""The swap at STS."""

from urllib.parse import parse_qs

import pytest

from isthmus.aws.credentials import AwsCredentials
from isthmus.aws.sts import Sts
from isthmus.errors import DeniedError, ExpiredError, MalformedError, UnavailableError
from isthmus.secret import Secret
from unit.salesforce.loopback import Answer, Asked, serving

ROLE = "arn:aws:iam::123456789012:role/app/Cognito_SalesforceAuth_Role"
TOKEN = Secret("eyJhbGciOiJSUzI1NiJ9.e30.c2ln")
GIVEN = """<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <Audience>3MVG9_the_consumer_key</Audience>
    <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/jane</Arn></AssumedRoleUser>
    <Credentials>
      <SessionToken>a session&#x20;token</SessionToken>
      <SecretAccessKey>a secret &amp; key</SecretAccessKey>
      <Expiration>2027-01-15T08:00:00Z</Expiration>
      <AccessKeyId>ASIASAMPLE</AccessKeyId>
    </Credentials>
  </AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>"""


def assume(answer: Answer, *, role: str = ROLE, session: str = "jane") -> tuple[AwsCredentials, Asked]:
    with serving(lambda _: answer) as loopback:
        credentials = Sts(loopback.origin).assume_role(role_arn=role, session_name=session, id_token=TOKEN)
        return credentials, loopback.asked[0]


def an_error(code: str, *, status: int = 400) -> Answer:
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>m</Message></Error>"
    text = f"<ErrorResponse>{error}</ErrorResponse>"
    return Answer(status=status, body=text.encode())


@pytest.mark.parametrize(
    ("role", "session"),
    [
        ("Cognito_SalesforceAuth_Role", "jane"),
        (f"{ROLE} ", "jane"),
        (ROLE, ""),
        (ROLE, "j"),
        (ROLE, "jane doe"),
    ],
)
def test_refuses_a_role_or_session_of_another_form(role: str, session: str) -> None:
    with pytest.raises(MalformedError):
        assume(Answer(), role=role, session=session)


@pytest.mark.parametrize(
    ("code", "status"), [("AccessDenied", 403), ("InvalidIdentityToken", 400), ("IDPRejectedClaim", 403)]
)
def test_denies_what_sts_refuses(code: str, status: int) -> None:
    with pytest.raises(DeniedError, match=code) as refused:
        assume(an_error(code, status=status))
    assert refused.value.rule == "sts"


def test_tells_an_expired_token_apart() -> None:
    with pytest.raises(ExpiredError):
        assume(an_error("ExpiredTokenException"))


ENTITIES = (
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><r><AccessKeyId>&b;</AccessKeyId></r>'
)


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    "body",
    [
        ENTITIES.encode(),
        ENTITIES.encode("utf-16"),
        b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>',
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
        b"<r>&undeclared;</r>",
        b"<r>",
        b"{}",
        b"",
    ],
)
def test_takes_no_xml_with_a_document_type_and_nothing_broken(body: bytes, status: int) -> None:
    with pytest.raises(UnavailableError):
        assume(Answer(status=status, body=body))


@pytest.mark.parametrize(
    "answer",
    [
        an_error("IDPCommunicationError"),
        an_error("ServiceUnavailable", status=503),
        an_error("<b/>"),
        Answer(status=302, body=b"<r/>"),
        Answer(body=b"<r/>"),
        Answer(body=GIVEN.replace("2027-01-15T08:00:00Z", "soon").encode()),
    ],
)
def test_is_unavailable_without_a_usable_answer(answer: Answer) -> None:
    with pytest.raises(UnavailableError):
        assume(answer)


def test_swaps_the_token_for_credentials_unsigned() -> None:
    credentials, asked = assume(Answer(body=GIVEN.encode()))
    assert credentials == AwsCredentials(
        access_key_id="ASIASAMPLE",
        secret_access_key=Secret("a secret & key"),
        session_token=Secret("a session token"),
        expires_at=1_800_000_000,
    )
    assert "authorization" not in asked.headers
    assert parse_qs(asked.body.decode()) == {
        "Action": ["AssumeRoleWithWebIdentity"],
        "Version": ["2011-06-15"],
        "RoleArn": [ROLE],
        "RoleSessionName": ["jane"],
        "WebIdentityToken": [TOKEN.reveal()],
        "DurationSeconds": ["3600"],
    }

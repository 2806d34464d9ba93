import base64

import pytest

from isthmus.local.tracing.masking.headers import mask_headers
from isthmus.local.tracing.masking.masker import Masker
from isthmus.local.tracing.masking.stamp import Stamp

SIGNED = (
    "AWS4-HMAC-SHA256 Credential=ASIAEXAMPLEEXAMPLE00/20261121/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature="
)
SECRET = "sample-Secret-0f-a-client-47110815"


def shown(name: str, value: str) -> str:
    masker = Masker(secrets=(), found=(), stamp=Stamp(b"sample"))
    ((_, masked),) = mask_headers([(name.encode(), value.encode())], masker=masker)
    return masked


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("authorization", f"Bearer {SECRET}"),
        ("Authorization", f"OAuth {SECRET}"),
        ("authorization", SECRET),
        ("authorization", f"AWS4-HMAC-SHA256 {SECRET}"),
        ("proxy-authorization", f"Basic {SECRET}"),
        ("cookie", f"sid={SECRET}; other={SECRET}"),
        ("cookie", SECRET),
        ("set-cookie", f"sid={SECRET}; Path=/; HttpOnly; note={SECRET}"),
        ("x-amz-security-token", SECRET),
        ("x-api-key", SECRET),
        ("location", f"https://app.example/callback?code={SECRET}&state={SECRET}"),
        ("location", f"https://app.example/callback#access_token={SECRET}"),
        ("location", f"/setup?startURL=%2Fsecur%2Ffrontdoor.jsp%3Fsid%3D{SECRET}"),
        ("referer", f"https://org.example/secur/frontdoor.jsp?sid={SECRET}"),
        ("referer", f"https://jane:{SECRET}@a.example/"),
        ("x-unheard-of", f"password={SECRET}"),
    ],
)
def test_shows_no_credential(name: str, value: str) -> None:
    assert SECRET not in shown(name, value)


def test_shows_a_basic_header_by_its_scheme_alone() -> None:
    pair = base64.b64encode(f"sample-client:{SECRET}".encode()).decode()
    assert shown("authorization", f"Basic {pair}").startswith("Basic ***(")


def test_shows_who_signed_and_not_the_signature() -> None:
    masked = shown("authorization", SIGNED + "0123456789abcdef" * 4)
    assert masked.startswith(SIGNED + "***(")
    assert "0123456789abcdef" not in masked


def test_shows_a_cookies_name_and_attributes() -> None:
    masked = shown("set-cookie", f"__Host-sid={SECRET}; HttpOnly; Path=/; SameSite=lax; Secure")
    assert masked.startswith("__Host-sid=***(")
    assert masked.endswith("; HttpOnly; Path=/; SameSite=lax; Secure")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("content-type", "application/x-www-form-urlencoded"),
        ("user-agent", "Boto3/1.43.106 md/Botocore#1.43.106 ua/2.1 os/linux#6.18.44 lang/python#3.11.7"),
        ("x-amz-target", "AWSCognitoIdentityProviderService.RespondToAuthChallenge"),
        ("www-authenticate", 'Bearer realm="sample", error="invalid_token"'),
        ("x-amzn-requestid", "04f3f6a1-abf9-40e6-83e2-681ddc7f1fae"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ],
)
def test_shows_what_tells_nothing(name: str, value: str) -> None:
    assert shown(name, value) == value


def test_a_random_text_is_masked_as_a_program_and_as_the_name_of_a_header() -> None:
    random = b"Zq7hTbk2mR9vLw3xKp5n"
    masker = Masker(secrets=(), found=(), stamp=Stamp(b"sample"))
    masked = mask_headers([(b"user-agent", random), (b"x-" + random, b"1")], masker=masker)
    assert random.decode() not in str(masked)


def test_remembers_a_password_as_the_client_wrote_it_and_as_it_is_meant() -> None:
    pair = base64.b64encode(b"sample-client:Sample%2Bpassw0rd").decode()
    masker = Masker(secrets=(), found=(), stamp=Stamp(b"sample"))
    mask_headers([(b"authorization", f"Basic {pair}".encode())], masker=masker)
    assert masker.found >= {"Sample%2Bpassw0rd", "Sample+passw0rd"}

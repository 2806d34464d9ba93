import dataclasses
from collections.abc import Callable

import pytest

from isthmus.local.aws.requests import Request
from isthmus.local.aws.signatures import Fault, SignatureError, find_claim, verify_admin_signature
from isthmus.local.ready import AdminKey
from isthmus.secret import Secret
from unit.local.aws.signing import ADMIN, NOW, StillClock, a_signed_request


def verify(request: Request, *, now: float = NOW) -> None:
    claim = find_claim(request)
    assert claim is not None
    verify_admin_signature(request, claim, key=ADMIN, clock=StillClock(now))


def fault_of(request: Request, *, now: float = NOW) -> SignatureError:
    with pytest.raises(SignatureError) as refused:
        verify(request, now=now)
    return refused.value


def changed(request: Request, name: str, change: Callable[[str], str]) -> Request:
    headers = tuple((key, change(value) if key == name else value) for key, value in request.headers)
    return dataclasses.replace(request, headers=headers)


def test_refuses_a_wrong_secret_in_awss_words() -> None:
    stranger = AdminKey(access_key_id=ADMIN.access_key_id, secret_access_key=Secret("x" * 40))
    error = fault_of(a_signed_request(key=stranger))
    assert error.fault is Fault.MISMATCH
    assert error.message.startswith("The request signature we calculated does not match the signature you")


@pytest.mark.parametrize("key_id", ["test", "123456789012", "AKIAAAAAAAAAAAAAAAAA", "ASIAABCDEFGHIJKLMNOP"])
def test_refuses_another_key(key_id: str) -> None:
    stranger = AdminKey(access_key_id=key_id, secret_access_key=ADMIN.secret_access_key)
    error = fault_of(a_signed_request(key=stranger))
    assert (error.fault, error.message) == (
        Fault.UNKNOWN_KEY,
        "The security token included in the request is invalid.",
    )


def test_refuses_a_session_token_beside_a_key_that_has_none() -> None:
    assert fault_of(a_signed_request(session_token="x")).fault is Fault.UNKNOWN_KEY
    presigned = a_signed_request(session_token="x", presigned_seconds=60, method="GET", body=b"")
    assert fault_of(presigned).fault is Fault.UNKNOWN_KEY


TAMPERED: dict[str, Callable[[Request], Request]] = {
    "method": lambda request: dataclasses.replace(request, method="PUT"),
    "path": lambda request: dataclasses.replace(request, raw_path="/other"),
    "query": lambda request: dataclasses.replace(request, raw_query="Action=ListUsers"),
    "body": lambda request: dataclasses.replace(request, body=b'{"changed": 1}'),
    "host": lambda request: changed(request, "host", lambda _: "evil.example"),
    "target": lambda request: changed(request, "x-amz-target", lambda _: "DynamoDB_20120810.PutItem"),
    "date": lambda request: changed(request, "x-amz-date", lambda _: "20261121T100001Z"),
    "region": lambda request: changed(
        request, "authorization", lambda value: value.replace("us-east-1", "eu-west-1")
    ),
    "service": lambda request: changed(
        request, "authorization", lambda value: value.replace("dynamodb", "iam")
    ),
    "scope's date": lambda request: changed(
        request, "authorization", lambda value: value.replace("/20261121/", "/20261120/")
    ),
    "signature": lambda request: changed(
        request, "authorization", lambda value: value[:-1] + ("0" if value[-1] != "0" else "1")
    ),
    "signature in upper case": lambda request: changed(
        request, "authorization", lambda value: value[:-64] + value[-64:].upper()
    ),
    "an empty signature": lambda request: changed(request, "authorization", lambda value: value[:-64] + "0"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_refuses_a_changed(what: str) -> None:
    request = a_signed_request(headers={"X-Amz-Target": "DynamoDB_20120810.Scan"})
    assert fault_of(TAMPERED[what](request)).fault is Fault.MISMATCH


def test_refuses_a_header_of_aws_that_is_not_signed() -> None:
    request = a_signed_request()
    added = dataclasses.replace(
        request, headers=(*request.headers, ("x-amz-target", "DynamoDB_20120810.PutItem"))
    )
    assert fault_of(added).fault is Fault.MISMATCH


def test_refuses_a_second_target_beside_the_signed_one() -> None:
    request = a_signed_request(headers={"X-Amz-Target": "DynamoDB_20120810.Scan"})
    added = dataclasses.replace(
        request, headers=(*request.headers, ("x-amz-target", "DynamoDB_20120810.PutItem"))
    )
    assert fault_of(added).fault is Fault.MISMATCH


def test_refuses_a_request_whose_host_is_not_signed() -> None:
    request = changed(
        a_signed_request(),
        "authorization",
        lambda value: value.replace("SignedHeaders=host;", "SignedHeaders="),
    )
    assert fault_of(request).fault is Fault.MISMATCH


@pytest.mark.parametrize("service", ["dynamodb", "s3"])
def test_refuses_a_body_that_is_not_the_hashed_one(service: str) -> None:
    request = a_signed_request(service=service, headers={"X-Amz-Content-SHA256": "0" * 64})
    swapped = dataclasses.replace(request, body=b"other")
    assert fault_of(swapped).fault is Fault.MISMATCH


def test_refuses_an_unsigned_body_outside_s3() -> None:
    request = a_signed_request(headers={"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"})
    assert fault_of(request).fault is Fault.MISMATCH


def test_refuses_an_old_signature_and_says_when() -> None:
    error = fault_of(a_signed_request(), now=NOW + 901)
    assert error.fault is Fault.EXPIRED
    assert error.message == (
        "Signature expired: 20261121T100000Z is now earlier than 20261121T100001Z "
        "(20261121T101501Z - 15 min.)"
    )


def test_refuses_a_signature_of_the_future() -> None:
    error = fault_of(a_signed_request(), now=NOW - 901)
    assert error.fault is Fault.EXPIRED
    assert error.message.startswith("Signature not yet current: 20261121T100000Z is still later than")


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 x",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request",
        "AWS4-HMAC-SHA256 Credential=, SignedHeaders=host, Signature=x",
        "AWS4-HMAC-SHA256 Credential=a/b/c/aws4_request, SignedHeaders=host, Signature=x",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/other, SignedHeaders=host, Signature=x",
        "AWS4-HMAC-SHA256 Credential=/b/c/d/aws4_request, SignedHeaders=host, Signature=x",
        "AWS4-HMAC-SHA256 Credential=a/20261121/us-east-1/x y/aws4_request, SignedHeaders=host, Signature=x",
        "AWS4-HMAC-SHA256 Credential=a/today/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=x",
        "AWS4-ECDSA-P256-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=x",
        "AWS key:signature",
        "Bearer token",
        "Basic dGVzdDp0ZXN0",
    ],
)
def test_refuses_an_authorization_that_is_no_signature(authorization: str) -> None:
    request = changed(a_signed_request(), "authorization", lambda _: authorization)
    with pytest.raises(SignatureError) as refused:
        find_claim(request)
    assert refused.value.fault is Fault.INCOMPLETE


@pytest.mark.parametrize("date", ["", "yesterday", "20261121", "2026-11-21T10:00:00Z", "20261121T100000Z "])
def test_refuses_a_date_that_is_none(date: str) -> None:
    request = changed(a_signed_request(), "x-amz-date", lambda _: date)
    with pytest.raises(SignatureError) as refused:
        find_claim(request)
    assert refused.value.fault is Fault.INCOMPLETE


def test_refuses_a_date_that_no_calendar_has() -> None:
    request = changed(a_signed_request(), "x-amz-date", lambda _: "20261321T100000Z")
    assert fault_of(request).fault is Fault.INCOMPLETE


def test_refuses_signatures_in_the_header_and_in_the_query() -> None:
    request = dataclasses.replace(a_signed_request(), raw_query="x-amz-credential=test/1/2/3/aws4_request")
    with pytest.raises(SignatureError):
        find_claim(request)


@pytest.mark.parametrize(
    "query", ["X-Amz-Signature=x", "X-Amz-Algorithm=AWS4-HMAC-SHA256", "AWSAccessKeyId=test"]
)
def test_refuses_half_a_signature_in_the_query(query: str) -> None:
    request = Request(method="GET", raw_path="/", raw_query=query, headers=(), body=b"")
    with pytest.raises(SignatureError):
        find_claim(request)


def test_refuses_an_expired_presigned_request() -> None:
    request = a_signed_request(method="GET", body=b"", presigned_seconds=60)
    assert fault_of(request, now=NOW + 61).fault is Fault.EXPIRED


@pytest.mark.parametrize("seconds", [0, 604_801, 999_999])
def test_refuses_a_presigned_request_for_no_time_or_too_long(seconds: int) -> None:
    request = a_signed_request(method="GET", body=b"", presigned_seconds=seconds)
    assert fault_of(request).fault is Fault.INCOMPLETE


def test_refuses_a_presigned_request_with_a_longer_life() -> None:
    request = a_signed_request(method="GET", body=b"", presigned_seconds=60)
    longer = dataclasses.replace(request, raw_query=request.raw_query.replace("Expires=60", "Expires=600"))
    assert fault_of(longer).fault is Fault.MISMATCH


@pytest.mark.parametrize("parameter", ["X-Amz-Expires=60", "x-amz-expires=6000", "X-Amz-Signature=0"])
def test_refuses_a_presigned_request_with_a_parameter_twice(parameter: str) -> None:
    request = a_signed_request(method="GET", body=b"", presigned_seconds=60)
    twice = dataclasses.replace(request, raw_query=f"{request.raw_query}&{parameter}")
    with pytest.raises(SignatureError):
        find_claim(twice)


def test_an_unsigned_request_claims_nothing() -> None:
    assert find_claim(Request(method="GET", raw_path="/", raw_query="", headers=(), body=b"")) is None


@pytest.mark.parametrize(
    ("method", "target", "service", "body"),
    [
        ("POST", "/", "dynamodb", b"{}"),
        ("POST", "/", "iam", b"Action=ListUsers&Version=2010-05-08"),
        ("GET", "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af", "lambda", b""),
        ("GET", "/?b=2&a=1&a=0&c", "execute-api", b""),
        ("GET", "/?name=%C3%A9%20%2B~&empty=", "execute-api", b""),
        ("PUT", "/bucket/a%20b%2Bc//d/../e.txt", "s3", b"content"),
        ("GET", "/", "sts", b""),
    ],
)
def test_takes_what_botocore_signed(method: str, target: str, service: str, body: bytes) -> None:
    verify(a_signed_request(method=method, target=target, service=service, body=body))


@pytest.mark.parametrize("service", ["sts", "s3"])
def test_takes_a_presigned_request(service: str) -> None:
    verify(a_signed_request(method="GET", body=b"", presigned_seconds=60, service=service), now=NOW + 60)


def test_takes_another_spelling_of_the_same_query() -> None:
    request = a_signed_request(method="GET", target="/?name=a%2Fb", body=b"")
    verify(dataclasses.replace(request, raw_query="name=a%2fb"))


def test_takes_an_unsigned_body_of_s3() -> None:
    signed = a_signed_request(
        method="PUT", target="/bucket/key", service="s3", body=b"", presigned_seconds=60
    )
    verify(dataclasses.replace(signed, body=b"anything"))

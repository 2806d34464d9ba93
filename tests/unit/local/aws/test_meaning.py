import pytest

from isthmus.local.aws.meaning import check_single_meaning, parameters_of
from isthmus.local.aws.requests import Request
from isthmus.local.awsjson import AwsError

FORM = ("content-type", "application/x-www-form-urlencoded; charset=utf-8")
TARGET = ("x-amz-target", "DynamoDB_20120810.PutItem")


def a_request(*headers: tuple[str, str], query: str = "", body: bytes = b"", method: str = "POST") -> Request:
    return Request(method=method, raw_path="/", raw_query=query, headers=headers, body=body)


@pytest.mark.parametrize(
    ("request_", "service"),
    [
        (a_request(TARGET, query="Action=Scan", body=b"{}"), "dynamodb"),
        (a_request(query="Action=ListFunctions", body=b"{}"), "lambda"),
        (a_request(query="Action=ListAllMyBuckets", method="PUT"), "s3"),
        (a_request(FORM, TARGET, body=b"Action=Scan"), "dynamodb"),
        (a_request(FORM, query="Action=GetRole", body=b"Action=CreateUser"), "iam"),
        (a_request(FORM, body=b"Action=GetRole&Action=CreateUser"), "iam"),
        (a_request(FORM, body=b"Action=&Action=CreateUser"), "iam"),
        (a_request(query="Action=GetRole&Action=CreateUser", method="GET"), "iam"),
        (a_request(FORM, query="RoleName=a", body=b"Action=DeleteRole&RoleName=b"), "iam"),
        (a_request(FORM, query="RoleName=a", body=b"Action=DeleteRole"), "iam"),
        (a_request(FORM, TARGET, body=b"Action=GetRole"), "iam"),
    ],
)
def test_refuses_a_request_with_two_meanings(request_: Request, service: str) -> None:
    with pytest.raises(AwsError, match="two ways"):
        check_single_meaning(request_, service=service)


@pytest.mark.parametrize(
    ("request_", "service"),
    [
        (a_request(TARGET, body=b"{}"), "dynamodb"),
        (a_request(FORM, body=b"Action=GetRole&RoleName=a&Version=2010-05-08"), "iam"),
        (a_request(query="Action=GetCallerIdentity&Version=2011-06-15", method="GET"), "sts"),
        (a_request(query="list-type=2&prefix=a", method="GET"), "s3"),
        (a_request(query="tag=a&tag=b", method="GET"), "lambda"),
        (a_request(FORM, query="X-Amz-Expires=60", body=b"Action=GetRole"), "iam"),
    ],
)
def test_takes_what_sdks_send(request_: Request, service: str) -> None:
    check_single_meaning(request_, service=service)


def test_a_form_is_read_only_where_one_is_declared() -> None:
    assert parameters_of(a_request(body=b"Action=GetRole")) == []
    assert parameters_of(a_request(FORM, body=b"Action=GetRole", method="GET")) == []
    assert parameters_of(a_request(FORM, body=b"Action=GetRole&a=%C3%A9")) == [
        ("Action", "GetRole"),
        ("a", "é"),
    ]

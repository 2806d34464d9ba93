import json
import logging
from typing import Any

import pytest
from starlette.responses import Response

from isthmus.local.awsjson import AwsError, JsonService

Json = dict[str, Any]
POOL_ID = "us-east-1_aB3dE6gH9"


async def _echo(request: Json) -> Json:
    return {"Username": request["Username"], "UserAttributes": [], "NoSuchMember": 1, "Enabled": None}


async def _fail(_request: Json) -> Json:
    raise KeyError("hunter2 is the password")


async def _refuse(_request: Json) -> Json:
    raise AwsError("NotAuthorizedException", "No.\r\nSet-Cookie: a=b")


async def _describe(_request: Json) -> Json:
    return {"UserPool": {"Id": POOL_ID, "CreationDate": 1_800_000_000.123456, "Unknown": "x"}}


async def _nothing(_request: Json) -> None:
    return None


@pytest.fixture
def service() -> JsonService:
    return JsonService(
        name="cognito-idp",
        target_prefix="AWSCognitoIdentityProviderService",
        operations={
            "AdminGetUser": _echo,
            "AdminDeleteUser": _nothing,
            "AdminEnableUser": _fail,
            "AdminInitiateAuth": _nothing,
            "AdminSetUserPassword": _nothing,
            "CreateUserPool": _nothing,
            "CreateUserPoolClient": _nothing,
            "DescribeUserPool": _describe,
            "GetUser": _refuse,
            "ListUsers": _nothing,
            "TagResource": _nothing,
        },
        unsigned=frozenset({"GetClientToken"}),
        more_enum_values={"ExplicitAuthFlowsType": ("ALLOW_CLIENT_TOKEN_AUTH",)},
    )


async def _answer(service: JsonService, operation: str, request: Any) -> tuple[Response, Json]:
    body = request if isinstance(request, bytes) else json.dumps(request).encode()
    response = await service.answer(operation, body, request_id="request-1")
    return response, json.loads(bytes(response.body) or b"{}")


@pytest.mark.anyio
async def test_refuses_an_operation_that_aws_lacks(service: JsonService) -> None:
    response, document = await _answer(service, "DropAllUsers", {})
    assert (response.status_code, document["__type"]) == (400, "UnknownOperationException")
    assert not service.knows("DropAllUsers")


@pytest.mark.anyio
async def test_says_that_an_operation_is_not_here(service: JsonService) -> None:
    response, document = await _answer(service, "SignUp", {})
    assert (response.status_code, document["__type"]) == (400, "UnsupportedOperationException")
    assert document["message"].startswith("SignUp is not supported by the local stack")
    assert service.knows("SignUp")
    assert not service.is_supported("SignUp")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff",
        b'{"UserPoolId": NaN}',
        b"[" * 100_000,
        b'{"Username":"\\ud800"}',
    ],
)
@pytest.mark.anyio
async def test_refuses_a_body_that_is_no_json_object(service: JsonService, body: bytes) -> None:
    response, document = await _answer(service, "AdminGetUser", body)
    assert (response.status_code, document["__type"]) == (400, "SerializationException")


@pytest.mark.anyio
async def test_refuses_a_body_over_one_mebibyte(service: JsonService) -> None:
    response, document = await _answer(service, "AdminGetUser", b" " * (1024 * 1024 + 1))
    assert (response.status_code, document["__type"]) == (413, "RequestEntityTooLargeException")


@pytest.mark.parametrize(
    ("operation", "request_", "message"),
    [
        ("AdminGetUser", {"UserPoolId": 1}, "NUMBER_VALUE can not be converted to a String"),
        ("AdminGetUser", {"UserPoolId": True}, "TRUE_VALUE can not be converted to a String"),
        ("AdminGetUser", {"UserPoolId": ["a"]}, "Start of list found where not expected"),
        ("AdminGetUser", {"UserPoolId": {}}, "Start of structure or map found where not expected."),
        ("ListUsers", {"Limit": "5"}, "STRING_VALUE can not be converted to an Integer"),
        ("ListUsers", {"Limit": True}, "TRUE_VALUE can not be converted to an Integer"),
        ("ListUsers", {"Limit": 1.5}, "NUMBER_VALUE can not be converted to an Integer"),
        ("ListUsers", {"AttributesToGet": "sub"}, "Unexpected field type"),
        ("ListUsers", {"AttributesToGet": [None]}, "NULL_VALUE found where not expected"),
        ("AdminSetUserPassword", {"Permanent": "true"}, "STRING_VALUE can not be converted to a Boolean"),
        ("TagResource", {"Tags": [1]}, "Start of list found where not expected"),
    ],
)
@pytest.mark.anyio
async def test_refuses_a_value_of_another_json_type(
    service: JsonService, operation: str, request_: Json, message: str
) -> None:
    _, document = await _answer(service, operation, {"UserPoolId": POOL_ID, **request_})
    assert document == {"__type": "SerializationException", "message": message}


NOT_SATISFIED = "failed to satisfy constraint: Member must"
FLOWS = (
    "USER_SRP_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, CUSTOM_AUTH, ADMIN_NO_SRP_AUTH, USER_PASSWORD_AUTH, "
    "ADMIN_USER_PASSWORD_AUTH, USER_AUTH"
)


@pytest.mark.parametrize(
    ("operation", "request_", "value", "rule"),
    [
        (
            "AdminGetUser",
            {"UserPoolId": "nonsense", "Username": "a"},
            "'nonsense' at 'userPoolId'",
            r"satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+",
        ),
        ("AdminGetUser", {"UserPoolId": POOL_ID, "Username": None}, "null at 'username'", "not be null"),
        (
            "AdminSetUserPassword",
            {"UserPoolId": POOL_ID, "Username": "a", "Password": "with space"},
            "at 'password'",
            r"satisfy regular expression pattern: [\S]+",
        ),
        (
            "ListUsers",
            {"UserPoolId": POOL_ID, "Limit": 61},
            "'61' at 'limit'",
            "have value less than or equal to 60",
        ),
        (
            "AdminInitiateAuth",
            {"UserPoolId": POOL_ID, "ClientId": "c", "AuthFlow": "MAGIC"},
            "'MAGIC' at 'authFlow'",
            f"satisfy enum value set: [{FLOWS}]",
        ),
        (
            "CreateUserPoolClient",
            {"UserPoolId": POOL_ID, "ClientName": "c", "AllowedOAuthFlows": ["code", "magic"]},
            "'[code, magic]' at 'allowedOAuthFlows'",
            "satisfy constraint: [Member must satisfy enum value set: [code, implicit, client_credentials]]",
        ),
        (
            "CreateUserPool",
            {"PoolName": "p", "Schema": [{"Name": "n" * 21}]},
            f"'{'n' * 21}' at 'schema.1.member.name'",
            "have length less than or equal to 20",
        ),
    ],
)
@pytest.mark.anyio
async def test_words_a_validation_error_as_aws_does(
    service: JsonService, operation: str, request_: Json, value: str, rule: str
) -> None:
    response, document = await _answer(service, operation, request_)
    assert response.status_code == 400
    assert document["__type"] == "InvalidParameterException"
    assert document["message"] == f"1 validation error detected: Value {value} {NOT_SATISFIED} {rule}"


@pytest.mark.anyio
async def test_words_a_broken_key_of_a_map_as_aws_does(service: JsonService) -> None:
    request = {"ResourceArn": "arn:aws:cognito-idp:us-east-1:1:userpool/x", "Tags": {"": "x"}}
    _, document = await _answer(service, "TagResource", request)
    assert document["message"].endswith(
        "Value at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: "
        "[Member must have length greater than or equal to 1]"
    )


@pytest.mark.anyio
async def test_lists_all_violations_at_once(service: JsonService) -> None:
    _, document = await _answer(service, "AdminGetUser", {"UserPoolId": ""})
    assert document["message"].startswith("3 validation errors detected: Value '' at 'userPoolId' failed")
    assert document["message"].count("; ") == 2


@pytest.mark.anyio
async def test_never_quotes_a_secret(service: JsonService) -> None:
    request = {"UserPoolId": POOL_ID, "Username": "a b", "Password": "hunter 2"}
    _, document = await _answer(service, "AdminSetUserPassword", request)
    assert "hunter" not in document["message"]
    assert "a b" not in document["message"]
    flow = {
        "UserPoolId": POOL_ID,
        "ClientId": "c",
        "AuthFlow": "X",
        "AuthParameters": {"PASSWORD": "hunter2"},
    }
    _, document = await _answer(service, "AdminInitiateAuth", flow)
    assert "hunter2" not in document["message"]


@pytest.mark.anyio
async def test_uses_the_validation_error_of_its_service() -> None:
    service = JsonService(
        name="cognito-identity",
        target_prefix="AWSCognitoIdentityService",
        operations={"GetId": _nothing},
        unsigned=frozenset(),
        validation_error_code="ValidationException",
    )
    _, document = await _answer(service, "GetId", {"IdentityPoolId": "x"})
    assert document["__type"] == "ValidationException"


@pytest.mark.anyio
async def test_an_error_has_the_headers_that_sdks_read_and_forges_none(service: JsonService) -> None:
    response, document = await _answer(service, "GetUser", {"AccessToken": "x"})
    assert document == {"__type": "NotAuthorizedException", "message": "No.\r\nSet-Cookie: a=b"}
    assert response.headers["content-type"] == "application/x-amz-json-1.1"
    assert response.headers["x-amzn-errortype"] == "NotAuthorizedException:"
    assert response.headers["x-amzn-errormessage"] == "No.??Set-Cookie: a=b"
    assert response.headers["x-amzn-requestid"] == "request-1"


@pytest.mark.anyio
async def test_a_fault_of_ours_tells_nothing(service: JsonService, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        response, document = await _answer(
            service, "AdminEnableUser", {"UserPoolId": POOL_ID, "Username": "a"}
        )
    assert (response.status_code, document["__type"]) == (500, "InternalErrorException")
    assert "hunter2" not in caplog.text
    assert "KeyError at test_app.py" in caplog.text


@pytest.mark.anyio
async def test_logs_no_line_break_of_an_operation_name(
    service: JsonService, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await _answer(service, "Get\nUser: forged", {})
    assert "forged" in caplog.text
    assert "\nUser" not in caplog.text


@pytest.mark.anyio
async def test_drops_what_the_model_lacks_and_leaves_out_what_is_absent(service: JsonService) -> None:
    request = {"UserPoolId": POOL_ID, "Username": "jané", "Extra": {"deep": [1]}}
    response, document = await _answer(service, "AdminGetUser", request)
    assert response.status_code == 200
    assert document == {"Username": "jané", "UserAttributes": []}


@pytest.mark.anyio
async def test_writes_timestamps_as_epoch_seconds(service: JsonService) -> None:
    _, document = await _answer(service, "DescribeUserPool", {"UserPoolId": POOL_ID})
    assert document == {"UserPool": {"Id": POOL_ID, "CreationDate": 1_800_000_000.123}}


@pytest.mark.anyio
async def test_an_operation_without_output_has_an_empty_body(service: JsonService) -> None:
    response, _ = await _answer(service, "AdminDeleteUser", {"UserPoolId": POOL_ID, "Username": "a"})
    assert (response.status_code, response.body) == (200, b"")


@pytest.mark.anyio
async def test_takes_enum_values_that_botocore_lacks(service: JsonService) -> None:
    request = {
        "UserPoolId": POOL_ID,
        "ClientName": "c",
        "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
    }
    response, _ = await _answer(service, "CreateUserPoolClient", request)
    assert response.status_code == 200


def test_knows_which_operations_need_no_signature(service: JsonService) -> None:
    assert service.is_unsigned("InitiateAuth")
    assert service.is_unsigned("GetClientToken")
    assert not service.is_unsigned("AdminInitiateAuth")
    assert not service.is_unsigned("NoSuchOperation")

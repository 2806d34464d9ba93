import base64

import pytest

from unit.local.cognito.local_pools import Json, LocalPools, basic

GRANT = "grant_type=client_credentials"
WRONG_SECRET = {"error": "invalid_client", "error_description": "invalid_client_secret"}


def test_refuses_a_request_that_names_no_client(local: LocalPools, machine: Json) -> None:
    response = local.post_token(f"{GRANT}&client_secret={machine['ClientSecret']}")
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize("secret", ["", "wrong", "s" * 51])
@pytest.mark.parametrize("way", ["header", "body"])
def test_refuses_a_wrong_or_missing_secret_with_status_400(
    local: LocalPools, machine: Json, secret: str, way: str
) -> None:
    client_id = machine["ClientId"]
    if way == "header":
        response = local.post_token(GRANT, authorization=basic(client_id, secret))
    else:
        response = local.post_token(f"{GRANT}&client_id={client_id}&client_secret={secret}")
    assert (response.status_code, response.json()) == (400, WRONG_SECRET)
    assert "www-authenticate" not in response.headers


def test_refuses_a_confidential_client_that_sends_its_id_only(local: LocalPools, machine: Json) -> None:
    response = local.post_token(f"{GRANT}&client_id={machine['ClientId']}")
    assert (response.status_code, response.json()) == (400, WRONG_SECRET)


def test_refuses_an_unknown_client(local: LocalPools, machine: Json) -> None:
    response = local.post_token(GRANT, authorization=basic("nothing", machine["ClientSecret"]))
    assert (response.status_code, response.json()) == (400, {"error": "invalid_client"})


@pytest.mark.parametrize(
    "header",
    [
        "Bearer x",
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b":secret").decode(),
        "Basic " + base64.b64encode(b"\xff:\xff").decode(),
        "",
    ],
)
def test_refuses_a_malformed_header_even_with_a_good_body(
    local: LocalPools, machine: Json, header: str
) -> None:
    body = f"{GRANT}&client_id={machine['ClientId']}&client_secret={machine['ClientSecret']}"
    response = local.post_token(body, authorization=header)
    assert (response.status_code, response.json()) == (400, {"error": "invalid_client"})


def test_refuses_two_different_clients_at_once(local: LocalPools, authorization: str) -> None:
    response = local.post_token(f"{GRANT}&client_id=other", authorization=authorization)
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


def test_the_header_counts_when_both_are_sent(local: LocalPools, machine: Json, authorization: str) -> None:
    good, bad = f"client_secret={machine['ClientSecret']}", "client_secret=wrong"
    body = f"{GRANT}&client_id={machine['ClientId']}"
    assert local.post_token(f"{body}&{bad}", authorization=authorization).status_code == 200
    wrong = basic(machine["ClientId"], "wrong")
    assert local.post_token(f"{body}&{good}", authorization=wrong).json() == WRONG_SECRET


def test_refuses_a_secret_of_a_public_client(local: LocalPools, pool_id: str, machine: Json) -> None:
    assert machine
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    body = f"grant_type=refresh_token&refresh_token=x&client_id={client['ClientId']}&client_secret=x"
    assert local.post_token(body).json() == WRONG_SECRET


def test_refuses_the_header_twice(local: LocalPools, authorization: str) -> None:
    response = local.request(
        "POST",
        "/oauth2/token",
        content=GRANT,
        headers=[
            ("content-type", "application/x-www-form-urlencoded"),
            ("authorization", authorization),
            ("authorization", authorization),
        ],
    )
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


def test_no_log_line_holds_a_secret(
    local: LocalPools, machine: Json, authorization: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="isthmus")
    local.post_token(GRANT, authorization=authorization)
    local.post_token(f"{GRANT}&client_id={machine['ClientId']}&client_secret=hunter2hunter2")
    assert "token request refused: invalid_client" in caplog.text
    assert machine["ClientSecret"] not in caplog.text
    assert "hunter2" not in caplog.text

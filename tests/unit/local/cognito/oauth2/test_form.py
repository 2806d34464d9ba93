import pytest

from unit.local.cognito.local_pools import LocalPools

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "content_type",
    ["", "application/json", "multipart/form-data; boundary=x", "text/plain", f'"{FORM}"', f"{FORM}x"],
)
def test_refuses_another_media_type(local: LocalPools, authorization: str, content_type: str) -> None:
    headers = {"authorization": authorization, "content-type": content_type}
    response = local.request(
        "POST", "/oauth2/token", content="grant_type=client_credentials", headers=headers
    )
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


def test_refuses_a_request_without_a_media_type(local: LocalPools, authorization: str) -> None:
    response = local.request(
        "POST",
        "/oauth2/token",
        content=b"grant_type=client_credentials",
        headers={"authorization": authorization},
    )
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize(
    "body",
    [
        "",
        "client_id=x",
        "grant_type=",
        "grant_type=client_credentials&grant_type=client_credentials",
        "grant_type=client_credentials&scope=api/read&scope=api/write",
        "grant_type=client_credentials&scope=%FF",
        "&".join(f"p{number}=x" for number in range(101)),
        '{"grant_type": "client_credentials"}',
    ],
)
def test_refuses_a_malformed_form(local: LocalPools, authorization: str, body: str) -> None:
    response = local.post_token(body, authorization=authorization)
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


def test_refuses_bytes_outside_ascii(local: LocalPools, authorization: str) -> None:
    response = local.request(
        "POST",
        "/oauth2/token",
        content=b"grant_type=client_credentials&scope=\xff",
        headers={"authorization": authorization, "content-type": FORM},
    )
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


def test_refuses_a_body_over_one_mebibyte(local: LocalPools, authorization: str) -> None:
    response = local.post_token(f"scope={'x' * 1024 * 1024}", authorization=authorization)
    assert (response.status_code, response.json()) == (413, {"error": "invalid_request"})


@pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=UTF-8", FORM.upper()])
def test_takes_the_media_type_with_parameters(
    local: LocalPools, authorization: str, content_type: str
) -> None:
    headers = {"authorization": authorization, "content-type": content_type}
    body = "grant_type=client_credentials&unknown=ignored&scope=&"
    response = local.request("POST", "/oauth2/token", content=body, headers=headers)
    assert response.status_code == 200

import json
from typing import Any

from isthmus.local.aws.emulator_process.authorizers import Answer, create_authorizer


class Ministack:
    """Stands for ministack's own function: keeps an authorizer as it does."""

    def __init__(self, status: int = 201) -> None:
        self.kept: dict[str, dict[str, dict[str, Any]]] = {"api": {}}
        self.status = status

    def create(self, api_id: str, given: dict[str, Any]) -> Answer:
        made = {"authorizerId": "one", "jwtConfiguration": given.get("jwtConfiguration", {})}
        if self.status == 201:
            self.kept[api_id]["one"] = made
        return self.status, {"x": "y"}, json.dumps(made).encode()


def test_leaves_a_refusal_as_it_is() -> None:
    ministack = Ministack(status=404)
    refused = create_authorizer(ministack.create, ministack.kept, "api", {})
    assert refused == ministack.create("api", {})
    assert ministack.kept == {"api": {}}


def test_leaves_an_authorizer_of_json_web_tokens_as_it_is() -> None:
    ministack = Ministack()
    given = {"jwtConfiguration": {"issuer": "https://example.com", "audience": ["sample"]}}
    _, _, body = create_authorizer(ministack.create, ministack.kept, "api", given)
    assert json.loads(body)["jwtConfiguration"] == given["jwtConfiguration"]
    assert ministack.kept["api"]["one"]["jwtConfiguration"] == given["jwtConfiguration"]


def test_shows_no_configuration_that_a_lambda_authorizer_does_not_have() -> None:
    ministack = Ministack()
    answer = create_authorizer(ministack.create, ministack.kept, "api", {"authorizerType": "REQUEST"})
    assert answer == (201, {"x": "y"}, b'{"authorizerId": "one"}')
    assert ministack.kept["api"]["one"] == {"authorizerId": "one"}

"""The decorator for Flask's views, through Flask's own test client."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from isthmus.errors import ConfigurationError
from isthmus.guard.flask import RequireToken, token_of_request
from unit.cognito.pools import CLIENT, a_machine_token
from unit.guard.callers import outage, some_callers
from unit.guard.refusals import REFUSED, Refused


def a_client(**settings: Any) -> FlaskClient:
    app = Flask(__name__)
    app.testing = True
    require_token = RequireToken(callers=some_callers(**settings), realm="api")

    @app.get("/orders/<number>")
    @require_token
    def show_order(number: str) -> dict[str, str]:
        return {"number": number, "client_id": token_of_request().client_id}

    @app.get("/open")
    def open_to_all() -> dict[str, str]:
        return {"client_id": token_of_request().client_id}

    return app.test_client()


def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {a_machine_token()}"}


@pytest.mark.parametrize("refused", REFUSED)
def test_flask_refuses_before_the_view_sees_the_request(refused: Refused) -> None:
    headers = {} if refused.authorization is None else {"Authorization": refused.authorization}
    answer = a_client().get(f"/orders/7?{refused.query}", headers=headers)
    assert answer.status_code == refused.status
    assert answer.headers["WWW-Authenticate"] == refused.challenge
    assert list(answer.get_json()) == ["detail"]


def test_flask_answers_unavailable_when_the_keys_can_not_be_had() -> None:
    assert a_client(fetch=outage).get("/orders/7", headers=bearer()).status_code == 503


def test_flask_has_no_token_in_a_view_that_is_not_guarded() -> None:
    with pytest.raises(ConfigurationError):
        a_client().get("/open", headers=bearer())


def test_flask_gives_the_token_of_an_accepted_caller_to_the_view() -> None:
    answer = a_client().get("/orders/7", headers=bearer())
    assert answer.get_json() == {"number": "7", "client_id": CLIENT}

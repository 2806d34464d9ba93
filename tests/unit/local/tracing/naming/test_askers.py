import pytest

from isthmus.local.tracing.exchange import Receiver
from isthmus.local.tracing.hop import Party
from isthmus.local.tracing.naming.answerers import Answerer
from isthmus.local.tracing.naming.askers import name_asker
from isthmus.local.tracing.reading import Reading
from unit.local.tracing.exchanges import an_exchange


@pytest.mark.parametrize(
    ("headers", "party", "name"),
    [
        ({}, Party.CLIENT, "Client"),
        ({"user-agent": "Boto3/1.43.106 md/Botocore"}, Party.CLIENT, "boto3"),
        ({"user-agent": "curl/8.5.0"}, Party.CLIENT, "curl"),
        ({"user-agent": "sample-program"}, Party.CLIENT, "sample-program"),
        ({"user-agent": "<script>"}, Party.CLIENT, "Client"),
        ({"user-agent": "Mozilla/5.0 (X11; Linux)"}, Party.BROWSER, "Browser"),
        ({"user-agent": "aws-sdk-js/3.1", "sec-fetch-mode": "cors"}, Party.BROWSER, "Browser"),
        ({"user-agent": "SFDC-Callout/66.0"}, Party.SALESFORCE, "Salesforce org"),
    ],
)
def test_names_who_asks_by_its_headers(headers: dict[str, str], party: Party, name: str) -> None:
    assert name_asker(Reading(an_exchange(headers=headers)), parent=None) == (party, name)


def test_within_an_exchange_its_answerer_asks_whatever_the_headers_say() -> None:
    parent = Answerer(party=Party.SALESFORCE, name="Salesforce org", operation="userinfo")
    reading = Reading(an_exchange(headers={"user-agent": "Mozilla/5.0"}))
    assert name_asker(reading, parent=parent) == (Party.SALESFORCE, "Salesforce org")


def test_behind_api_gateway_a_function_asks() -> None:
    parent = Answerer(party=Party.API_GATEWAY, name="API Gateway", operation="POST /token-validator")
    assert name_asker(Reading(an_exchange()), parent=parent) == (Party.FUNCTION, "token-validator")


def test_a_trigger_is_run_by_the_user_pool() -> None:
    reading = Reading(an_exchange(receiver=Receiver.FUNCTION, method="INVOKE", target="arn:x:sample"))
    assert name_asker(reading, parent=None) == (Party.COGNITO, "Cognito user pool")

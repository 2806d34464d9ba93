"""The variants of an External Credential that a local org does not take are told apart here."""

from collections.abc import Mapping
from typing import Any

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.check import Failed, Ok
from isthmus.doctor.m2m.external_credential import CHECK, find_parameter
from isthmus.doctor.patient import Machine, Patient
from isthmus.origin import Origin
from unit.doctor.orgs import FakeOrg


def a_patient(credential: Mapping[str, Any] | None) -> Patient:
    machine = Machine(
        domain=Origin.parse("https://example.auth.us-east-1.amazoncognito.com"),
        client_id="sample",
        scopes=None,
        pool=None,
        get_token=None,
    )
    return Patient(clock=SystemClock(), org=FakeOrg(external_credential=credential), machine=machine)


@pytest.mark.parametrize(
    ("protocol", "variant"),
    [("OAuth", "JwtBearer"), ("OAuth", None), ("Custom", None), ("AwsSv4", "AwsSv4_STS")],
)
def test_refuses_what_sends_no_client_secret(protocol: str, variant: str | None) -> None:
    credential = {"authenticationProtocol": protocol, "authenticationProtocolVariant": variant}
    verdict = CHECK.run(a_patient(credential))
    assert isinstance(verdict, Failed)
    assert verdict.cause == "the External Credential does not send a client id and secret"


@pytest.mark.parametrize("variant", ["ClientCredentialsClientSecretBasic", "ClientCredentialsClientSecret"])
def test_takes_a_secret_in_the_header_or_the_body(variant: str) -> None:
    credential = {"authenticationProtocol": "OAuth", "authenticationProtocolVariant": variant}
    assert isinstance(CHECK.run(a_patient(credential)), Ok)


def test_a_parameter_is_found_by_type_and_name() -> None:
    parameter = {"parameterName": "Scope", "parameterType": "AuthParameter", "parameterValue": "api/read"}
    assert find_parameter({"parameters": [parameter]}, kind="AuthHeader", name="Scope") is None
    assert find_parameter({"parameters": [parameter]}, kind="AuthParameter", name="Scope") == "api/read"

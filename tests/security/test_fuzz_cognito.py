"""No request of whatever shape brings a fault, a hang or a traceback out of the local Cognito."""

import random
import re
from pathlib import Path

import pytest

from contract.fuzzed_cognito import FuzzedCognito
from contract.fuzzed_http import wild_http_of
from contract.sample_app import make_sample_app
from contract.wild_http import find_fault, send
from contract.wild_requests import read_service
from flows.driving import Stack

SEED = 20261121
REQUESTS_PER_OPERATION = 50
HTTP_REQUESTS = 4000
SERVICES = ("cognito-idp", "cognito-identity")
OPERATIONS = [(name, each) for name in SERVICES for each in read_service(name).operation_names]


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> FuzzedCognito:
    return FuzzedCognito(tmp_path_factory.mktemp("fuzzed"), SEED)


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_every_operation_answers_every_request_in_its_protocol(
    fuzzed: FuzzedCognito, service: str, operation: str
) -> None:
    findings = fuzzed.run(service, operation, requests=REQUESTS_PER_OPERATION)
    assert not findings, "\n".join(map(str, findings))


def test_every_address_answers_every_http_request(stack: Stack) -> None:
    wild = wild_http_of(make_sample_app(stack), random.Random(SEED))  # noqa: S311  to repeat, not to guard
    logged_before = stack.log_file.stat().st_size
    statuses, faults = set[int](), list[str]()
    for _ in range(HTTP_REQUESTS):
        request = wild.request()
        answer = send(stack["aws_endpoint"], request)
        statuses.add(answer.status)
        if fault := find_fault(answer):
            faults.append(f"{fault}: {request[:1000]!r}")
    assert not faults, "\n".join(faults)
    assert {200, 302, 400, 401, 405, 501} <= statuses, "the requests led somewhere"
    assert not faults_in_log(stack.log_file, after=logged_before)


def faults_in_log(log: Path, *, after: int) -> list[str]:
    with log.open("rb") as file:
        file.seek(after)
        text = file.read().decode(errors="replace")
    return re.findall(r".*(?:Traceback|ERROR|CRITICAL).*", text)

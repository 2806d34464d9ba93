"""Examine a running stack, with faults put in."""

import base64
import copy
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flows.driving import Stack
from isthmus.clock import SystemClock
from isthmus.doctor.admitting import Names, admit_ready
from isthmus.doctor.check import Failed, Skipped
from isthmus.doctor.checks import checks_for
from isthmus.doctor.examining import Finding, examine
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Aws, AwsRefusedError, Patient, get_aws

NAMES: dict[str, Any] = {
    "external_credential": "AWS_Cognito_OAuth",
    "principal": "Integration",
    "named_credential": "AWS_API_Access",
    "permission_set": "Cognito_API_Access",
    "test_path": "/test",
    "has_automated_process": False,
    "client_app": "Cognito_OIDC_Sample",
}


METADATA = "http://soap.sforce.com/2006/04/metadata"


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadClock:
    """A clock that is wrong by some seconds."""

    seconds: float

    def now(self) -> float:
        return SystemClock().now() + self.seconds


def admit(stack: Stack, *, seconds_ahead: float = 0, names: dict[str, Any] | None = None) -> Patient:
    return admit_ready(
        stack.ready, names=Names(**(NAMES | (names or {}))), clock=AheadClock(seconds=seconds_ahead)
    )


def with_ready(stack: Stack, part: str, **changes: Any) -> Stack:
    """Give the stack with something else in its ready document."""
    ready = copy.deepcopy(stack.ready)
    if part in {"salesforce", "aws_endpoint"}:
        ready[part] = changes["to"]
    else:
        ready[part] |= changes
    return Stack(ready=ready, log_file=stack.log_file, process=stack.process)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAws:
    """AWS that answers as it does, but for one operation: for states that the emulator never has."""

    aws: Aws
    operation: str
    answer: Mapping[str, Any] | AwsRefusedError

    def ask(self, service: str, operation: str, **fields: object) -> Mapping[str, Any]:
        if operation != self.operation:
            return self.aws.ask(service, operation, **fields)
        if isinstance(self.answer, AwsRefusedError):
            raise self.answer
        return {**self.aws.ask(service, operation, **fields), **self.answer}


def with_answer(patient: Patient, operation: str, answer: Mapping[str, Any] | AwsRefusedError) -> Patient:
    """Let AWS answer one operation with something else in its answer, or with a refusal."""
    return replace(patient, aws=OtherAws(aws=get_aws(patient), operation=operation, answer=answer))


def find(patient: Patient, *, flow: Flow) -> list[Finding]:
    """Examine, and let nothing stay open."""
    with closing(patient):
        return list(examine(patient, checks_for(patient), flow=flow))


def failures(patient: Patient, *, flow: Flow) -> dict[str, str]:
    """Examine; give the cause of each check that failed."""
    return {
        finding.check.name: finding.verdict.cause
        for finding in find(patient, flow=flow)
        if isinstance(finding.verdict, Failed)
    }


def skipped(findings: list[Finding]) -> dict[str, str]:
    return {
        finding.check.name: finding.verdict.because
        for finding in findings
        if isinstance(finding.verdict, Skipped)
    }


def as_administrator(stack: Stack, method: str, path: str, **options: Any) -> Any:
    """Call the org's REST API; give the answer's JSON, if there is any."""
    headers = {"Authorization": f"Bearer {stack.user(has_permission_set=True)['session_id']}"}
    with stack.http() as http:
        answer = http.request(method, f"{stack['salesforce']}{path}", headers=headers, **options)
    assert answer.is_success, answer.text
    return json.loads(answer.text) if answer.text else None


@contextmanager
def redeployed(stack: Stack, kind: str, name: str, *, old: str, new: str) -> Iterator[None]:
    """Deploy a component of the org with something else in it for a while."""
    path, text = _retrieve(stack, kind, name)
    assert old in text
    _deploy(stack, kind, name, path=path, text=text.replace(old, new))
    try:
        yield
    finally:
        _deploy(stack, kind, name, path=path, text=text)


@contextmanager
def without_chatter(stack: Stack) -> Iterator[None]:
    """Switch Chatter off in the org for a while."""

    def switch(flag: str) -> None:
        text = f'<ChatterSettings xmlns="{METADATA}"><enableChatter>{flag}</enableChatter></ChatterSettings>'
        _deploy(stack, "Settings", "Chatter", path="settings/Chatter.settings", text=text)

    switch("false")
    try:
        yield
    finally:
        switch("true")


def _manifest(kind: str, name: str) -> str:
    return f"<types><members>{name}</members><name>{kind}</name></types><version>66.0</version>"


def _retrieve(stack: Stack, kind: str, name: str) -> tuple[str, str]:
    wanted = f"<singlePackage>true</singlePackage><unpackaged>{_manifest(kind, name)}</unpackaged>"
    asked = _metadata(stack, "retrieve", f"<retrieveRequest>{wanted}</retrieveRequest>")
    request_id = re.search(r"<id>(\w+)</id>", asked)
    assert request_id is not None
    inner = f"<asyncProcessId>{request_id[1]}</asyncProcessId>"
    zipped = re.search(r"<zipFile>(.+)</zipFile>", _metadata(stack, "checkRetrieveStatus", inner))
    assert zipped is not None
    with ZipFile(BytesIO(base64.b64decode(zipped[1]))) as archive:
        (path,) = (item for item in archive.namelist() if item != "package.xml")
        return path, archive.read(path).decode()


def _metadata(stack: Stack, operation: str, inner: str) -> str:
    session = stack.user(has_permission_set=True)["session_id"]
    namespace = f'xmlns="{METADATA}"'
    text = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>'
        f"<SessionHeader {namespace}><sessionId>{session}</sessionId></SessionHeader></e:Header>"
        f"<e:Body><{operation} {namespace}>{inner}</{operation}></e:Body></e:Envelope>"
    )
    with stack.http() as http:
        answer = http.post(f"{stack['salesforce']}/services/Soap/m/66.0", content=text)
    assert answer.is_success, answer.text
    return answer.text


def _deploy(stack: Stack, kind: str, name: str, *, path: str, text: str) -> None:
    package = f'<Package xmlns="{METADATA}">{_manifest(kind, name)}</Package>'
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("package.xml", package)
        archive.writestr(path, text)
    files = {
        "json": (None, '{"deployOptions": {}}', "application/json"),
        "file": ("deploy.zip", buffer.getvalue(), "application/zip"),
    }
    requests = "/services/data/v66.0/metadata/deployRequest"
    request_id = as_administrator(stack, "POST", requests, files=files)["id"]
    done = as_administrator(stack, "GET", f"{requests}/{request_id}?includeDetails=true")
    assert done["deployResult"]["success"], done


@contextmanager
def app_client(stack: Stack, *, pool_id: str, **settings: Any) -> Iterator[dict[str, Any]]:
    """Make an app client for a while."""
    cognito = stack.client("cognito-idp")
    made = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="doctored", **settings)
    client = made["UserPoolClient"]
    try:
        yield client
    finally:
        cognito.delete_user_pool_client(UserPoolId=pool_id, ClientId=client["ClientId"])

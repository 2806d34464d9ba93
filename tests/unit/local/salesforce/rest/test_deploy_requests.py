import json
from typing import Any

import httpx2
import pytest

from isthmus.local.salesforce.metadata.requests import DeployOptions
from unit.local.salesforce.orgs import API, OrgUnderTest
from unit.local.salesforce.packages import CORS_PATH, a_package

PATH = f"{API}/metadata/deployRequest"


def deploy(
    made: OrgUnderTest, content: bytes, *, session: str | None = None, text: str | None = None, **options: Any
) -> httpx2.Response:
    described = text if text is not None else json.dumps({"deployOptions": options})
    files: Any = {
        "json": (None, described, "application/json"),
        "file": ("deploy.zip", content, "application/zip"),
    }
    token = session or made.org.create_session(made.admin_id)
    answer: httpx2.Response = made.http().post(
        PATH, files=files, headers={"Authorization": f"Bearer {token}"}
    )
    return answer


def test_refuses_who_is_no_administrator_and_who_is_nobody(made: OrgUnderTest) -> None:
    standard = deploy(made, a_package(), session=made.org.create_session(made.user_id))
    assert (standard.status_code, standard.json()[0]["errorCode"]) == (403, "INSUFFICIENT_ACCESS")
    assert deploy(made, a_package(), session="00Dnonsense").status_code == 401


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "JSON_PARSER_ERROR"),
        ('{"deployOptions": {"nope": true}}', "INVALID_INPUT"),
        ('{"deployOptions": {"purgeOnDelete": true}}', "INVALID_INPUT"),
        ('{"deployOptions": {"testLevel": "Some"}}', "INVALID_INPUT"),
        ('{"deployOptions": {"testLevel": "RunSpecifiedTests"}}', "INVALID_INPUT"),
    ],
)
def test_refuses_options(made: OrgUnderTest, text: str, code: str) -> None:
    answer = deploy(made, a_package(), text=text)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, code)


def test_refuses_a_body_of_another_kind_an_empty_zip_and_one_that_is_too_large(made: OrgUnderTest) -> None:
    quick = made.call("POST", PATH, as_admin=True, json={"validatedDeployRequestId": "0Af"})
    assert (quick.status_code, quick.json()[0]["errorCode"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    broken = made.call(
        "POST", PATH, as_admin=True, content=b"x", headers={"Content-Type": "multipart/form-data"}
    )
    assert broken.status_code == 400
    only_json = made.call("POST", PATH, as_admin=True, files={"json": (None, "{}", "application/json")})
    assert only_json.status_code == 400
    assert deploy(made, b"").status_code == 400
    assert deploy(made, b"x" * (11 * 1024 * 1024)).status_code == 413


def test_tells_a_failure_with_its_details_only_when_asked(made: OrgUnderTest) -> None:
    taken = deploy(made, a_package({CORS_PATH: "<a/>"})).json()
    assert (taken["deployResult"]["status"], taken["deployResult"]["done"]) == ("Pending", False)
    short = made.call("GET", f"{PATH}/{taken['id']}", as_admin=True).json()["deployResult"]
    assert (short["status"], short["details"]) == ("Failed", {})
    details = made.call("GET", f"{PATH}/{taken['id']}?includeDetails=true", as_admin=True).json()
    failure = details["deployResult"]["details"]["componentFailures"][0]
    assert (failure["fileName"], failure["problemType"]) == (CORS_PATH, "Error")


def test_deploys(made: OrgUnderTest) -> None:
    taken = deploy(made, a_package(), checkOnly=False, testLevel="NoTestRun")
    assert taken.status_code == 201
    assert taken.json()["deployOptions"]["rollbackOnError"] is True
    done = made.call("GET", f"{PATH}/{taken.json()['id']}", as_admin=True).json()
    assert done["deployResult"]["status"] == "Succeeded"
    assert made.org._parts.metadata.catalog.allows_cors("https://a.example")


def test_cancels_what_waits_and_refuses_what_is_done_or_not_there(made: OrgUnderTest) -> None:
    canceling = {"deployResult": {"status": "Canceling"}}
    done = deploy(made, a_package()).json()["id"]
    assert made.call("PATCH", f"{PATH}/{done}", as_admin=True, json=canceling).status_code == 400
    assert made.call("PATCH", f"{PATH}/{done}", as_admin=True, json={}).status_code == 400
    assert made.call("PATCH", f"{PATH}/{done}", as_admin=True, content=b"{").status_code == 400
    assert made.call("PATCH", f"{PATH}/0Af", as_admin=True, json=canceling).status_code == 404
    assert made.call("GET", f"{PATH}/0Af", as_admin=True).status_code == 404
    waiting = made.org._parts.metadata_queue.deploy(a_package(), options=DeployOptions(), by=made.admin_id)
    canceled = made.call("PATCH", f"{PATH}/{waiting.id}", as_admin=True, json=canceling)
    assert (canceled.status_code, canceled.json()["deployResult"]["status"]) == (202, "Canceled")

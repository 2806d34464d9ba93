"""What the Metadata API answers about requests and components, as SOAP and REST both write it.

WIRE: the names and their order are those of the Metadata WSDL.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from isthmus.local.salesforce.metadata.apex_tests import NOT_RUN
from isthmus.local.salesforce.metadata.requests import NO_TESTS
from isthmus.local.salesforce.metadata.retrieval import Listed
from isthmus.local.salesforce.store.metadata_requests import MetadataRequest, RequestState
from isthmus.local.salesforce.store.users import User, Users

_GOOD = frozenset({RequestState.SUCCEEDED, RequestState.SUCCEEDED_PARTIAL})


def async_result(request: MetadataRequest) -> dict[str, Any]:
    """Answer that a request is taken."""
    return {"done": False, "id": request.id, "state": "Queued"}


def deploy_result(request: MetadataRequest, *, users: Users, has_details: bool) -> dict[str, Any]:
    """Tell how far a deployment is."""
    options, result, person = request.options, request.result, users.get(request.person_id)
    components, failures = result.get("components", []), result.get("failures", [])
    tests, completed = result.get("tests", []), request.completed_at
    canceled_by = users.find(result.get("canceled_by", ""))
    return {
        "canceledBy": canceled_by.id if canceled_by else None,
        "canceledByName": canceled_by.name if canceled_by else None,
        "checkOnly": options["check_only"],
        "completedDate": None if completed is None else date_of(completed),
        "createdBy": person.id,
        "createdByName": person.name,
        "createdDate": date_of(request.created_at),
        "details": _details(request) if has_details else {},
        "done": request.state.is_done,
        "errorMessage": result.get("error_message"),
        "errorStatusCode": result.get("error_code"),
        "id": request.id,
        "ignoreWarnings": options["ignore_warnings"],
        "lastModifiedDate": date_of(completed or request.started_at or request.created_at),
        "numberComponentErrors": len(failures),
        "numberComponentsDeployed": len(components),
        "numberComponentsTotal": len(components) + len(failures),
        "numberTestErrors": len(tests),
        "numberTestsCompleted": 0,
        "numberTestsTotal": len(tests),
        "rollbackOnError": options["rollback_on_error"],
        "runTestsEnabled": options["test_level"] != NO_TESTS,
        "startDate": date_of(request.started_at) if request.started_at else None,
        "status": request.state.value,
        "success": request.state in _GOOD,
    }


def retrieve_result(
    request: MetadataRequest, *, users: Users, listed: Mapping[tuple[str, str], Listed]
) -> dict[str, Any]:
    """Tell how far a retrieval is, without its zip. `listed` are the org's components by type and name."""
    result = request.result
    properties = [
        file_properties(listed[type_name, name], users=users) | {"fileName": path}
        for type_name, name, path in result.get("components", [])
        if (type_name, name) in listed
    ]
    return {
        "done": request.state.is_done,
        "errorMessage": result.get("error_message"),
        "errorStatusCode": result.get("error_code"),
        "fileProperties": properties,
        "id": request.id,
        "messages": [
            {"fileName": "package.xml", "problem": problem} for problem in result.get("messages", [])
        ],
        "status": request.state.value,
        "success": request.state in _GOOD,
    }


def file_properties(item: Listed, *, users: Users) -> dict[str, Any]:
    """Describe a component; what has no id or no person has empty texts."""
    record = item.record
    created, modified = users.find(record.created_by or ""), users.find(record.modified_by or "")
    return {
        "createdById": _id_of(created),
        "createdByName": _name_of(created),
        "createdDate": date_of(record.created_at),
        "fileName": item.path,
        "fullName": item.full_name,
        "id": record.id or "",
        "lastModifiedById": _id_of(modified),
        "lastModifiedByName": _name_of(modified),
        "lastModifiedDate": date_of(record.modified_at),
        "manageableState": "unmanaged",
        "type": item.type,
    }


def date_of(seconds: float) -> str:
    """Write epoch seconds as Salesforce writes a time."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _details(request: MetadataRequest) -> dict[str, Any]:
    result, at = request.result, date_of(request.completed_at or request.created_at)
    tests = result.get("tests", [])
    return {
        "componentFailures": [_failure(item, at=at) for item in result.get("failures", [])],
        "componentSuccesses": [_success(item, at=at) for item in result.get("components", [])],
        "runTestResult": {
            "failures": [_test(item) for item in tests],
            "numFailures": len(tests),
            "numTestsRun": 0,
            "successes": [],
            "totalTime": 0.0,
        },
    }


def _failure(item: Mapping[str, Any], *, at: str) -> dict[str, Any]:
    return {
        "changed": False,
        "columnNumber": item["column"],
        "componentType": item["type"],
        "created": False,
        "createdDate": at,
        "deleted": False,
        "fileName": item["file"],
        "fullName": item["full_name"],
        "lineNumber": item["line"],
        "problem": item["problem"],
        "problemType": "Error",
        "success": False,
    }


def _success(item: Mapping[str, Any], *, at: str) -> dict[str, Any]:
    return {
        "changed": item["is_changed"],
        "componentType": item["type"],
        "created": item["is_created"],
        "createdDate": at,
        "deleted": False,
        "fileName": item["file"],
        "fullName": item["full_name"],
        "success": True,
    }


def _test(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": "",
        "message": NOT_RUN,
        "methodName": item["method"],
        "name": item["class_name"],
        "packageName": "",
        "stackTrace": "",
        "time": 0.0,
        "type": "Class",
    }


def _id_of(user: User | None) -> str:
    return user.id if user else ""


def _name_of(user: User | None) -> str:
    return user.name if user else ""

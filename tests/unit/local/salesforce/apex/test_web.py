"""The two doors, who may use them, and what each answers."""

from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

import httpx2
import pytest
from defusedxml.ElementTree import fromstring

from unit.local.salesforce.apex.blocks import ASSIGNMENT, CALLOUT, execute
from unit.local.salesforce.orgs import API, OrgUnderTest, replaced

SOAPENV = "{http://schemas.xmlsoap.org/soap/envelope/}"
APEX = "{http://soap.sforce.com/2006/08/apex}"
DEBUG_ONLY = "<apex:DebuggingHeader><apex:debugLevel>DEBUGONLY</apex:debugLevel></apex:DebuggingHeader>"
EVERYTHING = (
    "<apex:DebuggingHeader><apex:categories><apex:category>All</apex:category><apex:level>FINEST</apex:level>"
    "</apex:categories></apex:DebuggingHeader>"
)
TOOLING = f"{API}/tooling/executeAnonymous"


def envelope_of(source: str, *, session: str, header: str = DEBUG_ONLY) -> str:
    """Write the envelope as `sf apex run` (2.146) does."""
    return f"""<env:Envelope xmlns:xsd="http://www.w3.org/2001/XMLSchema"
xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"
xmlns:cmd="http://soap.sforce.com/2006/08/apex"
xmlns:apex="http://soap.sforce.com/2006/08/apex">
    <env:Header>
        <cmd:SessionHeader>
            <cmd:sessionId>{session}</cmd:sessionId>
        </cmd:SessionHeader>
        {header}
    </env:Header>
    <env:Body>
        <executeAnonymous xmlns="http://soap.sforce.com/2006/08/apex">
            <apexcode>{escape(source)}</apexcode>
        </executeAnonymous>
    </env:Body>
</env:Envelope>"""


def run(made: OrgUnderTest, source: str, **changes: Any) -> httpx2.Response:
    """Run a block as the command line does."""
    session = changes.pop("session", None) or made.org.create_session(made.admin_id)
    path = changes.pop("path", f"/services/Soap/s/67.0/{session.split('!')[0]}")
    content = envelope_of(source, session=session, **changes)
    headers = {"content-type": "text/xml", "soapaction": "executeAnonymous"}
    return made.call("POST", path, content=content, headers=headers)


def result_of(answer: httpx2.Response) -> dict[str, str | None]:
    assert answer.status_code == 200, answer.text
    [result] = fromstring(answer.text).iter(f"{APEX}result")
    return {child.tag.removeprefix(APEX): child.text for child in result}


def log_of(answer: httpx2.Response) -> str:
    found = fromstring(answer.text).find(f"{SOAPENV}Header/{APEX}DebuggingInfo/{APEX}debugLog")
    assert isinstance(found, Element)
    return found.text or ""


def faults(answer: httpx2.Response) -> str:
    assert answer.status_code == 500
    return str(fromstring(answer.text).findtext(".//faultstring"))


def test_refuses_rest_without_a_session(made: OrgUnderTest) -> None:
    assert made.call("GET", TOOLING, params={"anonymousBody": "Integer i;"}).status_code == 401


def test_refuses_rest_without_author_apex(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    answer = made.call("GET", TOOLING, session=session, params={"anonymousBody": "Integer i;"})
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (403, "INSUFFICIENT_ACCESS")


def test_refuses_rest_without_a_block(made: OrgUnderTest) -> None:
    answer = made.call("GET", TOOLING, as_admin=True)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "MISSING_ARGUMENT")


@pytest.mark.parametrize("kind", ["lightning", "expired", "none"])
def test_refuses_soap_without_a_live_api_session(made: OrgUnderTest, kind: str) -> None:
    session = made.org.create_session(made.admin_id, kind="lightning" if kind == "lightning" else "api")
    if kind == "expired":
        made.org.expire_session(session)
    used = "" if kind == "none" else session
    answer = run(made, "Integer i;", session=session) if used else run(made, "Integer i;", session="x!y")
    assert "INVALID_SESSION_ID" in answer.text or "Destination URL not reset" in answer.text
    assert answer.status_code == 500


def test_refuses_soap_without_author_apex(made: OrgUnderTest) -> None:
    answer = run(made, "Integer i;", session=made.org.create_session(made.user_id))
    assert "INSUFFICIENT_ACCESS" in faults(answer)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/services/Soap/s/67.0/00D000000000000", "Destination URL not reset"),
        ("/services/Soap/s/20.0", "UNSUPPORTED_API_VERSION"),
        ("/services/Soap/s/x", "UNSUPPORTED_API_VERSION"),
    ],
)
def test_refuses_soap_at_another_address(made: OrgUnderTest, path: str, reason: str) -> None:
    assert reason in faults(run(made, "Integer i;", path=path))


def test_refuses_other_operations_of_the_apex_api(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.admin_id)
    content = envelope_of("", session=session).replace("executeAnonymous", "runTests")
    answer = made.call("POST", "/services/Soap/s/67.0", content=content)
    assert "runTests is not supported by the local org" in faults(answer)


def test_refuses_a_log_category_that_is_none(made: OrgUnderTest) -> None:
    header = EVERYTHING.replace("All", "Foo")
    assert "is not a valid log category and level" in faults(run(made, "Integer i;", header=header))


def test_refuses_a_document_type(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.admin_id)
    content = "<!DOCTYPE a [<!ENTITY b 'c'>]>" + envelope_of("&b;", session=session)
    assert made.call("POST", "/services/Soap/s/67.0", content=content).status_code == 500


def test_a_standard_user_who_may_author_apex_cannot_assign_permission_sets(made: OrgUnderTest) -> None:
    grant = (
        "<userPermissions><enabled>true</enabled><name>AuthorApex</name></userPermissions></PermissionSet>"
    )
    made.deploy({"permissionset-meta": replaced("</PermissionSet>", grant)})
    made.org.assign_permission_set(made.user_id, permission_set="Cognito_API_Access")
    source = (
        "insert new PermissionSetAssignment(AssigneeId = UserInfo.getUserId(), "
        "PermissionSetId = '0PS000000000000');"
    )
    result = execute(made, source, session=made.org.create_session(made.user_id))
    assert "INSUFFICIENT_ACCESS_OR_READONLY" in result["exceptionMessage"]
    query = "List<PermissionSet> p = [SELECT Id FROM PermissionSet];"
    assert execute(made, query, session=made.org.create_session(made.user_id))["success"] is False


def test_a_callout_by_named_credential_needs_customize_application(made: OrgUnderTest) -> None:
    grant = (
        "<userPermissions><enabled>true</enabled><name>AuthorApex</name></userPermissions></PermissionSet>"
    )
    made.deploy({"permissionset-meta": replaced("</PermissionSet>", grant)})
    made.org.assign_permission_set(made.user_id, permission_set="Cognito_API_Access")
    source = "CognitoApi.get('/test');"
    result = execute(made, source, session=made.org.create_session(made.user_id))
    assert "The callout couldn't access the endpoint." in result["exceptionMessage"]
    assert made.outside.api_requests == []


def test_runs_the_callout_of_the_guide_as_printed(made: OrgUnderTest) -> None:
    answer = run(made, CALLOUT)
    assert result_of(answer) == {
        "line": "-1",
        "column": "-1",
        "compiled": "true",
        "success": "true",
        "compileProblem": None,
        "exceptionStackTrace": None,
        "exceptionMessage": None,
    }
    lines = log_of(answer).splitlines()
    assert lines[0] == "67.0 APEX_CODE,DEBUG;APEX_PROFILING,INFO"
    assert lines[1] == "Execute Anonymous: // Test OAuth2 integration"
    assert [line.partition("|")[2] for line in lines if "USER_DEBUG" in line] == [
        "USER_DEBUG|[10]|DEBUG|Status Code: 200",
        'USER_DEBUG|[11]|DEBUG|Response Body: {"success":true}',
    ]
    assert lines[-1].endswith("|EXECUTION_FINISHED")
    assert "CALLOUT_REQUEST" not in log_of(answer)
    [request] = made.outside.api_requests
    assert (request.method, request.url.path) == ("GET", "/test")
    assert request.headers["authorization"] == "Bearer token-1"


def test_tells_the_callout_s_failure_as_the_guide_s_code_prints_it(made: OrgUnderTest) -> None:
    made.outside.answer_token = lambda _number: httpx2.Response(400, json={"error": "invalid_client"})
    log = log_of(run(made, CALLOUT))
    assert "|USER_DEBUG|[13]|DEBUG|ERROR: Unable to fetch the OAuth token. Error: invalid_client." in log


def test_runs_the_assignment_of_the_guide_as_printed(made: OrgUnderTest) -> None:
    refused = execute(made, ASSIGNMENT.format("<OPS string>"))
    assert refused["exceptionMessage"] == "System.StringException: Invalid id: <OPS string>"
    permission_set_id = made.org._parts.permission_sets.get("Cognito_API_Access").id
    answer = run(made, ASSIGNMENT.format(permission_set_id))
    assert result_of(answer)["success"] == "true"
    automated = made.org.find_automated_process_id()
    assert made.org.has_permission_set(automated, permission_set="Cognito_API_Access")
    again = execute(made, ASSIGNMENT.format(permission_set_id))
    assert again["exceptionMessage"].startswith(
        "System.DmlException: Insert failed. First exception on row 0; first error: DUPLICATE_VALUE, "
    )


def test_logs_callouts_at_their_level_without_secrets(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.admin_id)
    source = f"System.debug('{session}');\n{CALLOUT}"
    log = log_of(run(made, source, session=session, header=EVERYTHING))
    assert (
        "|CALLOUT_REQUEST|[10]|System.HttpRequest[Endpoint=callout:AWS_API_Access/test, Method=GET]\n" in log
    )
    assert "|CALLOUT_RESPONSE|[10]|System.HttpResponse[Status=OK, StatusCode=200]\n" in log
    assert "DEBUG|SESSION_ID_REMOVED" in log
    for secret in (session, session.split("!")[1], "token-1", "the-client-secret"):
        assert secret not in log


def test_gives_no_log_where_none_is_asked_for(made: OrgUnderTest) -> None:
    assert "DebuggingInfo" not in run(made, "System.debug(1);", header="").text


def test_keeps_the_lines_of_a_block_that_begins_with_empty_ones(made: OrgUnderTest) -> None:
    assert "USER_DEBUG|[3]|DEBUG|x" in log_of(run(made, "\n\nSystem.debug('x');"))


def test_tells_a_failure_with_its_place_and_its_end_in_the_log(made: OrgUnderTest) -> None:
    answer = run(made, "\nInteger x = 1 / 0;")
    result = result_of(answer)
    assert result["exceptionMessage"] == "System.MathException: Divide by 0"
    assert result["exceptionStackTrace"] == "AnonymousBlock: line 2, column 1"
    assert (result["line"], result["column"], result["compiled"]) == ("2", "1", "true")
    log = log_of(answer)
    assert "|EXCEPTION_THROWN|[2]|System.MathException: Divide by 0\n" in log
    fatal = "|FATAL_ERROR|System.MathException: Divide by 0\n\nAnonymousBlock: line 2, column 1\n"
    assert fatal in log
    assert log.index("FATAL_ERROR") < log.index("CODE_UNIT_FINISHED|execute_anonymous_apex")


def trace(made: OrgUnderTest) -> None:
    """Trace the administrator, as `sf apex tail log` does."""
    levels = {"DeveloperName": "Mine", "MasterLabel": "Mine", "ApexCode": "DEBUG"}
    level = made.call("POST", f"{API}/tooling/sobjects/DebugLevel", as_admin=True, json=levels)
    flag = {"TracedEntityId": made.admin_id, "DebugLevelId": level.json()["id"], "LogType": "DEVELOPER_LOG"}
    answer = made.call("POST", f"{API}/tooling/sobjects/TraceFlag", as_admin=True, json=flag)
    assert answer.status_code == 201, answer.text


def kept_logs(made: OrgUnderTest) -> list[dict[str, str]]:
    query = {"q": "SELECT Id, Status FROM ApexLog"}
    return list(made.call("GET", f"{API}/tooling/query", as_admin=True, params=query).json()["records"])


def test_keeps_no_log_without_a_trace_flag(made: OrgUnderTest) -> None:
    execute(made, "System.debug('x');")
    assert kept_logs(made) == []


def test_keeps_no_log_after_the_trace_flag_s_end(made: OrgUnderTest) -> None:
    trace(made)
    made.clock.advance(25 * 3600)
    execute(made, "System.debug('x');")
    assert kept_logs(made) == []


def test_keeps_the_log_that_a_trace_flag_asks_for(made: OrgUnderTest) -> None:
    trace(made)
    execute(made, "System.debug('x');")
    [log] = kept_logs(made)
    body = made.call("GET", f"{API}/tooling/sobjects/ApexLog/{log['Id']}/Body", as_admin=True).text
    assert (log["Status"], "USER_DEBUG|[1]|DEBUG|x" in body) == ("Success", True)

"""Anonymous blocks in an org for tests, by the Tooling API's door."""

from collections.abc import Callable
from typing import Any

from unit.local.salesforce.orgs import API, REPLACEMENTS, OrgUnderTest, project_copy

CALLOUT = """\
// Test OAuth2 integration
HttpRequest req = new HttpRequest();
req.setEndpoint('callout:AWS_API_Access/test');
req.setMethod('GET');
req.setHeader('Content-Type', 'application/json');

Http http = new Http();
try {
    HttpResponse res = http.send(req);
    System.debug('Status Code: ' + res.getStatusCode());
    System.debug('Response Body: ' + res.getBody());
} catch(Exception e) {
    System.debug('ERROR: ' + e.getMessage());
}
"""
ASSIGNMENT = """\
insert new PermissionSetAssignment(
  AssigneeId = [SELECT Id FROM User WHERE alias = 'autoproc'].Id,
  PermissionSetId = '{}'
);
"""


def execute(made: OrgUnderTest, source: str, *, session: str | None = None) -> dict[str, Any]:
    """Run a block, as the administrator unless told otherwise."""
    answer = made.call(
        "GET",
        f"{API}/tooling/executeAnonymous/",
        session=session,
        as_admin=session is None,
        params={"anonymousBody": source},
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def problem(made: OrgUnderTest, source: str) -> str:
    """Give the compile problem with its place."""
    result = execute(made, source)
    assert result["compiled"] is False, result
    return f"{result['line']}:{result['column']} {result['compileProblem']}"


def exception(made: OrgUnderTest, source: str) -> str:
    """Give the exception that a block ends with."""
    result = execute(made, source)
    assert (result["compiled"], result["success"]) == (True, False), result
    return str(result["exceptionMessage"])


def evaluated(made: OrgUnderTest, source: str, *, value: str = "result") -> str:
    """Give the text of what a block leaves in `result`, told by an assertion that fails."""
    message = exception(made, f"{source}\nSystem.assert(false, '=' + {value});")
    return message.removeprefix("System.AssertException: Assertion Failed: =")


def deploy_class(made: OrgUnderTest, change: Callable[[str], str]) -> None:
    """Deploy the project with another CognitoApi."""
    copy = project_copy(made.folder / "changed", {})
    [source] = copy.rglob("CognitoApi.cls")
    source.write_text(change(source.read_text()))
    made.org.deploy_project(copy, REPLACEMENTS)

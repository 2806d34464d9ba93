"""What Apex may do in the org, and what leaves it."""

import pytest

from unit.local.salesforce.apex.blocks import evaluated, exception, execute
from unit.local.salesforce.orgs import OrgUnderTest

REQUEST = (
    "HttpRequest r = new HttpRequest(); r.setEndpoint('{}'); {} HttpResponse result = new Http().send(r);"
)
LABEL = "insert new PermissionSet(Name = 'Made', Label = 'Made');"
UNAUTHORIZED = (
    "System.CalloutException: Unauthorized endpoint, please check Setup->Security->Remote site settings. "
    "endpoint = "
)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://api.example.com/",
        "HTTPS://127.0.0.1:8080/test",
        "http://localhost:4566/",
    ],
)
def test_calls_no_address_of_the_code_s_own(made: OrgUnderTest, endpoint: str) -> None:
    assert exception(made, REQUEST.format(endpoint, "")) == UNAUTHORIZED + endpoint
    assert made.outside.api_requests == []


@pytest.mark.parametrize(
    ("endpoint", "change", "expected"),
    [
        ("file:///etc/passwd", "", "no protocol"),
        ("/test", "", "no protocol"),
        ("callout:Nope/test", "", 'the named credential "Nope" might not exist.'),
        ("callout:AWS_API_Access@evil.example/", "", "Invalid URL"),
        ("callout:AWS_API_Access/a b", "", "Invalid URL"),
        ("callout:AWS_API_Access/test", "r.setMethod('CONNECT');", "Invalid HTTP method: CONNECT"),
        ("callout:AWS_API_Access/test", "r.setHeader('X', 'a\\r\\nHost: evil');", "Invalid HTTP header"),
        ("callout:AWS_API_Access/test", "r.setHeader('X\\r\\nY', 'a');", "Invalid HTTP header"),
        ("callout:AWS_API_Access/test", "r.setHeader('X', '{!$Credential.OAuthToken}');", "Merge fields"),
        ("callout:AWS_API_Access/test", "r.setBody('{!$Credential.Password}');", "Merge fields"),
        ("callout:AWS_API_Access/test", "r.setTimeout(120001);", "Invalid timeout: 120001"),
    ],
)
def test_refuses_callouts_that_lead_elsewhere(
    made: OrgUnderTest, endpoint: str, change: str, expected: str
) -> None:
    found = exception(made, REQUEST.format(endpoint, change))
    assert found.startswith("System.CalloutException: ")
    assert expected in found
    assert made.outside.api_requests == []


def test_refuses_a_callout_after_a_change(made: OrgUnderTest) -> None:
    found = exception(made, LABEL + REQUEST.format("callout:AWS_API_Access/test", ""))
    assert found == (
        "System.CalloutException: You have uncommitted work pending. Please commit or rollback before "
        "calling out"
    )
    assert made.org._parts.permission_sets.find("Made") is None


def test_rolls_back_everything_when_a_block_fails(made: OrgUnderTest) -> None:
    exception(made, f"{LABEL} Integer x = 1 / 0;")
    assert made.org._parts.permission_sets.find("Made") is None


def test_rolls_back_the_statement_when_a_record_is_refused(made: OrgUnderTest) -> None:
    source = """
        PermissionSet p = new PermissionSet(Name = 'Made', Label = 'Made');
        String result;
        try { insert new List<PermissionSet>{p, new PermissionSet(Name = 'Other')}; }
        catch (DmlException e) { result = e.getMessage() + p.Id; }
    """
    assert evaluated(made, source) == (
        "Insert failed. First exception on row 1; first error: REQUIRED_FIELD_MISSING, "
        "Required fields are missing: [Label]: [Label]null"
    )
    assert made.org._parts.permission_sets.find("Made") is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("update new User(LastName = 'x');", "MISSING_ARGUMENT, Id not specified"),
        ("update new User(Id = '005000000000000', LastName = 'x');", "INVALID_CROSS_REFERENCE_KEY"),
        ("delete [SELECT Id FROM User WHERE Alias = 'ada'];", "INVALID_TYPE"),
        ("insert new PermissionSet(Id = '0PS000000000000');", "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ("update [SELECT Id, Alias FROM User WHERE Alias = 'autoproc'];", "INSUFFICIENT_ACCESS_OR_READONLY"),
    ],
)
def test_refuses_changes_as_rest_does(made: OrgUnderTest, source: str, expected: str) -> None:
    assert expected in exception(made, source)


def test_commits_what_a_block_changed(made: OrgUnderTest) -> None:
    source = """
        PermissionSet p = new PermissionSet(Name = 'Made', Label = 'One');
        insert p;
        p.Label = 'Two';
        update new PermissionSet(Id = p.Id, Label = 'Two');
    """
    assert execute(made, source)["success"] is True
    found = made.org._parts.permission_sets.find("Made")
    assert found is not None
    assert found.label == "Two"
    assert execute(made, "delete [SELECT Id FROM PermissionSet WHERE Name = 'Made'];")["success"] is True
    assert made.org._parts.permission_sets.find("Made") is None


def test_sends_what_the_request_says(made: OrgUnderTest) -> None:
    change = "r.setMethod('POST'); r.setBody('{\"a\":1}'); r.setHeader('X-One', '1'); r.setTimeout(120000);"
    assert evaluated(made, REQUEST.format("callout:AWS_API_Access/test?q=1", change)) == (
        "System.HttpResponse[Status=OK, StatusCode=200]"
    )
    [request] = made.outside.api_requests
    assert (request.method, str(request.url), request.content) == (
        "POST",
        "http://127.0.0.1:8080/test?q=1",
        b'{"a":1}',
    )
    assert request.headers["x-one"] == "1"

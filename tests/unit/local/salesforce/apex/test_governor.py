"""Nothing hangs, and nothing grows without an end: each of these would."""

import pytest

from unit.local.salesforce.apex.blocks import exception
from unit.local.salesforce.orgs import OrgUnderTest

LIMIT = "System.LimitException: "
CPU = "System.LimitException: Apex CPU time limit exceeded"
HEAP = "System.LimitException: Apex heap size too large: "
STACK = "System.LimitException: Maximum stack depth reached: 1001"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("while (true) { }", CPU),
        ("do { } while (true);", CPU),
        ("for (;;) { try { throw new MathException('x'); } catch (Exception e) { continue; } }", CPU),
        ("String s = 'a'.repeat(1000000); while (true) { Boolean b = s == s + 'b'; }", LIMIT),
        ("String s = 'a'.repeat(5000000); while (true) { s.contains('b'); }", CPU),
        ("Integer f(Integer n) { return f(n + 1); } f(1);", STACK),
        ("void f() { g(); } void g() { f(); } f();", STACK),
        ("void f() { try { f(); } finally { f(); } } f();", STACK),
        ("String s = 'a'; while (true) { s = s + s; }", HEAP),
        ("String s = 'a'; while (true) { s += s; }", HEAP),
        ("String s = 'a'.repeat(100000000);", HEAP),
        ("String s = 'a'.repeat(100000); s = s.replace('a', s);", HEAP),
        ("List<Object> l = new List<Object>{1}; while (true) { l.addAll(l); }", HEAP),
        ("List<String> l = new String[2000000000];", HEAP),
        ("List<String> l = new List<String>{'a'}; while (true) { l.add(String.join(l, 'x')); }", LIMIT),
        (
            (
                "List<Object> l = new List<Object>{1}; for (Integer i = 0; "
                "i < 60; i++) { l = new List<Object>{l, l}; } System.debug(l);"
            ),
            HEAP,
        ),
        (
            (
                "List<Object> l = new List<Object>{1}; for (Integer i = 0; i < 40; "
                "i++) { l = new List<Object>{l, l}; } String s = JSON.serialize(l);"
            ),
            LIMIT,
        ),
        (
            "for (Integer i = 0; i < 101; i++) { List<User> u = [SELECT Id FROM User]; }",
            "System.LimitException: Too many SOQL queries: 101",
        ),
        (
            (
                "User u = [SELECT Id FROM User WHERE Alias = 'autoproc']; "
                "for (;;) { try { update u; } catch (DmlException e) { } }"
            ),
            "System.LimitException: Too many DML statements: 151",
        ),
    ],
)
def test_ends_what_has_no_end(made: OrgUnderTest, source: str, expected: str) -> None:
    assert exception(made, source).startswith(expected)


def test_ends_a_list_that_holds_itself(made: OrgUnderTest) -> None:
    source = "List<Object> l = new List<Object>(); l.add(l); System.debug(l); String s = JSON.serialize(l);"
    assert exception(made, source).startswith("System.JSONException: ")


def test_lets_no_code_catch_a_limit(made: OrgUnderTest) -> None:
    source = "try { while (true) { } } catch (Exception e) { System.debug('caught'); }"
    assert exception(made, source) == CPU


def test_ends_after_a_hundred_callouts(made: OrgUnderTest) -> None:
    source = """
        HttpRequest r = new HttpRequest();
        r.setEndpoint('callout:AWS_API_Access/test');
        for (Integer i = 0; i < 101; i++) { new Http().send(r); }
    """
    assert exception(made, source) == "System.LimitException: Too many callouts: 101"
    assert len(made.outside.api_requests) == 100

"""What the library's methods give, each by a block that leaves it in `result`."""

import pytest

from unit.local.salesforce.apex.blocks import evaluated, exception
from unit.local.salesforce.orgs import OrgUnderTest

STRINGS = "List<String> l = new List<String>{'b', 'a'};"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("String s; s.length();", "System.NullPointerException: Attempt to de-reference a null object"),
        ("'a'.contains(null);", "System.NullPointerException: Argument cannot be null."),
        ("Integer i; i++;", "System.NullPointerException: Attempt to de-reference a null object"),
        ("Boolean b; if (b) { }", "System.NullPointerException: Attempt to de-reference a null object"),
        ("'abc'.substring(4);", "System.StringException: Starting position out of bounds: 4"),
        ("Integer.valueOf('x');", "System.TypeException: Invalid integer: x"),
        ("Integer.valueOf('2147483648');", "System.TypeException: Invalid integer: 2147483648"),
        (f"{STRINGS} String s = l[2];", "System.ListException: List index out of bounds: 2"),
        (f"{STRINGS} l.get(-1);", "System.ListException: List index out of bounds: -1"),
        ("'a,b'.split('[,]');", "System.StringException: a regular expression in split() is not supported"),
        (
            "Object o = 'a'; Integer i = (Integer) o;",
            "System.TypeException: Invalid conversion from runtime type String to Integer",
        ),
        ("JSON.deserializeUntyped('{');", "System.JSONException: Malformed JSON"),
        (
            "JSON.deserializeUntyped('1.5');",
            "System.JSONException: a number with a fraction is not supported",
        ),
        ("Id i = 'a';", "System.StringException: Invalid id: a"),
        (
            "System.assertEquals(1, 2, 'm');",
            "System.AssertException: Assertion Failed: m: Expected: 1, Actual: 2",
        ),
        ("Assert.areEqual('a', 'A');", "System.AssertException: Assertion Failed: Expected: a, Actual: A"),
        ("System.assert(1 == 2);", "System.AssertException: Assertion Failed"),
        (
            "User u = [SELECT Id FROM User WHERE Name = 'nobody'];",
            "System.QueryException: List has no rows for assignment to SObject",
        ),
        (
            "User u = [SELECT Id FROM User];",
            "System.QueryException: List has more than 1 row for assignment to SObject",
        ),
        (
            "User u = [SELECT Id FROM User WHERE Alias = 'autoproc']; String n = u.Name;",
            (
                "System.SObjectException: "
                "SObject row was retrieved via SOQL without querying the requested field: User.Name"
            ),
        ),
    ],
)
def test_refuses_as_apex_does(made: OrgUnderTest, source: str, expected: str) -> None:
    assert exception(made, source).startswith(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Boolean result = 'A' == 'a' && !'A'.equals('a');", "true"),
        ("Integer result = 2147483647; result++;", "-2147483648"),
        ("Integer result = -2147483648;", "-2147483648"),
        ("Integer result = -7 / 2;", "-3"),
        ("Long result = 2147483647L + 1;", "2147483648"),
        ("String result = 'it\\'s' + null + true + 1;", "it'snulltrue1"),
        ("String result = String.valueOf(new Map<String, Integer>{'a' => 1});", "{a=1}"),
        (f"{STRINGS} l.sort(); l.add('c'); String result = '' + l + l.size();", "(a, b, c)3"),
        ("Set<Integer> result = new Set<Integer>{1, 1, 2};", "{1, 2}"),
        ("List<String> result = 'a,b,,'.split(',');", "(a, b)"),
        ("String result = String.join(new List<String>{'a', 'b'}, '-');", "a-b"),
        ("Boolean result = String.isBlank(' ') && String.isEmpty(null);", "true"),
        ("String result = ' aBc '.trim().toUpperCase().left(2);", "AB"),
        ("String s; Integer result = s?.length();", "null"),
        (
            "Integer result = 0; for (Integer i = 0; i < 5; i++) { if (i == 2) { continue; } result += i; }",
            "8",
        ),
        ("String result = ''; for (String s : new List<String>{'a', 'b'}) { result += s; }", "ab"),
        (
            (
                "Integer result = 0; try { result = 1 / 0; } catch (MathException e) { "
                "result = e.getLineNumber(); } finally { result += 10; }"
            ),
            "11",
        ),
        (
            (
                "Map<String, Object> m = (Map<String, Object>) JSON.deserializeUntyped('{\"a\":[1,null]}'); "
                "Object result = m.get('a');"
            ),
            "(1, null)",
        ),
        (
            "String result = JSON.serialize(new Map<String, Object>{'a' => new List<Object>{1, null, 'x'}});",
            '{"a":[1,null,"x"]}',
        ),
        ("String result = UserInfo.getUserName();", "ada@isthmus.example"),
        (
            (
                "String n = 'ada@isthmus.example'; "
                "String result = [SELECT Id, Alias FROM User WHERE Username = :n LIMIT 1].Alias;"
            ),
            "ada",
        ),
        (
            (
                "String n = 'x\\' OR Name != \\''; Integer result = 0; "
                "for (User u : [SELECT Id FROM User WHERE Name = :n]) { result++; }"
            ),
            "0",
        ),
    ],
)
def test_computes_as_apex_does(made: OrgUnderTest, source: str, expected: str) -> None:
    assert evaluated(made, source) == expected

"""What compiles, and what does not: nothing is ignored that is not understood."""

from collections.abc import Callable

import pytest

from isthmus.local.salesforce.apex.errors import CompileError
from isthmus.local.salesforce.apex.org_host import find_shape
from isthmus.local.salesforce.apex.units import Program
from unit.local.salesforce.apex.blocks import deploy_class, evaluated, exception, execute, problem
from unit.local.salesforce.orgs import OrgUnderTest


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Integer x = ;", "1:11 Unexpected token '='."),
        ("System.debug('a')", "1:18 Missing ';'."),
        ("if (true)", "1:10 Unexpected token '<EOF>'."),
        ("System.debug(1); /*", "1:18 Unexpected token '/*'."),
        ("Integer x = 'a';", "1:13 Illegal assignment from String to Integer"),
        ("Integer x = 1;\nInteger X = 2;", "2:9 Duplicate variable: X"),
        ("x = 1;", "1:1 Variable does not exist: x"),
        ("Foo x;", "1:1 Invalid type: Foo"),
        ("Integer x = 2147483648;", "1:13 Illegal integer"),
        ("final Integer x = 1; x = 2;", "1:22 Expression cannot be assigned"),
        ("'a'.length() + 1;", "1:1 Expression cannot be a statement."),
        ("break;", "1:1 Break statement must be in loop"),
        ("return 1;", "1:1 Invalid return from method that returns void"),
        ("throw 'a';", "1:1 Throw expression must be of type exception: String"),
        ("if (1) { }", "1:4 Illegal assignment from Integer to Boolean"),
        ("for (Integer i : new List<String>()) { }", "1:1 Loop must iterate over collection: List<String>"),
        ("User u = new User(Foo = 'a');", "1:19 Field does not exist: Foo on User"),
        ("String s = [SELECT Id FROM User LIMIT 1].Foo;", "1:12 Variable does not exist: Foo"),
        ("List<User> u = [SELECT Foo FROM User];", "1:24 No such column 'Foo' on entity 'User'."),
        ("List<User> u = [SELECT Id FROM Foo];", "1:32 sObject type 'Foo' is not supported."),
        (
            "'a'.contains(1);",
            "1:1 Method does not exist or incorrect signature: String.contains(Integer)",
        ),
        ("f(1);", "1:1 Method does not exist or incorrect signature: void f(Integer)"),
        ("insert 'a';", "1:8 DML requires SObject or SObject list type: String"),
        ("String s = '\\q';", "1:12 Unexpected token ''\\'."),
    ],
)
def test_refuses_what_is_wrong_at_its_place(made: OrgUnderTest, source: str, expected: str) -> None:
    assert problem(made, source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Decimal d = 1.5;", "1:1 the type Decimal"),
        ("Account a;", "1:1 the type Account"),
        ("Object o = 1.5;", "1:12 decimal floating point literal"),
        ("switch on 1 { when 1 { } }", "1:1 switch expression"),
        ("System.enqueueJob(null);", "1:1 System.enqueueJob()"),
        ("Database.insert(new User());", "1:1 Database.insert()"),
        ("'a'.md5();", "1:1 String.md5()"),
        ("upsert new User();", "1:1 this form of upsert"),
        ("Integer x = 1 << 2;", "1:13 the operator <<"),
        ("class Foo { Integer x; }", "1:1 a class other than an empty exception"),
        ("List<User> u = [SELECT Profile.Name FROM User];", "1:24 Profile.Name in an inline query"),
        ("System.runAs(new User()) { }", "1:1 run as statement"),
        ("Set<Object> s;", "1:1 a Set of Object"),
        ("Boolean b = new List<String>() == new List<String>();", "1:13 comparing a List"),
        ("List<" * 1_001, "1:1 Apex of more than 100,000 characters"),
        ("Integer i = " + "-(" * 130 + "1" + ")" * 130 + ";", "code that is nested this deeply"),
    ],
)
def test_refuses_what_it_does_not_know_by_name(made: OrgUnderTest, source: str, expected: str) -> None:
    found = problem(made, source)
    assert found.endswith(" is not supported by the local org")
    assert expected in found


@pytest.mark.parametrize("source", ["(" * 100_000, "a<" * 50_001, "x;" * 50_001, "'" + "a" * 100_001])
def test_refuses_a_block_that_would_keep_the_parser_busy(source: str) -> None:
    with pytest.raises(CompileError):
        Program(find_shape=find_shape, find_source=lambda _name: None).compile_anonymous(source)


def test_runs_nothing_of_a_block_that_does_not_compile(made: OrgUnderTest) -> None:
    problem(
        made,
        "HttpRequest r = new HttpRequest(); "
        "r.setEndpoint('callout:AWS_API_Access'); new Http().send(r); x();",
    )
    assert made.outside.api_requests == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda text: text.replace("new Http()", "new Foo()"), "line 24, column 37: Invalid type: Foo"),
        (lambda text: text.replace("public static String get", "public String get"), "not supported"),
        (lambda text: text.replace("class CognitoApi {", "class CognitoApi extends Foo {"), "not supported"),
    ],
)
def test_refuses_a_class_that_it_cannot_compile(
    made: OrgUnderTest, change: Callable[[str], str], expected: str
) -> None:
    deploy_class(made, change)
    found = problem(made, "CognitoApi.get('/test');")
    assert "Dependent class is invalid and needs recompilation:" in found
    assert expected in found


@pytest.mark.parametrize("source", ["String s = CognitoApi.ENDPOINT;", "CognitoApi.hidden();"])
def test_refuses_what_a_class_keeps_private(made: OrgUnderTest, source: str) -> None:
    def change(text: str) -> str:
        return text[: text.rindex("}")] + "private static void hidden() { }\n}"

    deploy_class(made, change)
    assert "is not visible: CognitoApi." in problem(made, source)


def test_calls_a_static_method_of_a_deployed_class(made: OrgUnderTest) -> None:
    assert evaluated(made, "String result = CognitoApi.get('/test');") == '{"success":true}'


def test_throws_and_catches_a_class_s_own_exception(made: OrgUnderTest) -> None:
    caught = "try { throw new CognitoApi.ApiException('no'); } catch (CognitoApi.ApiException e) {"
    assert evaluated(made, f"String result; {caught} result = e.getTypeName() + e.getMessage(); }}") == (
        "CognitoApi.ApiExceptionno"
    )


def test_names_the_class_in_the_stack_trace(made: OrgUnderTest) -> None:
    result = execute(made, "\nCognitoApi.get('/no spaces');")
    assert result["exceptionMessage"] == (
        "System.CalloutException: Invalid URL: the path of a callout begins with / or ?"
    )
    assert result["exceptionStackTrace"] == (
        "Class.CognitoApi.get: line 24, column 1\nAnonymousBlock: line 2, column 1"
    )
    assert (result["line"], result["column"]) == (2, 1)


def test_runs_methods_of_the_block_that_see_its_variables(made: OrgUnderTest) -> None:
    source = """
        Integer calls = 0;
        Integer factorial(Integer n) { calls++; return n <= 1 ? 1 : n * factorial(n - 1); }
        String result = factorial(5) + ' in ' + calls;
    """
    assert evaluated(made, source) == "120 in 5"


def test_throws_an_exception_of_the_block(made: OrgUnderTest) -> None:
    assert exception(made, "class Mine extends Exception {} throw new Mine('no');") == "Mine: no"

import pytest

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata.apex_source import check_apex_class, find_test_methods
from isthmus.local.salesforce.metadata.documents import PlacedError


@pytest.mark.parametrize(
    ("source", "reason", "place"),
    [
        ("public class A {\n  void f() { Integer i = 1 }\n}", "Missing ';'", (2, 27)),
        ("public class A {\n", "Missing '}'", (1, 17)),
        ("public class A { ) }", r"Unexpected token '\)'", (1, 18)),
        ("", "must hold one class", (1, 1)),
        ("trigger A on Account (before insert) { }", "must hold one class", (1, 1)),
        ("class A { }\nclass B { }", "must hold one class", (2, 1)),
        ("class B { }", "'B' does not match the file's name 'A'", (1, 1)),
    ],
)
def test_refuses_source_and_tells_the_place(source: str, reason: str, place: tuple[int, int]) -> None:
    with pytest.raises(PlacedError, match=reason) as refused:
        check_apex_class(source.encode(), name="A")
    assert (refused.value.line, refused.value.column) == place


def test_refuses_what_is_no_text() -> None:
    with pytest.raises(MalformedError, match="UTF-8"):
        check_apex_class(b"\xff", name="A")


@pytest.mark.parametrize(
    "source",
    [
        "class A { " + "List<" * 1001 + "Id" + ">" * 1001 + " x; }",
        "class A { " + "List<" * 120_000,
        "class A { /*" + "x" * 100_000 + "*/ }",
        "@#$%^ ( { ; " * 90_000,
    ],
    ids=["nested", "600 KB", "long", "1 MiB of garbage"],
)
def test_refuses_source_that_would_keep_the_parser_busy(source: str) -> None:
    with pytest.raises(PlacedError, match="more than 100,000 characters or 1,000 '<' is not supported"):
        check_apex_class(source.encode(), name="A")
    with pytest.raises(PlacedError, match="not supported by the local org"):
        find_test_methods(source.encode())


def test_takes_a_class_of_the_greatest_size() -> None:
    check_apex_class(b"class A {/*" + b"x" * (100_000 - 14) + b"*/}", name="A")


def test_survives_source_that_nests_deeply() -> None:
    nested = b"class A { Integer i = " + b"(" * 20000 + b"1" + b")" * 20000 + b"; }"
    check_apex_class(nested, name="A")


@pytest.mark.parametrize(
    "source",
    [
        "class a { }",
        "// a comment\n@IsTest private class A { }",
        "public interface A { void f(); }",
        "public enum A { X }",
        "public with sharing class A { List<Id> ids = new List<Id>(); Object o = [SELECT Id FROM User]; }",
    ],
)
def test_takes_a_class_of_the_files_name(source: str) -> None:
    check_apex_class(source.encode(), name="A")


def test_finds_test_methods_of_test_classes_only() -> None:
    body = "{ @isTest static void one() {} static testMethod void two() {} static void three() {} }"
    assert find_test_methods(f"class A {body}".encode()) == ()
    assert find_test_methods(f"@IsTest class A {body}".encode()) == ("one", "two")
    assert find_test_methods(b"public enum A { X }") == ()

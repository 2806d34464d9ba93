import pytest

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata.visualforce import find_controllers


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("", "no element found"),
        ("<apex:page>\n<div></apex:page>", "mismatched tag"),
        ("<html/>", "must be apex:page"),
        ('<!DOCTYPE p [<!ENTITY a "b">]><apex:page>&a;</apex:page>', "may declare no entities"),
    ],
)
def test_refuses_markup(markup: str, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        find_controllers(markup.encode())


def test_refuses_what_is_no_text() -> None:
    with pytest.raises(MalformedError, match="UTF-8"):
        find_controllers(b"\xff")


def test_gives_the_classes_that_the_page_names() -> None:
    markup = '<apex:page controller="A" extensions="B, C">&nbsp;<apex:form/></apex:page>'
    assert find_controllers(markup.encode()) == ("A", "B", "C")
    assert find_controllers(b"<apex:page/>") == ()

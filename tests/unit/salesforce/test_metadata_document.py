import pytest

from isthmus.errors import MalformedError
from isthmus.salesforce.metadata_document import parse_document

DOCUMENT = b"""<?xml version="1.0"?>
<Sample xmlns="http://soap.sforce.com/2006/04/metadata" a="1">
    <secret>sample-secret</secret>
    <item><on>true</on></item>
    <item><on>false</on><empty/></item>
</Sample>"""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml",
        b"<a><b></a>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b"<!DOCTYPE a><a/>",
        b"<a>&unknown;</a>",
        *(
            f'<?xml version="1.0" encoding="{name}"?><a/>'.encode()
            for name in ("rot13", "utf-7", "idna", "no")
        ),
        b"<a>" * 60 + b"</a>" * 60,
        b"<a>" + b"<b/>" * 50_001 + b"</a>",
    ],
)
def test_refuses_what_is_no_xml_and_what_is_too_much(content: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_document(content)


def test_shows_nothing_of_what_is_in_it() -> None:
    assert "sample-secret" not in repr(parse_document(DOCUMENT))


def test_finds_elements_by_their_names() -> None:
    document = parse_document(DOCUMENT, full_name="A")
    assert (document.name, document.full_name, document.find_text("secret")) == (
        "Sample",
        "A",
        "sample-secret",
    )
    assert [item.is_true("on", default=False) for item in document.all("item")] == [True, False]
    assert document.find("nothing") is None
    assert document.find_text("nothing") is None


def test_what_is_absent_or_empty_has_its_default() -> None:
    item = parse_document(DOCUMENT).all("item")[1]
    assert item.find_text("empty") is None
    assert (item.is_true("empty", default=True), item.is_true("nothing", default=False)) == (True, False)

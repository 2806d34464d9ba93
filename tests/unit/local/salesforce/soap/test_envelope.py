from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from starlette.responses import Response

from isthmus.local.salesforce.errors import SoapError
from isthmus.local.salesforce.soap.envelope import (
    answer,
    fault,
    find_child,
    find_flag,
    find_text,
    parse_envelope,
)

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
OURS = "urn:sample.example"


def an_envelope(body: str = f'<call xmlns="{OURS}"><a>1</a></call>', header: str = "") -> bytes:
    return (
        f'<e:Envelope xmlns:e="{SOAP}"><e:Header>{header}</e:Header><e:Body>{body}</e:Body></e:Envelope>'
    ).encode()


def root_of(response: Response) -> Element:
    root: Element = fromstring(bytes(response.body))
    return root


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"\xff\xfe",
        b"<a",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b"<Envelope><Body><call/></Body></Envelope>",
        an_envelope(body=""),
        an_envelope(body=f'<call xmlns="{OURS}"/><call xmlns="{OURS}"/>'),
        an_envelope(body="<call/>"),
        an_envelope(body='<call xmlns="urn:other"/>'),
        an_envelope(body=f'<call xmlns="{OURS}">{"<a>" * 30}{"</a>" * 30}</call>'),
        an_envelope(body=f'<call xmlns="{OURS}">{"<a/>" * 6000}</call>'),
    ],
)
def test_refuses_what_is_no_envelope_of_the_api(content: bytes) -> None:
    with pytest.raises(SoapError):
        parse_envelope(content, namespaces=[OURS])


@pytest.mark.parametrize(
    "inside",
    [
        "<a>" * 21 + "</a>" * 21,
        "<a/>" * 5000,
        "<a {}/>".format(" ".join(f"a{number}=''" for number in range(5000))),
        "<a {}/>".format(" ".join(f"a{number}='>'" for number in range(50_000))),
        "<a {}/>".format(" ".join(f"xmlns:a{number}='u'" for number in range(50_000))),
        f'<a a="{"x" * 300_000}"/>',
        f"<{'a' * 300_000}/>",
        "<!---->" * 5000,
        "<?a?>" * 5000,
    ],
)
def test_stops_at_what_no_call_needs(inside: str) -> None:
    with pytest.raises(SoapError, match=r"too many elements|too long"):
        parse_envelope(an_envelope(f'<call xmlns="{OURS}">{inside}</call>'), namespaces=[OURS])


def test_takes_a_long_text() -> None:
    text = "A" * 300_000
    call = parse_envelope(an_envelope(f'<call xmlns="{OURS}"><a>{text}</a></call>'), namespaces=[OURS])
    assert find_text(call.parameters, "a") == text


def test_refuses_a_parameter_twice_and_text_with_children_and_a_wrong_flag() -> None:
    parsed = parse_envelope(
        an_envelope(f'<call xmlns="{OURS}"><a>1</a><a>2</a><b><c/></b><d>maybe</d></call>'), namespaces=[OURS]
    )
    with pytest.raises(SoapError, match="repeated"):
        find_child(parsed.parameters, "a")
    with pytest.raises(SoapError, match="text only"):
        find_text(parsed.parameters, "b")
    with pytest.raises(SoapError, match="boolean"):
        find_flag(parsed.parameters, "d")


def test_reads_operation_parameters_and_the_session_of_its_own_namespace() -> None:
    header = (
        '<SessionHeader xmlns="urn:other"><sessionId>no</sessionId></SessionHeader>'
        f'<SessionHeader xmlns="{OURS}"><sessionId> yes </sessionId></SessionHeader>'
    )
    parsed = parse_envelope(an_envelope(header=header), namespaces=[OURS])
    assert (parsed.operation, parsed.namespace, parsed.unverified_session_id) == ("call", OURS, "yes")
    assert find_text(parsed.parameters, "a") == "1"
    assert find_text(parsed.parameters, "b") is None
    assert find_flag(parsed.parameters, "a") is True
    assert find_flag(parsed.parameters, "b") is False


def test_answers_an_operation_with_escaped_text_and_repeated_elements() -> None:
    response = answer(
        "call",
        namespace=OURS,
        result=[{"name": "<&\x00\ud800>", "done": True, "absent": None, "many": [1, 2]}, {"name": "two"}],
    )
    results = root_of(response).findall(f".//{{{OURS}}}callResponse/{{{OURS}}}result")
    assert [[(item.tag.rpartition("}")[2], item.text) for item in result] for result in results] == [
        [("name", "<&\ufffd>"), ("done", "true"), ("many", "1"), ("many", "2")],
        [("name", "two")],
    ]
    assert response.headers["content-type"] == "text/xml; charset=utf-8"


def test_a_fault_has_the_code_of_its_namespace_and_status_500() -> None:
    response = fault(SoapError("no <such>", exception_code="INVALID_TYPE", namespace=OURS, detail="ApiFault"))
    root = root_of(response)
    assert response.status_code == 500
    assert root.findtext(".//faultcode") == "sf:INVALID_TYPE"
    assert root.findtext(".//faultstring") == "INVALID_TYPE: no <such>"
    assert root.findtext(f".//detail/{{{OURS}}}ApiFault/{{{OURS}}}exceptionCode") == "INVALID_TYPE"
    assert root_of(fault(SoapError("x", exception_code="Client", namespace=None))).findtext(
        ".//faultcode"
    ) == ("soapenv:Client")

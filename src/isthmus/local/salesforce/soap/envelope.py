"""SOAP 1.1 envelopes: bytes into one operation with its parameters, and a result or a fault into bytes.

What an operation means is its API's; who calls is decided by whoever handles the operation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, Union
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser
from starlette.responses import Response

from isthmus.local.salesforce.errors import SoapError

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"

# What a result is made of: an element's text, its children by name, or several elements of one name.
Tree: TypeAlias = Union[str, bool, int, float, "Mapping[str, Tree]", "Sequence[Tree]", "Nil", None]


class Nil:
    """An element that is there and says that there is no value; None is an element that is not there."""


NIL = Nil()
_MAX_DEPTH, _MAX_NODES = 20, 5000
_MAX_TAG_BYTES = 64 * 1024
_SHOWN = 255
_MEDIA_TYPE = "text/xml; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class SoapRequest:
    """One call. `unverified_session_id` is what the header SessionHeader claims."""

    operation: str
    namespace: str
    parameters: Element
    unverified_session_id: str | None
    header: Element | None = None


def parse_envelope(content: bytes, *, namespaces: Sequence[str]) -> SoapRequest:
    """Parse an envelope whose operation is of one of `namespaces`; raise SoapError for anything else."""
    parser = XMLParser(target=_Limited(), forbid_dtd=True)
    try:
        _feed(parser, content)
        root: Element = parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise _client_fault("the request body is no well-formed XML without a DTD") from error
    header, body = root.find(f"{{{ENVELOPE}}}Header"), root.find(f"{{{ENVELOPE}}}Body")
    if root.tag != f"{{{ENVELOPE}}}Envelope" or body is None:
        raise _client_fault("the request body is no SOAP 1.1 envelope")
    if len(body) != 1:
        raise _client_fault("the SOAP body must hold one operation")
    namespace, _, operation = body[0].tag.removeprefix("{").rpartition("}")
    if namespace not in namespaces:
        raise _client_fault(f"No operation available for request {body[0].tag[:_SHOWN]}")
    return SoapRequest(
        operation=operation,
        namespace=namespace,
        parameters=body[0],
        unverified_session_id=_session_id(header, namespace=namespace),
        header=header,
    )


def find_child(element: Element, name: str) -> Element | None:
    """Find a child by its name in the element's own namespace; raise SoapError if it stands twice."""
    found = find_children(element, name)
    if len(found) > 1:
        raise _client_fault(f"the element {name} is repeated")
    return found[0] if found else None


def find_children(element: Element, name: str) -> list[Element]:
    """Find the children of a name in the element's own namespace, or in none.

    WIRE: simple-salesforce leaves the types of a retrieval unqualified, and Salesforce takes them.
    """
    namespace = element.tag.rpartition("}")[0] + "}" if "}" in element.tag else ""
    return [child for child in element if child.tag in {namespace + name, name}]


def find_text(element: Element, name: str) -> str | None:
    """Find a child's text, without the space around it; None if it is absent or empty."""
    child = find_child(element, name)
    if child is not None and len(child):
        raise _client_fault(f"the element {name} may hold text only")
    return ((child.text or "").strip() or None) if child is not None else None


def find_flag(element: Element, name: str) -> bool:
    """Find a child's boolean, False if it is absent; raise SoapError if it is no `xsd:boolean`."""
    text = find_text(element, name) or "false"
    # NOTE: simple-salesforce writes Python's True and False, which Salesforce takes, too.
    if text.lower() not in {"true", "false", "1", "0"}:
        raise _client_fault(f"'{text}' is not a valid value for the type xsd:boolean")
    return text.lower() in {"true", "1"}


def answer(
    operation: str, *, namespace: str, result: Tree, header: Mapping[str, Tree] | None = None
) -> Response:
    """Answer an operation: `<operationResponse><result>…`, once for each if `result` is a sequence."""
    inner = "".join(_elements("result", result))
    body = f"<{operation}Response>{inner}</{operation}Response>"
    above = f"<soapenv:Header>{_content(header)}</soapenv:Header>" if header else ""
    return _respond(body, namespaces=f' xmlns="{escape(namespace)}"', status=200, header=above)


def fault(error: SoapError) -> Response:
    """Answer a refusal; SOAP 1.1 gives it status 500, whatever it is (section 6.2)."""
    namespaces, detail = "", ""
    if error.namespace:
        namespaces = f' xmlns:sf="{escape(error.namespace)}"'
    if error.detail:
        detail = (
            f'<detail><sf:{error.detail} xsi:type="sf:{error.detail}">'
            f"<sf:exceptionCode>{escape(error.exception_code)}</sf:exceptionCode>"
            f"<sf:exceptionMessage>{escape(_printable(str(error)))}</sf:exceptionMessage>"
            f"</sf:{error.detail}></detail>"
        )
    prefix = "sf" if error.namespace else "soapenv"
    code = error.exception_code if error.namespace else "Client"
    text = f"{error.exception_code}: {error}" if error.namespace else str(error)
    body = (
        f"<soapenv:Fault><faultcode>{prefix}:{escape(code)}</faultcode>"
        f"<faultstring>{escape(_printable(text))}</faultstring>{detail}</soapenv:Fault>"
    )
    return _respond(body, namespaces=namespaces, status=500)


def _feed(parser: XMLParser, content: bytes) -> None:
    """SECURITY: a tag is in memory as a whole before it is seen, so that a huge one is refused half read."""
    for start in range(0, len(content), _MAX_TAG_BYTES):
        parser.feed(content[start : start + _MAX_TAG_BYTES])
        if start - parser.parser.CurrentByteIndex > _MAX_TAG_BYTES:
            raise _client_fault("the request body has a tag that is too long")


class _Limited(TreeBuilder):
    """SECURITY: stops at what no call needs, before anybody is known to be logged in."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._nodes = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        self._depth += 1
        self._count(1 + len(attrs))
        return super().start(tag, attrs)

    def comment(self, text: Any, /) -> Element:
        self._count(1)
        return super().comment(text)

    def pi(self, target: Any, text: Any = None, /) -> Element:
        self._count(1)
        return super().pi(target, text)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)

    def _count(self, nodes: int) -> None:
        self._nodes += nodes
        if self._depth > _MAX_DEPTH or self._nodes > _MAX_NODES:
            raise _client_fault("the request body has too many elements")


def _session_id(header: Element | None, *, namespace: str) -> str | None:
    session = header.find(f"{{{namespace}}}SessionHeader") if header is not None else None
    return find_text(session, "sessionId") if session is not None else None


def _elements(name: str, value: Tree) -> list[str]:
    if value is None:
        return []
    if isinstance(value, Nil):
        return [f'<{name} xsi:nil="true"/>']
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [text for item in value for text in _elements(name, item)]
    return [f"<{name}>{_content(value)}</{name}>"]


def _content(value: Tree) -> str:
    if isinstance(value, Mapping):
        return "".join(text for name, item in value.items() for text in _elements(name, item))
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_printable(str(value)))


def _printable(text: str) -> str:
    """Replace what XML 1.0 can't hold: a file name of a zip may have any character."""
    return "".join(
        letter if letter in "\t\n\r" or (letter >= " " and letter not in "\ufffe\uffff") else "\ufffd"
        for letter in text
        if not "\ud800" <= letter <= "\udfff"
    )


def _respond(body: str, *, namespaces: str, status: int, header: str = "") -> Response:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<soapenv:Envelope xmlns:soapenv="{ENVELOPE}"{namespaces}'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{header}<soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"
    )
    headers = {"Content-Type": _MEDIA_TYPE, "Cache-Control": "no-cache, no-store"}
    return Response(text.encode("utf-8"), status_code=status, headers=headers)


def _client_fault(message: str) -> SoapError:
    return SoapError(message, exception_code="Client", namespace=None)

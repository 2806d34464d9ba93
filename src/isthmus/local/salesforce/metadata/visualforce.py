"""Visualforce markup: well formed, with `apex:page` around it. Nothing is rendered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate, errors

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata.documents import PlacedError


@dataclass(slots=True)
class _Root:
    """The first element, found while the parser runs."""

    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def find_controllers(content: bytes) -> tuple[str, ...]:
    """Check a page's markup and give the Apex classes it names; raise MalformedError for broken markup.

    WIRE: `controller` and `extensions` of apex:page. Prefixes are not declared in Visualforce, so namespaces
    are not looked at; entities of HTML are left as they are, and none may be declared.
    """
    root = _Root()
    parser = ParserCreate()
    parser.UseForeignDTD(True)  # noqa: FBT003  the library's signature

    def start(name: str, attributes: dict[str, str]) -> None:
        if not root.name:
            root.name, root.attributes = name, attributes

    def refuse(*_: object) -> None:
        raise MalformedError("a page may declare no entities")

    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content.decode("utf-8"), True)  # noqa: FBT003  the library's signature
    except UnicodeDecodeError as error:
        raise MalformedError("the page is no UTF-8 text") from error
    except ExpatError as error:
        problem = f"Markup is not well formed: {errors.messages[error.code]}"
        raise PlacedError(problem, line=error.lineno, column=error.offset + 1) from error
    if root.name.lower() != "apex:page":
        raise PlacedError("the root element of a page must be apex:page", line=1, column=1)
    names = [root.attributes.get("controller", ""), *root.attributes.get("extensions", "").split(",")]
    return tuple(name.strip() for name in names if name.strip())

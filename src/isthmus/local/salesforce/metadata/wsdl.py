"""Metadata types as the Metadata WSDL declares them: elements, which are required, and the enums' words.

The WSDL is Salesforce's: it is read from the installed `simple-salesforce` (version 63.0), and no part of it
is kept here. Salesforce takes the elements of a file in any order and the WSDL has a sequence; so it is read
into shapes rather than compiled into a schema, which would take half a second of each start, too.
"""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias, Union

from lxml import etree

from isthmus.local.salesforce.metadata.documents import NOT_SUPPORTED, Enum, Field, Kind, Shape

# What the local org acts on, by element: None is any value, a set is these, a mapping is for its children.
# An element that the WSDL has and the mapping has not is refused as not supported.
Acts: TypeAlias = Mapping[str, Union["Acts", "frozenset[str | bool]", None]]

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_SIMPLE: dict[str, Kind] = {"xsd:boolean": bool, "xsd:int": int, "xsd:long": int, "xsd:double": float}
_ENVELOPE_OF_FILES = frozenset({"fullName", "content"})
_Type: TypeAlias = "etree._Element"  # noqa: SLF001  the name that its stubs give it


def shape_of(type_name: str, *, acts: Acts, younger: Mapping[str, Field] | None = None) -> Shape:
    """Give a type's shape, narrowed to what the local org acts on; raise KeyError for an unknown name.

    `younger` are elements of later versions, which the WSDL does not have.
    """
    elements = _elements_of(type_name)
    if unknown := set(acts) - set(elements):
        raise KeyError(f"{type_name} has no {', '.join(sorted(unknown))}")
    fields = {name: _field_of(element, name=name, acts=acts) for name, element in elements.items()}
    return Shape(name=type_name, fields={**fields, **(younger or {})})


def has_type(name: str) -> bool:
    """Whether Salesforce's Metadata API has a type of this name."""
    return name in _types()


def _field_of(element: _Type, *, name: str, acts: Acts) -> Field:
    inner = acts.get(name)
    only = inner if isinstance(inner, frozenset) else None
    return Field(
        kind=_kind_of(element.get("type", ""), acts=inner if isinstance(inner, Mapping) else {}),
        required=element.get("minOccurs") != "0",
        many=element.get("maxOccurs") == "unbounded",
        only=only if name in acts else NOT_SUPPORTED,
    )


def _kind_of(type_name: str, *, acts: Acts) -> Kind:
    bare = type_name.removeprefix("tns:")
    declared = _types().get(bare)
    if declared is None:
        return _SIMPLE.get(type_name, str)
    if declared.tag == f"{_XSD}simpleType":
        words = [item.get("value", "") for item in declared.iter(f"{_XSD}enumeration")]
        return Enum(name=bare, values=frozenset(words)) if words else str
    # NOTE: without acts the field is refused before its children are looked at.
    return shape_of(bare, acts=acts) if acts else Shape(name=bare, fields={})


def _elements_of(type_name: str) -> dict[str, _Type]:
    declared = _types()[type_name]
    extension = next(declared.iter(f"{_XSD}extension"), None)
    inherited = _elements_of(extension.get("base", "").removeprefix("tns:")) if extension is not None else {}
    own = {element.get("name", ""): element for element in declared.iter(f"{_XSD}element")}
    # NOTE: a file's name is its component's, so a deployed file holds neither fullName nor content.
    return {name: element for name, element in (inherited | own).items() if name not in _ENVELOPE_OF_FILES}


@cache
def _types() -> dict[str, _Type]:
    # NOTE: the package is found and not imported: it would import an HTTP and a SOAP client.
    package = find_spec("simple_salesforce")
    assert package is not None
    assert package.origin is not None
    wsdl = (Path(package.origin).parent / "metadata.wsdl").read_bytes()
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    schema = next(etree.fromstring(wsdl, parser).iter(f"{_XSD}schema"))
    kinds = (f"{_XSD}complexType", f"{_XSD}simpleType")
    return {item.get("name", ""): item for item in schema if item.tag in kinds}

"""One flag of a settings file, set as an administrator sets it in Setup: the rest of the file stays."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from defusedxml.ElementTree import fromstring

from isthmus.local.salesforce.metadata.documents import NAMESPACE
from isthmus.local.salesforce.store.components import ComponentFile

register_namespace("", NAMESPACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsFlag:
    """Where a flag stands: the settings' type and name, and the elements that lead to it."""

    type: str
    name: str
    path: tuple[str, ...]


def with_flag(file: ComponentFile | None, flag: SettingsFlag, *, value: bool) -> ComponentFile:
    """Give the settings file with the flag set; made anew where there is none."""
    root = fromstring(file.content) if file else Element(f"{{{NAMESPACE}}}{flag.type}")
    element = root
    for name in flag.path:
        tag = f"{{{NAMESPACE}}}{name}"
        child = element.find(tag)
        element = SubElement(element, tag) if child is None else child
    element.text = "true" if value else "false"
    return ComponentFile(
        type=flag.type,
        full_name=flag.name,
        file=file.file if file else f"settings/{flag.name}.settings-meta.xml",
        content=tostring(root, encoding="utf-8"),
    )

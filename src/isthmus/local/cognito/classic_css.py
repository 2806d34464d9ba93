"""The style sheet of the classic pages: rules for AWS's classes, and nothing that reaches beyond them.

Page: developerguide/hosted-ui-classic-branding. What is served is written anew from what was understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from isthmus.local.cognito.errors import invalid_parameter

_CLASSES = frozenset(
    f"{name}-customizable{state}"
    for name, states in {
        "background": ("",),
        "banner": ("",),
        "errorMessage": ("",),
        "idpButton": ("", ":hover"),
        "idpDescription": ("",),
        "inputField": ("", ":focus"),
        "label": ("",),
        "legalText": ("",),
        "logo": ("",),
        "passwordCheck-valid": ("",),
        "passwordCheck-notValid": ("",),
        "redirect": ("",),
        "socialButton": ("",),
        "submitButton": ("", ":hover"),
        "textDescription": ("",),
    }.items()
    for state in states
)
# AWS: keys that are not in its template are not reflected in the pages.
_PROPERTIES = frozenset(
    {
        "background",
        "background-color",
        "border",
        "border-color",
        "border-radius",
        "box-sizing",
        "color",
        "display",
        "font-size",
        "font-weight",
        "height",
        "margin",
        "margin-bottom",
        "max-height",
        "max-width",
        "outline",
        "padding",
        "padding-bottom",
        "padding-top",
        "text-align",
        "width",
    }
)
_RULE = re.compile(r"\s*\.(?P<name>[A-Za-z:-]+)\s*\{(?P<body>[^{}]*)\}\s*", re.ASCII)
_PROPERTY = re.compile(r"[a-z-]+", re.ASCII)
# SECURITY: no addresses, no strings, no escapes; of functions only colours.
_VALUE = re.compile(r"(?:[A-Za-z0-9#%.\- ]|,|!important|(?:rgba?|hsla?)\([0-9a-z%.,/ ]*\))+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    name: str
    declarations: dict[str, str]


def check_css(unverified: str) -> None:
    """Raise InvalidParameterException for a style sheet with other classes, statements or values."""
    list(_rules(unverified))


def render_css(css: str) -> str:
    """Write the rules of a checked style sheet, without the keys that AWS ignores."""
    return "\n".join(_render(rule) for rule in _rules(css))


def _rules(css: str) -> Iterator[_Rule]:
    rules, position = _without_comments(css).strip(), 0
    while position < len(rules):
        found = _RULE.match(rules, position)
        if found is None:
            raise invalid_parameter("The CSS is no list of rules for the customizable classes.")
        if found["name"] not in _CLASSES:
            raise invalid_parameter(f"The CSS class {found['name']} is not one that can be customized.")
        yield _Rule(name=found["name"], declarations=dict(_declarations(found["body"])))
        position = found.end()


def _without_comments(css: str) -> str:
    first, *rest = css.split("/*")
    if any("*/" not in part for part in rest):
        raise invalid_parameter("A comment of the CSS has no end.")
    return " ".join([first, *(part.partition("*/")[2] for part in rest)])


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for part in filter(str.strip, body.split(";")):
        name, _, value = (each.strip() for each in part.partition(":"))
        if _PROPERTY.fullmatch(name) is None or _VALUE.fullmatch(value) is None:
            raise invalid_parameter("The CSS has a property or a value that is not allowed.")
        yield name, value


def _render(rule: _Rule) -> str:
    kept = [f"{name}: {value};" for name, value in rule.declarations.items() if name in _PROPERTIES]
    return f".{rule.name} {{ {' '.join(kept)} }}"

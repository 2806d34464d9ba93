"""Permission sets: which principals, tokens, classes and administrative powers they open."""

from dataclasses import dataclass

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata.documents import Values

_TOKENS = "UserExternalCredential"

# Which object permission needs which others, in the words of Setup.
_NEEDS = {
    "allowCreate": ("allowRead",),
    "allowEdit": ("allowRead",),
    "allowDelete": ("allowRead", "allowEdit"),
    "viewAllRecords": ("allowRead",),
    "modifyAllRecords": ("allowRead", "allowEdit", "allowDelete", "viewAllRecords"),
}
_WORDS = {
    "allowCreate": "Create",
    "allowRead": "Read",
    "allowEdit": "Edit",
    "allowDelete": "Delete",
    "viewAllRecords": "View All",
    "modifyAllRecords": "Modify All",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionSet:
    """What its metadata grants. Principals are written `Credential-Principal`, in lower case here."""

    name: str
    label: str
    principals: frozenset[str]
    apex_classes: frozenset[str]
    user_permissions: frozenset[str]
    can_read_tokens: bool
    can_modify_all_tokens: bool


def parse_permission_set(full_name: str, values: Values) -> PermissionSet:
    """Check that object permissions come with those they depend on."""
    tokens = values.groups("objectPermissions")
    if len(tokens) > 1:
        raise MalformedError(f"Duplicate objectPermissions specified for {_TOKENS}")
    for item in tokens:
        _check_dependencies(item)
    return PermissionSet(
        name=full_name,
        label=values.text("label"),
        principals=_enabled(values, "externalCredentialPrincipalAccesses", "externalCredentialPrincipal"),
        apex_classes=_enabled(values, "classAccesses", "apexClass"),
        user_permissions=frozenset(
            item.text("name")
            for item in values.groups("userPermissions")
            if item.flag("enabled", default=False)
        ),
        can_read_tokens=any(item.flag("allowRead", default=False) for item in tokens),
        can_modify_all_tokens=any(item.flag("modifyAllRecords", default=False) for item in tokens),
    )


def named_principals(values: Values) -> list[str]:
    """Give every principal the permission set names, enabled or not, as written."""
    accesses = values.groups("externalCredentialPrincipalAccesses")
    return [item.text("externalCredentialPrincipal") for item in accesses]


def named_classes(values: Values) -> list[str]:
    """Give every Apex class the permission set names, as written."""
    return [item.text("apexClass") for item in values.groups("classAccesses")]


def named_pages(values: Values) -> list[str]:
    """Give every Visualforce page the permission set names, as written."""
    return [item.text("apexPage") for item in values.groups("pageAccesses")]


def _enabled(values: Values, group: str, name: str) -> frozenset[str]:
    items = values.groups(group)
    return frozenset(item.text(name).lower() for item in items if item.flag("enabled", default=False))


def _check_dependencies(item: Values) -> None:
    for permission, needed in _NEEDS.items():
        missing = [_WORDS[name] for name in needed if not item.flag(name, default=False)]
        if item.flag(permission, default=False) and missing:
            listed = ", ".join(f"{word} {_TOKENS}" for word in missing)
            raise MalformedError(
                f"Permission {_WORDS[permission]} {_TOKENS} depends on permission(s): {listed}"
            )

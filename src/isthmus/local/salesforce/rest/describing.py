"""What describe calls say of the objects: enough for clients that look up names, types and rights."""

from typing import Any

from isthmus.local.salesforce.rest.objects import find_object
from isthmus.local.salesforce.rest.schema import FieldKind, SObject, SObjectField

_TEXT_LENGTH = 255
_ID_LENGTH = 18
_TYPES = {
    FieldKind.ID: ("id", "tns:ID"),
    FieldKind.TEXT: ("string", "xsd:string"),
    FieldKind.FLAG: ("boolean", "xsd:boolean"),
    FieldKind.TIME: ("datetime", "xsd:dateTime"),
    FieldKind.NUMBER: ("int", "xsd:int"),
}
_LENGTHS = {FieldKind.ID: _ID_LENGTH, FieldKind.TEXT: _TEXT_LENGTH}


def describe_briefly(target: SObject, *, base: str, can_write: bool) -> dict[str, Any]:
    """Describe an object as `sobjects` lists it. `can_write` tells whether the caller is an administrator."""
    url = f"{base}/sobjects/{target.name}"
    return {
        "activateable": False,
        "associateEntityType": None,
        "associateParentEntity": None,
        "createable": can_write and "POST" in target.methods,
        "custom": False,
        "customSetting": False,
        "deepCloneable": False,
        "deletable": can_write and "DELETE" in target.methods,
        "deprecatedAndHidden": False,
        "feedEnabled": False,
        "hasSubtypes": False,
        "isInterface": False,
        "isSubtype": False,
        "keyPrefix": target.prefix,
        "label": target.name,
        "labelPlural": target.plural,
        "layoutable": False,
        "mergeable": False,
        "mruEnabled": False,
        "name": target.name,
        "queryable": True,
        "replicateable": False,
        "retrieveable": True,
        "searchable": False,
        "triggerable": False,
        "undeletable": False,
        "updateable": can_write and "PATCH" in target.methods,
        "urls": {
            "describe": f"{url}/describe",
            "rowTemplate": f"{url}/{{ID}}",
            "sobject": url,
        },
    }


def describe_fully(target: SObject, *, base: str, can_write: bool) -> dict[str, Any]:
    """Describe an object with its fields."""
    brief = describe_briefly(target, base=base, can_write=can_write)
    return {
        **brief,
        "actionOverrides": [],
        "childRelationships": [],
        "compactLayoutable": False,
        "fields": [_field(field, target=target, rights=brief) for field in target.fields.values()],
        "namedLayoutInfos": [],
        "networkScopeFieldName": None,
        "recordTypeInfos": [],
        "searchLayoutable": False,
        "supportedScopes": [],
    }


def _field(field: SObjectField, *, target: SObject, rights: dict[str, Any]) -> dict[str, Any]:
    is_key = field.name == "Id"
    is_reference = field.kind is FieldKind.ID and not is_key
    simple_type, soap_type = _TYPES[field.kind]
    is_writable = field.name in target.writable
    length = _LENGTHS.get(field.kind, 0)
    return {
        "aggregatable": field.kind is not FieldKind.FLAG,
        "aiPredictionField": False,
        "autoNumber": False,
        "byteLength": length * (1 if field.kind is FieldKind.ID else 3),
        "calculated": False,
        "calculatedFormula": None,
        "cascadeDelete": False,
        "caseSensitive": False,
        "compoundFieldName": None,
        "controllerName": None,
        "createable": bool(rights["createable"]) and is_writable,
        "custom": False,
        "defaultValue": None,
        "defaultValueFormula": None,
        "defaultedOnCreate": is_key,
        "dependentPicklist": False,
        "deprecatedAndHidden": False,
        "digits": 0,
        "displayLocationInDecimal": False,
        "encrypted": False,
        "externalId": False,
        "extraTypeInfo": None,
        "filterable": True,
        "filteredLookupInfo": None,
        "groupable": field.kind is not FieldKind.TIME,
        "highScaleNumber": False,
        "htmlFormatted": False,
        "idLookup": is_key,
        "inlineHelpText": None,
        "label": field.name,
        "length": length,
        "mask": None,
        "maskType": None,
        "name": field.name,
        "nameField": field.name == "Name",
        "namePointing": False,
        "nillable": field.is_nillable,
        "permissionable": False,
        "picklistValues": [],
        "polymorphicForeignKey": False,
        "precision": 0,
        "queryByDistance": False,
        "referenceTargetField": None,
        "referenceTo": _reference_to(field),
        "relationshipName": field.relationship,
        "relationshipOrder": None,
        "restrictedDelete": False,
        "restrictedPicklist": False,
        "scale": 0,
        "searchPrefilterable": False,
        "soapType": soap_type,
        "sortable": True,
        "type": "reference" if is_reference else simple_type,
        "unique": False,
        "updateable": bool(rights["updateable"]) and is_writable,
        "writeRequiresMasterRead": False,
    }


def _reference_to(field: SObjectField) -> list[str]:
    return [field.refers_to] if field.refers_to and find_object(field.refers_to) else []

"""A result as the model says it: what the model lacks is dropped, absent values are left out."""

import base64
from collections.abc import Mapping
from typing import Any

from isthmus.local.awsjson.model import ServiceModel


def shape_output(model: ServiceModel, shape_name: str, result: Any) -> Any:
    """Give the JSON value of a result; timestamps are epoch seconds, blobs Base64."""
    shape = model.shape(shape_name)
    if shape.kind == "structure":
        return _shape_structure(model, shape.members, result)
    if shape.kind == "list":
        return [shape_output(model, shape.item, element) for element in result]
    if shape.kind == "map":
        return {name: shape_output(model, shape.value, element) for name, element in result.items()}
    if shape.kind == "timestamp":
        return round(float(result), 3)
    if shape.kind == "blob":
        return base64.b64encode(result).decode()
    return result


def _shape_structure(model: ServiceModel, members: Mapping[str, str], result: Mapping[str, Any]) -> Any:
    return {
        name: shape_output(model, member, result[name])
        for name, member in members.items()
        if result.get(name) is not None
    }

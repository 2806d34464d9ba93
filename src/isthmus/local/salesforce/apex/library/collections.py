"""List, Set and Map, as far as they are known here. T, K and V stand for the types they hold."""

from typing import Any

from isthmus.local.salesforce.apex.errors import thrown
from isthmus.local.salesforce.apex.library.tables import methods
from isthmus.local.salesforce.apex.operators import is_same
from isthmus.local.salesforce.apex.runtime import Frame
from isthmus.local.salesforce.apex.values import ApexList, ApexMap, ApexSet

_ENTRY = 64  # what an entry counts, in characters


def item_of(items: list[Any], index: int | None) -> int:
    """Give an index that is in a list; raise System.ListException."""
    if index is None or not 0 <= index < len(items):
        raise thrown("ListException", f"List index out of bounds: {index}")
    return index


def _add(frame: Frame, items: ApexList, item: Any) -> None:
    frame.run.governor.allocate(_ENTRY)
    items.append(item)


def _insert(frame: Frame, items: ApexList, index: int, item: Any) -> None:
    frame.run.governor.allocate(_ENTRY + len(items))
    items.insert(index if index == len(items) else item_of(items, index), item)


def _add_all(frame: Frame, items: ApexList, more: Any) -> None:
    frame.run.governor.allocate(_ENTRY * len(more))
    items.extend(list(more))


def _set(_frame: Frame, items: ApexList, index: int, item: Any) -> None:
    items[item_of(items, index)] = item


def _remove_at(_frame: Frame, items: ApexList, index: int) -> Any:
    return items.pop(item_of(items, index))


def _sort(frame: Frame, items: ApexList) -> None:
    frame.run.governor.spend(len(items))
    if any(item is not None and not isinstance(item, str | int) for item in items):
        raise thrown("ListException", "One or more of the items in this list is not Comparable.")
    items.sort(key=lambda item: (item is not None, item if item is not None else 0))


def _contains(frame: Frame, items: ApexList, wanted: Any) -> bool:
    frame.run.governor.spend(len(items) // 8)
    return any(is_same(item, wanted) for item in items)


def _add_to_set(frame: Frame, items: ApexSet, item: Any) -> bool:
    frame.run.governor.allocate(_ENTRY)
    before = len(items)
    items[item] = None
    return len(items) > before


def _add_all_to_set(frame: Frame, items: ApexSet, more: Any) -> bool:
    frame.run.governor.allocate(_ENTRY * len(more))
    before = len(items)
    items.update(dict.fromkeys(more))
    return len(items) > before


def _remove_from_set(_frame: Frame, items: ApexSet, item: Any) -> bool:
    return items.pop(item, items) is None


def _put(frame: Frame, items: ApexMap, key: Any, value: Any) -> Any:
    frame.run.governor.allocate(_ENTRY)
    before = items.get(key)
    items[key] = value
    return before


def _key_set(frame: Frame, items: ApexMap) -> ApexSet:
    frame.run.governor.allocate(_ENTRY * len(items))
    return ApexSet(items, element=items.type.arguments[0])


def _values(frame: Frame, items: ApexMap) -> ApexList:
    frame.run.governor.allocate(_ENTRY * len(items))
    return ApexList(items.values(), element=items.type.arguments[1])


_SIZES = {
    "size() Integer": lambda _frame, items: len(items),
    "isEmpty() Boolean": lambda _frame, items: not items,
    "clear() void": lambda _frame, items: items.clear(),
}
_LIST = methods(
    {
        **_SIZES,
        "add(T) void": _add,
        "add(Integer, T) void": _insert,
        "get(Integer) T": lambda _frame, items, index: items[item_of(items, index)],
        "set(Integer, T) void": _set,
        "remove(Integer) T": _remove_at,
        "contains(T) Boolean": _contains,
        "sort() void": _sort,
    },
    takes_null=True,
) | methods({"addAll(List<T>) void": _add_all, "addAll(Set<T>) void": _add_all})
_SET = methods(
    {
        **_SIZES,
        "add(T) Boolean": _add_to_set,
        "contains(T) Boolean": lambda _frame, items, item: item in items,
        "remove(T) Boolean": _remove_from_set,
    },
    takes_null=True,
) | methods({"addAll(List<T>) Boolean": _add_all_to_set, "addAll(Set<T>) Boolean": _add_all_to_set})
_MAP = methods(
    {
        **_SIZES,
        "put(K, V) V": _put,
        "get(K) V": lambda _frame, items, key: items.get(key),
        "containsKey(K) Boolean": lambda _frame, items, key: key in items,
        "remove(K) V": lambda _frame, items, key: items.pop(key, None),
        "keySet() Set<K>": _key_set,
        "values() List<V>": _values,
    },
    takes_null=True,
)

INSTANCE = {"list": _LIST, "set": _SET, "map": _MAP}

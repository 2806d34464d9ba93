"""The log of the deployed functions: one line of JSON each, for CloudWatch.

Not `logging`, which costs 5 ms at a trigger's cold start and writes lines that are hard to query.
"""

import json
import sys


def write_log(function: str, **facts: str) -> None:
    """Write one line: codes, ids and reasons, never events, headers, tokens or session ids."""
    sys.stdout.write(json.dumps({"function": function, **facts}) + "\n")
    sys.stdout.flush()


def describe_unexpected(error: Exception) -> str:
    """Give an error's type and where it was raised. SECURITY: not its text, which may quote anything."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "nowhere" if place is None else f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}"
    return f"{type(error).__name__} at {where}"

"""Test callouts of an org, by anonymous Apex."""

from isthmus.flows.m2m.connect import write_callout
from isthmus.salesforce.org_api import OrgApi

NOT_OK = "the API answered"
"""How the words begin when the callout went out and was not answered 200."""


class ApexCallouts:
    """Call in the name of the session's user."""

    def __init__(self, org: OrgApi) -> None:
        self._org = org

    def call(self, named_credential: str, *, path: str) -> str | None:
        """Call, and give what the Apex compiler or the exception said, or None for 200."""
        result = self._org.run_apex(write_callout(f"callout:{named_credential}{path}"))
        if result["success"]:
            return None
        said = str(result.get("compileProblem") or result.get("exceptionMessage") or "no reason given")
        return f"{NOT_OK} another status: {said}" if "Assertion Failed" in said else said

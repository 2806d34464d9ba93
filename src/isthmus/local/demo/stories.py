"""The three stories, what can be chosen in each, and which faults are worth having on while it is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.local.demo import m2m, session_sso, web_identity
from isthmus.local.demo.choices import Chosen, Options
from isthmus.local.demo.guest import Guest
from isthmus.local.demo.telling import Teller
from isthmus.local.faults.settings import Values
from isthmus.local.faults.switch import FaultId


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One flow. `options` are of a ready document; `faults` act along it, with settings that break it.

    `agent` is the User-Agent of its requests in a run: it says in whose place the story asks.
    """

    flow: str
    title: str
    words: str
    agent: str
    options: Callable[[Mapping[str, Any]], Options]
    tell: Callable[[Guest, Teller, Chosen], None]
    faults: Mapping[FaultId, Values]


STORIES: Mapping[str, Story] = {
    story.flow: story
    for story in (
        Story(
            flow="m2m",
            title="Salesforce calls an API",
            words="Salesforce calls an API with a Cognito token",
            agent="Job/1.0",
            options=m2m.options,
            tell=m2m.tell,
            faults={
                FaultId.COGNITO_THROTTLED: {},
                FaultId.WRONG_SECRET: {},
                FaultId.PERMISSION_SET_REMOVED: {},
                FaultId.CLOCK_SKEW: {"of": "cognito"},
                FaultId.KEYS_ROTATED: {"of": "cognito"},
                FaultId.ORG_DOWN: {},
                FaultId.ORG_SLOW: {},
            },
        ),
        Story(
            flow="web_identity",
            title="Salesforce sign-in to AWS",
            words="a person signs in with Salesforce and may scan one table",
            agent="Mozilla/5.0 (compatible; isthmus-demo)",
            options=web_identity.options,
            tell=web_identity.tell,
            faults={
                FaultId.ORG_DOWN: {},
                FaultId.ORG_SLOW: {},
                FaultId.CLOCK_SKEW: {"of": "org"},
                FaultId.KEYS_ROTATED: {"of": "org"},
                FaultId.COGNITO_THROTTLED: {},
                FaultId.DYNAMODB_THROTTLED: {},
            },
        ),
        Story(
            flow="session_sso",
            title="Salesforce session to Cognito",
            words="a live Salesforce session becomes Cognito tokens",
            agent="App/1.0",
            options=session_sso.options,
            tell=session_sso.tell,
            faults={
                FaultId.TRIGGER_FAILING: {},
                FaultId.ORG_DOWN: {},
                FaultId.ORG_SLOW: {},
                FaultId.COGNITO_THROTTLED: {},
                FaultId.DYNAMODB_THROTTLED: {},
                FaultId.CLOCK_SKEW: {"of": "cognito"},
                FaultId.KEYS_ROTATED: {"of": "cognito"},
            },
        ),
    )
}

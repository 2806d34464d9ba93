from isthmus.local.cognito.groups import Membership
from isthmus.local.cognito.hosted.stored_changes import dump_changes, load_changes
from isthmus.local.cognito.pre_token import ClaimChanges, TokenChanges


def test_changes_come_back_as_they_were() -> None:
    changes = TokenChanges(
        id_token=ClaimChanges(added={"a": [1, "b"]}, suppressed=frozenset({"email"})),
        access_token=ClaimChanges(scopes_added=("x",), scopes_suppressed=frozenset({"y"})),
        membership=Membership(groups=("g", "h"), roles=("arn:aws:iam::1:role/r",), preferred_role="r"),
    )
    assert load_changes(dump_changes(changes)) == changes


def test_no_changes_come_back_as_none() -> None:
    assert load_changes(dump_changes(TokenChanges())) == TokenChanges()

from unit.local.salesforce.orgs import API, REPLACEMENTS, OrgUnderTest, project_copy

PATH = f"{API}/chatter/users/me"
FIELDS = """
    aboutMe additionalLabel address bannerPhoto chatterActivity chatterInfluence communityNickname
    companyName displayName email firstName followersCount followingCounts groupCount hasChatter id isActive
    isInThisCommunity lastName managerId managerName motif mySubscription name outOfOffice phoneNumbers photo
    reputation thanksReceived title type url userType username
"""


def test_refuses_where_chatter_is_off(made: OrgUnderTest) -> None:
    copy = project_copy(made.folder / "no-chatter", {})
    (copy / "force-app/main/default/settings/Chatter.settings-meta.xml").write_text(
        '<ChatterSettings xmlns="http://soap.sforce.com/2006/04/metadata">'
        "<enableChatter>false</enableChatter></ChatterSettings>"
    )
    made.org.deploy_project(copy, REPLACEMENTS)
    answer = made.call("GET", PATH, as_admin=True)
    assert answer.status_code == 403
    assert answer.json() == [
        {
            "message": "The Chatter Connect API is not enabled for this organization or user type.",
            "errorCode": "API_DISABLED_FOR_ORG",
        }
    ]


def test_shows_the_caller_and_no_org(made: OrgUnderTest) -> None:
    body = made.call("GET", PATH, session=made.org.create_session(made.user_id)).json()
    assert (body["id"], body["email"], body["username"]) == (made.user_id, *["bea@isthmus.example"] * 2)
    assert (body["type"], body["userType"], body["isActive"]) == ("User", "Internal", True)
    assert body["url"] == f"{API}/chatter/users/{made.user_id}"
    assert "organization_id" not in body
    assert "email_verified" not in body
    assert set(body) == set(FIELDS.split())

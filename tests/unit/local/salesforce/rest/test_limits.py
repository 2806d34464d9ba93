from unit.local.salesforce.orgs import API, OrgUnderTest

LIMITS = {"daily_requests": 2, "chatter_requests_per_hour": 1}


def limit(made: OrgUnderTest, **changes: object) -> int:
    return made.call("PUT", "/_local/limits", as_admin=True, json={**LIMITS, **changes}).status_code


def test_administrators_alone_set_limits_and_only_sensible_ones(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    assert made.call("PUT", "/_local/limits", session=session, json=LIMITS).status_code == 403
    assert made.call("PUT", "/_local/limits", json=LIMITS).status_code == 401
    assert limit(made, daily_requests=-1) == 400
    assert limit(made, daily_requests="5") == 400
    assert limit(made, more=1) == 400


def test_an_org_without_calls_left_refuses_and_says_so(made: OrgUnderTest) -> None:
    limit(made)
    session = made.org.create_session(made.user_id)
    answers = [made.call("GET", f"{API}/query?q=SELECT+Id+FROM+User", session=session) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 403]
    assert answers[2].json() == [
        {"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}
    ]
    assert answers[2].headers["sforce-limit-info"] == "api-usage=2/2"
    made.clock.advance(25 * 3600)
    session = made.org.create_session(made.user_id)
    assert made.call("GET", f"{API}/limits", session=session).status_code == 200


def test_chatter_has_a_limit_of_its_own(made: OrgUnderTest) -> None:
    limit(made, daily_requests=100)
    session = made.org.create_session(made.user_id)
    path = f"{API}/chatter/users/me"
    assert made.call("GET", path, session=session).status_code == 200
    other_session_same_bucket = made.org.create_session(made.user_id)
    assert made.call("GET", path, session=other_session_same_bucket).status_code == 503
    assert made.call("GET", path, as_admin=True).status_code == 200
    assert made.call("GET", API, session=session).status_code == 200
    made.clock.advance(3600)
    assert made.call("GET", path, session=session).status_code == 200


def test_a_caller_who_is_not_known_is_not_told(made: OrgUnderTest) -> None:
    answer = made.call("GET", API, session="00Dxx0000000000!nobody")
    assert answer.status_code == 401
    assert "sforce-limit-info" not in answer.headers


def test_every_answer_says_how_much_is_used(made: OrgUnderTest) -> None:
    assert made.call("GET", API, as_admin=True).headers["sforce-limit-info"] == "api-usage=1/15000"
    refused = made.call("GET", f"{API}/query?q=x", as_admin=True)
    assert (refused.status_code, refused.headers["sforce-limit-info"]) == (400, "api-usage=2/15000")
    limits = made.call("GET", f"{API}/limits", as_admin=True).json()
    assert limits == {"DailyApiRequests": {"Max": 15000, "Remaining": 14997}}

from unit.local.salesforce.orgs import ORIGIN, OrgUnderTest


def test_leaves_out_what_salesforce_leaves_out(made: OrgUnderTest) -> None:
    body = made.http().get("/.well-known/openid-configuration").json()
    assert "grant_types_supported" not in body
    assert "code_challenge_methods_supported" not in body


def test_every_endpoint_is_on_this_org_and_answers(made: OrgUnderTest) -> None:
    body = made.http().get("/.well-known/openid-configuration").json()
    assert body["issuer"] == ORIGIN
    addresses = {value for name, value in body.items() if name.endswith(("_endpoint", "_uri"))}
    assert len(addresses) == 8
    for address in addresses:
        assert address.startswith(f"{ORIGIN}/")
        assert made.http().get(address).status_code in {200, 400, 401, 403}


def test_registration_is_refused(made: OrgUnderTest) -> None:
    answer = made.http().post("/services/oauth2/register", json={})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_publishes_public_keys_only(made: OrgUnderTest) -> None:
    body = made.http().get("/id/keys").json()
    assert [set(key) for key in body["keys"]] == [{"kty", "n", "e", "alg", "use", "kid"}]
    assert body["keys"][0]["alg"] == "RS256"
    assert made.org.find_public_keys(ORIGIN) == body
    assert made.org.find_public_keys("https://login.salesforce.com") is None

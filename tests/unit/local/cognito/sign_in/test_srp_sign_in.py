import base64
import hashlib
import hmac

import pytest

from isthmus.local.cognito.srp import N
from unit.local.cognito.local_pools import Json, LocalPools, RefusedError, claims_of
from unit.local.cognito.sign_in.srp_client import SrpClient

PASSWORD = "Secret-123"
REFUSED = ("NotAuthorizedException", "Incorrect username or password.")


@pytest.fixture
def client_id(local: LocalPools, pool_id: str) -> str:
    client = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="app",
        ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        PreventUserExistenceErrors="ENABLED",
    )["UserPoolClient"]
    found: str = client["ClientId"]
    return found


@pytest.fixture
def jane(local: LocalPools, pool_id: str, user: Json) -> str:
    name: str = user["Username"]
    local.call("AdminSetUserPassword", UserPoolId=pool_id, Username=name, Password=PASSWORD, Permanent=True)
    return name


@pytest.fixture
def browser(local: LocalPools, pool_id: str, client_id: str) -> SrpClient:
    return SrpClient(local, pool_id, client_id, password=PASSWORD)


def _refusal(error: pytest.ExceptionInfo[RefusedError]) -> tuple[str, str]:
    return error.value.code, error.value.message


@pytest.mark.parametrize("password", ["Wrong-pass-1", PASSWORD.lower(), "x"])
@pytest.mark.usefixtures("jane")
def test_refuses_the_proof_of_a_wrong_password(
    local: LocalPools, pool_id: str, client_id: str, password: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        SrpClient(local, pool_id, client_id, password=password).sign_in()
    assert _refusal(refused) == REFUSED


@pytest.mark.parametrize("number", ["", "xyz", "0", "-1", f"{N:x}", f"{2 * N:x}", f"{N + 2:x}", "1" * 771])
@pytest.mark.usefixtures("jane")
def test_refuses_a_public_number_that_gives_the_key_away(browser: SrpClient, number: str) -> None:
    with pytest.raises(RefusedError, match=r"Invalid SRP_A|Missing required parameter SRP_A") as refused:
        browser.start(SRP_A=number)
    assert refused.value.code == "InvalidParameterException"


@pytest.mark.parametrize(
    "timestamp",
    ["", "now", "2027-01-15T08:00:00Z", "Fri Jan 32 08:00:00 UTC 2027", "Fr Jan 15 08:00:00 UTC 2027"],
)
@pytest.mark.usefixtures("jane")
def test_refuses_a_timestamp_of_another_form_and_keeps_the_challenge(
    browser: SrpClient, timestamp: str
) -> None:
    started = browser.start()
    expected = "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english|parameter TIMESTAMP"
    with pytest.raises(RefusedError, match=expected) as refused:
        browser.answer({**browser.claim(started), "TIMESTAMP": timestamp})
    assert refused.value.code == "InvalidParameterException"
    assert "AuthenticationResult" in browser.answer(browser.claim(started))


@pytest.mark.parametrize(
    "timestamp",
    [
        "Mon Jan 15 08:00:00 UTC 2027",
        "Fri Jan 15 08:00:00 IST 2027",
        "Fri Jan 15 8:00:00 UTC 2027",
        "Fri Jan 15 08:05:01 UTC 2027",
        "Fri Jan 15 07:54:59 UTC 2027",
    ],
)
@pytest.mark.usefixtures("jane")
def test_refuses_a_signed_timestamp_that_is_not_now(browser: SrpClient, timestamp: str) -> None:
    with pytest.raises(RefusedError) as refused:
        browser.sign_in(TIMESTAMP=timestamp)
    assert _refusal(refused) == REFUSED


@pytest.mark.usefixtures("jane")
def test_refuses_a_secret_block_twice(browser: SrpClient) -> None:
    claim = browser.claim(browser.start())
    browser.answer(claim)
    with pytest.raises(RefusedError) as refused:
        browser.answer(claim)
    assert _refusal(refused) == REFUSED


@pytest.mark.usefixtures("jane")
def test_refuses_a_secret_block_of_another_challenge(browser: SrpClient) -> None:
    first, second = browser.start(), browser.start()
    other = first["ChallengeParameters"]["SECRET_BLOCK"]
    for block in (other, base64.b64encode(b"x" * 128).decode()):
        with pytest.raises(RefusedError) as refused:
            browser.answer(browser.claim(second, PASSWORD_CLAIM_SECRET_BLOCK=block))
        assert _refusal(refused) == REFUSED


@pytest.mark.parametrize("name", ["PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE"])
@pytest.mark.usefixtures("jane")
def test_refuses_a_claim_that_is_no_base64(browser: SrpClient, name: str) -> None:
    started = browser.start()
    for value in ("", "%%%", "abc"):
        with pytest.raises(RefusedError, match=name):
            browser.answer(browser.claim(started, **{name: value}))


@pytest.mark.usefixtures("jane")
def test_refuses_a_late_claim(local: LocalPools, browser: SrpClient) -> None:
    started = browser.start()
    local.clock.forward(181)
    with pytest.raises(RefusedError) as refused:
        browser.answer(browser.claim(started))
    assert _refusal(refused) == REFUSED


def test_refuses_a_password_that_is_changed_meanwhile(
    local: LocalPools, pool_id: str, jane: str, browser: SrpClient
) -> None:
    started = browser.start()
    local.call(
        "AdminSetUserPassword", UserPoolId=pool_id, Username=jane, Password="Other-1234", Permanent=True
    )
    with pytest.raises(RefusedError) as refused:
        browser.answer(browser.claim(started))
    assert _refusal(refused) == REFUSED


@pytest.mark.usefixtures("jane")
def test_counts_wrong_proofs_as_wrong_passwords(
    local: LocalPools, pool_id: str, client_id: str, browser: SrpClient
) -> None:
    for _ in range(5):
        with pytest.raises(RefusedError, match="Incorrect username or password"):
            SrpClient(local, pool_id, client_id, password="Wrong-pass-1").sign_in()
    with pytest.raises(RefusedError, match="Password attempts exceeded"):
        browser.sign_in()
    local.clock.forward(1)
    assert "AuthenticationResult" in browser.sign_in()


def test_refuses_a_user_who_is_disabled_meanwhile(
    local: LocalPools, pool_id: str, jane: str, browser: SrpClient
) -> None:
    started = browser.start()
    local.call("AdminDisableUser", UserPoolId=pool_id, Username=jane)
    with pytest.raises(RefusedError, match="User is disabled"):
        browser.answer(browser.claim(started))


@pytest.mark.usefixtures("user")
def test_refuses_every_proof_for_a_user_without_a_password(browser: SrpClient) -> None:
    started = browser.start()
    assert started["ChallengeParameters"]["USER_ID_FOR_SRP"] == "jane"
    assert started["ChallengeParameters"]["SALT"] == browser.start()["ChallengeParameters"]["SALT"]
    with pytest.raises(RefusedError) as refused:
        browser.answer(browser.claim(started))
    assert _refusal(refused) == REFUSED


def test_refuses_an_unknown_user_at_once_where_the_client_does_not_hide_them(
    local: LocalPools, pool_id: str
) -> None:
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    with pytest.raises(RefusedError) as refused:
        SrpClient(local, pool_id, client["ClientId"], password=PASSWORD, username="nobody").start()
    assert refused.value.code == "UserNotFoundException"


def test_an_unknown_user_gets_the_same_decoy_each_time(
    local: LocalPools, pool_id: str, client_id: str
) -> None:
    nobody = SrpClient(local, pool_id, client_id, password=PASSWORD, username="nobody")
    first = nobody.start()["ChallengeParameters"]
    local.restart()
    started = nobody.start()
    again = started["ChallengeParameters"]
    assert set(first) == {"USERNAME", "USER_ID_FOR_SRP", "SALT", "SRP_B", "SECRET_BLOCK"}
    assert {name for name in first if first[name] != again[name]} == {"SRP_B", "SECRET_BLOCK"}
    other = SrpClient(local, pool_id, client_id, password=PASSWORD, username="other").start()
    assert other["ChallengeParameters"]["SALT"] != again["SALT"]
    with pytest.raises(RefusedError) as refused:
        nobody.answer(nobody.claim(started))
    assert _refusal(refused) == REFUSED


@pytest.mark.usefixtures("jane")
def test_refuses_a_client_without_the_flow(local: LocalPools, pool_id: str) -> None:
    client = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="app",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
    )["UserPoolClient"]
    with pytest.raises(RefusedError, match="USER_SRP_AUTH is not enabled for the client"):
        SrpClient(local, pool_id, client["ClientId"], password=PASSWORD).start()


@pytest.mark.usefixtures("jane")
def test_the_proof_of_the_password_gives_tokens(browser: SrpClient) -> None:
    started = browser.start()
    assert "Session" not in started
    assert started["ChallengeName"] == "PASSWORD_VERIFIER"
    result = browser.answer(browser.claim(started))["AuthenticationResult"]
    assert claims_of(result["AccessToken"])["username"] == "jane"
    assert "RefreshToken" in result


def test_an_alias_proves_the_password_of_its_user(local: LocalPools) -> None:
    pool_id = local.call("CreateUserPool", PoolName="p", UsernameAttributes=["email"])["UserPool"]["Id"]
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="a", GenerateSecret=True)[
        "UserPoolClient"
    ]
    created = local.call(
        "AdminCreateUser", UserPoolId=pool_id, Username="joe@example.com", TemporaryPassword=PASSWORD
    )["User"]

    def secret_hash(username: str) -> str:
        message = f"{username}{client['ClientId']}".encode()
        return base64.b64encode(
            hmac.digest(client["ClientSecret"].encode(), message, hashlib.sha256)
        ).decode()

    joe = SrpClient(local, pool_id, client["ClientId"], password=PASSWORD, username="joe@example.com")
    started = joe.start(SECRET_HASH=secret_hash("joe@example.com"))
    assert started["ChallengeParameters"]["USERNAME"] == created["Username"]
    claim = joe.claim(started, SECRET_HASH=secret_hash(created["Username"]))
    assert joe.answer(claim)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_a_temporary_password_has_to_be_changed_after_its_proof(
    local: LocalPools, pool_id: str, client_id: str
) -> None:
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe", TemporaryPassword=PASSWORD)
    joe = SrpClient(local, pool_id, client_id, password=PASSWORD, username="joe")
    asked = joe.sign_in()
    assert asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    answered = local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": "joe", "NEW_PASSWORD": "Another-123"},
    )
    assert "AuthenticationResult" in answered
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        joe.sign_in()
    changed = SrpClient(local, pool_id, client_id, password="Another-123", username="joe")
    assert "AuthenticationResult" in changed.sign_in()

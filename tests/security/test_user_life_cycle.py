"""Whatever happens to users, in whatever order: each answer is the model's, and no dead token works."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contract.life_cycle_model import ACCESS_SECONDS, Access, Model, Person, SignedIn
from unit.local.cognito.local_pools import Json, LocalPools, RefusedError, claims_of

FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
NAMES = st.sampled_from(["ann", "bob"])
PASSWORDS = st.sampled_from(["Sample-pass-1", "Sample-pass-2"])
WHICH = st.sampled_from(["right", "right", "right", "right", "wrong"])
BEGINNINGS = ["nobody", "signed up", "invited", "signed in", "signed in", "signed in"]
FIRST_PASSWORD = "Sample-pass-1"
GROUPS = st.sampled_from(["readers", "writers"])
BOOLEANS = st.booleans()
CHALLENGE_SECONDS = 180
MOST_TOKENS_WATCHED = 12


class UserLifeCycle(RuleBasedStateMachine):
    """A user pool and its model, side by side."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.template, self._folder, dirs_exist_ok=True)
        self.local = LocalPools(self._folder)
        self.model = Model(now=self.local.clock.now())
        self.challenges: list[tuple[str, Person, float]] = []

    @initialize(beginnings=st.lists(st.sampled_from(BEGINNINGS), min_size=2, max_size=2))
    def begin(self, beginnings: list[str]) -> None:
        self.pool_id = self.local.call("ListUserPools", MaxResults=1)["UserPools"][0]["Id"]
        listed = self.local.call("ListUserPoolClients", UserPoolId=self.pool_id, MaxResults=9)
        self.clients = {
            client["ClientName"] == "rotating": client["ClientId"] for client in listed["UserPoolClients"]
        }

        for username, beginning in zip(("ann", "bob"), beginnings, strict=True):
            if beginning == "signed up":
                self.signs_up(username, FIRST_PASSWORD)
            elif beginning != "nobody":
                self.admin_creates(username, FIRST_PASSWORD)
            if beginning == "signed in":
                self.admin_sets_password(username, FIRST_PASSWORD, is_permanent=True)
                for rotates in (False, True):
                    self.signs_in(username, "right", rotates=rotates)

    def teardown(self) -> None:
        self.local.close()
        shutil.rmtree(self._folder)

    # Administrators.

    @rule(username=NAMES, password=PASSWORDS)
    def admin_creates(self, username: str, password: str) -> None:
        expected = self.model.add(username, password=password, is_by_admin=True)
        self._administer(
            "AdminCreateUser",
            username,
            expected,
            TemporaryPassword=password,
            MessageAction="SUPPRESS",
            UserAttributes=_address(username, is_verified=True),
        )

    @rule(username=NAMES)
    def admin_confirms(self, username: str) -> None:
        self._administer("AdminConfirmSignUp", username, self.model.confirm_by_admin(username))

    @rule(username=NAMES)
    def admin_disables(self, username: str) -> None:
        self._administer("AdminDisableUser", username, self.model.disable(username))

    @rule(username=NAMES)
    def admin_enables(self, username: str) -> None:
        expected = self.model.administer(username)
        self._administer("AdminEnableUser", username, expected)
        if expected is None:
            self.model.people[username].is_enabled = True

    @rule(username=NAMES)
    def admin_deletes(self, username: str) -> None:
        self._administer("AdminDeleteUser", username, self.model.delete(username))

    @rule(username=NAMES)
    def admin_signs_out(self, username: str) -> None:
        self._administer("AdminUserGlobalSignOut", username, self.model.sign_out_everywhere(username))

    @rule(username=NAMES, password=PASSWORDS, is_permanent=st.sampled_from([True, True, False]))
    def admin_sets_password(self, username: str, password: str, *, is_permanent: bool) -> None:
        expected = self.model.administer(username)
        self._administer(
            "AdminSetUserPassword", username, expected, Password=password, Permanent=is_permanent
        )
        if expected is None:
            status = "CONFIRMED" if is_permanent else "FORCE_CHANGE_PASSWORD"
            self.model.people[username].set_password(password, status=status)

    @rule(username=NAMES)
    def admin_resets_password(self, username: str) -> None:
        expected, is_sent = self.model.reset_by_admin(username)
        self._administer("AdminResetUserPassword", username, expected)
        self._keep_code(username, "reset", is_sent=is_sent)

    @rule(username=NAMES, name=st.sampled_from(["Ann", ""]))
    def admin_names(self, username: str, name: str) -> None:
        expected = self.model.administer(username)
        changes = [{"Name": "name", "Value": name}]
        self._administer("AdminUpdateUserAttributes", username, expected, UserAttributes=changes)
        if expected is None:
            self.model.people[username].full_name = name or None

    @rule(username=NAMES, group=GROUPS, is_member=BOOLEANS)
    def admin_groups(self, username: str, group: str, *, is_member: bool) -> None:
        operation = "AdminAddUserToGroup" if is_member else "AdminRemoveUserFromGroup"
        expected = self.model.administer(username)
        self._administer(operation, username, expected, GroupName=group)
        if expected is None:
            groups = self.model.people[username].groups
            (groups.add if is_member else groups.discard)(group)

    # Users without a token.

    @rule(username=NAMES, password=PASSWORDS)
    def signs_up(self, username: str, password: str) -> None:
        expected = self.model.add(username, password=password, is_by_admin=False)
        address = _address(username, is_verified=False)
        self._at_client("SignUp", username, expected, Password=password, UserAttributes=address)
        if expected is None:
            assert self.model.people[username].count("sign_up sent", self.model.now) is None
        self._keep_code(username, "sign_up", is_sent=expected is None)

    @rule(username=NAMES, which=WHICH)
    def confirms_sign_up(self, username: str, which: str) -> None:
        code = self._code(username, "sign_up", which)
        expected = self.model.confirm(username, code)
        self._at_client("ConfirmSignUp", username, expected, ConfirmationCode=code)

    @rule(username=NAMES, count=st.integers(min_value=2, max_value=6))
    def guesses_passwords(self, username: str, count: int) -> None:
        for _ in range(2):
            for _ in range(count):
                self.signs_in(username, "wrong", rotates=False)
            self.signs_in(username, "right", rotates=False)

    @rule(username=NAMES)
    def a_thief_replays_a_token(self, username: str) -> None:
        self.signs_in(username, "right", rotates=True)
        person = self.model.people.get(username)
        rotating = [each for each in self.model.sign_ins if each.person is person and each.rotates]
        for signed_in in rotating[-1:]:
            stolen = signed_in.refresh_token
            self._refresh(signed_in, stolen)
            self._refresh(signed_in, stolen)

    @rule(username=NAMES, count=st.integers(min_value=2, max_value=6))
    def guesses_codes(self, username: str, count: int) -> None:
        for _ in range(count):
            self.confirms_sign_up(username, "wrong")
            self.sets_forgotten_password(username, "wrong", FIRST_PASSWORD)

    @rule(username=NAMES)
    def asks_for_another_code(self, username: str) -> None:
        expected, is_sent = self.model.resend(username)
        self._at_client("ResendConfirmationCode", username, expected)
        self._keep_code(username, "sign_up", is_sent=is_sent)

    @rule(username=NAMES)
    def forgets_password(self, username: str) -> None:
        expected, is_sent = self.model.forget(username)
        self._at_client("ForgotPassword", username, expected)
        self._keep_code(username, "reset", is_sent=is_sent)

    @rule(username=NAMES, which=WHICH, password=PASSWORDS)
    def sets_forgotten_password(self, username: str, which: str, password: str) -> None:
        code = self._code(username, "reset", which)
        expected = self.model.confirm_forgotten(username, code, password=password)
        self._at_client("ConfirmForgotPassword", username, expected, ConfirmationCode=code, Password=password)

    @rule(username=NAMES, which=WHICH, rotates=BOOLEANS)
    def signs_in(self, username: str, which: str, *, rotates: bool) -> None:
        password = self._password(self.model.people.get(username), which)
        expected = self.model.sign_in(username, password)
        is_asked = expected == "NEW_PASSWORD_REQUIRED"
        answer = self._call(
            "InitiateAuth",
            None if is_asked else expected,
            ClientId=self.clients[rotates],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
        if is_asked and not rotates:
            ends_at = self.model.now + CHALLENGE_SECONDS
            self.challenges.append((answer["Session"], self.model.people[username], ends_at))
        assert answer.get("ChallengeName") == (expected if is_asked else None)
        if expected is None:
            self._keep(answer, self.model.people[username], rotates=rotates)

    @precondition(lambda self: self.challenges)
    @rule(data=st.data(), password=PASSWORDS)
    def answers_with_new_password(self, data: st.DataObject, password: str) -> None:
        challenge = data.draw(st.sampled_from(self.challenges), label="challenge")
        session, person, ends_at = challenge
        is_in_time = self.model.now < ends_at
        expected = self.model.answer_new_password(person, password=password, is_in_time=is_in_time)
        answer = self._call(
            "RespondToAuthChallenge",
            expected,
            ClientId=self.clients[False],
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=session,
            ChallengeResponses={"USERNAME": person.username, "NEW_PASSWORD": password},
        )
        self.challenges.remove(challenge)
        if expected is None:
            self._keep(answer, person, rotates=False)

    # Users with tokens.

    @precondition(lambda self: self.model.sign_ins)
    @rule(data=st.data())
    def refreshes(self, data: st.DataObject) -> None:
        signed_in = data.draw(st.sampled_from(self.model.sign_ins), label="sign-in")
        self._refresh(signed_in, signed_in.refresh_token)

    @precondition(lambda self: any(each.replaced for each in self.model.sign_ins))
    @rule(data=st.data())
    def uses_a_replaced_token(self, data: st.DataObject) -> None:
        rotated = [each for each in self.model.sign_ins if each.replaced]
        signed_in = data.draw(st.sampled_from(rotated), label="sign-in")
        self._refresh(signed_in, signed_in.replaced[0])

    def _refresh(self, signed_in: SignedIn, token: str) -> None:
        expected = self.model.refresh(signed_in, token)
        client_id = self.clients[signed_in.rotates]
        if signed_in.rotates:
            answer = self._call("GetTokensFromRefreshToken", expected, ClientId=client_id, RefreshToken=token)
        else:
            parameters = {"REFRESH_TOKEN": token}
            answer = self._call(
                "InitiateAuth",
                expected,
                ClientId=client_id,
                AuthFlow="REFRESH_TOKEN_AUTH",
                AuthParameters=parameters,
            )
        if expected is None:
            tokens = answer["AuthenticationResult"]
            assert ("RefreshToken" in tokens) == signed_in.rotates
            if signed_in.rotates:
                signed_in.replaced.append(token)
                signed_in.refresh_token = tokens["RefreshToken"]
            self._check_groups(tokens, signed_in.person)
            self.model.keep(signed_in, tokens["AccessToken"])

    @precondition(lambda self: self.model.sign_ins)
    @rule(data=st.data())
    def revokes(self, data: st.DataObject) -> None:
        signed_in = data.draw(st.sampled_from(self.model.sign_ins), label="sign-in")
        client_id = self.clients[signed_in.rotates]
        self._call("RevokeToken", None, ClientId=client_id, Token=signed_in.refresh_token)
        signed_in.is_revoked = True

    @precondition(lambda self: self.model.tokens)
    @rule(data=st.data())
    def signs_out(self, data: st.DataObject) -> None:
        access = self._draw_access(data)
        expected = self.model.use(access)
        self._call("GlobalSignOut", expected, AccessToken=access.token)
        if expected is None:
            self.model.sign_out_everywhere(access.of.person.username)

    @precondition(lambda self: self.model.tokens)
    @rule(data=st.data(), which=WHICH, proposed=PASSWORDS)
    def changes_password(self, data: st.DataObject, which: str, proposed: str) -> None:
        access = self._draw_access(data)
        previous = self._password(access.of.person, which)
        expected = self.model.change_password(access, previous=previous, proposed=proposed)
        self._call(
            "ChangePassword",
            expected,
            AccessToken=access.token,
            PreviousPassword=previous,
            ProposedPassword=proposed,
        )

    @precondition(lambda self: self.model.tokens)
    @rule(data=st.data())
    def deletes_itself(self, data: st.DataObject) -> None:
        access = self._draw_access(data)
        expected = self.model.use(access)
        self._call("DeleteUser", expected, AccessToken=access.token)
        if expected is None:
            self.model.delete(access.of.person.username)

    @rule(seconds=st.sampled_from([1, 200, ACCESS_SECONDS]))
    def time_passes(self, seconds: int) -> None:
        self.local.clock.forward(seconds)
        self.model.now = self.local.clock.now()

    # What always holds.

    @invariant()
    def tokens_work_as_long_as_they_should_and_no_longer(self) -> None:
        for access in self.model.tokens[-MOST_TOKENS_WATCHED:]:
            expected = self.model.use(access)
            shown = self._call("GetUser", expected, AccessToken=access.token)
            if expected is None:
                attributes = {each["Name"]: each["Value"] for each in shown["UserAttributes"]}
                assert shown["Username"] == access.of.person.username
                assert attributes.get("name") == access.of.person.full_name

    @invariant()
    def users_are_as_the_model_says(self) -> None:
        listed = self.local.call("ListUsers", UserPoolId=self.pool_id)["Users"]
        shown = {user["Username"]: (user["UserStatus"], user["Enabled"]) for user in listed}
        assert shown == {name: (each.status, each.is_enabled) for name, each in self.model.people.items()}

    def _call(self, operation: str, expected: str | None, **request: Any) -> Json:
        try:
            answer, told = self.local.call(operation, **request), None
        except RefusedError as refused:
            answer, told = {}, refused.code
        assert told == expected, f"{operation} gives {told}, the model says {expected}"
        return answer

    def _administer(self, operation: str, username: str, expected: str | None, **request: Any) -> None:
        self._call(operation, expected, UserPoolId=self.pool_id, Username=username, **request)

    def _at_client(self, operation: str, username: str, expected: str | None, **request: Any) -> None:
        self._call(operation, expected, ClientId=self.clients[False], Username=username, **request)

    def _draw_access(self, data: st.DataObject) -> Access:
        return data.draw(st.sampled_from(self.model.tokens[-MOST_TOKENS_WATCHED:]), label="access token")

    def _keep(self, answer: Json, person: Person, *, rotates: bool) -> None:
        tokens = answer["AuthenticationResult"]
        signed_in = SignedIn(person, rotates=rotates, refresh_token=tokens["RefreshToken"])
        self._check_groups(tokens, person)
        self.model.keep(signed_in, tokens["AccessToken"])

    def _check_groups(self, tokens: Json, person: Person) -> None:
        for token in (tokens["AccessToken"], tokens["IdToken"]):
            assert set(claims_of(token).get("cognito:groups", ())) == person.groups

    def _keep_code(self, username: str, kind: str, *, is_sent: bool) -> None:
        if is_sent:
            self.model.keep_code(username, kind, self.local.pools.outbox()[0].code)

    def _password(self, person: Person | None, which: str) -> str:
        known = None if person is None else person.password
        return known if which == "right" and known is not None else "Wrong-pass-1"

    def _code(self, username: str, kind: str, which: str) -> str:
        code = self.model.code_of(username, kind)
        return code if which == "right" else f"{(int(code) + 1) % 10**6:06}"


def _address(username: str, *, is_verified: bool) -> list[Json]:
    address = [{"Name": "email", "Value": f"{username}@example.com"}]
    return [*address, {"Name": "email_verified", "Value": "true"}] if is_verified else address


def test_users_and_their_tokens_live_as_the_model_says(tmp_path: Path) -> None:
    _make_template(tmp_path)
    UserLifeCycle.template = tmp_path
    UserLifeCycle.TestCase.settings = PROFILE
    UserLifeCycle.TestCase().runTest()


PROFILE = settings(
    derandomize=True,
    database=None,
    max_examples=20,
    stateful_step_count=40,
    suppress_health_check=list(HealthCheck),
)


def _make_template(folder: Path) -> None:
    """Make the pool once: its keys take longer than a whole run."""
    local = LocalPools(folder)
    pool_id = local.call("CreateUserPool", PoolName="lives", AutoVerifiedAttributes=["email"])["UserPool"][
        "Id"
    ]
    for group in ("readers", "writers"):
        local.call("CreateGroup", UserPoolId=pool_id, GroupName=group)
    for name, rotation in (("plain", "DISABLED"), ("rotating", "ENABLED")):
        local.call(
            "CreateUserPoolClient",
            UserPoolId=pool_id,
            ClientName=name,
            ExplicitAuthFlows=FLOWS[:1] if rotation == "ENABLED" else FLOWS,
            PreventUserExistenceErrors="ENABLED",
            RefreshTokenRotation={"Feature": rotation, "RetryGracePeriodSeconds": 0},
        )
    local.close()

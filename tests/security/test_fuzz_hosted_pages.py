"""True forms with wild values, at the sign-in pages: no fault, and no way out but the callback."""

import html
import random
import re
from pathlib import Path
from urllib.parse import urlencode, urljoin

import httpx2

from unit.local.cognito.local_pools import ISSUER_BASE, LocalPools

SEED = 20261121
VISITS = 150
CALLBACK = "http://localhost:3000/callback"
PASSWORD, TEMPORARY = "Passw0rd!x", "Temp-pass1!"
PATHS = (
    *("/login", "/signup", "/confirm", "/resendcode", "/forgotPassword", "/confirmforgotPassword"),
    *("/oauth2/authorize", "/logout", "/confirmUser", "/error"),
)
WILD = (
    *("", "\x00", "é" * 50, "a" * 5000, "'\"<script>alert(1)</script>", "%00%ff", " jane", "jane\n"),
    *("nobody", "000000", "\u202e", "../../x", "\r\nSet-Cookie: a=b", "none", "userAttributes.email"),
)
STEPS = 6


class Person:
    """Somebody at a browser who fetches a page before sending its form."""

    def __init__(self, local: LocalPools, client_id: str) -> None:
        self._local = local
        self._client_id = client_id
        self._chance = random.Random(SEED)  # noqa: S311  to repeat, not to guard
        self.statuses: set[int] = set()
        self.arrivals = 0
        self.faults: list[str] = []

    async def visit(self) -> None:
        transport = httpx2.ASGITransport(app=self._local.pools.web)
        async with httpx2.AsyncClient(transport=transport, base_url=ISSUER_BASE) as http:
            answer = await http.get(f"{self._chance.choice(PATHS)}?{urlencode(self._query())}")
            self._judge(answer)
            for _ in range(STEPS):
                following = await self._go_on(answer, http)
                if following is None:
                    return
                answer = following
                self._judge(answer)

    async def _go_on(self, answer: httpx2.Response, http: httpx2.AsyncClient) -> httpx2.Response | None:
        if answer.is_redirect:
            location = str(answer.headers["location"])
            if location.startswith(CALLBACK):
                self.arrivals += 1
                return None
            if not location.startswith("/") or location.startswith("//"):
                self.faults.append(f"redirected to {location!r}")
                return None
            return await http.get(location)
        action = re.search(r'<form[^>]*action="([^"]*)"', answer.text)
        if action is None:
            return None
        fields = dict(re.findall(r'<input[^>]*?name="([^"]*)"(?:[^>]*?value="([^"]*)")?', answer.text))
        address = urljoin(str(answer.url), html.unescape(action[1]))
        return await http.post(address, data={name: self._typed(name, fields[name]) for name in fields})

    def _typed(self, name: str, shown: str) -> str:
        if self._chance.random() < 0.1:
            return self._chance.choice(WILD)
        sent = self._local.pools.outbox()
        usual = {
            "username": self._chance.choice(("jane", "temp", f"kim{self._chance.randrange(30)}")),
            "code": sent[0].code if sent else "000000",
        }
        if name in ("password", "new_password", "confirmation"):
            return PASSWORD if self._chance.randrange(3) else TEMPORARY
        return html.unescape(shown) or usual.get(name) or f"a{self._chance.randrange(40)}@example.com"

    def _query(self) -> dict[str, str]:
        query = {
            "response_type": self._chance.choice(("code", "token")),
            "client_id": self._client_id,
            "redirect_uri": CALLBACK,
            "state": self._chance.choice(WILD),
        }
        odd = ("nonce", "prompt", "max_age", "login_hint", "code_challenge", "lang", "scope")
        return query | {name: self._chance.choice(WILD) for name in odd if not self._chance.randrange(12)}

    def _judge(self, answer: httpx2.Response) -> None:
        self.statuses.add(answer.status_code)
        is_split = any("\n" in value or "\r" in value for value in answer.headers.values())
        if answer.status_code not in (200, 302, 400) or "<script>alert" in answer.text or is_split:
            self.faults.append(f"{answer.status_code} {answer.request.method} {answer.request.url}"[:500])


def test_true_forms_with_wild_values_bring_out_no_fault(tmp_path: Path) -> None:
    local = LocalPools(tmp_path)
    person = Person(local, _open_pool(local))
    for _ in range(VISITS):
        local.run(person.visit())
        local.clock.forward(60)
    local.close()
    assert not person.faults, "\n".join(person.faults)
    assert person.statuses == {200, 302, 400}
    assert person.arrivals > VISITS // 10, "some got through"


def _open_pool(local: LocalPools) -> str:
    schema = [{"Name": "email", "Required": True, "Mutable": True, "AttributeDataType": "String"}]
    pool_id = local.call("CreateUserPool", PoolName="t", AutoVerifiedAttributes=["email"], Schema=schema)[
        "UserPool"
    ]["Id"]
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="t")
    for name in ("jane", "temp"):
        email = [
            {"Name": "email", "Value": f"{name}@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ]
        made = {"UserPoolId": pool_id, "Username": name, "MessageAction": "SUPPRESS", "UserAttributes": email}
        local.call("AdminCreateUser", TemporaryPassword=TEMPORARY, **made)
    local.call("AdminSetUserPassword", UserPoolId=pool_id, Username="jane", Password=PASSWORD, Permanent=True)
    client_id: str = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="Shop",
        GenerateSecret=True,
        PreventUserExistenceErrors="ENABLED",
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=[CALLBACK],
        LogoutURLs=[CALLBACK],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code", "implicit"],
        AllowedOAuthScopes=["openid", "email"],
    )["UserPoolClient"]["ClientId"]
    return client_id

"""Requests to the org, mostly of the right form and in places wild, and the judgement of their answers."""

import json
import random
import time
from typing import Any
from urllib.parse import quote, urlencode

import httpx2
from defusedxml.ElementTree import fromstring

from contract.wild_requests import WILD_NUMBERS, WILD_TEXTS
from isthmus.local.salesforce.routes import Address, Door
from unit.local.salesforce.orgs import (
    CALLBACK,
    ORIGIN,
    PASSWORD,
    VERIFIER,
    Browser,
    OrgUnderTest,
    a_credential,
    challenge_of,
)
from unit.local.salesforce.setup.visitors import ADMINISTRATOR, Visitor

LONGEST_SECONDS = 5.0
FORM = "application/x-www-form-urlencoded"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO")
OBJECTS = (
    *("User", "user", "PermissionSet", "PermissionSetAssignment", "Profile", "Organization"),
    *("ApexLog", "TraceFlag"),
)
QUERIES = (
    "SELECT Id, Username FROM User WHERE IsActive = true ORDER BY Username LIMIT 2",
    "SELECT COUNT() FROM User",
    "SELECT Id, Assignee.Name FROM PermissionSetAssignment",
    "SELECT Id FROM User WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment)",
    "SELECT Id FROM User WHERE CreatedDate > 2020-01-01T00:00:00Z AND NOT Name LIKE 'A%'",
)
_TOO_MANY_REQUESTS = 503
_ERROR, _SERVER_ERROR = 400, 500


class WildOrg:
    """Make requests to the addresses of one org, and judge what comes back."""

    def __init__(self, made: OrgUnderTest, chance: random.Random) -> None:
        self.made = made
        self.chance = chance
        self.statuses: set[int] = set()
        self._http = made.http()
        self._known = self._known_values()
        admin = Visitor(made).logged_in(ADMINISTRATOR)
        self._csrf = admin.token()
        self._cookies = dict(admin.http.cookies)
        self._bearers = tuple(
            made.org.create_session(user, kind=kind)
            for user, kind in ((made.admin_id, "api"), (made.user_id, "api"), (made.admin_id, "lightning"))
        )

    def find_fault(self, address: Address) -> str | None:
        """Send one request; give what is wrong with its answer, or None."""
        wildness = self.chance.choice((0.0, 0.1, 0.4))
        request = self._request(address, wildness)
        started_at = time.monotonic()
        answer = self._http.send(request)
        seconds = time.monotonic() - started_at
        self.statuses.add(answer.status_code)
        fault = f"took {seconds:.1f} s" if seconds > LONGEST_SECONDS else _fault_of(answer, address)
        if fault is None:
            return None
        return f"{fault}: {request.method} {request.url} {request.headers} {request.content[:500]!r}"

    def _request(self, address: Address, wildness: float) -> httpx2.Request:
        chance = self.chance
        usual = address.methods or ("GET", "POST", "PATCH", "DELETE")
        method = chance.choice(METHODS if chance.random() < wildness else usual)
        query = self._pairs(wildness) if method == "GET" or chance.random() < 0.2 else ""
        headers, body = self._headers(wildness), b""
        if method not in {"GET", "HEAD"}:
            kind, body = self._body(address, wildness)
            headers["Content-Type"] = kind
        raw = [(name.encode(), value.encode("utf-8", "surrogatepass")) for name, value in headers.items()]
        url = f"{ORIGIN}{self._path(address, wildness)}{f'?{query}' if query else ''}"
        return self._http.build_request(method, url, headers=raw, content=body)

    def _path(self, address: Address, wildness: float) -> str:
        parts = []
        for part in address.path.split("/"):
            if not part.startswith("{"):
                parts.append(part)
            else:
                parts.append(
                    quote(self._text(part.strip("{}"), wildness)[:2000].encode("utf-8", "replace"), safe="")
                )
        return "/".join(parts)

    def _headers(self, wildness: float) -> dict[str, str]:
        chance = self.chance
        headers: dict[str, str] = {}
        match chance.choice(("bearer", "bearer", "cookie", "none", "wild")):
            case "bearer":
                headers["Authorization"] = f"Bearer {chance.choice(self._bearers)}"
            case "cookie":
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
                headers["Origin"] = ORIGIN
            case "wild":
                text = self._wild_line()
                headers["Authorization"] = chance.choice((text, f"Basic {text}", f"Bearer {text}", "Bearer"))
                headers["Cookie"] = f"__Host-sid={text}; __Host-browser={text}"
        for name in (
            "Accept",
            "Content-Encoding",
            "Sforce-Query-Options",
            "Sforce-Call-Options",
            "SOAPAction",
        ):
            if chance.random() < wildness / 2:
                headers[name] = self._wild_line()
        return headers

    def _wild_line(self) -> str:
        text = self.chance.choice(WILD_TEXTS)[:3000]
        return "".join(letter for letter in text if letter >= " ").strip() or "x"

    def _body(self, address: Address, wildness: float) -> tuple[str, bytes]:
        chance = self.chance
        if chance.random() < wildness / 2:
            kind = chance.choice((FORM, "application/json", "text/xml", "multipart/form-data", "x/y", ""))
            bodies = (b"\0" * 64, b"{", b"[" * 9000, b"\xff\xfe", b"null", b"a=1&a=2", b"<a>", b"a" * 200_000)
            return kind, chance.choice(bodies)
        if address.door is Door.SOAP:
            return "text/xml; charset=UTF-8", self._envelope(wildness)
        if address.door is Door.REST:
            body = json.dumps(self._document(address, wildness))
            return "application/json", body.encode("utf-8", "surrogatepass")
        return FORM, self._pairs(wildness).encode()

    def _envelope(self, wildness: float) -> bytes:
        names = self.chance.sample(sorted(self._known), 4)
        inner = "".join(f"<{name}>{_escaped(self._text(name, wildness))}</{name}>" for name in names)
        call = self.chance.choice(("login", "logout", "getUserInfo", "deploy", "describeMetadata", "nothing"))
        space = self.chance.choice(("urn:partner.soap.sforce.com", "http://soap.sforce.com/2006/04/metadata"))
        header = f"<SessionHeader xmlns='{space}'><sessionId>{self.chance.choice(self._bearers)}</sessionId>"
        return (
            "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'>"
            f"<Header>{header}</SessionHeader></Header><Body><{call} xmlns='{space}'>{inner}</{call}></Body>"
            "</Envelope>"
        ).encode("utf-8", "replace")

    def _document(self, address: Address, wildness: float) -> Any:
        known: dict[str, Any] = self.chance.choice(self._documents(address.path))
        return {name: self._broken(value, wildness) for name, value in known.items()}

    def _documents(self, path: str) -> tuple[dict[str, Any], ...]:
        """Give bodies that lead somewhere at a path."""
        if path.endswith("/credential"):
            return (a_credential(),)
        if path.endswith("/callouts"):
            to = {"username": ADMINISTRATOR, "named_credential": "AWS_API_Access"}
            return (to | {"method": "GET", "path": "/"},)
        if path.endswith("/limits"):
            return ({"daily_requests": 10**6, "chatter_requests_per_hour": 10**6},)
        return (
            {name: self._text(name, 0) for name in _USER_FIELDS},
            {"AssigneeId": self.made.user_id, "PermissionSetId": self._known["PermissionSetId"][0]},
            {"Name": f"Sample{self.chance.randrange(1000)}", "Label": "Sample"},
            {"LastName": "Other"},
            {"NewPassword": PASSWORD},
        )

    def _broken(self, value: Any, wildness: float) -> Any:
        if self.chance.random() >= wildness:
            return value
        if isinstance(value, dict) and value and self.chance.random() < 0.8:
            name = self.chance.choice(sorted(value))
            return value | {name: self._broken(value[name], 1.0)}
        return self.chance.choice(
            (*WILD_TEXTS, *WILD_NUMBERS, None, True, [], {}, [[[]]], {"a": {"b": None}})
        )

    def _pairs(self, wildness: float) -> str:
        names = [name for name in self._known if self.chance.random() < 0.5]
        pairs = [(name, self._text(name, wildness)) for name in names]
        if self._csrf and self.chance.random() > wildness:
            pairs.append(("csrf", self._csrf))
        if pairs and self.chance.random() < wildness / 3:
            pairs.append(pairs[0])
        given = [(name, value[:2000].encode("utf-8", "surrogatepass")) for name, value in pairs]
        return urlencode(given)

    def _text(self, name: str, wildness: float) -> str:
        if self.chance.random() < wildness:
            text = self.chance.choice(WILD_TEXTS)
            return self._mutated(name) if self.chance.random() < 0.4 else text
        return self.chance.choice(self._known.get(name, ("x",)))

    def _mutated(self, name: str) -> str:
        text = list(self.chance.choice(self._known.get(name, ("x",))))
        for _ in range(self.chance.randint(1, 3)):
            where = self.chance.randrange(len(text) + 1)
            text[where : where + self.chance.choice((0, 0, 1, 4))] = self.chance.choice("'\"()<>=,.%_\\\0 é0")
        return "".join(text)

    def _known_values(self) -> dict[str, tuple[str, ...]]:
        made, browser = self.made, Browser(self.made)
        code = browser.allow()["code"]
        tokens = browser.tokens()
        parts = made.org._parts
        permission_set = parts.permission_sets.all()[0]
        profile = parts.users.profile_id("Standard User")
        return {
            "version": ("v66.0", "v56.0", "v20.0"),
            "object": OBJECTS,
            "field": ("Id", "Username"),
            "id": (made.user_id, made.user_id[:15], permission_set.id),
            "user": (made.user_id, made.org.find_automated_process_id()),
            "organization": (made.org.org_id,),
            "name": ("AWS_Cognito_OAuth", "style.css"),
            "locator": ("0r8000000000001AAA-2000",),
            "app": ("Cognito_OIDC_Sample",),
            "switch": ("oauth-cors", "user-agent-flow", "soap-login"),
            "session": ("0Ak000000000001AAA",),
            "q": QUERIES,
            "columns": ("true",),
            "fields": ("Id,Username", "Name"),
            "externalCredential": ("AWS_Cognito_OAuth",),
            "principalName": ("Integration",),
            "principalType": ("NamedPrincipal",),
            "client_id": (made.client_id,),
            "client_secret": (made.org.consumer_secret_of("Cognito_OIDC_Sample").reveal(),),
            "redirect_uri": (CALLBACK,),
            "response_type": ("code", "token", "token id_token"),
            "scope": ("openid profile email", "api"),
            "state": ("s",),
            "nonce": ("n",),
            "prompt": ("login", "consent", "none"),
            "code_challenge": (challenge_of(VERIFIER),),
            "code_verifier": (VERIFIER,),
            "code": (code,),
            "grant_type": (
                *("authorization_code", "refresh_token", "client_credentials", "password"),
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
            ),
            "assertion": ("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA",),
            "refresh_token": (tokens.get("refresh_token", "x"),),
            "token": (tokens["access_token"],),
            "token_type_hint": ("access_token", "refresh_token"),
            "request": ("setup-login", "x"),
            "decision": ("allow", "deny"),
            "username": ("eve@isthmus.example", "bea@isthmus.example"),
            "password": (PASSWORD,),
            "email": ("eve@isthmus.example",),
            "first_name": ("Eve",),
            "last_name": ("Sample",),
            "profile": ("Standard User",),
            "permission_set": (permission_set.name,),
            "PermissionSetId": (permission_set.id,),
            "kind": ("api", "lightning"),
            "address": ("127.0.0.1",),
            "verified": ("yes", "no"),
            "to": ("on", "off"),
            "search": ("a",),
            "notice": ("created",),
            "Username": ("fay@isthmus.example", "gil@isthmus.example"),
            "LastName": ("Sample",),
            "Email": ("fay@isthmus.example",),
            "Alias": ("fay",),
            "ProfileId": (profile,),
            "TimeZoneSidKey": ("America/Los_Angeles",),
            "LocaleSidKey": ("en_US",),
            "LanguageLocaleKey": ("en_US",),
            "EmailEncodingKey": ("UTF-8",),
        }


_USER_FIELDS = (
    *("Username", "LastName", "Email", "Alias", "ProfileId", "TimeZoneSidKey", "LocaleSidKey"),
    *("LanguageLocaleKey", "EmailEncodingKey"),
)


def _fault_of(answer: httpx2.Response, address: Address) -> str | None:
    is_soap_fault = address.door is Door.SOAP and b"Fault" in answer.content
    is_deliberate = is_soap_fault or (answer.status_code == _TOO_MANY_REQUESTS)
    if answer.status_code >= 500 and not is_deliberate:
        return f"status {answer.status_code} {answer.text[:200]}"
    if b"Traceback (most recent" in answer.content:
        return "shows a traceback"
    if answer.status_code < _ERROR or not answer.content:
        return None
    return _language_fault(answer, address)


def _language_fault(answer: httpx2.Response, address: Address) -> str | None:
    """Tell whether a refusal is in the language of its door; REST and OAuth words hold at all of them."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    body: Any = None
    if kind == "application/json":
        body = json.loads(answer.content)
    if isinstance(body, list) and body and {"message", "errorCode"} <= set(body[0]):
        return None
    if isinstance(body, dict) and {"error", "error_description"} <= set(body):
        return None
    right = {
        Door.REST: isinstance(body, dict) and bool({"exception", "message"} & set(body)),
        Door.OAUTH: isinstance(body, dict) and "error" in body,
        Door.TEXT: kind == "text/plain",
        Door.PAGE: kind == "text/html",
        Door.SOAP: kind == "text/xml" and fromstring(answer.content) is not None,
    }
    return None if right[address.door] else f"wrong language {answer.status_code} {kind} {answer.text[:200]}"


def _escaped(text: str) -> str:
    return "".join(letter for letter in text if letter >= " ").replace("&", "&amp;").replace("<", "&lt;")

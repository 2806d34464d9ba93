"""People at the pages of Setup, by hand: no JavaScript, cookies and forms only."""

import html
import re

import httpx2

from unit.local.salesforce.orgs import ORIGIN, PASSWORD, Browser, OrgUnderTest, form_of

ADMINISTRATOR = "ada@isthmus.example"
STANDARD_USER = "bea@isthmus.example"


class Visitor(Browser):
    """A person at Setup."""

    def logged_in(self, username: str) -> "Visitor":
        page = self.http.get("/setup/login")
        action, hidden = form_of(page)
        fields = hidden | {"username": username, "password": PASSWORD}
        answer = self.http.post(action, data=fields, headers={"Origin": ORIGIN})
        assert (answer.status_code, answer.headers["location"]) == (303, "/setup"), answer.text
        return self

    def see(self, path: str) -> str:
        answer = self.http.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return str(answer.text)

    def token(self) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.see("/setup"))
        assert found
        return found[1]

    def post(self, path: str, **fields: str) -> httpx2.Response:
        answer: httpx2.Response = self.http.post(
            path, data={"csrf": self.token(), **fields}, headers={"Origin": ORIGIN}
        )
        return answer

    def act(self, path: str, **fields: str) -> str:
        """Send a form, follow back to the page, and give its text."""
        answer = self.follow(self.post(path, **fields))
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return html.unescape(answer.text)


def secret_of(page: str) -> str:
    found = re.search(r'class="secret address">([^<]+)<', page)
    assert found, page
    return html.unescape(found[1])


def user_path(made: OrgUnderTest) -> str:
    return f"/setup/users/{made.user_id}"

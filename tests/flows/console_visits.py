"""Visits of the console in a real browser, which remember what went wrong and who was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Literal, TypeAlias

from playwright.sync_api import Browser, Page

from contract.javascript_clients import FOLDER, install_clients
from flows.driving import Stack

WIDE, NARROW = 1280, 390
HEIGHT = 900
Scheme: TypeAlias = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SECRET_NAMES = ("password", "session_id", "client_secret", "secret_access_key")
GRAVE = ("serious", "critical")
_FAULTS = """async (rules) => {
    const only = rules.length ? {runOnly: rules} : {};
    const {violations} = await axe.run({...only, resultTypes: ["violations"], preload: false});
    const told = (each) => each.nodes.map((node) => node.html.slice(0, 160));
    return violations.map((each) => [each.id, each.impact, told(each)]);
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visitor's page. `complaints` are the browser's own; `asked` every address that was requested."""

    ready: dict[str, Any]
    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def console(self) -> str:
        return str(self.ready["console"])

    def open(self, path: str) -> Page:
        """Go to a page of the console."""
        self.page.goto(self.console + path)
        return self.page

    def look(self, *, width: int, scheme: Scheme) -> None:
        """See the same page on another screen."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    def check_calm(self) -> None:
        """Fail if the browser complained, somebody else was asked, or a secret is on the page."""
        assert self.complaints == []
        assert [url for url in self.asked if not url.startswith(f"{self.console}/")] == []
        content = self.page.content()
        assert [name for name, secret in secrets_of(self.ready) if secret in content] == []

    def check_fits(self) -> None:
        """Fail if the page is wider than the screen."""
        wide = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide[0] <= wide[1], f"{self.page.url} scrolls sideways: {wide}"

    def check_accessible(self, *rules: str) -> None:
        """Fail if axe-core finds a serious or critical violation of these rules, or of all."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate((FOLDER / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
        grave = [each for each in self.page.evaluate(_FAULTS, rules) if each[1] in GRAVE]
        assert grave == [], f"{self.page.url}: {grave}"

    def check_on_all_screens(self) -> None:
        """Fail if the page is too wide or not accessible, wide or narrow, light or dark."""
        for width, scheme in product((WIDE, NARROW), SCHEMES):
            self.look(width=width, scheme=scheme)
            self.check_fits()
            # What does not hang on colour is the same in both schemes.
            self.check_accessible(*([] if scheme == "light" else ["color-contrast"]))


@contextmanager
def visiting(browser: Browser, stack: Stack) -> Iterator[Visit]:
    """Visit the console of a stack in a browser context of its own; fail at the end if it was not calm."""
    install_clients()
    context = browser.new_context(viewport={"width": WIDE, "height": HEIGHT}, reduced_motion="reduce")
    visit = Visit(ready=stack.ready, page=context.new_page())
    visit.page.on(
        "console", lambda said: visit.complaints.append(said.text) if said.type == "error" else None
    )
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("request", lambda request: visit.asked.append(request.url))
    yield visit
    visit.check_calm()
    context.close()


def secrets_of(document: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Give every secret of a ready file with its member's name."""
    if isinstance(document, dict):
        for member, value in document.items():
            yield from secrets_of(value, member)
    elif isinstance(document, list):
        for value in document:
            yield from secrets_of(value, name)
    elif name in SECRET_NAMES:
        yield name, str(document)

"""Take the pictures of the docs from a stack that runs, so that they can't lie. `make docs-pictures` does it.

It also draws the diagrams in `docs/flows/*.md`, of the hops of one run each. Needs Chromium.
"""

import json
import re
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from playwright.sync_api import Browser, Locator, Page

from flows.browsing import chromium  # tests/flows: the browser that trusts a stack's CA
from isthmus.local.demo.run import own_stack

FOLDER = Path(__file__).parent
PICTURES = FOLDER / "pictures"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
RUN_MILLISECONDS = 30_000
DOCTOR_MILLISECONDS = 120_000
FLOWS = {
    "m2m": "Salesforce calls an API",
    "web_identity": "Salesforce sign-in to AWS",
    "session_sso": "Salesforce session to Cognito",
}
DIAGRAM = re.compile(r"(?<=<!-- diagram -->\n)```mermaid\n.*?```\n", re.DOTALL)
_TIMES = re.compile(r" in \d+ ms$", re.MULTILINE)
Ready: TypeAlias = Mapping[str, Any]


def main() -> None:
    """Start a stack, look at everything, and put pictures and diagrams where the pages want them."""
    PICTURES.mkdir(exist_ok=True)
    with own_stack() as ready, chromium(Path(ready["ca_bundle"])) as browser:
        take_flows(browser, ready)
        for name, take in PAGES.items():
            with_page(browser, lambda page, name=name, take=take: save(take(page, ready), name))
        for name, path in PHONE_PAGES.items():
            with_page(
                browser, lambda page, name=name, path=path: save(on_phone(page, ready, path), name), dark=True
            )


def take_flows(browser: Browser, ready: Ready) -> None:
    """Run each flow from the console, for its picture and for its diagram."""
    for flow, title in FLOWS.items():
        with_page(
            browser, lambda page, flow=flow, title=title: take_flow(page, ready, flow=flow, title=title)
        )


def take_flow(page: Page, ready: Ready, *, flow: str, title: str) -> None:
    """Run one flow and keep what the console shows of it."""
    run(page, ready, title=title)
    save(page.locator("#stage"), f"console-{flow}")
    mermaid = page.get_by_role("link", name="Mermaid").get_attribute("href")
    assert mermaid is not None
    draw(flow, fetch(ready["console"] + mermaid))


def run(page: Page, ready: Ready, *, title: str) -> None:
    """Press the button of a flow and wait until it has passed."""
    page.goto(ready["console"])
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))
    card.get_by_role("button", name="Run").click()
    page.locator('.stage-head .verdict[data-verdict="passed"]').wait_for(timeout=RUN_MILLISECONDS)


def take_hop(page: Page, ready: Ready) -> Page:
    """Open the hop in which the token is issued."""
    run(page, ready, title=FLOWS["m2m"])
    page.get_by_role("button", name=re.compile("client_credentials")).first.click()
    page.get_by_role("dialog").wait_for()
    return page


def take_traffic(page: Page, ready: Ready) -> Page:
    """Look at all traffic."""
    page.goto(ready["console"] + "/traffic")
    page.get_by_role("heading", level=2).first.wait_for()
    return page


def take_token(page: Page, ready: Ready) -> Page:
    """Ask what a machine's token is."""
    page.goto(ready["console"] + "/token")
    page.get_by_role("textbox").fill(machine_token(ready))
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("region", name="What the token is").wait_for()
    return page


def take_broken(page: Page, ready: Ready) -> Locator:
    """Run a flow with a fault in it."""
    page.goto(ready["console"])
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=FLOWS["session_sso"]))
    card.get_by_label("Fault to inject").select_option("trigger-failing")
    card.get_by_role("button", name="Run").click()
    page.locator('.stage-head .verdict[data-verdict="failed"]').wait_for(timeout=RUN_MILLISECONDS)
    return page.locator("#stage")


def take_doctor(page: Page, ready: Ready) -> Page:
    """Let the doctor look at the stack."""
    page.goto(ready["console"] + "/doctor")
    page.get_by_role("button", name="Examine").click()
    page.get_by_role("region", name="session_sso").wait_for(timeout=DOCTOR_MILLISECONDS)
    return page


def take_login(page: Page, ready: Ready) -> Page:
    """Go to the org's login page from the sample app."""
    page.goto(f"{ready['app']}/index.html")
    page.get_by_role("button", name="Sign In with Salesforce").click()
    page.get_by_label("Username").wait_for()
    return page


def take_consent(page: Page, ready: Ready) -> Page:
    """Log in, and be asked for consent."""
    take_login(page, ready)
    user = ready["salesforce_org"]["users"][0]
    page.get_by_label("Username").fill(user["username"])
    page.get_by_label("Password").fill(user["password"])
    page.get_by_role("button", name="Log In").click()
    page.get_by_role("button", name="Allow").wait_for()
    return page


def take_app(page: Page, ready: Ready) -> Page:
    """Allow it, and see the table."""
    take_consent(page, ready).get_by_role("button", name="Allow").click()
    page.get_by_text("101").first.wait_for()
    return page


def on_phone(page: Page, ready: Ready, path: str) -> Page:
    """Look at a page of the console on a phone."""
    page.set_viewport_size(NARROW)
    if path == "/":
        run(page, ready, title=FLOWS["m2m"])
        page.locator("#stage").evaluate("stage => stage.scrollIntoView({block: 'start'})")
        return page
    return go(page, ready["console"] + path)


PAGES: Mapping[str, Callable[[Page, Ready], Page | Locator]] = {
    "console-hop": take_hop,
    "console-traffic": take_traffic,
    "console-token": take_token,
    "console-fault": take_broken,
    "console-break-it": lambda page, ready: go(page, ready["console"] + "/break-it"),
    "console-doctor": take_doctor,
    "org-login": take_login,
    "org-consent": take_consent,
    "app": take_app,
}
PHONE_PAGES = {"phone-flow": "/", "phone-break-it": "/break-it"}


def go(page: Page, url: str) -> Page:
    """Open a page and wait until it asks for nothing more."""
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page


def with_page(browser: Browser, look: Callable[[Page], object], *, dark: bool = False) -> None:
    """Look at something in a browser that knows nothing yet."""
    context = browser.new_context(
        viewport=WIDE, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    look(context.new_page())
    context.close()


def save(seen: Page | Locator, name: str) -> None:
    """Keep what is seen as `pictures/<name>.png`: of a page, what fits on the screen."""
    seen.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
    print(f"pictures/{name}.png")


def machine_token(ready: Ready) -> str:
    """Ask for a token of `m2m`."""
    m2m = ready["m2m"]
    form = f"grant_type=client_credentials&client_id={m2m['client_id']}&client_secret={m2m['client_secret']}"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = urllib.request.Request(m2m["token_url"], data=form.encode(), headers=headers)  # noqa: S310  of this machine
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  the same
        token: str = json.load(answer)["access_token"]
    return token


def fetch(url: str) -> str:
    """Get a text of the console."""
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  of this machine
        text: str = answer.read().decode()
    return text


def draw(flow: str, mermaid: str) -> None:
    """Put a diagram into the page of its flow."""
    page = FOLDER / "flows" / f"{flow}.md"
    before = page.read_text(encoding="utf-8")
    after, count = DIAGRAM.subn(lambda _: diagram_of(mermaid), before)
    assert count == 1, f"{page} has no place for its diagram"
    page.write_text(after, encoding="utf-8")
    print(f"flows/{flow}.md")


def diagram_of(mermaid: str) -> str:
    """Give what stands in the page: without times, which differ from run to run."""
    return f"```mermaid\n{_TIMES.sub('', mermaid)}```\n"


if __name__ == "__main__":
    main()

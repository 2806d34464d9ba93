import pytest
from starlette.datastructures import Headers

from isthmus.local.console.answering import ConsoleError
from isthmus.local.console.gate import check_request
from unit.local.console.console_under_test import ConsoleUnderTest

OWN = {"host": "127.0.0.1:4567"}
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize("path", ["/", "/outbox", "/health", "/nowhere"])
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:4567", ""]
)
def test_refuses_a_foreign_name_at_every_address(console: ConsoleUnderTest, path: str, host: str) -> None:
    answer = console.get(path, headers={"Host": host})
    assert answer.status_code == 403
    assert answer.json()["error"] == "forbidden"


def test_refuses_two_hosts(console: ConsoleUnderTest) -> None:
    answer = console.get("/", headers=[("Host", "127.0.0.1:4567"), ("Host", "evil.example")])
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST:4567", "127.0.0.1", "[::1]:4567"])
def test_takes_the_names_of_this_machine(name: str) -> None:
    check_request("GET", Headers({"host": name}))


@pytest.mark.parametrize(
    "more",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:8080"},
        {"origin": "http://localhost:4567"},
        {"origin": "https://127.0.0.1:4567"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT"])
def test_refuses_to_change_anything_for_another_site(method: str, more: dict[str, str]) -> None:
    with pytest.raises(ConsoleError) as refused:
        check_request(method, Headers(OWN | JSON | more))
    assert refused.value.status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("mode", ["cors", "no-cors"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_does_no_work_for_another_site(method: str, mode: str, site: str) -> None:
    with pytest.raises(ConsoleError) as refused:
        check_request(method, Headers(OWN | {"sec-fetch-site": site, "sec-fetch-mode": mode}))
    assert refused.value.status == 403


def test_takes_visitors_from_elsewhere() -> None:
    check_request("GET", Headers(OWN | {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}))


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_refuses_a_body_that_a_form_of_another_site_could_send(media_type: str) -> None:
    with pytest.raises(ConsoleError) as refused:
        check_request("POST", Headers(OWN | {"content-type": media_type}))
    assert refused.value.status == 415


@pytest.mark.parametrize("more", [{}, {"origin": "http://127.0.0.1:4567", "sec-fetch-site": "same-origin"}])
def test_takes_changes_from_its_own_page_and_from_programs(more: dict[str, str]) -> None:
    check_request("POST", Headers(OWN | more | {"content-type": "application/json; charset=utf-8"}))


def test_every_answer_forbids_what_is_not_its_own(console: ConsoleUnderTest) -> None:
    for path in ("/", "/nowhere", "/health"):
        headers = console.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_refuses_half_a_character_with_words_and_no_fault(console: ConsoleUnderTest) -> None:
    answer = console.request("POST", "/faults", content=b'{"\\ud800": 1}', headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["error"] == "unknown_member"

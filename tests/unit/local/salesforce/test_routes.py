from collections.abc import Iterator

import httpx2
import pytest

from isthmus.local.salesforce.routes import ADDRESSES, Address, Door
from unit.local.salesforce.orgs import OrgUnderTest, open_test_org

BODIES = [b"", b"\x00\xff", b"[" * 5000, b'{"a": null}', b"a=1&a=2&%", b"null", b"0" * 5000]
KINDS = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
HEADERS = [
    {},
    {"Authorization": "Bearer "},
    {"Authorization": "Basic ::"},
    {"Cookie": "__Host-browser=\xe9; __Host-sid=\xe9", "Origin": "null"},
]


@pytest.fixture(scope="module")
def org(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrgUnderTest]:
    made = open_test_org(tmp_path_factory.mktemp("org"))
    yield made
    made.org.close()


@pytest.mark.parametrize("address", ADDRESSES, ids=[address.path for address in ADDRESSES])
def test_no_nonsense_makes_an_address_fail(org: OrgUnderTest, address: Address) -> None:
    path = address.path
    for name in ("version", "object", "id", "name", "organization", "user"):
        path = path.replace("{" + name + "}", "v66.0" if name == "version" else "%00%c3%28x")
    admin = {"Authorization": f"Bearer {org.org.create_session(org.admin_id)}"}
    http = org.http()
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"):
        for headers in (*HEADERS, admin):
            encoded = [(key.encode(), value.encode("latin-1")) for key, value in headers.items()]
            query = "?q=%00%27&q=1" if method == "GET" else "?request=%F0%9F%92%A9&fields=%00"
            answer = http.request(method, path + query, headers=encoded)
            assert answer.status_code < 500 or _is_fault(answer, address), (method, headers)
    for body in BODIES:
        for kind in KINDS:
            answer = http.post(path, content=body, headers={**admin, "Content-Type": kind})
            assert answer.status_code < 500 or _is_fault(answer, address), (body[:20], kind)


def _is_fault(answer: httpx2.Response, address: Address) -> bool:
    """SOAP 1.1, section 6.2: a fault has status 500, whoever is to blame."""
    return address.door is Door.SOAP and "<soapenv:Fault>" in answer.text


def test_every_address_is_listed_once() -> None:
    paths = [address.path for address in ADDRESSES]
    assert len(paths) == len(set(paths))
    assert all(path == "/" or not path.endswith("/") for path in paths)

import gzip
import json

import pytest

from unit.local.salesforce.orgs import API, OrgUnderTest

SETS = f"{API}/sobjects/PermissionSet"
BODY = json.dumps({"Name": "Extra", "Label": "Extra"}).encode()
GZIP = {"Content-Encoding": "gzip"}


@pytest.mark.parametrize("headers", [{"Content-Type": "application/xml"}, {"Content-Encoding": "br"}])
def test_refuses_what_it_does_not_read(made: OrgUnderTest, headers: dict[str, str]) -> None:
    answer = made.call("POST", SETS, as_admin=True, content=BODY, headers=headers)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "content", [b"no gzip", gzip.compress(BODY)[:-4], gzip.compress(BODY) + b"more", b""]
)
def test_refuses_a_broken_gzip(made: OrgUnderTest, content: bytes) -> None:
    answer = made.call("POST", SETS, as_admin=True, content=content, headers=GZIP)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "JSON_PARSER_ERROR")


def test_refuses_a_small_body_that_unpacks_to_a_large_one(made: OrgUnderTest) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    answer = made.call("POST", SETS, as_admin=True, content=bomb, headers=GZIP)
    assert answer.status_code == 413


def test_takes_gzip_and_gives_it(made: OrgUnderTest) -> None:
    answer = made.call("POST", SETS, as_admin=True, content=gzip.compress(BODY), headers=GZIP)
    assert answer.status_code == 201
    described = made.call("GET", f"{SETS}/describe", as_admin=True, headers={"Accept-Encoding": "gzip"})
    assert described.headers["content-encoding"] == "gzip"
    plain = made.call("GET", f"{SETS}/describe", as_admin=True, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers

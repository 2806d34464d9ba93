"""Retrieving metadata: what is sent, how long it is waited for, and what can't be an answer."""

import base64
import contextlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_LZMA, ZIP_STORED, ZipFile

import pytest

from isthmus.errors import UnavailableError
from isthmus.origin import Origin
from isthmus.salesforce.metadata_api import MetadataApi
from isthmus.salesforce.org_api import OrgRefusedError
from isthmus.secret import Secret
from unit.answering import WebServer, a_web_server

TAKEN = "<id>09Ssample</id><done>false</done>"
SESSION = "00Dsample!<session>&"
Answer = tuple[int, bytes]


def an_answer(operation: str, inner: str) -> Answer:
    return envelope(f"<{operation}Response><result>{inner}</result></{operation}Response>")


def envelope(body: str, *, status: int = 200) -> Answer:
    text = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
        f'xmlns="http://soap.sforce.com/2006/04/metadata"><s:Body>{body}</s:Body></s:Envelope>'
    )
    return status, text.encode()


def a_cut_zip() -> str:
    """Give a zip whose file says that it is longer than it is."""
    whole = base64.b64decode(a_zip(A="<A/>"))
    size = len("<A/>").to_bytes(4, "little")
    return base64.b64encode(whole.replace(size, (400).to_bytes(4, "little"))).decode()


def a_zip(**files: str) -> str:
    return a_packed_zip(files, compression=ZIP_STORED)


def a_packed_zip(files: Mapping[str, str], *, compression: int) -> str:
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression) as archive:
        archive.writestr("package.xml", "<Package/>")
        for name, content in files.items():
            archive.writestr(f"folder/{name}.sample", content)
    return base64.b64encode(buffer.getvalue()).decode()


def done(zipped: str) -> Answer:
    inner = f"<done>true</done><success>true</success><zipFile>{escape(zipped)}</zipFile>"
    return an_answer("checkRetrieveStatus", inner)


ASKED = an_answer("retrieve", TAKEN)
PENDING = an_answer("checkRetrieveStatus", "<done>false</done>")


@contextmanager
def an_org(*answers: Answer) -> Iterator[tuple[MetadataApi, WebServer, list[float]]]:
    pauses: list[float] = []
    with a_web_server(*answers) as server:
        origin = Origin.parse_insecure_http(server.url)
        with closing(origin):
            yield MetadataApi(origin, session=Secret(SESSION), pause=pauses.append), server, pauses


def retrieve(*answers: Answer) -> list[tuple[str, str]]:
    with an_org(*answers) as (api, _, _):
        return [(item.name, item.full_name) for item in api.retrieve({"Sample": ["A", "B"]})]


def test_gives_the_orgs_own_words_for_a_fault() -> None:
    fault = (
        "<s:Fault><faultcode>sf:INVALID_SESSION_ID</faultcode>"
        "<faultstring>INVALID_SESSION_ID: no session</faultstring></s:Fault>"
    )
    with pytest.raises(OrgRefusedError, match="INVALID_SESSION_ID: no session"):
        retrieve(envelope(fault, status=500))


def test_gives_the_orgs_own_words_for_a_retrieval_that_failed() -> None:
    failed = "<done>true</done><success>false</success><errorStatusCode>UNKNOWN_EXCEPTION</errorStatusCode>"
    with pytest.raises(OrgRefusedError, match="UNKNOWN_EXCEPTION: the retrieval failed"):
        retrieve(ASKED, an_answer("checkRetrieveStatus", failed))


@pytest.mark.parametrize(
    "answers",
    [
        ((404, b"<html/>"),),
        ((200, b""),),
        ((200, b"<html>"),),
        ((200, b"<html/>"),),
        (envelope(""),),
        (an_answer("retrieve", ""),),
        (ASKED, done("")),
        (ASKED, done("no base64!")),
        (ASKED, done(base64.b64encode(b"no zip").decode())),
        (ASKED, done(a_zip(A="no xml"))),
        (ASKED, done(a_zip(A="<A>" + " " * 2_100_000 + "</A>"))),
        (ASKED, done(a_zip(**{f"A{number}": "<A/>" for number in range(501)}))),
        (ASKED, done(a_zip(**{f"A{number}": "<A>" + " " * 1_900_000 + "</A>" for number in range(5)}))),
        (ASKED, done(a_packed_zip({"A": "<A/>"}, compression=ZIP_LZMA))),
        (ASKED, done(a_cut_zip())),
    ],
)
def test_an_answer_that_is_none_is_unavailable(answers: tuple[Answer, ...]) -> None:
    with pytest.raises(UnavailableError):
        retrieve(*answers)


def test_does_not_wait_for_ever() -> None:
    with an_org(ASKED, PENDING) as (api, _, pauses), pytest.raises(UnavailableError, match="in a minute"):
        api.retrieve({"Sample": ["A"]})
    assert 55 < sum(pauses) < 65


def test_does_not_wait_for_an_org_that_takes_its_time_over_each_answer() -> None:
    times = iter(range(0, 1000, 25))
    with (
        an_org(ASKED, PENDING) as (_, server, _),
        contextlib.closing(Origin.parse_insecure_http(server.url)) as origin,
    ):
        slow = MetadataApi(
            origin, session=Secret(SESSION), pause=lambda _: None, monotonic=lambda: float(next(times))
        )
        with pytest.raises(UnavailableError, match="in a minute"):
            slow.retrieve({"Sample": ["A"]})
        assert len(server.requests) == 1 + 2


def test_an_error_quotes_nothing_of_a_document() -> None:
    with pytest.raises(UnavailableError) as raised:
        retrieve(ASKED, done(a_zip(A="<A>sample-secret</B>")))
    assert "sample-secret" not in str(raised.value)


def test_gives_the_documents_that_there_are() -> None:
    assert retrieve(ASKED, PENDING, done(a_zip(A="<Sample/>"))) == [("Sample", "A")]


def test_asks_in_the_name_of_the_session_for_what_is_named() -> None:
    with an_org(ASKED, done(a_zip())) as (api, server, _):
        assert api.retrieve({"Sample": ["A&B"]}) == []
    first, second = (request.body.decode() for request in server.requests)
    assert {request.path for request in server.requests} == {"/services/Soap/m/66.0"}
    assert "<members>A&amp;B</members><name>Sample</name>" in first
    assert "<asyncProcessId>09Ssample</asyncProcessId>" in second
    assert escape(SESSION) in first

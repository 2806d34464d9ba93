import gzip
import json
import time
import zlib

import pytest

from isthmus.local.tracing.exchange import KEPT_BODY_BYTES
from isthmus.local.tracing.hop import Body
from isthmus.local.tracing.masking.bodies import LONGEST_SHOWN, NOT_READABLE, mask_body
from isthmus.local.tracing.masking.masker import Masker
from isthmus.local.tracing.masking.stamp import MASK, Stamp
from isthmus.secret import Secret

SECRET = "Sample-passw0rd"


def shown(
    content: bytes,
    content_type: str = "",
    *,
    encoding: str = "",
    size: int | None = None,
    is_open: bool = False,
) -> Body:
    masker = Masker(secrets=(), found=(), stamp=Stamp(b"sample"))
    whole = len(content) if size is None else size
    return mask_body(
        content,
        size=whole,
        is_open=is_open,
        content_type=content_type,
        encoding=encoding,
        masker=masker,
    )


@pytest.mark.parametrize(
    ("content_type", "text"),
    [
        ("application/json", f'{{"password": "{SECRET}"}}'),
        ("application/json", f'{{"a": {{"b": [{{"client_secret": ["{SECRET}"]}}]}}}}'),
        ("application/json", f'{{"credentials": {{"anything": {{"value": "{SECRET}"}}}}}}'),
        ("application/json", json.dumps({"body": json.dumps({"password": SECRET})})),
        ("application/json", json.dumps({"text": f"url=https://a.example/?x=1&password={SECRET}"})),
        ("application/json", json.dumps({"code": SECRET})),
        ("application/json", json.dumps({"Attributes": [{"Name": "custom:api_token", "Value": SECRET}]})),
        ("application/json", json.dumps({"kty": "RSA", "n": "x", "d": "y", "password": {"n": SECRET}})),
        ("application/json", json.dumps({"url": f"https://jane:{SECRET}@a.example/"})),
        ("application/json", f'{{"password": "{SECRET}", "broken'),
        ("application/json", f'password: {SECRET} and no JSON {{"'),
        ("application/x-amz-json-1.1", f'{{"AuthParameters": {{"PASSWORD": "{SECRET}"}}}}'),
        ("application/x-www-form-urlencoded", f"username=jane&password={SECRET}"),
        ("application/x-www-form-urlencoded", f"username=jane&pass%77ord={SECRET}"),
        ("application/x-www-form-urlencoded", f"next=%2Fa%3Fpassword%3D{SECRET}"),
        ("text/xml", f"<login><username>jane</username><password>{SECRET}</password></login>"),
        ("text/xml", f"<n:login xmlns:n='x'><n:password>{SECRET}</n:password></n:login>"),
        ("text/xml", f"<password><![CDATA[{SECRET}]]></password>"),
        ("text/xml", f"<user password='{SECRET}'/>"),
        ("text/xml", f"<Credentials><Other>{SECRET}</Other></Credentials>"),
        ("text/html", f'<form><input type="hidden" name="x" value="{SECRET}"></form>'),
        ("text/html", f"<script>const session = '{SECRET}'</script>"),
        ("text/html", f"<!-- {SECRET} --><p>Hello</p>"),
        ("text/html", f'<svg><path d="{SECRET}"/><text>{SECRET}</text></svg>'),
        ("text/html", f'<a href="/callback?code={SECRET}">on</a>'),
        ("text/html", f"<p>Your password is {SECRET}</p>"),
        ("text/plain", f"16:00:00.0 USER_DEBUG|[1]|DEBUG|password={SECRET}"),
        ("text/plain", f"clientSecret => '{SECRET}'"),
        ("", f"password={SECRET}"),
        ("application/octet-stream", f"password={SECRET}"),
        ("application/json", f'{{"Name": "custom:password", "Value": "{SECRET}"}}'),
        ("application/json", f'{{"Name": "/db/password", "Type": "SecureString", "Value": "{SECRET}"}}'),
        ("application/json", f'{{"Environment": {{"Variables": {{"ANY": "{SECRET}"}}}}}}'),
        ("application/json", f'{{"DB_PASS": "{SECRET}"}}'),
        ("application/json", f'{{"ENCRYPTION_KEY": "{SECRET}"}}'),
        ("application/json", f'{{"DATABASE_URL": "postgres://app:{SECRET}@db.example/x"}}'),
        ("application/x-www-form-urlencoded", f"Tags.member.1.Key=password&Tags.member.1.Value={SECRET}"),
        ("application/x-www-form-urlencoded", f"redirect_uri=https%3A%2F%2Fjane%3A{SECRET}%40a.example%2F"),
        ("text/xml", f"<user password='one>{SECRET}'>x</user>"),
        ("text/xml", f'<!DOCTYPE a [<!ENTITY x "one>{SECRET}">]><a>x</a>'),
        (
            "text/xml",
            f"<p><parameterName>ClientSecret</parameterName><parameterValue>{SECRET}</parameterValue></p>",
        ),
        ("text/html", f'<textarea name="code">{SECRET}</textarea>'),
        ("text/html", f'<p><b id="secret">{SECRET}</b></p>'),
        ("text/csv", f"username,password\njane,{SECRET}\n"),
        ("", f'--x\r\ncontent-disposition: form-data; name="password"\r\n\r\n{SECRET}\r\n--x--'),
        ("text/plain", f"password: correct horse {SECRET}"),
        ("text/plain", f'{{"password":"one\\"{SECRET}"}}\n{{"a":1}}'),
        ("multipart/form-data; boundary=x", f"--x\r\n\r\n{SECRET}\r\n--x--"),
    ],
)
def test_shows_no_password(content_type: str, text: str) -> None:
    assert SECRET not in shown(text.encode(), content_type).text


@pytest.mark.parametrize(
    ("content_type", "start"),
    [
        ("application/json", '{"a": "b", "password": "'),
        ("application/x-www-form-urlencoded", "a=b&password="),
        ("text/xml", "<a>b</a><password>"),
        ("text/html", '<p>a</p><input type="password" value="'),
        ("text/plain", "line\npassword="),
        ("", "line\npassword "),
    ],
)
@pytest.mark.parametrize("kept", range(1, len(SECRET) + 1))
def test_half_a_secret_at_a_cut_is_not_shown(content_type: str, start: str, kept: int) -> None:
    content = (start + SECRET[:kept]).encode()
    for text in (
        shown(content, content_type, size=KEPT_BODY_BYTES * 2).text,
        shown(content, content_type, is_open=True).text,
    ):
        assert SECRET[:2] not in text
        assert not text.endswith(SECRET[:kept])


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "text/xml", ""])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_secret_with_zeros_in_between_is_not_shown(content_type: str, encoding: str) -> None:
    assert shown(f'{{"password": "{SECRET}"}}'.encode(encoding), content_type).text == ""


@pytest.mark.parametrize(
    ("content_type", "text"),
    [
        ("text/plain", "a=" * 8000),
        ("text/plain", "a-" * 8000),
        ("text/plain", "aa-" * 5000),
        ("application/x-www-form-urlencoded", "a=%7B" * 3000),
        ("text/xml", "<a " + "x" * 16000 + ">"),
        ("text/xml", "<a>" * 2500 + "x<b/>" * 1500),
        ("text/xml", "<a 'x>" * 2500),
        ("text/html", "<" * 16000 + ">"),
        ("application/json", "[" * 8000 + "]" * 8000),
    ],
)
def test_a_body_made_to_be_slow_is_read_at_once_and_never_fails(content_type: str, text: str) -> None:
    began = time.process_time()
    shown(text.encode(), content_type)
    assert time.process_time() - began < 3  # minutes, if the time grew with the square of the length


def test_documents_in_texts_in_documents_end_somewhere() -> None:
    text = '"x"'
    for _ in range(9):
        text = "[" * 38 + json.dumps(text) + "]" * 38
    assert MASK in shown(text.encode(), "application/json").text


def test_a_body_that_is_no_json_though_it_says_so_is_not_shown() -> None:
    assert shown(b'{"password": "half', "application/json").text == NOT_READABLE


def test_a_body_without_an_end_is_not_inflated_for_ever() -> None:
    body = shown(gzip.compress(b"a " * 10_000_000), "text/plain", encoding="gzip")
    assert len(body.text) <= KEPT_BODY_BYTES
    assert body.is_cut


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip"])
def test_what_can_not_be_decoded_is_binary_or_nothing(encoding: str) -> None:
    assert shown(b"password=sample", "text/plain", encoding=encoding).text == ""


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_packed_body_is_unpacked(encoding: str, pack: "type[bytes]") -> None:
    body = shown(pack(b'{"a": 1}'), "application/json", encoding=encoding)
    assert (body.kind, body.text) == ("json", '{\n  "a": 1\n}')


@pytest.mark.parametrize(
    ("content_type", "content", "kind"),
    [
        ("application/json", b'{"a": 1}', "json"),
        ("application/x-amz-json-1.0", b"{}", "json"),
        ("", b'{"a": 1}', "json"),
        ("application/x-www-form-urlencoded", b"a=b", "form"),
        ("text/html; charset=utf-8", b"<p>a</p>", "html"),
        ("application/soap+xml", b"<a/>", "xml"),
        ("text/css", b"a { color: red }", "text"),
        ("image/png", b"\x89PNG\xff", "binary"),
        ("application/zip", b"PK", "binary"),
        ("text/plain", b"", "empty"),
    ],
)
def test_tells_bodies_apart(content_type: str, content: bytes, kind: str) -> None:
    assert shown(content, content_type).kind == kind


def test_a_form_is_a_line_per_field() -> None:
    body = shown(
        b"grant_type=client_credentials&scope=api%2Fread+api%2Fwrite", "application/x-www-form-urlencoded"
    )
    assert body.text == "grant_type=client_credentials\nscope=api/read api/write"


def test_a_document_that_grows_by_its_indentation_is_cut() -> None:
    document = b"[" * 30 + b"1," * 8000 + b"1" + b"]" * 30
    body = shown(document, "application/json")
    assert len(body.text) == LONGEST_SHOWN
    assert body.is_cut


def test_what_would_be_another_field_or_line_stays_encoded() -> None:
    body = shown(b"a=1%262%0A3%2B4%25&b=%C3%A4", "application/x-www-form-urlencoded")
    assert body.text == "a=1%262%0A3%2B4%25\nb=ä"


def test_an_error_of_aws_in_xml_keeps_its_code() -> None:
    text = b"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code></Error></ErrorResponse>"
    assert "<Code>AccessDenied</Code>" in shown(text, "text/xml").text


def test_a_character_of_which_half_was_kept_is_left_out() -> None:
    content = "line\nä".encode()[:-1]
    assert shown(content, "text/plain", size=99).text == "line\n"


def test_the_keys_of_an_issuer_are_public() -> None:
    jwks = {
        "keys": [
            {
                "kty": "RSA",
                "kid": "sample",
                "n": "w7Zdfmece8iaB0kiTY8pCtiBtzbptJmP28nSWwtdjRu0f2G",
                "e": "AQAB",
            }
        ]
    }
    assert json.loads(shown(json.dumps(jwks).encode(), "application/json").text) == jwks


@pytest.mark.parametrize("content_type", ["text/xml", "text/html"])
@pytest.mark.parametrize("text", ["<a>x 00002<?> y <?> z</a>", "<p b='00002<?>'>x</p>", "<p>00002<?></p>"])
def test_a_known_secret_that_looks_like_markup_is_masked_whole(content_type: str, text: str) -> None:
    masker = Masker(secrets=[Secret("00002<?>")], found=(), stamp=Stamp(b"sample"))
    content = text.encode()
    body = mask_body(
        content, size=len(content), is_open=False, content_type=content_type, encoding="", masker=masker
    )
    assert "00002" not in body.text


@pytest.mark.parametrize("content_type", ["text/xml", "text/html"])
@pytest.mark.parametrize("text", ["<{0}>x</{0}>", "<p {0}='x'>x</p>"])
def test_a_random_text_is_masked_as_the_name_of_an_element_or_attribute(content_type: str, text: str) -> None:
    random = "zq7htbk2mr9vlw3xkp5n"
    assert random not in shown(text.format(random).encode(), content_type).text

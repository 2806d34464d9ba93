import json
from pathlib import Path

import httpx2
import pytest

from isthmus.local.demo.guest import Guest, answer_json, said
from isthmus.local.demo.telling import HopFailedError
from isthmus.local.demo.web_identity import _dynamodb
from unit.answering import a_web_server
from unit.local.demo.sample_stories import a_ready_document

TRACEPARENT = f"00-{'a' * 32}-{'b' * 16}-01"
CREDENTIALS = {"AccessKeyId": "AKIASAMPLE", "SecretKey": "sample", "SessionToken": "sample"}


def a_guest(folder: Path, *, aws_endpoint: str) -> Guest:
    ready = a_ready_document(folder) | {"region": "us-east-1", "aws_endpoint": aws_endpoint}
    return Guest.of(ready, headers=lambda: {"traceparent": TRACEPARENT})


def test_an_answer_that_is_no_success_fails_the_hop_with_its_words() -> None:
    with pytest.raises(HopFailedError, match=r'HTTP 400: ."error":"invalid_client"'):
        answer_json(httpx2.Response(400, json={"error": "invalid_client"}))


def test_says_an_answer_in_a_line() -> None:
    assert said(httpx2.Response(429)) == "HTTP 429"
    page = httpx2.Response(503, html="<html><title>Down &amp; out</title><p>a page</p></html>")
    assert said(page) == "HTTP 503: Down & out"


def test_every_request_has_the_guests_headers(tmp_path: Path) -> None:
    with a_web_server((200, b"{}")) as server:
        guest = a_guest(tmp_path, aws_endpoint=server.url)
        with guest.http:
            guest.aws_json("Sample.Operation", {})
    assert server.requests[0].headers["traceparent"] == TRACEPARENT


def test_signed_requests_have_them_too_and_do_not_sign_them(tmp_path: Path) -> None:
    with a_web_server((200, json.dumps({"Items": []}).encode())) as server:
        guest = a_guest(tmp_path, aws_endpoint=server.url)
        with guest.http:
            assert _dynamodb(guest, CREDENTIALS).scan(TableName="sample")["Items"] == []
    headers = server.requests[0].headers
    assert headers["traceparent"] == TRACEPARENT
    assert "traceparent" not in headers["authorization"]

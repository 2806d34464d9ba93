"""How an exchange ended, and the protocol's own code of a refusal."""

import re
from urllib.parse import parse_qs, urlsplit

from isthmus.local.tracing.exchange import Receiver
from isthmus.local.tracing.hop import Outcome
from isthmus.local.tracing.reading import Reading, text_at

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{1,80}")
_XML_CODE = re.compile(r"<Error>.{0,200}?<Code>([A-Za-z][A-Za-z0-9.]{1,80})</Code>", re.DOTALL)
_FAULT = re.compile(r"<faultcode>(?:\w+:)?([A-Za-z][A-Za-z0-9_.]{1,80})</faultcode>")
_CHALLENGE = re.compile(r'\berror="?([A-Za-z_]{1,60})')
_REDIRECT, _REFUSED, _FAILED = 300, 400, 500
_NOT_MODIFIED = 304


def name_outcome(reading: Reading) -> tuple[Outcome, str | None]:  # noqa: PLR0911  a list of rules, one a line
    """Give the outcome and the code, which is None where there is none."""
    status = reading.exchange.status
    if reading.exchange.seconds is None or status is None:
        return Outcome.OPEN, None
    if status == 0:
        return Outcome.FAILED, "connection broken"
    if "x-amz-function-error" in reading.response_headers:
        return Outcome.REFUSED, _code(text_at(reading.response_document, "errorType")) or "function error"
    if status >= _FAILED:
        return Outcome.FAILED, find_error(reading)
    if status >= _REFUSED:
        return Outcome.REFUSED, find_error(reading)
    if status >= _REDIRECT and status != _NOT_MODIFIED:
        code = _error_in_redirect(reading)
        return (Outcome.REFUSED, code) if code else (Outcome.REDIRECT, None)
    return Outcome.OK, _said_no(reading)


def find_error(reading: Reading) -> str | None:
    """Find the code by which a refusal names itself."""
    answer = reading.response_document
    if isinstance(answer, list) and answer:
        return _code(text_at(answer[0], "errorCode"))
    for names in (("__type",), ("error",), ("errorCode",), ("exception",), ("code",), ("Error", "Code")):
        if found := _code(text_at(answer, *names)):
            return found
    header = reading.response_headers.get("x-amzn-errortype", "").partition(":")[0]
    if header:
        return _code(header)
    for pattern in (_XML_CODE, _FAULT):
        if match := pattern.search(reading.response_text):
            return match[1]
    challenge = _CHALLENGE.search(reading.response_headers.get("www-authenticate", ""))
    return challenge[1] if challenge else _short_text(reading)


def _short_text(reading: Reading) -> str | None:
    """WIRE: userinfo refuses in one word, `Bad_OAuth_Token`."""
    return _code(reading.response_text) if "_" in reading.response_text else None


def _said_no(reading: Reading) -> str | None:
    """A verify trigger's no is a good answer of the function, and the end of the sign-in."""
    if reading.exchange.receiver is not Receiver.FUNCTION or not isinstance(reading.response_document, dict):
        return None
    response = reading.response_document.get("response")
    if isinstance(response, dict):
        if response.get("answerCorrect") is False:
            return "answerCorrect: false"
        if response.get("failAuthentication") is True:
            return "failAuthentication: true"
    return None


def _error_in_redirect(reading: Reading) -> str | None:
    location = reading.response_headers.get("location", "")
    try:
        parts = urlsplit(location)
    except ValueError:
        return None
    for query in (parts.query, parts.fragment):
        if "error" in (fields := parse_qs(query)):
            return _code(fields["error"][0])
    return None


def _code(text: str) -> str | None:
    plain = text.rpartition("#")[2]
    return plain if _CODE.fullmatch(plain) else None

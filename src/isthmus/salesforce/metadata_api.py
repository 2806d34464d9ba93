"""Retrieve an org's metadata by the SOAP Metadata API, in the name of a session; nothing is changed.

A retrieval is asked for, and asked after until it is done; what it gives is a zip of XML documents.
https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_retrieve.htm
"""

import base64
import binascii
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import PurePosixPath
from xml.sax.saxutils import escape

from isthmus.errors import MalformedError, UnavailableError
from isthmus.origin import Origin
from isthmus.salesforce.metadata_document import MetadataDocument, parse_document
from isthmus.salesforce.org_api import OrgRefusedError
from isthmus.secret import Secret

_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_METADATA = "http://soap.sforce.com/2006/04/metadata"
_TIMEOUT_SECONDS = 30.0
_MAX_BYTES = 8 * 1024 * 1024
_MAX_FILES, _MAX_FILE_BYTES, _MAX_FILES_BYTES = 500, 2 * 1024 * 1024, 8 * 1024 * 1024
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_OK, _FAULT = 200, 500
_PAUSES_SECONDS = (0.2, 0.5, 1, *(2,) * 30)
_LONGEST_WAIT_SECONDS = 60.0
_MANIFEST = "package.xml"
_UNREADABLE = (
    *(binascii.Error, EOFError, LookupError, OSError, RuntimeError),
    *(ValueError, struct.error, zipfile.BadZipFile, zlib.error),
)


class MetadataApi:
    """The Metadata API of one org at a version such as 66.

    `pause` waits for so many seconds by `monotonic`, a clock that nobody sets.
    """

    def __init__(
        self,
        origin: Origin,
        *,
        session: Secret,
        version: int = 66,
        pause: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._origin = origin
        self._session = session
        self._version = f"{version}.0"
        self._pause = pause
        self._monotonic = monotonic

    def retrieve(self, members: Mapping[str, Collection[str]]) -> Sequence[MetadataDocument]:
        """Give the documents of `members`, names by type; `*` is all of a type. What is absent is left out.

        SECURITY: documents of some types hold secrets (ExtlClntAppGlobalOauthSettings): name what is needed.
        Raises `OrgRefusedError` if the org says no, `UnavailableError` without a usable answer in a minute.
        """
        asked = self._call("retrieve", _write_request(members, version=self._version))
        request_id = asked.find_text("id")
        if request_id is None:
            raise UnavailableError("the org took a retrieval and gave no id")
        result = self._wait_for(request_id)
        if not result.is_true("success", default=False):
            raise OrgRefusedError(
                error_code=result.find_text("errorStatusCode") or "UNKNOWN",
                message=(result.find_text("errorMessage") or "the retrieval failed")[:500],
            )
        return list(_unpack(result.find_text("zipFile") or ""))

    def _wait_for(self, request_id: str) -> MetadataDocument:
        inner = f"<asyncProcessId>{escape(request_id)}</asyncProcessId><includeZip>true</includeZip>"
        ends_at = self._monotonic() + _LONGEST_WAIT_SECONDS
        for seconds in _PAUSES_SECONDS:
            if self._monotonic() > ends_at:
                break
            result = self._call("checkRetrieveStatus", inner)
            if result.is_true("done", default=False):
                return result
            self._pause(seconds)
        raise UnavailableError("the org did not finish a retrieval in a minute")

    def _call(self, operation: str, inner: str) -> MetadataDocument:
        session = f"<sessionId>{escape(self._session.reveal())}</sessionId>"
        envelope = (
            f'<e:Envelope xmlns:e="{_ENVELOPE}"><e:Header><SessionHeader xmlns="{_METADATA}">{session}'
            f'</SessionHeader></e:Header><e:Body><{operation} xmlns="{_METADATA}">{inner}</{operation}>'
            "</e:Body></e:Envelope>"
        )
        reply = self._origin.send(
            "POST",
            f"/services/Soap/m/{self._version}",
            headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'},
            body=envelope.encode("utf-8"),
            timeout_seconds=_TIMEOUT_SECONDS,
            max_bytes=_MAX_BYTES,
        )
        if reply.status not in {_OK, _FAULT}:
            raise UnavailableError(f"the Metadata API answered {reply.status}")
        try:
            answer = parse_document(reply.body)
        except MalformedError as error:
            raise UnavailableError(f"the Metadata API answered {reply.status} and no XML") from error
        return _read_result(answer, operation=operation)


def _write_request(members: Mapping[str, Collection[str]], *, version: str) -> str:
    types = "".join(
        f"<types>{''.join(f'<members>{escape(name)}</members>' for name in names)}"
        f"<name>{escape(type_name)}</name></types>"
        for type_name, names in members.items()
    )
    return (
        f"<retrieveRequest><apiVersion>{version}</apiVersion><singlePackage>true</singlePackage>"
        f"<unpackaged>{types}<version>{version}</version></unpackaged></retrieveRequest>"
    )


def _read_result(answer: MetadataDocument, *, operation: str) -> MetadataDocument:
    body = answer.find("Body")
    fault = body.find("Fault") if body is not None else None
    if fault is not None:
        code = (fault.find_text("faultcode") or "UNKNOWN").rpartition(":")[2]
        text = fault.find_text("faultstring") or ""
        raise OrgRefusedError(error_code=code, message=text.removeprefix(f"{code}: ")[:500])
    response = body.find(f"{operation}Response") if body is not None else None
    result = response.find("result") if response is not None else None
    if result is None:
        raise UnavailableError(f"the Metadata API answered {operation} without a result")
    return result


def _unpack(zipped: str) -> Iterator[MetadataDocument]:
    """SECURITY: sizes are those of what is unpacked, and are checked before."""
    try:
        with zipfile.ZipFile(BytesIO(base64.b64decode(zipped, validate=True))) as archive:
            files = [item for item in archive.infolist() if PurePosixPath(item.filename).name != _MANIFEST]
            sizes = [item.file_size for item in files]
            is_large = max(sizes, default=0) > _MAX_FILE_BYTES or sum(sizes) > _MAX_FILES_BYTES
            if is_large or len(files) > _MAX_FILES:
                raise UnavailableError("the org gave more metadata than was asked for")
            if not _METHODS.issuperset(item.compress_type for item in files):
                raise UnavailableError("the org's zip is packed in a way that is not read")
            for item in files:
                full_name = PurePosixPath(item.filename).name.partition(".")[0]
                yield parse_document(archive.read(item), full_name=full_name)
    except (*_UNREADABLE, MalformedError) as error:
        # SECURITY: the text of an error may quote a document.
        raise UnavailableError(f"the org's zip can't be read: {type(error).__name__}") from None

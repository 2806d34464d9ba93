"""Packages for tests of the Metadata API: zips by hand, and calls as SOAP clients send them."""

import base64
from collections.abc import Mapping
from io import BytesIO
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

from unit.local.salesforce.orgs import OrgUnderTest

MET = "http://soap.sforce.com/2006/04/metadata"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ADDRESS = "/services/Soap/m/66.0"
CORS_PATH = "corsWhitelistOrigins/A.corsWhitelistOrigin"
CORS = f'<CorsWhitelistOrigin xmlns="{MET}"><urlPattern>https://a.example</urlPattern></CorsWhitelistOrigin>'
CLASS_META = f'<ApexClass xmlns="{MET}"><apiVersion>66.0</apiVersion><status>Active</status></ApexClass>'
OPTIONS = (
    "<DeployOptions><checkOnly>{check_only}</checkOnly><rollbackOnError>{rollback}</rollbackOnError>"
    "<singlePackage>true</singlePackage><testLevel>{level}</testLevel>{more}</DeployOptions>"
)


def a_manifest(types: Mapping[str, list[str]], *, version: str = "66.0") -> str:
    groups = "".join(
        f"<types>{''.join(f'<members>{member}</members>' for member in members)}<name>{name}</name></types>"
        for name, members in types.items()
    )
    return f'<Package xmlns="{MET}">{groups}<version>{version}</version></Package>'


def a_zip(files: Mapping[str, str]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def a_package(files: Mapping[str, str] | None = None, **types: list[str]) -> bytes:
    """Give a zip of files; by default one CORS origin named A."""
    inside = {CORS_PATH: CORS} if files is None else files
    named = types or {"CorsWhitelistOrigin": ["A"]}
    return a_zip({"package.xml": a_manifest(named), **inside})


class MetadataClient:
    """An administrator's Metadata API client."""

    def __init__(self, made: OrgUnderTest) -> None:
        self.made = made
        self.session = made.org.create_session(made.admin_id)

    def call(self, operation: str, inner: str = "", *, session: str | None = None) -> Element:
        """Call an operation and give its result, or the fault."""
        text = (
            f'<e:Envelope xmlns:e="{SOAP}"><e:Header><SessionHeader xmlns="{MET}"><sessionId>'
            f"{escape(self.session if session is None else session)}</sessionId></SessionHeader></e:Header>"
            f'<e:Body><{operation} xmlns="{MET}">{inner}</{operation}></e:Body></e:Envelope>'
        )
        answer = self.made.http().post(ADDRESS, content=text.encode(), headers={"Content-Type": "text/xml"})
        root: Element = fromstring(answer.text)
        body = root.find(f"{{{SOAP}}}Body")
        assert body is not None
        return body[0]

    def fault(self, operation: str, inner: str = "", *, session: str | None = None) -> str:
        return self.call(operation, inner, session=session).findtext("faultstring") or "no fault"

    def deploy(
        self,
        content: bytes,
        *,
        check_only: bool = False,
        rollback: bool = True,
        level: str = "NoTestRun",
        more: str = "",
    ) -> Element:
        """Deploy and give the DeployResult once it is done."""
        options = OPTIONS.format(
            check_only=str(check_only).lower(), rollback=str(rollback).lower(), level=level, more=more
        )
        zipped = base64.b64encode(content).decode()
        taken = self.call("deploy", f"<ZipFile>{zipped}</ZipFile>{options}")
        request_id = text_of(taken, "result/id")
        assert len(request_id) == 18, taken.findtext("faultstring")
        return self.status(request_id)

    def status(self, request_id: str) -> Element:
        inner = f"<asyncProcessId>{request_id}</asyncProcessId><includeDetails>true</includeDetails>"
        return self.call("checkDeployStatus", inner)[0]


def text_of(element: Element, path: str) -> str:
    qualified = "/".join(f"{{{MET}}}{name}" for name in path.split("/"))
    return element.findtext(qualified) or ""


def all_of(element: Element, path: str) -> list[Element]:
    return element.findall("/".join(f"{{{MET}}}{name}" for name in path.split("/")))

import base64
from io import BytesIO
from zipfile import ZipFile

import pytest

from isthmus.local.salesforce.metadata.requests import DeployOptions
from isthmus.local.salesforce.store.sessions import SessionKind
from unit.local.salesforce.orgs import OrgUnderTest, open_test_org
from unit.local.salesforce.packages import (
    ADDRESS,
    CLASS_META,
    CORS,
    CORS_PATH,
    MetadataClient,
    a_manifest,
    a_package,
    a_zip,
    all_of,
    text_of,
)

TEST_CLASS = "@IsTest private class T { @IsTest static void works() { } }"
TEST_FILES = {"classes/T.cls": TEST_CLASS, "classes/T.cls-meta.xml": CLASS_META}


@pytest.fixture
def client(made: OrgUnderTest) -> MetadataClient:
    return MetadataClient(made)


def test_refuses_who_has_no_session_for_the_api_or_is_no_administrator(client: MetadataClient) -> None:
    made = client.made
    lightning = made.org.create_session(made.admin_id, kind=SessionKind.LIGHTNING)
    standard = made.org.create_session(made.user_id)
    asked = "<asOfVersion>66.0</asOfVersion>"
    for session, reason in (
        ("", "INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session"),
        ("00Dnonsense", "INVALID_SESSION_ID"),
        (lightning, "This session is not valid for use with the API"),
        (standard, "INSUFFICIENT_ACCESS: use of the Metadata API requires"),
    ):
        assert reason in client.fault("describeMetadata", asked, session=session)


@pytest.mark.parametrize(
    ("operation", "inner", "reason"),
    [
        ("readMetadata", "<type>ApexClass</type>", "UNSUPPORTED_OPERATION: readMetadata"),
        ("describeMetadata", "<asOfVersion>99.0</asOfVersion>", "Invalid version specified"),
        (
            "listMetadata",
            "<queries><type>Nope</type></queries><asOfVersion>66.0</asOfVersion>",
            "Unknown type",
        ),
        (
            "listMetadata",
            "<queries><type>CustomObject</type></queries><asOfVersion>66.0</asOfVersion>",
            "not supported by the local org",
        ),
        (
            "listMetadata",
            "<queries><type>ApexClass</type></queries>" * 4 + "<asOfVersion>66.0</asOfVersion>",
            "at most 3",
        ),
        ("deploy", "<ZipFile>%%%</ZipFile>", "ZipFile is no base64"),
        ("deploy", "", "LIMIT_EXCEEDED"),
        (
            "deploy",
            "<ZipFile>eA==</ZipFile><DeployOptions><testLevel>Some</testLevel></DeployOptions>",
            "not a valid value for the enum 'TestLevel'",
        ),
        (
            "deploy",
            "<ZipFile>eA==</ZipFile><DeployOptions><purgeOnDelete>true</purgeOnDelete></DeployOptions>",
            "purgeOnDelete is not supported",
        ),
        (
            "deploy",
            "<ZipFile>eA==</ZipFile><DeployOptions><testLevel>RunSpecifiedTests</testLevel></DeployOptions>",
            "needs runTests",
        ),
        ("checkDeployStatus", "<asyncProcessId>0Af</asyncProcessId>", "invalid cross reference id"),
        ("cancelDeploy", "<id>0Af</id>", "invalid cross reference id"),
        ("retrieve", "", "unpackaged components only"),
        ("checkRetrieveStatus", "<asyncProcessId>x</asyncProcessId>", "invalid cross reference id"),
        ("deployRecentValidation", "", "UNSUPPORTED_OPERATION"),
    ],
)
def test_refuses_in_the_words_of_the_metadata_api(
    client: MetadataClient, operation: str, inner: str, reason: str
) -> None:
    assert reason in client.fault(operation, inner)


@pytest.mark.parametrize("version", ["30.0", "99.0", "x", "66.5"])
def test_refuses_a_version_the_org_does_not_have(client: MetadataClient, version: str) -> None:
    answer = client.made.http().post(f"/services/Soap/m/{version}", content=b"<a/>")
    assert answer.status_code == 500


def test_refuses_a_body_that_is_too_large_or_no_soap(client: MetadataClient) -> None:
    http = client.made.http()
    declared = {"Content-Length": str(100 * 1024 * 1024)}
    too_large = http.post(ADDRESS, content=b"x", headers=declared)
    assert "larger than" in too_large.text
    assert "faultcode" in http.post(ADDRESS, content=b"x").text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no zip", "the zip file can't be read"),
        (a_zip({"a.txt": ""}), "No package.xml found"),
        (a_zip({"package.xml": a_manifest({}), "../x": ""}), "no plain file within it"),
        (a_zip({"package.xml": a_manifest({}), "destructiveChanges.xml": ""}), "destructive changes"),
    ],
)
def test_a_zip_that_is_refused_as_a_whole_has_an_error_message(
    client: MetadataClient, content: bytes, reason: str
) -> None:
    result = client.deploy(content)
    assert (text_of(result, "status"), text_of(result, "done")) == ("Failed", "true")
    assert reason in text_of(result, "errorMessage")


def test_a_failure_names_file_component_line_and_column_and_changes_nothing(client: MetadataClient) -> None:
    wrong = CORS.replace("<urlPattern>", "\n<nope/><urlPattern>")
    files = {CORS_PATH: wrong, CORS_PATH.replace("A", "B"): CORS}
    result = client.deploy(a_package(files, CorsWhitelistOrigin=["A", "B"]))
    failure = all_of(result, "details/componentFailures")[0]
    assert text_of(result, "status") == "Failed"
    assert text_of(failure, "componentType") == "CorsWhitelistOrigin"
    assert (text_of(failure, "fullName"), text_of(failure, "fileName")) == ("A", CORS_PATH)
    assert (text_of(failure, "lineNumber"), text_of(failure, "columnNumber")) == ("2", "1")
    assert "nope invalid at this location" in text_of(failure, "problem")
    assert not client.made.org._parts.metadata.catalog.allows_cors("https://a.example")


def test_without_rollback_what_is_right_is_stored(client: MetadataClient) -> None:
    files = {CORS_PATH: CORS, CORS_PATH.replace("A", "B"): "<a/>"}
    result = client.deploy(a_package(files, CorsWhitelistOrigin=["A", "B"]), rollback=False)
    assert text_of(result, "status") == "SucceededPartial"
    assert text_of(result, "numberComponentErrors") == "1"
    assert client.made.org._parts.metadata.catalog.allows_cors("https://a.example")


def test_a_check_stores_nothing(client: MetadataClient) -> None:
    result = client.deploy(a_package(), check_only=True)
    assert (text_of(result, "status"), text_of(result, "checkOnly")) == ("Succeeded", "true")
    assert not client.made.org._parts.metadata.catalog.allows_cors("https://a.example")


@pytest.mark.parametrize("level", ["RunLocalTests", "RunAllTestsInOrg", "RunRelevantTests"])
def test_tests_that_are_asked_for_are_not_run_and_each_is_told(client: MetadataClient, level: str) -> None:
    result = client.deploy(a_package(TEST_FILES, ApexClass=["T"]), level=level)
    assert (text_of(result, "status"), text_of(result, "runTestsEnabled")) == ("Failed", "true")
    tests = all_of(result, "details/runTestResult/failures")
    assert ("T", "works") in [(text_of(test, "name"), text_of(test, "methodName")) for test in tests]
    assert all("runs no Apex tests" in text_of(test, "message") for test in tests)
    assert text_of(result, "details/runTestResult/numTestsRun") == "0"
    assert not client.made.org._parts.metadata.catalog.has_apex_class("T")


def test_of_specified_tests_only_those_are_told(client: MetadataClient) -> None:
    package = a_package(TEST_FILES, ApexClass=["T"])
    result = client.deploy(package, level="RunSpecifiedTests", more="<runTests>T</runTests>")
    assert [text_of(item, "name") for item in all_of(result, "details/runTestResult/failures")] == ["T"]
    missing = client.deploy(package, level="RunSpecifiedTests", more="<runTests>Gone</runTests>")
    assert text_of(missing, "status") == "Failed"


def test_deploys_and_tells_what_was_created_and_changed(client: MetadataClient) -> None:
    first = client.deploy(a_package())
    assert text_of(first, "status") == "Succeeded"
    success = all_of(first, "details/componentSuccesses")[0]
    assert (text_of(success, "created"), text_of(success, "changed")) == ("true", "true")
    again = all_of(client.deploy(a_package()), "details/componentSuccesses")[0]
    assert (text_of(again, "created"), text_of(again, "changed")) == ("false", "false")
    assert client.made.org._parts.metadata.catalog.allows_cors("https://a.example")


def test_a_deployment_outlives_the_process_that_took_it(client: MetadataClient) -> None:
    made, queue = client.made, client.made.org._parts.metadata_queue
    waiting = queue.deploy(a_package(), options=DeployOptions(), by=made.admin_id)
    broken = queue.deploy(a_package(), options=DeployOptions(), by=made.admin_id)
    queue._requests.start(broken.id)
    made.org.close()
    reopened = open_test_org(made.folder, deploy=False)
    reopened.admin_id = made.admin_id
    again = MetadataClient(reopened)
    assert text_of(again.status(waiting.id), "status") == "Succeeded"
    assert "Nothing was changed" in text_of(again.status(broken.id), "errorMessage")
    reopened.org.close()


def test_cancels_what_has_not_begun_and_refuses_what_is_done(client: MetadataClient) -> None:
    queue = client.made.org._parts.metadata_queue
    waiting = queue.deploy(a_package(), options=DeployOptions(), by=client.made.admin_id)
    canceled = client.call("cancelDeploy", f"<String>{waiting.id}</String>")[0]
    assert text_of(canceled, "done") == "true"
    result = client.status(waiting.id)
    assert text_of(result, "status") == "Canceled"
    assert text_of(result, "canceledBy") == client.made.admin_id
    done = text_of(client.deploy(a_package()), "id")
    assert "Deployment already completed" in client.fault("cancelDeploy", f"<id>{done}</id>")


def test_retrieves_what_was_deployed_byte_for_byte(client: MetadataClient) -> None:
    client.deploy(a_package({CORS_PATH: CORS, **TEST_FILES}, CorsWhitelistOrigin=["A"], ApexClass=["T"]))
    types = (
        "<types><members>T</members><members>Gone</members><name>ApexClass</name></types>"
        "<types><members>*</members><name>CorsWhitelistOrigin</name></types><version>66.0</version>"
    )
    wanted = (
        f"<apiVersion>66.0</apiVersion><singlePackage>true</singlePackage><unpackaged>{types}</unpackaged>"
    )
    taken = client.call("retrieve", f"<retrieveRequest>{wanted}</retrieveRequest>")
    inner = f"<asyncProcessId>{text_of(taken, 'result/id')}</asyncProcessId>"
    result = client.call("checkRetrieveStatus", inner)[0]
    assert text_of(result, "status") == "Succeeded"
    assert "'Gone' cannot be found" in text_of(result, "messages/problem")
    with ZipFile(BytesIO(base64.b64decode(text_of(result, "zipFile")))) as archive:
        assert archive.read(CORS_PATH).decode() == CORS
        assert archive.read("classes/T.cls").decode() == TEST_CLASS
        assert archive.read("classes/T.cls-meta.xml").decode() == CLASS_META
        assert "<members>T</members>" in archive.read("package.xml").decode()
    without = client.call("checkRetrieveStatus", f"{inner}<includeZip>false</includeZip>")[0]
    assert text_of(without, "zipFile") == ""


def test_describes_types_and_lists_components(client: MetadataClient) -> None:
    described = client.call("describeMetadata", "<asOfVersion>66.0</asOfVersion>")
    names = [text_of(item, "xmlName") for item in all_of(described, "result/metadataObjects")]
    assert names.count("Settings") == 1
    assert {"ExternalCredential", "NamedCredential", "PermissionSet", "ApexPage"} <= set(names)
    query = "<queries><type>Settings</type></queries><queries><type>ApexClass</type></queries>"
    listed = all_of(client.call("listMetadata", f"{query}<asOfVersion>66.0</asOfVersion>"), "result")
    found = {text_of(item, "fileName"): item for item in listed}
    assert {"settings/Security.settings", "classes/CognitoApi.cls"} <= set(found)
    item = found["classes/CognitoApi.cls"]
    assert text_of(item, "id").startswith("01p")
    assert text_of(item, "createdByName") == "Automated Process"


def test_a_page_needs_its_controller_and_comes_back_as_it_was(client: MetadataClient) -> None:
    markup = '<apex:page controller="T"><h1>&nbsp;</h1></apex:page>'
    page_meta = CLASS_META.replace("ApexClass", "ApexPage").replace(
        "<status>Active</status>", "<label>Sample</label>"
    )
    files = {"pages/P.page": markup, "pages/P.page-meta.xml": page_meta}
    refused = client.deploy(a_package(files, ApexPage=["P"]))
    assert text_of(refused, "details/componentFailures/problem") == (
        "In field: controller - no ApexClass named T found"
    )
    together = client.deploy(a_package(files | TEST_FILES, ApexPage=["P"], ApexClass=["T"]))
    assert text_of(together, "status") == "Succeeded"
    stored = {(file.type, file.content) for file in client.made.org._parts.metadata.files()}
    assert ("ApexPageSource", markup.encode()) in stored

"""Deployed files that may hold a secret are locked, and are the same to everybody who reads them."""

import base64

from isthmus.local.salesforce.store.metadata_requests import RequestKind
from unit.local.salesforce.orgs import OrgUnderTest, open_test_org, replaced
from unit.local.salesforce.packages import MetadataClient, a_manifest, text_of

SECRET = "SAMPLE-consumer-secret-in-metadata"
APP = "<externalClientApplication>"
CHANGE = {"ecaGlblOauth": replaced(APP, f"<consumerSecret>{SECRET}</consumerSecret>{APP}")}


def test_a_secret_in_metadata_is_nowhere_in_the_database(made: OrgUnderTest) -> None:
    made.deploy(CHANGE)
    made.org.close()
    databases = list(made.folder.glob("salesforce.sqlite3*"))
    assert databases
    assert not any(SECRET.encode() in path.read_bytes() for path in databases)


def test_a_retrieved_zip_waits_locked_and_is_given_as_it_is(made: OrgUnderTest) -> None:
    client = MetadataClient(made)
    package = a_manifest({"CorsWhitelistOrigin": ["*"]}).partition(">")[2].removesuffix("</Package>")
    wanted = (
        f"<retrieveRequest><apiVersion>66.0</apiVersion><unpackaged>{package}</unpackaged></retrieveRequest>"
    )
    request_id = text_of(client.call("retrieve", wanted), "result/id")
    result = client.call("checkRetrieveStatus", f"<asyncProcessId>{request_id}</asyncProcessId>")
    content = base64.b64decode(text_of(result, "result/zipFile"))
    row = made.org._parts.database.find_row("SELECT payload FROM metadata_request")
    assert row
    assert content.startswith(b"PK")
    assert content not in row["payload"]
    assert not row["payload"].startswith(b"PK")


def test_a_zip_that_an_older_version_stored_is_read(made: OrgUnderTest) -> None:
    requests = made.org._parts.metadata_queue._requests
    added = requests.add(RequestKind.RETRIEVE, person_id=made.admin_id, options={}, payload=b"PK old")
    made.org._parts.database.execute("UPDATE metadata_request SET payload = ?", (b"PK old",))
    assert requests.get(added.id).payload == b"PK old"


def test_a_locked_file_is_read_as_it_came_and_survives_a_restart(made: OrgUnderTest) -> None:
    made.deploy(CHANGE)
    before = made.org._parts.metadata.files()
    assert any(SECRET.encode() in file.content for file in before)
    made.org.close()
    again = open_test_org(made.folder, deploy=False)
    try:
        assert again.org._parts.metadata.files() == before
    finally:
        again.org.close()


def test_the_same_locked_file_again_is_no_change(made: OrgUnderTest) -> None:
    made.deploy(CHANGE)
    before = made.org._parts.metadata.records()
    made.clock.advance(60)
    made.deploy(CHANGE)
    assert made.org._parts.metadata.records() == before


def test_a_file_that_an_older_version_stored_is_read(made: OrgUnderTest) -> None:
    database, kind = made.org._parts.database, "ExtlClntAppGlobalOauthSettings"
    before = made.org._parts.metadata.files()
    for file in before:
        if file.type == kind:
            database.execute(
                "UPDATE component SET content = ? WHERE type = ? AND full_name = ?",
                (file.content, kind, file.full_name),
            )
    assert made.org._parts.metadata.files() == before

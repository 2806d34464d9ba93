"""Deployed files that may hold a secret are locked, and are the same to everybody who reads them."""

from unit.local.salesforce.orgs import OrgUnderTest, open_test_org, replaced

SECRET = "SAMPLE-consumer-secret-in-metadata"
APP = "<externalClientApplication>"
CHANGE = {"ecaGlblOauth": replaced(APP, f"<consumerSecret>{SECRET}</consumerSecret>{APP}")}


def test_a_secret_in_metadata_is_nowhere_in_the_database(made: OrgUnderTest) -> None:
    made.deploy(CHANGE)
    made.org.close()
    databases = list(made.folder.glob("salesforce.sqlite3*"))
    assert databases
    assert not any(SECRET.encode() in path.read_bytes() for path in databases)


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

from unit.local.salesforce.orgs import CLIENT_SECRET
from unit.local.salesforce.setup.visitors import Visitor, secret_of

APP = "Cognito_OIDC_Sample"


def test_there_is_no_secret_of_an_app_that_is_not_there(admin: Visitor) -> None:
    assert admin.post("/setup/apps/Nothing/secret").status_code == 404


def test_the_pages_hold_no_secret(admin: Visitor) -> None:
    admin.made.configure_principal()
    secret = admin.made.org.consumer_secret_of(APP).reveal()
    for path in ("/setup/apps", "/setup/credentials", "/setup/permission-sets", "/setup/deploys"):
        page = admin.see(path)
        assert secret not in page
        assert CLIENT_SECRET not in page


def test_a_consumer_key_is_shown_and_the_secret_on_demand(admin: Visitor) -> None:
    assert admin.made.client_id in admin.see("/setup/apps")
    shown = admin.act(f"/setup/apps/{APP}/secret")
    assert secret_of(shown) == admin.made.org.consumer_secret_of(APP).reveal()
    assert 'class="secret' not in admin.see("/setup/apps")


def test_a_principal_is_configured_or_not(admin: Visitor) -> None:
    assert "not configured" in admin.see("/setup/credentials")
    admin.made.configure_principal()
    page = admin.see("/setup/credentials")
    assert "not configured" not in page
    assert ">configured<" in page
    assert "the-client-id" not in page


def test_permission_sets_show_the_principals_they_open(admin: Visitor) -> None:
    assert "aws_cognito_oauth-integration" in admin.see("/setup/permission-sets")


def test_the_deployed_files_are_listed(admin: Visitor) -> None:
    page = admin.see("/setup/deploys")
    assert "AWS_Cognito_OAuth.externalCredential-meta.xml" in page

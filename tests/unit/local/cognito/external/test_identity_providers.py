from typing import Any

import httpx2
import pytest

from unit.local.cognito.external.oidc_provider import DETAILS, ENDPOINTS, ISSUER, OidcProvider
from unit.local.cognito.local_pools import Json, LocalPools, RefusedError

DISCOVERY = "/.well-known/openid-configuration"


def create(local: LocalPools, pool_id: str, **changes: Any) -> Json:
    request: dict[str, Any] = {
        "UserPoolId": pool_id,
        "ProviderName": "Acme",
        "ProviderType": "OIDC",
        "ProviderDetails": DETAILS,
    }
    made: Json = local.call("CreateIdentityProvider", **(request | changes))["IdentityProvider"]
    return made


def refusal(local: LocalPools, pool_id: str, **changes: Any) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        create(local, pool_id, **changes)
    return refused.value.code, refused.value.message


@pytest.mark.parametrize(
    "provider_type", ["SAML", "Google", "Facebook", "LoginWithAmazon", "SignInWithApple"]
)
@pytest.mark.usefixtures("provider")
def test_refuses_other_types_as_unsupported(local: LocalPools, pool_id: str, provider_type: str) -> None:
    name = "Acme" if provider_type == "SAML" else provider_type
    code, message = refusal(local, pool_id, ProviderType=provider_type, ProviderName=name)
    assert code == "UnsupportedOperationException"
    assert provider_type in message


@pytest.mark.parametrize("name", ["Cognito", "COGNITO", "Google"])
def test_refuses_names_that_mean_something_else(local: LocalPools, pool_id: str, name: str) -> None:
    assert refusal(local, pool_id, ProviderName=name) == (
        "InvalidParameterException",
        f"Provider {name} cannot be of type OIDC.",
    )


@pytest.mark.parametrize("name", ["_cme", "a b", "Sales force", "Acme_", "A\n", "x" * 33])
def test_refuses_names_that_aws_has_not(local: LocalPools, pool_id: str, name: str) -> None:
    assert refusal(local, pool_id, ProviderName=name)[0] == "InvalidParameterException"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": ""},
        {"client_secret": ""},
        {"authorize_scopes": ""},
        {"authorize_scopes": "profile"},
        {"authorize_scopes": "openid  email"},
        {"attributes_request_method": "PUT"},
        {"attributes_request_method": ""},
        {"oidc_issuer": ""},
        {"oidc_issuer": "http://org.example"},
        {"oidc_issuer": f"{ISSUER}/"},
        {"oidc_issuer": f"{ISSUER}#x"},
        {"oidc_issuer": "https://user:secret@org.example"},
        {"oidc_issuer": "https://org.example\n"},
        {"oidc_issuer": "https://[org.example"},
        {"token_url": "http://org.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorize_url": "javascript:alert(1)"},
        {"private_key": "unknown"},
    ],
)
@pytest.mark.usefixtures("provider")
def test_refuses_details_that_do_not_fit(local: LocalPools, pool_id: str, changes: Json) -> None:
    code, message = refusal(local, pool_id, ProviderDetails=DETAILS | changes)
    assert code == "InvalidParameterException"
    assert "secret@" not in message


def test_names_the_details_that_are_required(local: LocalPools, pool_id: str) -> None:
    assert refusal(local, pool_id, ProviderDetails={"oidc_issuer": ISSUER})[1] == (
        "client_id, client_secret and authorize_scopes are all required idp details"
    )


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.ConnectError("refused"),
        httpx2.ReadTimeout("slow"),
        httpx2.Response(503),
        httpx2.Response(302, headers={"location": "https://evil.example"}),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, json={"issuer": "https://evil.example", **ENDPOINTS}),
        httpx2.Response(200, json={"issuer": ISSUER, **ENDPOINTS, "jwks_uri": None}),
        httpx2.Response(200, json={"issuer": ISSUER, **ENDPOINTS, "jwks_uri": "http://org.example/keys"}),
    ],
)
def test_refuses_an_issuer_without_a_usable_discovery_document(
    local: LocalPools, pool_id: str, provider: OidcProvider, answer: Any
) -> None:
    provider.answers[DISCOVERY] = answer
    assert refusal(local, pool_id)[0] == "InvalidParameterException"


@pytest.mark.parametrize(
    "mapping",
    [
        {"sub": "user_id"},
        {"identities": "x"},
        {"cognito:username": "preferred_username"},
        {"cognito:groups": "groups"},
        {"custom:unknown": "x"},
        {"email": ""},
    ],
)
@pytest.mark.usefixtures("provider")
def test_refuses_a_mapping_onto_what_is_no_attribute(local: LocalPools, pool_id: str, mapping: Json) -> None:
    assert refusal(local, pool_id, AttributeMapping=mapping) == (
        "InvalidParameterException",
        f"AttributeMapping contains invalid mapping: [{next(iter(mapping))}]",
    )


@pytest.mark.usefixtures("provider")
def test_refuses_another_username_than_the_sub(local: LocalPools, pool_id: str) -> None:
    code, _ = refusal(local, pool_id, AttributeMapping={"username": "email"})
    assert code == "UnsupportedOperationException"


@pytest.mark.usefixtures("salesforce")
def test_refuses_a_name_or_identifier_that_is_taken(local: LocalPools, pool_id: str) -> None:
    assert refusal(local, pool_id, ProviderName="Salesforce")[0] == "DuplicateProviderException"
    assert refusal(local, pool_id, IdpIdentifiers=["acme.example"])[0] == "DuplicateProviderException"
    with pytest.raises(RefusedError, match="ResourceNotFoundException"):
        local.call("DescribeIdentityProvider", UserPoolId=pool_id, ProviderName="Acme")


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("DescribeIdentityProvider", {"ProviderName": "Nobody"}),
        ("UpdateIdentityProvider", {"ProviderName": "Nobody"}),
        ("DeleteIdentityProvider", {"ProviderName": "salesforce"}),
        ("GetIdentityProviderByIdentifier", {"IdpIdentifier": "nobody"}),
    ],
)
@pytest.mark.usefixtures("salesforce")
def test_knows_no_other_provider(local: LocalPools, pool_id: str, operation: str, request_: Json) -> None:
    with pytest.raises(RefusedError, match="ResourceNotFoundException"):
        local.call(operation, UserPoolId=pool_id, **request_)


def test_a_client_takes_no_provider_that_does_not_exist(local: LocalPools, pool_id: str) -> None:
    with pytest.raises(RefusedError, match=f"The provider Acme does not exist for User Pool {pool_id}."):
        local.call(
            "CreateUserPoolClient",
            UserPoolId=pool_id,
            ClientName="app",
            SupportedIdentityProviders=["COGNITO", "Acme"],
        )


def test_reads_the_endpoints_from_the_discovery_document(
    local: LocalPools, pool_id: str, salesforce: Json
) -> None:
    assert salesforce["ProviderDetails"] == {
        **DETAILS,
        "attributes_url": ENDPOINTS["userinfo_endpoint"],
        "attributes_url_add_attributes": "false",
        "authorize_url": ENDPOINTS["authorization_endpoint"],
        "jwks_uri": ENDPOINTS["jwks_uri"],
        "token_url": ENDPOINTS["token_endpoint"],
    }
    assert salesforce["AttributeMapping"]["username"] == "sub"
    described = local.call("DescribeIdentityProvider", UserPoolId=pool_id, ProviderName="Salesforce")
    by_identifier = local.call(
        "GetIdentityProviderByIdentifier", UserPoolId=pool_id, IdpIdentifier="acme.example"
    )
    assert described["IdentityProvider"] == by_identifier["IdentityProvider"] == salesforce


def test_asks_nobody_if_every_endpoint_is_given(
    local: LocalPools, pool_id: str, provider: OidcProvider
) -> None:
    given = {
        "authorize_url": "https://elsewhere.example/authorize",
        "token_url": "https://elsewhere.example/token",
        "attributes_url": "https://elsewhere.example/info",
        "jwks_uri": "https://elsewhere.example/keys",
    }
    made = create(local, pool_id, ProviderDetails=DETAILS | given)
    assert made["ProviderDetails"].items() >= given.items()
    assert provider.requests == []


@pytest.mark.usefixtures("salesforce")
def test_an_update_keeps_what_it_leaves_out(local: LocalPools, pool_id: str, salesforce: Json) -> None:
    changed = local.call(
        "UpdateIdentityProvider",
        UserPoolId=pool_id,
        ProviderName="Salesforce",
        AttributeMapping={"given_name": "given_name"},
    )["IdentityProvider"]
    assert changed["AttributeMapping"] == {"given_name": "given_name", "username": "sub"}
    assert changed["IdpIdentifiers"] == ["acme.example"]
    assert changed["ProviderDetails"] == salesforce["ProviderDetails"]


@pytest.mark.usefixtures("salesforce")
def test_lists_page_by_page_and_deletes(local: LocalPools, pool_id: str) -> None:
    create(local, pool_id)
    first = local.call("ListIdentityProviders", UserPoolId=pool_id, MaxResults=1)
    second = local.call(
        "ListIdentityProviders", UserPoolId=pool_id, MaxResults=1, NextToken=first["NextToken"]
    )
    assert [page["Providers"][0]["ProviderName"] for page in (first, second)] == ["Acme", "Salesforce"]
    assert "NextToken" not in second
    local.call("DeleteIdentityProvider", UserPoolId=pool_id, ProviderName="Acme")
    assert len(local.call("ListIdentityProviders", UserPoolId=pool_id)["Providers"]) == 1

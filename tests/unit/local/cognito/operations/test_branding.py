import base64

import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
CSS = ".label-customizable { color: #123456; }"


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.fixture
def client_id(local: LocalPools, pool_id: str) -> str:
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")
    created: str = client["UserPoolClient"]["ClientId"]
    return created


class TestClassic:
    def test_needs_a_domain(self, local: LocalPools, pool_id: str) -> None:
        for operation in ("GetUICustomization", "SetUICustomization"):
            with pytest.raises(RefusedError, match="existing domain associated with this user pool"):
                local.call(operation, UserPoolId=pool_id)

    @pytest.mark.parametrize(
        "image", [b"<svg/>", b"GIF89a", b"", b"\x89PNG", PNG + bytes(100 * 1024)], ids=lambda image: image[:8]
    )
    def test_refuses_what_is_no_png_or_jpeg_or_too_large(
        self, local: LocalPools, pool_id: str, client_id: str, image: bytes
    ) -> None:
        with pytest.raises(RefusedError, match="image"):
            local.call("SetUICustomization", UserPoolId=pool_id, ClientId=client_id, ImageFile=encoded(image))

    def test_refuses_a_client_of_another_pool(self, local: LocalPools, pool_id: str, client_id: str) -> None:
        assert client_id
        with pytest.raises(RefusedError, match="does not exist"):
            local.call("SetUICustomization", UserPoolId=pool_id, ClientId="nobody", CSS=CSS)
        with pytest.raises(RefusedError, match="CSS"):
            local.call("SetUICustomization", UserPoolId=pool_id, CSS="body { color: red; }")

    def test_a_client_has_its_own_style_or_the_one_of_the_pool(
        self, local: LocalPools, pool_id: str, client_id: str
    ) -> None:
        assert local.call("GetUICustomization", UserPoolId=pool_id)["UICustomization"] == {}
        local.call("SetUICustomization", UserPoolId=pool_id, CSS=CSS)
        asked: Json = {"UserPoolId": pool_id, "ClientId": client_id}
        inherited = local.call("GetUICustomization", **asked)["UICustomization"]
        assert (inherited["ClientId"], inherited["CSS"]) == ("ALL", CSS)
        assert len(inherited["CSSVersion"]) == 14
        local.call("SetUICustomization", **asked, ImageFile=encoded(PNG))
        local.restart()
        own = local.call("GetUICustomization", **asked)["UICustomization"]
        assert own["ClientId"] == client_id
        assert "CSS" not in own
        image = local.request("GET", own["ImageUrl"])
        assert (image.content, image.headers["content-type"]) == (PNG, "image/png")
        assert image.headers["x-content-type-options"] == "nosniff"


class TestManagedLogin:
    def test_refuses_a_second_style_and_one_of_another_pool(
        self, local: LocalPools, pool_id: str, client_id: str
    ) -> None:
        asked: Json = {"UserPoolId": pool_id, "ClientId": client_id}
        with pytest.raises(RefusedError, match="does not exist"):
            local.call("DescribeManagedLoginBrandingByClient", **asked)
        style = local.call("CreateManagedLoginBranding", **asked, UseCognitoProvidedValues=True)
        with pytest.raises(RefusedError) as refusal:
            local.call("CreateManagedLoginBranding", **asked)
        assert refusal.value.code == "ManagedLoginBrandingExistsException"
        other = local.call("CreateUserPool", PoolName="other")["UserPool"]["Id"]
        branding_id = style["ManagedLoginBranding"]["ManagedLoginBrandingId"]
        for operation in (
            "DescribeManagedLoginBranding",
            "UpdateManagedLoginBranding",
            "DeleteManagedLoginBranding",
        ):
            with pytest.raises(RefusedError, match="does not exist"):
                local.call(operation, UserPoolId=other, ManagedLoginBrandingId=branding_id)

    @pytest.mark.parametrize("more", [{"Settings": {}}, {"Assets": [{"Category": "FORM_LOGO"}]}])
    def test_refuses_two_sources(self, local: LocalPools, pool_id: str, client_id: str, more: Json) -> None:
        with pytest.raises(RefusedError):
            local.call(
                "CreateManagedLoginBranding",
                UserPoolId=pool_id,
                ClientId=client_id,
                UseCognitoProvidedValues=True,
                **more,
            )

    @pytest.mark.parametrize("settings", ["text", [1], 1])
    def test_refuses_settings_that_are_no_object(
        self, local: LocalPools, pool_id: str, client_id: str, settings: object
    ) -> None:
        with pytest.raises(RefusedError, match="JSON object"):
            local.call(
                "CreateManagedLoginBranding", UserPoolId=pool_id, ClientId=client_id, Settings=settings
            )

    def test_gives_back_what_was_given(self, local: LocalPools, pool_id: str, client_id: str) -> None:
        settings = {"categories": {"form": {"location": {"horizontal": "CENTER"}}}, "x": [1, None, "é"]}
        asset = {
            "Category": "FORM_LOGO",
            "ColorMode": "LIGHT",
            "Extension": "PNG",
            "Bytes": encoded(PNG),
        }
        asked: Json = {"UserPoolId": pool_id, "ClientId": client_id}
        created = local.call("CreateManagedLoginBranding", **asked, Settings=settings, Assets=[asset])
        style = created["ManagedLoginBranding"]
        assert (style["Settings"], style["Assets"]) == (settings, [asset])
        local.restart()
        assert local.call("DescribeManagedLoginBrandingByClient", **asked) == created
        named: Json = {"UserPoolId": pool_id, "ManagedLoginBrandingId": style["ManagedLoginBrandingId"]}
        assert local.call("DescribeManagedLoginBranding", **named) == created
        kept = local.call("UpdateManagedLoginBranding", **named, Assets=[])["ManagedLoginBranding"]
        assert (kept["Settings"], kept["Assets"]) == (settings, [])
        plain = local.call("UpdateManagedLoginBranding", **named, UseCognitoProvidedValues=True)
        assert "Settings" not in plain["ManagedLoginBranding"]
        local.call("DeleteManagedLoginBranding", **named)
        with pytest.raises(RefusedError, match="does not exist"):
            local.call("DescribeManagedLoginBranding", **named)

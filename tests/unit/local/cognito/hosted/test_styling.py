import base64

from unit.local.cognito.hosted.browsing import Browser, answer_of
from unit.local.cognito.local_pools import Json, LocalPools

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def test_managed_login_needs_a_style(
    local: LocalPools, browser: Browser, web_client: Json, pool_id: str
) -> None:
    local.call("UpdateUserPoolDomain", UserPoolId=pool_id, Domain="shop", ManagedLoginVersion=2)
    assert browser.open("/login").status_code == 400
    assert browser.page.alert == "Login pages unavailable. Please contact an administrator."
    assert answer_of(browser.authorize(prompt="none"))["error"] == "login_required"
    client_id = web_client["ClientId"]
    local.call(
        "CreateManagedLoginBranding", UserPoolId=pool_id, ClientId=client_id, UseCognitoProvidedValues=True
    )
    assert browser.open("/login").status_code == 200


def test_only_the_present_version_of_a_style_is_served(
    local: LocalPools, browser: Browser, pool_id: str
) -> None:
    local.call("SetUICustomization", UserPoolId=pool_id, CSS=".label-customizable { color: #123456; }")
    for path in ("ALL/20000101000000/style.css", "nobody/x/style.css", "ALL/x/image", "ALL/x/..%2fx"):
        assert browser.get(f"/login/assets/{pool_id}/{path}").status_code == 404


def test_the_pages_have_the_style_and_the_policy_stays_as_strict(
    local: LocalPools, browser: Browser, pool_id: str
) -> None:
    plain = browser.open("/login").headers["content-security-policy"]
    css = ".label-customizable { color: #123456; position: fixed; }"
    image = base64.b64encode(PNG).decode()
    local.call("SetUICustomization", UserPoolId=pool_id, CSS=css, ImageFile=image)
    response = browser.open("/login")
    assert response.headers["content-security-policy"] == plain
    (address,) = (part for part in response.text.split('"') if part.endswith("/style.css") and "ALL" in part)
    sheet = browser.get(address)
    assert sheet.headers["content-type"].startswith("text/css")
    assert sheet.text == ".label-customizable { color: #123456; }"
    assert address.replace("style.css", "image") in response.text

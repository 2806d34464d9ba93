import logging

import pytest

from unit.local.cognito.hosted.browsing import CALLBACK, PASSWORD, PKCE, VERIFIER, Browser, answer_of
from unit.local.cognito.local_pools import Json, LocalPools


@pytest.mark.usefixtures("jane")
def test_no_secret_of_a_sign_in_is_logged(
    local: LocalPools, browser: Browser, web_client: Json, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser.sign_in("jane", "not-my-password")
    code = answer_of(browser.sign_in(**PKCE))["code"]
    form = (
        f"grant_type=authorization_code&client_id={web_client['ClientId']}&code={code}"
        f"&redirect_uri={CALLBACK}&code_verifier={VERIFIER}"
    )
    tokens = local.post_token(form).json()
    assert local.post_token(form).status_code == 400
    assert "refused at a page: NotAuthorizedException: the password is wrong" in caplog.text
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("isthmus"))
    for secret in ("not-my-password", PASSWORD, code, VERIFIER, *browser.cookies.values()):
        assert secret not in logged
    for name in ("access_token", "id_token", "refresh_token"):
        assert tokens[name] not in logged

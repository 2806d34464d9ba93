"""Every address of Setup: pages by GET, actions by POST."""

from isthmus.local.salesforce.setup import (
    apps,
    credentials,
    deploys,
    keys,
    overview,
    permission_sets,
    sessions,
    sign_in,
    switches,
    user,
    users,
)
from isthmus.local.salesforce.setup.addresses import LOGIN, SETUP
from isthmus.local.salesforce.setup.door import Handler, action, by_method, page

_GET, _POST, _BOTH = ("GET",), ("POST",), ("GET", "POST")
_USER = f"{SETUP}/users/{{user}}"
_SESSION = f"{SETUP}/sessions/{{session}}"

SETUP_ADDRESSES: tuple[tuple[str, Handler, tuple[str, ...]], ...] = (
    (SETUP, page(overview.show), _GET),
    (LOGIN, sign_in.login, _BOTH),
    (f"{SETUP}/logout", action(sign_in.logout), _POST),
    (f"{SETUP}/users", by_method(page(users.show), action(users.create)), _BOTH),
    (_USER, page(user.show), _GET),
    (f"{_USER}/activate", action(user.activate), _POST),
    (f"{_USER}/deactivate", action(user.deactivate), _POST),
    (f"{_USER}/password", action(user.reset_password), _POST),
    (f"{_USER}/email", action(user.set_email), _POST),
    (f"{_USER}/assign", action(user.assign), _POST),
    (f"{_USER}/unassign", action(user.unassign), _POST),
    (f"{SETUP}/sessions", by_method(page(sessions.show), action(sessions.hand_out)), _BOTH),
    (f"{_SESSION}/expire", action(sessions.expire), _POST),
    (f"{_SESSION}/revoke", action(sessions.revoke), _POST),
    (f"{_SESSION}/lock", action(sessions.lock), _POST),
    (f"{SETUP}/permission-sets", page(permission_sets.show), _GET),
    (f"{SETUP}/apps", page(apps.show), _GET),
    (f"{SETUP}/apps/{{app}}/secret", action(apps.reveal), _POST),
    (f"{SETUP}/credentials", page(credentials.show), _GET),
    (f"{SETUP}/deploys", page(deploys.show), _GET),
    (f"{SETUP}/keys", page(keys.show), _GET),
    (f"{SETUP}/keys/rotate", action(keys.rotate), _POST),
    (f"{SETUP}/switches", page(switches.show), _GET),
    (f"{SETUP}/switches/{{switch}}", action(switches.set_switch), _POST),
)

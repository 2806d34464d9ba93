"""/setup/users/{user}: one person. Each action is a form of its own."""

from starlette.responses import Response

from isthmus.errors import DeniedError, MalformedError
from isthmus.local.salesforce.errors import PageError
from isthmus.local.salesforce.ids import parse_id
from isthmus.local.salesforce.setup.door import Form, Visit, nothing_here
from isthmus.local.salesforce.setup.users import USERS, show_password
from isthmus.local.salesforce.store.permission_sets import PermissionSetRecord
from isthmus.local.salesforce.store.users import User


async def show(visit: Visit) -> Response:
    """Show a user, what is assigned, and what can be done."""
    user = _user_of(visit)
    sets = visit.parts.permission_sets
    held = set(sets.assigned_to(user.id))
    every = sets.all()
    return visit.render(
        "user",
        user=user,
        is_self=user.id == visit.user.id,
        held=[item for item in every if item.name in held],
        others=[item for item in every if item.name not in held],
    )


async def activate(visit: Visit, _form: Form) -> Response:
    """Let a user log in."""
    user = _changeable(visit)
    visit.parts.users.set_active(user.id, is_active=True)
    return visit.back(f"{USERS}/{user.id}", notice="activated")


async def deactivate(visit: Visit, _form: Form) -> Response:
    """Let a user log in no more; nobody locks themselves out."""
    user = _changeable(visit)
    if user.id == visit.user.id:
        raise PageError("invalid_request", "You can't deactivate yourself.")
    visit.parts.users.set_active(user.id, is_active=False)
    return visit.back(f"{USERS}/{user.id}", notice="deactivated")


async def reset_password(visit: Visit, _form: Form) -> Response:
    """Replace the password by one that is shown once."""
    return show_password(visit, user_id=_changeable(visit).id)


async def set_email(visit: Visit, form: Form) -> Response:
    """Let the e-mail address count as verified, or not."""
    user = _changeable(visit)
    is_verified = _choice(form, "verified")
    visit.parts.users.set_email_verified(user.id, is_verified=is_verified)
    notice = "email-verified" if is_verified else "email-unverified"
    return visit.back(f"{USERS}/{user.id}", notice=notice)


async def assign(visit: Visit, form: Form) -> Response:
    """Assign a permission set; Automated Process may have some, too."""
    user, chosen = _user_of(visit), _chosen_set(visit, form)
    try:
        visit.parts.permission_sets.assign(user.id, permission_set_id=chosen.id)
    except DeniedError:
        return visit.back(f"{USERS}/{user.id}", notice="already-assigned")
    return visit.back(f"{USERS}/{user.id}", notice="assigned")


async def unassign(visit: Visit, form: Form) -> Response:
    """Take a permission set away."""
    user, chosen = _user_of(visit), _chosen_set(visit, form)
    visit.parts.permission_sets.unassign(user.id, permission_set_id=chosen.id)
    return visit.back(f"{USERS}/{user.id}", notice="unassigned")


def _user_of(visit: Visit) -> User:
    try:
        user = visit.parts.users.find(parse_id(visit.argument("user")))
    except MalformedError as error:
        raise nothing_here() from error
    if user is None:
        raise nothing_here()
    return user


def _changeable(visit: Visit) -> User:
    user = _user_of(visit)
    if user.is_automated_process:
        raise PageError("invalid_request", "Automated Process is the org's own user; nobody logs in as it.")
    return user


def _chosen_set(visit: Visit, form: Form) -> PermissionSetRecord:
    chosen = visit.parts.permission_sets.find(form.get("permission_set", ""))
    if chosen is None:
        raise nothing_here()
    return chosen


def _choice(form: Form, name: str) -> bool:
    answers = {"yes": True, "no": False}
    if form.get(name) not in answers:
        raise PageError("invalid_request", "Choose yes or no.")
    return answers[form[name]]

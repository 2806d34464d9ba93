"""How a pool's messages are worded and sent: AWS's rules for its mail and text message settings.

Whether SES knows the address and SNS the role is not looked at. The messages were measured
(badmintoncryer/cdk-preflight, rules/cognito).
"""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.foreign_resources import check_mail_identity, check_role
from isthmus.local.cognito.pools import Home
from isthmus.local.cognito.user_attributes import is_email

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserPoolTypeTypeDef

# The members from before VerificationMessageTemplate, each with the template's own name for it.
OLDER_NAMES = {
    "EmailVerificationMessage": "EmailMessage",
    "EmailVerificationSubject": "EmailSubject",
    "SmsVerificationMessage": "SmsMessage",
}
_INVITATION_PATTERNS = {
    "emailMessage": r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*",
    "smsMessage": r"(?s).*\{####\}(?s).*",
}
_INVITATION_MEMBERS = {"emailMessage": "EmailMessage", "smsMessage": "SMSMessage"}
# developerguide/user-pool-settings-email-phone-verification: regions whose pools may send from another.
_OTHER_SNS_REGIONS = {
    "us-east-2": "us-east-1",
    "ap-south-1": "ap-southeast-1",
    "ap-northeast-2": "ap-northeast-1",
    "ca-central-1": "us-east-1",
    "eu-central-1": "eu-west-1",
    "eu-west-2": "eu-west-1",
}


def merge_templates(kept: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Give VerificationMessageTemplate and the older members, which AWS shows with the same texts."""
    is_given = "VerificationMessageTemplate" in given
    template = {} if is_given else kept.get("VerificationMessageTemplate", {})
    template = {"DefaultEmailOption": "CONFIRM_WITH_CODE", **template}
    template |= {name: given[older] for older, name in OLDER_NAMES.items() if older in given}
    template |= given.get("VerificationMessageTemplate", {})
    older_members = {older: template[name] for older, name in OLDER_NAMES.items() if name in template}
    return {"VerificationMessageTemplate": template, **older_members}


def check_messages(settings: "UserPoolTypeTypeDef", *, home: Home) -> None:
    """Raise what AWS raises for settings of messages that contradict themselves."""
    _check_invitation(settings["AdminCreateUserConfig"].get("InviteMessageTemplate", {}))
    _check_email(settings["EmailConfiguration"], home=home)
    _check_sms(settings.get("SmsConfiguration", {}), home=home)


def _check_invitation(template: Any) -> None:
    for path, pattern in _INVITATION_PATTERNS.items():
        text = template.get(_INVITATION_MEMBERS[path])
        if text is not None and "{####}" not in text:
            raise invalid_parameter(
                f"1 validation error detected: Value '{text}' at 'adminCreateUserConfig.inviteMessage.{path}'"
                f" failed to satisfy constraint: Member must satisfy regular expression pattern: {pattern}"
            )


def _check_email(email: Any, *, home: Home) -> None:
    if email["EmailSendingAccount"] == "DEVELOPER" and not email.get("SourceArn"):
        raise invalid_parameter("Source ARN is required to use DEVELOPER email sending owner")
    check_mail_identity(email.get("SourceArn"), member="EmailConfiguration.SourceArn", home=home)
    sender = email.get("From")
    if sender is None:
        return
    # A display name may stand before it: `Sample <no-reply@example.com>` (API_EmailConfigurationType).
    address = sender.rpartition("<")[2].removesuffix(">") if sender.endswith(">") else sender
    if not is_email(address):
        raise invalid_parameter("Provided From email address is invalid")


def _check_sms(sms: Any, *, home: Home) -> None:
    region, sns_region = home.region, sms.get("SnsRegion", home.region)
    if sns_region not in (region, _OTHER_SNS_REGIONS.get(region)):
        raise invalid_parameter(f"Invalid snsRegion. Allowed SNS region for {region} is {region}")
    check_role(sms.get("SnsCallerArn"), home=home)

"""Which names have a secret behind them, and which an identifier that only looks like one."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

LONGEST_REMEMBERED = 60
MOST_NAMES = 4096
"""How many names are known without another look."""

# SECURITY: looked for anywhere in a name. One too many costs a reader a value; one too few, a secret.
_SECRET_PARTS = re.compile(
    r"password|passwd|passphrase|passcode|secret|token|signature|credential|verifier|assertion|samlre|saml2|"
    r"privatekey|apikey|cookie|csrf|xsrf|sessionid|authorization|privatechallenge|singleaccess|frontdoor|hmac|"
    r"totp|hotp|emailotp|smsotp|jwt|pwd|(?<!com)(?<!by)pass$|"
    r"(?:encryption|decryption|signing|master|shared|account|auth|webhook|secure|crypto|aes|rsa|ssh|root|"
    r"symmetric|storage|service|license|recovery|backup)keys?$"
)
_SECRET_NAMES = re.compile(
    r"pw|pass|plaintext|answer|challengeanswer|session|sid|code|otp|logins|salt|srpa|srpb|pin|zipfile|sessionkey|"
    r"mfa|pem"
)
# In queries, forms and hidden fields these bind a sign-in to a browser; elsewhere they are plain words.
_SECRET_FIELDS = frozenset({"state", "request", "relaystate"})
_ALWAYS_SECRET = re.compile(r"frontdoor|singleaccess")
# A name that goes on like this tells about a secret, not the secret.
_ABOUT_SECRETS = re.compile(
    r"(?:type|use|uri|url|endpoint|methods?|supported|validity|units|days|hours|minutes|seconds|length|policy|"
    r"expiration|expiry|expiresin|lifetime|names?|count|status|protocol|variant|version|enabled|required|rotation|"
    r"revocation|algorithms?|alg|kind|arn|provider|attempts|limit|size|exist|errors|feature|"
    r"expression)$"
)
_PLAIN_NAMES = re.compile(
    r"externalcredential|namedcredential|namedcredentials|externalcredentials|generatesecret|"
    r"credentialscope"
)
_PLAIN_CODE = re.compile(
    r"(?:error|status|country|state|postal|zip|reason|response|currency|language|exit|exitstatus|result|product|"
    r"problem|fault|sub|area|region|bar|qr|decode|encode|unicode)codes?$"
)
_CODE = re.compile(r"codes?$")
_IDENTIFIERS = re.compile(
    r"sub|kid|clientid|aud|azp|iss|jti|originjti|eventid|identityid|identitypoolid|userpoolid|requestid|"
    r"username|cognitousername|userid|organizationid|orgid|arn|accesskeyid|athash|chash|codechallenge|"
    r"redirecturi|logouturi|id|tablename|functionname|rolearn|functionarn|sourcearn|resource|audience|identifier|"
    r"issuer|scope|scopes|xamzcognitorequestid|xamznrequestid|xamzrequestid|traceparent|xamzntraceid|"
    r"accept|acceptencoding|acceptlanguage|contenttype|contentlength|contentsecuritypolicy|"
    r"cachecontrol|date|host|origin|vary|xamzdate|xamzcrc32|amzsdkinvocationid|amzsdkrequest|"
    r"accesscontrolexposeheaders|accesscontrolallowheaders|accesscontrolrequestheaders|referrerpolicy|"
    r"permissionspolicy|stricttransportsecurity|lastmodified|xamzid2|preferredusername|provider|providername"
)
_PUBLIC_WITHIN_SECRETS = re.compile(
    r"accesskeyid|expiration|challengename|challengeresult|challengemetadata|authenticationprotocol|"
    r"authenticationprotocolvariant|authenticationstatus|externalcredential|principalname|principaltype"
)
_NAMES = re.compile(r"(?:parameter|attribute|field|header|tag)?(?:name|key)")
_VALUES = re.compile(r"(?:string|parameter|attribute|field|header|tag)?values?")
_NO_LETTER = re.compile(r"[^a-z0-9]")


def is_secret_name(name: str) -> bool:
    """Whether what a field, parameter, header or element of this name holds is a secret."""
    # What is remembered is small: clients choose names, of any length.
    return _is_known(name) if len(name) <= LONGEST_REMEMBERED else _is_secret_name(name)


def _is_secret_name(name: str) -> bool:
    plain = _normalize(name)
    if _ALWAYS_SECRET.search(plain):
        return True
    if _PLAIN_NAMES.fullmatch(plain):
        return False
    if _SECRET_NAMES.fullmatch(plain) or _is_code(plain):
        return True
    return _SECRET_PARTS.search(plain) is not None and _ABOUT_SECRETS.search(plain) is None


@lru_cache(maxsize=MOST_NAMES)
def _is_known(name: str) -> bool:
    return _is_secret_name(name)


def is_secret_field(name: str) -> bool:
    """Do the same for a query, a form or a hidden field."""
    return _normalize(name) in _SECRET_FIELDS or is_secret_name(name)


def is_identifier_name(name: str) -> bool:
    """Whether a value of this name may look random without being a secret."""
    return len(name) <= LONGEST_REMEMBERED and _is_identifier(name)


@lru_cache(maxsize=MOST_NAMES)
def _is_identifier(name: str) -> bool:
    return _IDENTIFIERS.fullmatch(_normalize(name)) is not None


def is_public_within_secrets(name: str) -> bool:
    """Whether a member of an object that is secret as a whole, such as `Credentials`, may be shown."""
    return _PUBLIC_WITHIN_SECRETS.fullmatch(_normalize(name)) is not None


def is_value_name(name: str) -> bool:
    """Whether it names the value of another member, such as `Value` beside `Name`."""
    return _VALUES.fullmatch(_normalize(name)) is not None


def names_a_secret(members: Mapping[str, Any]) -> bool:
    """Whether a member such as `Name` says that the value beside it is a secret."""
    return any(
        isinstance(value, str)
        and len(name) <= LONGEST_REMEMBERED
        and _NAMES.fullmatch(_normalize(name)) is not None
        and is_secret_name(value)
        for name, value in members.items()
    )


def _is_code(plain: str) -> bool:
    return _CODE.search(plain) is not None and _PLAIN_CODE.search(plain) is None


def _normalize(name: str) -> str:
    return _NO_LETTER.sub("", name.lower())

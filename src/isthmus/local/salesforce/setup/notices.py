"""What a page says after an action. An address names a sentence and never brings its own."""

NOTICES = {
    "created": "The user was created.",
    "activated": "The user is active.",
    "deactivated": "The user is inactive and can't log in.",
    "email-verified": "The e-mail address counts as verified.",
    "email-unverified": "The e-mail address counts as not verified.",
    "assigned": "The permission set was assigned.",
    "unassigned": "The permission set was taken away.",
    "already-assigned": "The user has this permission set already.",
    "rotated": "A fresh key signs. The two before it stay published.",
    "switched": "The switch was set. It holds from the next request on.",
    "expired": "The session has expired.",
    "revoked": "The session was ended.",
    "locked": "The session can be used from that IP address only.",
}

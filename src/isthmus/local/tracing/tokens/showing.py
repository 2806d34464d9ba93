"""`TokenInspector`: from a text to a `ShownToken`, which has nothing of the signature."""

from isthmus.clock import Clock
from isthmus.local.openid import OpenIdError, parse_token
from isthmus.local.tracing.hop import Claim, ShownToken
from isthmus.local.tracing.masking.masker import Masker
from isthmus.local.tracing.tokens.checks import check_shown_token
from isthmus.local.tracing.tokens.issuers import Issuers
from isthmus.local.tracing.tokens.kinds import kind_of
from isthmus.local.tracing.tokens.meanings import meaning_of


class TokenInspector:
    """Show tokens, with the checks that the stack's keys allow."""

    def __init__(self, *, issuers: Issuers, clock: Clock) -> None:
        self._issuers = issuers
        self._clock = clock

    def show(
        self, unverified_token: str, *, place: str, masker: Masker, at: float | None = None
    ) -> ShownToken | None:
        """Give what people may see of a token, None if it is none. It is judged as of `at`, epoch seconds."""
        try:
            token = parse_token(unverified_token)
        except OpenIdError:
            return None
        kind = kind_of(token.header, token.claims)
        issuer = self._issuers.find_issuer(token.issuer)
        checks = check_shown_token(
            unverified_token,
            claims=token.claims,
            kind=kind,
            issuer=issuer,
            now=self._clock.now() if at is None else at,
        )
        return ShownToken(
            kind=kind.value,
            place=masker.text(place, is_identifier=True),
            header=masker.document(dict(token.header)),
            claims=tuple(
                Claim(
                    name=masker.text(name, is_identifier=True),
                    value=masker.document(value, name=name),
                    meaning=meaning_of(name, value, kind=kind),
                )
                for name, value in token.claims.items()
            ),
            checks=checks,
        )

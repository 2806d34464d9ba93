"""What befalls an org while it runs: a port for whoever tests against it. Nothing of it is stored."""

from typing import Protocol

from isthmus.secret import Secret


class Conditions(Protocol):
    """Say what is wrong at the moment. An answer can take something away from the org, and give nothing."""

    def is_withheld(self, permission_set: str) -> bool:
        """Whether a permission set gives nothing to those who have it, as after its assignments expired."""
        ...

    def find_mistyped_secret(self, external_credential: str) -> Secret | None:
        """Give what the principals of an external credential send in place of their client secret, or None.

        A token that was fetched with the right one is not used meanwhile, and none is kept.
        """
        ...


class Undisturbed:
    """Nothing is wrong."""

    def is_withheld(self, permission_set: str) -> bool:  # noqa: ARG002  the port's signature
        """Say no."""
        return False

    def find_mistyped_secret(self, external_credential: str) -> Secret | None:  # noqa: ARG002  the same
        """Give none."""
        return None

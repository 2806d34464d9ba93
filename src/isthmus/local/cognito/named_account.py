"""Whom a request without a token is about: the account that sign-up and password recovery name."""

from dataclasses import dataclass

from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.errors import account_not_found
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.user import User
from isthmus.local.cognito.users import Users


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAccount:
    """A name sent through a client. `user` is None for a name that leads to nobody."""

    pool: Pool
    client: AppClient
    username: str
    user: User | None

    def known_user(self) -> User:
        """Give the user, or raise UserNotFoundException: for clients that may know who exists."""
        if self.user is None:
            raise account_not_found()
        return self.user


class NamedAccounts:
    """Find the accounts that requests name."""

    def __init__(self, *, pools: Pools, clients: AppClients, users: Users) -> None:
        self._pools = pools
        self._clients = clients
        self._users = users

    def find(self, username: str, *, client_id: str, unverified_secret_hash: str | None) -> NamedAccount:
        """Check SECRET_HASH over the name as it was sent, and find the user."""
        client = self._clients.get(client_id, pool_id=None)
        client.verify_secret_hash(
            unverified_secret_hash,
            username=username,
            mismatch=f"Unable to verify secret hash for client {client.id}",
        )
        pool = self._pools.get(client.pool_id)
        user = self._users.find(pool, username)
        return NamedAccount(pool=pool, client=client, username=username, user=user)

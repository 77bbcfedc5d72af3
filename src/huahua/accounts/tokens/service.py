"""Clients and their tokens: make, exchange, revoke, recognise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from huahua.accounts.domain import User
from huahua.accounts.errors import AccountNotFound
from huahua.accounts.signin.ports import Journal
from huahua.accounts.tokens.access import AccessTokens
from huahua.accounts.tokens.domain import MAX_CLIENTS, Client, Owner, granted, new_client_secret, scopes_of
from huahua.accounts.tokens.errors import InvalidClient, InvalidScope, TooManyClients
from huahua.accounts.tokens.ports import ClientRepository
from huahua.audit.api import Action
from huahua.infra.identity import Identity
from huahua.infra.sealing import Sealer
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

TOUCH_EVERY = timedelta(minutes=1)


class TokenService:
    def __init__(
        self,
        store: ClientRepository,
        tokens: AccessTokens,
        sealer: Sealer,
        *,
        journal: Journal,
        clock: Clock = utc_now,
    ) -> None:
        self._store = store
        self._tokens = tokens
        self._sealer = sealer
        self._journal = journal
        self._clock = clock

    # --- clients ----------------------------------------------------------------------------------

    async def create_client(self, owner: User, name: str, scopes: Sequence[str]) -> tuple[Client, str]:
        """The client and its secret, which is shown this once. Raises InvalidScope, TooManyClients."""
        wanted = tuple(dict.fromkeys(scopes))
        if not wanted or not set(wanted) <= set(scopes_of(owner.role)):
            raise InvalidScope("a client may have no scope that its owner lacks, and needs at least one")
        secret = new_client_secret()
        client = Client(new_id("cli"), owner.id, name.strip()[:200] or "Client", wanted, self._clock())
        if not await self._store.add_client(client, self._hash(secret), MAX_CLIENTS):
            raise TooManyClients
        await self._journal.note(
            Action.CLIENT_CREATED,
            user=owner,
            detail={"client": client.id, "scopes": list(wanted)},
        )
        return client, secret

    async def clients(self, user_id: str) -> list[Client]:
        return await self._store.clients_of(user_id)

    async def revoke_client(self, owner: User, client_id: str) -> None:
        """Its tokens end with it, in every process within `authentication.TRUST_FOR`. Raises AccountNotFound."""
        if not await self._store.revoke_client(client_id, owner.id, self._clock()):
            raise AccountNotFound(client_id)
        await self._journal.note(Action.CLIENT_REVOKED, user=owner, detail={"client": client_id})

    # --- tokens -----------------------------------------------------------------------------------

    async def exchange(self, client_id: str, secret: str, scope: str | None) -> tuple[str, list[str]]:
        """An access token and its scopes for a client's id and secret (RFC 6749, section 4.4).

        Raises InvalidClient, InvalidScope.
        """
        client, owner = await self._client(client_id, secret)
        scopes = granted(scope, client.scopes, owner.role)
        if scopes is None:
            raise InvalidScope("the client has no such scope, or its owner may no longer do that")
        now = self._clock()
        if client.last_used_at is None or now - client.last_used_at > TOUCH_EVERY:
            await self._store.touch_client(client.id, now)
        return await self._tokens.make(client, scopes), scopes

    async def revoke(self, client_id: str, secret: str, token: str) -> None:
        """End a token of this client's before its time (RFC 7009). What is no token, or another's, is nobody's loss.

        Raises InvalidClient.
        """
        client, owner = await self._client(client_id, secret)
        claims = await self._tokens.read(token)
        if claims is None or claims.client_id != client.id:
            return
        await self._store.revoke_token(claims, self._clock())
        await self._journal.note(
            Action.TOKEN_REVOKED, user=owner, detail={"client": client.id, "token": claims.id}
        )

    async def identity(self, token: str) -> Identity | None:
        """Implements `authentication.TokenReader`."""
        claims = await self._tokens.read(token)
        owner = await self._store.token_owner(claims) if claims else None
        if claims is None or owner is None:
            return None
        return Identity(owner.id, owner.role, key_id=claims.client_id, scopes=claims.scopes)

    async def _client(self, client_id: str, secret: str) -> tuple[Client, Owner]:
        found = await self._store.client_by_secret(client_id, self._hash(secret))
        if found is None:
            raise InvalidClient("there is no such client, or the secret is wrong")
        return found

    def _hash(self, secret: str) -> str:
        return self._sealer.keyed_hash(f"client secret {secret}")

"""Signing in with a provider: leave, come back, be recognised."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from huahua.accounts.domain import User
from huahua.accounts.errors import (
    AccountNotFound,
    EmailTaken,
    IdentityTaken,
    LastAdministrator,
    LastWayIn,
)
from huahua.accounts.ports import AccountRepository
from huahua.accounts.service import AccountService
from huahua.accounts.signin.domain import Entered, SecondStep, Visitor
from huahua.accounts.signin.links import Links
from huahua.accounts.signin.oidc.discovery import Discovery, reaches_private
from huahua.accounts.signin.oidc.domain import (
    LinkedIdentity,
    Person,
    Provider,
    is_domain_allowed,
    role_from,
    verified_email,
)
from huahua.accounts.signin.oidc.errors import (
    DomainNotAllowed,
    FlowBroken,
    NoAccount,
    ProviderRefused,
    ProviderUnknown,
    WordRejected,
)
from huahua.accounts.signin.oidc.flow import Flow, Flows, new_flow
from huahua.accounts.signin.oidc.ports import Fetch, IdentityRepository
from huahua.accounts.signin.ports import Journal
from huahua.accounts.signin.service import SignInService
from huahua.audit.api import Action
from huahua.infra.sealing import Sealer
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Arrival:
    """`outcome` is None when somebody who was signed in has added a way in."""

    outcome: Entered | SecondStep | None
    next: str


class OidcService:
    def __init__(
        self,
        providers: Mapping[str, Provider],
        fetch: Fetch,
        sealer: Sealer,
        *,
        store: AccountRepository,
        accounts: AccountService,
        identities: IdentityRepository,
        signin: SignInService,
        links: Links,
        journal: Journal,
        clock: Clock = utc_now,
    ) -> None:
        self.providers = providers
        """By name; looked at anew each time."""
        self._fetch = fetch
        self._discovery = Discovery(fetch, clock=clock)
        self._flows = Flows(sealer)
        self._store = store
        self._accounts = accounts
        self._identities = identities
        self._signin = signin
        self._links = links
        self._journal = journal
        self._clock = clock

    # --- the journey ------------------------------------------------------------------------------

    async def leave(self, name: str, redirect_uri: str, next_: str, link_to: str | None) -> tuple[str, str]:
        """The provider's address, and the note to carry. Raises ProviderUnknown, ProviderUnavailable."""
        from huahua.accounts.signin.oidc.protocol import address_to_leave_for

        provider = self._provider(name)
        metadata = await self._discovery.metadata(provider)
        flow = new_flow(name, redirect_uri, next_, link_to, self._clock())
        url = address_to_leave_for(
            metadata,
            provider.client_id,
            redirect_uri,
            provider.scopes,
            state=flow.state,
            nonce=flow.nonce,
            verifier=flow.verifier,
        )
        return url, self._flows.seal(flow)

    async def arrive(
        self,
        name: str,
        answer: Mapping[str, str],
        note: str | None,
        visitor: Visitor,
        signed_in: str | None,
    ) -> Arrival:
        """Back from the provider. `signed_in` is who uses this browser now. Raises OidcError, IdentityTaken."""
        provider = self._provider(name)
        flow = self._flows.open(note, name, answer.get("state", ""), self._clock())
        if flow.link_to is not None and flow.link_to != signed_in:
            raise FlowBroken("somebody else is signed in now")
        person = await self._person(provider, flow, answer)
        if flow.link_to is not None:
            await self._link(provider, person, await self._accounts.user(flow.link_to))
            return Arrival(None, flow.next)
        user = await self._recognise(provider, person)
        user = await self._with_role(provider, person, user)
        if user.disabled:
            await self._journal.refused(user, person.email, {"way": f"oidc:{name}"})
            raise NoAccount("the account is disabled")
        found = await self._store.user_by_email(user.email)
        password_hash = found[1] if found else ""
        outcome = await self._signin.admit(user, password_hash, visitor, way=f"oidc:{name}")
        return Arrival(outcome, flow.next)

    async def _person(self, provider: Provider, flow: Flow, answer: Mapping[str, str]) -> Person:
        """Raises ProviderRefused, WordRejected, DomainNotAllowed, ProviderUnavailable."""
        metadata = await self._discovery.metadata(provider)
        named = answer.get("iss")
        if named != metadata.issuer and (named is not None or metadata.names_itself):
            raise WordRejected("another provider answered (RFC 9207)")
        if "error" in answer or not answer.get("code"):
            raise ProviderRefused(answer.get("error", "no code")[:100])
        claims = await self._redeem(provider, flow, answer["code"])
        email = verified_email(claims)
        if not is_domain_allowed(email, provider.allowed_domains):
            raise DomainNotAllowed(provider.name)
        name = claims.get("name")
        return Person(
            provider.issuer, claims["sub"], email, name[:200] if isinstance(name, str) else "", claims
        )

    async def _redeem(self, provider: Provider, flow: Flow, code: str) -> dict[str, Any]:
        """The claims of the ID token, with those of the userinfo endpoint where the token has no address."""
        from huahua.accounts.signin.oidc.protocol import believe, key_id_of

        metadata, private = await self._discovery.metadata(provider), reaches_private(provider)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": flow.redirect_uri,
            "code_verifier": flow.verifier,
        }
        basic = None
        if not provider.client_secret or metadata.secret_in_form:
            form["client_id"] = provider.client_id
            if provider.client_secret:
                form["client_secret"] = provider.client_secret
        else:
            basic = (provider.client_id, provider.client_secret)
        status, tokens = await self._fetch.post(
            metadata.token_endpoint, form, allow_private=private, basic=basic
        )
        word, access = tokens.get("id_token"), tokens.get("access_token")
        if status != 200 or not isinstance(word, str) or not isinstance(access, str):
            raise WordRejected("the provider gave no ID token")
        keys = await self._discovery.keys(provider, with_id=key_id_of(word))
        claims = believe(
            word,
            keys,
            metadata,
            provider.client_id,
            nonce=flow.nonce,
            access_token=access,
            now_s=int(self._clock().timestamp()),
        )
        if not claims.get("email") and metadata.userinfo_endpoint is not None:
            more = await self._fetch.get(metadata.userinfo_endpoint, allow_private=private, bearer=access)
            if more.get("sub") != claims["sub"]:  # section 5.3.2: it may be somebody else's
                raise WordRejected("the userinfo is of somebody else")
            claims = {**more, **claims}
        return claims

    # --- who it is --------------------------------------------------------------------------------

    async def _recognise(self, provider: Provider, person: Person) -> User:
        """By the link; else by the verified address: an account, an invitation, or a new account where the settings
        allow it. Raises NoAccount."""
        owner = await self._identities.owner(person.issuer, person.subject)
        if owner is not None:
            await self._identities.touch(person.issuer, person.subject, self._clock())
            return await self._accounts.user(owner)
        if not person.email:
            raise NoAccount("the provider has not verified an e-mail address")
        found = await self._store.user_by_email(person.email)
        user = found[0] if found else await self._join(provider, person)
        await self._link(provider, person, user)
        return user

    async def _join(self, provider: Provider, person: Person) -> User:
        user = await self._links.accept_as(person.email, person.name)
        if user is not None:
            return user
        if not provider.create_users:
            raise NoAccount("nobody has this address")
        role = role_from(provider, person.claims) or provider.role
        try:
            return await self._accounts.create_without_password(person.email, person.name, role)
        except EmailTaken:  # at this moment, in another tab
            return await self._accounts.user_by_email(person.email)

    async def _link(self, provider: Provider, person: Person, user: User) -> None:
        now = self._clock()
        identity = LinkedIdentity(
            new_id("idn"),
            user.id,
            provider.name,
            person.issuer,
            person.subject,
            person.email,
            now,
            now,
        )
        try:
            await self._identities.link(identity)
        except IdentityTaken:
            if await self._identities.owner(person.issuer, person.subject) != user.id:
                raise
            return
        await self._journal.note(
            Action.IDENTITY_LINKED,
            user=user,
            detail={"provider": provider.name, "subject": person.subject},
        )

    async def _with_role(self, provider: Provider, person: Person, user: User) -> User:
        role = role_from(provider, person.claims)
        if role is not None and role != user.role:
            with suppress(LastAdministrator):  # somebody must stay in charge, whatever the provider says
                return await self._accounts.change_user(user.id, {"role": role})
        return user

    # --- one's own links --------------------------------------------------------------------------

    async def identities(self, user_id: str) -> list[LinkedIdentity]:
        return await self._identities.identities_of(user_id)

    async def unlink(self, user: User, identity_id: str) -> None:
        """Raises AccountNotFound, LastWayIn."""
        found = await self._store.user_by_email(user.email)
        others = [row for row in await self.identities(user.id) if row.id != identity_id]
        usable = [row for row in others if row.provider in self.providers]
        if not usable and not (found and found[1]):
            raise LastWayIn
        if not await self._identities.unlink(identity_id, user.id):
            raise AccountNotFound(identity_id)
        await self._journal.note(Action.IDENTITY_UNLINKED, user=user, detail={"identity": identity_id})

    def _provider(self, name: str) -> Provider:
        if name not in self.providers:
            raise ProviderUnknown(name)
        return self.providers[name]

"""What visitors do: enter, say something, read the answer. A visit reaches one conversation and nothing else.

Two signed tokens: a *grant* is written into the frame's page and says which widget stands on which site; with it a
browser enters, again and again for as long as the page is open, and gets a *pass* of some minutes, bound to widget,
site and visitor, which every call carries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from huahua.chat.api import (
    Ask,
    Asker,
    Chat,
    ChatError,
    ConversationNotFound,
    Guest,
    Opened,
    StartedTurn,
)
from huahua.infra.links import BadLink, SignedLinks
from huahua.infra.sealing import Sealer
from huahua.jobs.api import Run, RunNotFound, RunService
from huahua.kit.clock import Clock
from huahua.widgets.domain.counting import Take, takes
from huahua.widgets.domain.origins import is_allowed
from huahua.widgets.domain.visitor import PREVIEW, SECRET, Visitor, visitor_id
from huahua.widgets.domain.widget import MAX_MESSAGE_CHARS, Lang, Widget
from huahua.widgets.errors import (
    BadMessage,
    OriginNotAllowed,
    TooManyMessages,
    VisitorNotFound,
    VisitOver,
    WidgetOff,
)
from huahua.widgets.ports import Drawn, Faces, Owners, Pictures, WidgetRepository

GRANT_LIFETIME = timedelta(hours=12)
PASS_LIFETIME = timedelta(minutes=15)
_FULL = {
    "visitor": "You have sent as many messages as are allowed in an hour; come back a little later.",
    "address": "Too many messages came from your network in this hour; come back a little later.",
    "day": "This chat has answered as much as it may today; come back tomorrow.",
}


@dataclass(frozen=True, slots=True)
class Signatures:
    grants: SignedLinks
    passes: SignedLinks

    @classmethod
    def of(cls, sealer: Sealer, clock: Clock) -> Signatures:
        return cls(
            SignedLinks(sealer, clock=clock, lifetime=GRANT_LIFETIME, use="widget-grant"),
            SignedLinks(sealer, clock=clock, lifetime=PASS_LIFETIME, use="widget-pass"),
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """Who has shown a valid pass."""

    widget: Widget
    visitor_id: str
    origin: str
    role: str
    """The owner's."""
    visitor: Visitor | None
    """None for somebody who has not said anything yet."""

    @property
    def conversation_id(self) -> str | None:
        return self.visitor.conversation_id if self.visitor is not None else None


@dataclass(frozen=True, slots=True)
class Entered:
    visit: Visit
    token: str
    expires_in_s: int


class Visiting:
    def __init__(
        self,
        store: WidgetRepository,
        chat: Chat,
        runs: RunService,
        owners: Owners,
        faces: Faces,
        pictures: Pictures,
        signatures: Signatures,
        keyed_hash: Callable[[str], str],
        clock: Clock,
    ) -> None:
        self._store = store
        self._chat = chat
        self._runs = runs
        self._owners = owners
        self._faces = faces
        self._pictures = pictures
        self._signatures = signatures
        self._keyed_hash = keyed_hash
        self._clock = clock

    async def frame(self, widget_id: str, origin: str, viewer_id: str | None = None) -> tuple[Widget, str]:
        """The widget and a grant, for the page that is shown on `origin`; `PREVIEW`, where `viewer_id` is its owner.

        Raises WidgetOff, OriginNotAllowed.
        """
        widget, _ = await self._standing(widget_id, origin)
        if origin == PREVIEW and viewer_id != widget.user_id:
            raise OriginNotAllowed
        return widget, self._signatures.grants.token(widget.id, origin)

    async def face(self, widget_id: str) -> Drawn:
        """Raises WidgetOff."""
        widget, _ = await self._standing(widget_id, None)
        return await self._faces.draw(widget.user_id, widget.form.face, widget.form.face.seed or widget.id)

    async def enter(self, widget_id: str, grant: str, secret: str) -> Entered:
        """A pass for who has the secret. Raises VisitOver (the grant is too old), WidgetOff, OriginNotAllowed."""
        try:
            of_widget, origin = self._signatures.grants.open(grant)
        except BadLink as fault:
            raise VisitOver from fault
        if of_widget != widget_id or not SECRET.fullmatch(secret):
            raise VisitOver
        id = visitor_id(self._keyed_hash(f"widget visitor {widget_id} {secret}"))
        visit = await self._visit(widget_id, id, origin)
        token = self._signatures.passes.token(widget_id, f"{id} {origin}")
        return Entered(visit, token, int(PASS_LIFETIME.total_seconds()))

    async def visit(self, widget_id: str, token: str) -> Visit:
        """Raises VisitOver, WidgetOff, OriginNotAllowed."""
        try:
            of_widget, claim = self._signatures.passes.open(token)
        except BadLink as fault:
            raise VisitOver from fault
        id, _, origin = claim.partition(" ")
        if of_widget != widget_id:
            raise VisitOver
        return await self._visit(widget_id, id, origin)

    async def check(self, visit: Visit) -> None:
        """Whether it may go on. Raises WidgetOff, OriginNotAllowed."""
        await self._standing(visit.widget.id, visit.origin)

    async def say(self, visit: Visit, text: str, client_key: str, address: str, lang: Lang) -> StartedTurn:
        """Raises BadMessage, TooManyMessages, AlreadyAnswering, ModelError."""
        text = text.strip()
        if not text or len(text) > MAX_MESSAGE_CHARS:
            raise BadMessage(f"Say something, in at most {MAX_MESSAGE_CHARS} characters.")
        counted = takes(visit.widget, visit.visitor_id, self._short(address), self._clock())
        full = await self._store.take(visit.widget.id, counted)
        if full is not None:
            raise self._full(full)
        asker = self._asker(visit, lang)
        try:
            return await self._started(
                asker, visit, Ask(text, model=visit.widget.form.model, client_key=client_key)
            )
        except ChatError:
            await self._store.give_back(visit.widget.id, counted)
            raise

    async def opened(self, visit: Visit) -> Opened | None:
        """The visitor's conversation; None where there is none."""
        if visit.conversation_id is None:
            return None
        try:
            return await self._chat.conversations.open(
                visit.widget.user_id, visit.conversation_id, guest_of=visit.widget.id
            )
        except ConversationNotFound:
            return None

    async def start_over(self, visit: Visit) -> None:
        """What was said stays with the owner; the visitor sees it no more."""
        if visit.visitor is not None:
            await self._store.keep_visitor(
                replace(visit.visitor, conversation_id=None, seen_at=self._clock())
            )

    async def run(self, visit: Visit, run_id: str) -> Run:
        """An answer or a painting of the visitor's conversation. Raises VisitorNotFound."""
        try:
            run = await self._runs.get(run_id, visit.widget.user_id)
        except RunNotFound as fault:
            raise VisitorNotFound from fault
        if visit.conversation_id is None or run.conversation_id != visit.conversation_id:
            raise VisitorNotFound
        return run

    async def stop(self, visit: Visit, run_id: str) -> None:
        """Raises VisitorNotFound."""
        run = await self.run(visit, run_id)
        await self._runs.cancel(run.id, visit.widget.user_id)

    async def picture(self, visit: Visit, picture_id: str) -> Drawn:
        """Raises VisitorNotFound."""
        found = None
        if visit.conversation_id is not None:
            found = await self._pictures.of_conversation(
                visit.widget.user_id, visit.conversation_id, picture_id
            )
        if found is None:
            raise VisitorNotFound
        return found

    async def _visit(self, widget_id: str, id: str, origin: str) -> Visit:
        widget, role = await self._standing(widget_id, origin)
        return Visit(widget, id, origin, role, await self._store.visitor(widget_id, id))

    async def _standing(self, widget_id: str, origin: str | None) -> tuple[Widget, str]:
        """The widget as it is now, and its owner's role. Asked with every call, so that a switch works at once."""
        widget = await self._store.get(widget_id)
        if widget is None or not (widget.form.enabled or origin == PREVIEW):
            raise WidgetOff
        role = await self._owners.role(widget.user_id)
        if role is None:
            raise WidgetOff
        if origin not in (None, PREVIEW) and not is_allowed(str(origin), widget.form.origins):
            raise OriginNotAllowed
        return widget, role

    async def _started(self, asker: Asker, visit: Visit, ask: Ask) -> StartedTurn:
        if visit.visitor is not None and visit.conversation_id is not None:
            try:
                turn = await self._chat.turns.start(asker, visit.conversation_id, ask)
            except ConversationNotFound:
                pass  # its owner deleted it, or its time was over
            else:
                await self._store.keep_visitor(
                    replace(visit.visitor, origin=visit.origin, seen_at=self._clock())
                )
                return turn
        conversation = await self._chat.conversations.create(asker)
        now = self._clock()
        first = Visitor(visit.visitor_id, visit.widget.id, asker.user_id, None, visit.origin, now, now)
        known = replace(visit.visitor or first, conversation_id=conversation.id, seen_at=now)
        await self._store.keep_visitor(known)
        return await self._chat.turns.start(asker, conversation.id, ask)

    def _asker(self, visit: Visit, lang: Lang) -> Asker:
        widget = visit.widget
        guest = Guest(widget.allowance, widget.form.name, widget.instructions(lang), widget.form.paints)
        return Asker(widget.user_id, visit.role, guest=guest)

    def _full(self, full: Take) -> TooManyMessages:
        left_s = (full.ends_at - self._clock()).total_seconds()
        code = "widget_daily_limit" if full.scope == "day" else "widget_hourly_limit"
        return TooManyMessages(_FULL[full.scope], code=code, retry_after=max(1.0, left_s))

    def _short(self, address: str) -> str:
        return f"addr:{self._keyed_hash(f'widget address {address}')[:32]}"

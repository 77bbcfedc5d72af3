"""What owners do: make widgets, change them, and look after what visitors said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from huahua.audit.api import Action, Recorder, Subject
from huahua.chat.api import Asker, Chat, Conversation, Opened
from huahua.kit.clock import Clock
from huahua.kit.pages import Page
from huahua.widgets.domain.widget import Widget, WidgetForm, checked
from huahua.widgets.errors import TooManyWidgets, WidgetNotFound
from huahua.widgets.ports import Counts, Drawn, Faces, Spending, WidgetRepository

MAX_WIDGETS = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A widget with what became of it."""

    widget: Widget
    counts: Counts
    conversations: int
    left_micros: int


@dataclass(frozen=True, slots=True)
class Owning:
    store: WidgetRepository
    chat: Chat
    faces: Faces
    spending: Spending
    audit: Recorder
    clock: Clock
    new_id: Callable[[str], str]

    async def all(self, user_id: str) -> list[Standing]:
        """The oldest first."""
        return await self._standings(user_id, await self.store.of(user_id))

    async def get(self, user_id: str, widget_id: str) -> Standing:
        """Raises WidgetNotFound."""
        return (await self._standings(user_id, [await self._own(user_id, widget_id)]))[0]

    async def create(self, asker: Asker, form: WidgetForm) -> Standing:
        """Raises InvalidWidget, TooManyWidgets, ModelNotFound."""
        form = await self._checked(asker, form)
        now = self.clock()
        widget = Widget(self.new_id("wg"), asker.user_id, form, now, now)
        done = self.audit.within(Action.WIDGET_CREATED, Subject("widget", widget.id), after=_told(form))
        if not await self.store.add(widget, MAX_WIDGETS, done):
            raise TooManyWidgets(f"You have {MAX_WIDGETS} widgets; delete one first.")
        return await self.get(asker.user_id, widget.id)

    async def change(self, asker: Asker, widget_id: str, form: WidgetForm) -> Standing:
        """Raises WidgetNotFound, InvalidWidget, ModelNotFound."""
        before = await self._own(asker.user_id, widget_id)
        widget = replace(before, form=await self._checked(asker, form), updated_at=self.clock())
        done = self.audit.within(
            Action.WIDGET_CHANGED,
            Subject("widget", widget_id),
            before=_told(before.form),
            after=_told(widget.form),
        )
        if not await self.store.change(widget, done):
            raise WidgetNotFound
        return await self.get(asker.user_id, widget_id)

    async def delete(self, user_id: str, widget_id: str) -> None:
        """With everything that its visitors said and had painted. Raises WidgetNotFound."""
        await self._own(user_id, widget_id)
        done = self.audit.within(Action.WIDGET_DELETED, Subject("widget", widget_id))
        await self.store.delete(user_id, widget_id, done)  # first, so that nobody says more
        while found := (await self.chat.conversations.find(user_id, guest_of=widget_id)).items:
            for each in found:
                await self._forget(user_id, widget_id, each.id)

    async def face(self, user_id: str, widget_id: str) -> Drawn:
        """Raises WidgetNotFound."""
        widget = await self._own(user_id, widget_id)
        return await self.faces.draw(user_id, widget.form.face, widget.form.face.seed or widget.id)

    # --- what visitors said -----------------------------------------------------------------------

    async def conversations(
        self, user_id: str, widget_id: str, query: str = "", cursor: str | None = None
    ) -> Page[Conversation]:
        """Newest first. Raises WidgetNotFound, BadCursor."""
        await self._own(user_id, widget_id)
        return await self.chat.conversations.find(user_id, query, cursor, guest_of=widget_id)

    async def open(self, user_id: str, widget_id: str, conversation_id: str) -> Opened:
        """Raises WidgetNotFound, ConversationNotFound."""
        await self._own(user_id, widget_id)
        return await self.chat.conversations.open(user_id, conversation_id, guest_of=widget_id)

    async def delete_conversation(self, user_id: str, widget_id: str, conversation_id: str) -> None:
        """With its pictures. Raises WidgetNotFound, ConversationNotFound."""
        await self._own(user_id, widget_id)
        await self._forget(user_id, widget_id, conversation_id)

    async def _forget(self, user_id: str, widget_id: str, conversation_id: str) -> None:
        await self.chat.conversations.delete(user_id, conversation_id, with_pictures=True, guest_of=widget_id)

    async def _own(self, user_id: str, widget_id: str) -> Widget:
        widget = await self.store.get(widget_id)
        if widget is None or widget.user_id != user_id:
            raise WidgetNotFound
        return widget

    async def _checked(self, asker: Asker, form: WidgetForm) -> WidgetForm:
        form = checked(form)
        await self.faces.check(asker.user_id, form.face)
        if form.model is None:
            return form
        return replace(form, model=await self.chat.turns.model_named(asker, form.model))

    async def _standings(self, user_id: str, found: list[Widget]) -> list[Standing]:
        ids = [widget.id for widget in found]
        counts = await self.store.counts(ids, self.clock()) if ids else {}
        talks = await self.chat.conversations.guests(user_id, ids)
        return [
            Standing(
                widget,
                counts.get(widget.id, Counts()),
                talks.get(widget.id, 0),
                await self.spending.left_micros(widget),
            )
            for widget in found
        ]


def _told(form: WidgetForm) -> dict[str, Any]:
    """What the audit log keeps: what counts, and none of the texts."""
    return {
        "enabled": form.enabled,
        "model": form.model,
        "paints": form.paints,
        "origins": list(form.origins),
        "visitor_hourly": form.visitor_hourly,
        "daily": form.daily,
        "spend_micros": form.spend_micros,
        "spend_period": form.spend_period,
    }

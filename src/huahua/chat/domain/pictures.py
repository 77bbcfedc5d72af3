"""Which pictures a sentence can mean, in the order in which the user saw them appear."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from huahua.chat.domain.conversation import Message
from huahua.chat.domain.language import Lang
from huahua.chat.domain.painting import KnownPicture, PaintingRef, PictureJson, Slot
from huahua.chat.domain.prompts import UPLOADED
from huahua.chat.domain.window import Turn

MAX_KNOWN = 16
PENDING = frozenset({"queued", "running"})


def known_pictures(
    messages: Iterable[Message],
    path: Sequence[Message],
    slots: Mapping[str, Slot],
    recent: Sequence[PictureJson],
    attached: Mapping[str, PictureJson],
    lang: Lang,
) -> list[KnownPicture]:
    """Pictures of the path, oldest to newest: painted and attached ones, and repaints from a card.

    Those of other branches are left out. A picture still being painted is known as `run_…/1`.
    """
    found: dict[str, tuple[str, KnownPicture]] = {}
    for message in path:
        for picture_id in message.attachments:
            if picture_id in attached:
                found.setdefault(picture_id, (_age(message.id), _known(attached[picture_id], lang)))
        for ref in message.paintings:
            for age, known in _of_slot(ref, slots, lang):
                found.setdefault(known.id, (age, known))
    on_path = {message.id for message in path}
    elsewhere = {
        picture["id"]
        for message in messages
        if message.id not in on_path
        for ref in message.paintings
        for picture in slots.get(ref.painting_run_id, {}).get("pictures", ())
    }
    for picture in recent:
        if picture["id"] not in elsewhere:
            found.setdefault(picture["id"], (_age(picture["id"]), _known(picture, lang)))
    ordered = sorted(found.values(), key=lambda pair: pair[0])
    return [picture for _, picture in ordered][-MAX_KNOWN:]


def painted_to_show(
    known: Sequence[KnownPicture],
    question: Message,
    turns: Sequence[Turn],
    slots: Mapping[str, Slot],
    attached: Container[str],
    limit: int,
) -> dict[str, list[KnownPicture]]:
    """The newest painted pictures among the known ones (without those that a user attached), by the id of the
    user's message that comes after them: the next one after the answer that painted them, the question for
    any other (a repaint from a card, a turn that the model is not shown any more).
    """
    following = [turn.user for turn in turns[1:]] + [question]
    after: dict[str, str] = {}
    for turn, message in zip(turns, following, strict=False):
        for ref in turn.answer.paintings if turn.answer else ():
            for picture in slots.get(ref.painting_run_id, {}).get("pictures", ()):
                after[picture["id"]] = message.id
    there = [one for one in known if one.id not in attached and pending_source(one.id) is None]
    found: dict[str, list[KnownPicture]] = {}
    for picture in there[max(0, len(there) - limit) :]:
        found.setdefault(after.get(picture.id, question.id), []).append(picture)
    return found


def pending_source(picture_id: str) -> tuple[str, int] | None:
    """Painting run and number from 1 of a picture that is still being painted."""
    run_id, slash, number = picture_id.partition("/")
    return (run_id, int(number)) if slash and number.isdigit() else None


def _of_slot(ref: PaintingRef, slots: Mapping[str, Slot], lang: Lang) -> list[tuple[str, KnownPicture]]:
    slot = slots.get(ref.painting_run_id)
    if slot is None:
        return []
    if slot["status"] in PENDING:
        age = _age(ref.painting_run_id)
        ids = [f"{ref.painting_run_id}/{number}" for number in range(1, ref.count + 1)]
        return [(age, KnownPicture(id, ref.prompt)) for id in ids]
    return [(_age(picture["id"]), _known(picture, lang)) for picture in slot["pictures"]]


def _known(picture: PictureJson, lang: Lang) -> KnownPicture:
    return KnownPicture(picture["id"], picture.get("prompt") or UPLOADED[lang])


def _age(id: str) -> str:
    """Ids begin with their time after the prefix, whatever they name."""
    return id.partition("_")[2]

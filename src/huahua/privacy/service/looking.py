"""One call under policies and rules: its body on the way out, its answer on the way back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huahua.privacy.errors import ContentBlocked
from huahua.privacy.findings import MAX_EXCERPT, Finding, excerpt_of, without_personal_data
from huahua.privacy.masking.bodies import mask_body, restore_body, texts
from huahua.privacy.masking.tokens import Tokens, TokenStream
from huahua.privacy.policy import MaskingPolicy
from huahua.privacy.ports import JudgeAway
from huahua.privacy.rules.lists import Direction, Hit, RuleList, Tier
from huahua.privacy.rules.matcher import Matcher
from huahua.privacy.rules.scanning import Scanner

if TYPE_CHECKING:
    from huahua.privacy.service.shield import Call, Shield

LONG = 50_000
"""Characters of a body from which on it is looked at beside the event loop."""
MAX_JUDGED = 8_000
"""Characters of a text that a model is asked about: the last ones, which are the newest."""
MAX_KEPT = 200_000
"""Characters of one text of a streamed answer that are looked at when it has ended."""
MAX_FINDINGS = 20
"""Of one call."""
STOPPED = {
    Direction.INPUT: "This text is not accepted here: it breaks a rule for content ('{rule}').",
    Direction.OUTPUT: "The answer was stopped: it breaks a rule for content ('{rule}').",
}
UNJUDGED = "This text cannot be checked at the moment; try again later."


@dataclass(frozen=True, slots=True)
class Look:
    """What concerns one call."""

    policy: MaskingPolicy | None
    into: Matcher | None
    out: Matcher | None
    """Of lists that stop an answer: what they may find is held back while it comes."""
    noted: Matcher | None
    """Of the others, which hold up nothing: they look at an answer when it has ended."""
    judged_in: Sequence[RuleList]
    judged_out: Sequence[RuleList]


class LookedAt:
    """`body` is what models may see of the call, `masked` at how many places it differs."""

    def __init__(self, shield: Shield, call: Call, look: Look) -> None:
        self.body: Any = None
        self.masked = 0
        self._shield = shield
        self._call = call
        self._look = look
        self._tokens = Tokens()
        self._found: list[Finding] = []
        self._said: list[TextFilter] = []
        self._late = False
        """The answer has left."""

    @classmethod
    async def of(cls, shield: Shield, call: Call, look: Look, body: Any) -> LookedAt:
        made = cls(shield, call, look)
        await made.more(body)
        return made

    async def more(self, body: Any) -> Any:
        """Another part of what the caller says, as models may see it: equal values have equal tokens. Raises
        ContentBlocked."""
        try:
            if sum(map(len, texts(body, own=self._call.own))) > LONG:
                await asyncio.to_thread(self._take_in, body)
            else:
                self._take_in(body)
            await self._ask_judges(self._look.judged_in, self._asked(), Direction.INPUT)
        except ContentBlocked:
            await self.ended()
            raise
        return self.body

    def part(self, body: Any, *, checked: bool) -> Any:
        """A part of the answer that comes as a whole, as the caller gets it; `checked`, by the rules that stop.
        Raises ContentBlocked."""
        if self._restores:
            body = restore_body(body, self._tokens, json_text=self._call.json_text)
        if checked and self._look.out is not None:
            for text in texts(body):
                self._check(self._look.out, text, Direction.OUTPUT)
        return body

    @property
    def keeps_sound(self) -> bool:
        """Whether sound, which cannot be masked, must not leave."""
        return self._look.policy is not None and not self._look.policy.audio

    @property
    def watches(self) -> bool:
        """Whether the answer has to pass here."""
        look = self._look
        return self._restores or look.out is not None or self._keeps_text

    async def answer(self, body: Any) -> Any:
        """A whole answer as its caller gets it. Raises ContentBlocked."""
        if self._restores:
            body = restore_body(body, self._tokens, json_text=self._call.json_text)
        said = list(texts(body)) if self._look.out is not None or self._keeps_text else []
        try:
            for matcher in filter(None, (self._look.noted, self._look.out)):
                for text in said:
                    self._check(matcher, text, Direction.OUTPUT)
            await self._ask_judges(self._look.judged_out, "\n".join(said), Direction.OUTPUT)
        finally:
            await self.ended()
        return body

    def text(self, *, in_json: bool = False) -> TextFilter:
        """For one text of a streamed answer."""
        made = TextFilter(self, in_json=in_json or self._call.json_text, keeps_text=self._keeps_text)
        self._said.append(made)
        return made

    async def finish(self) -> None:
        """The streamed answer has ended: what only notes looks at what left already, so that a person hears of it."""
        said = ["".join(one.said) for one in self._said]
        self._late = True
        try:
            if self._look.noted is not None:
                for text in said:
                    self._check(self._look.noted, text, Direction.OUTPUT)
            await self._ask_judges(self._look.judged_out, "\n".join(said), Direction.OUTPUT)
        except ContentBlocked:
            pass  # noted; nothing can be called back
        finally:
            await self.ended()

    async def ended(self) -> None:
        found, self._found = self._found, []
        await self._shield.keep(found)

    @property
    def _keeps_text(self) -> bool:
        return self._look.noted is not None or bool(self._look.judged_out)

    @property
    def _restores(self) -> bool:
        return bool(self._tokens) and self._look.policy is not None and self._look.policy.restore

    def restorer(self, *, in_json: bool) -> TokenStream | None:
        return TokenStream(self._tokens, in_json=in_json) if self._restores else None

    def scanner(self) -> Scanner | None:
        if self._look.out is None:
            return None
        return Scanner(self._look.out, lambda hit, text: self._note(hit, text, Direction.OUTPUT))

    def _take_in(self, body: Any) -> None:
        if self._look.into is not None:
            for text in texts(body, own=self._call.own):
                self._check(self._look.into, text, Direction.INPUT)
        if self._look.policy is not None:
            body = mask_body(body, self._look.policy.kinds, self._tokens, own=self._call.own)
            self.masked = self._tokens.count
        self.body = body

    def _check(self, matcher: Matcher, text: str, direction: Direction) -> None:
        for hit in matcher.hits(text):
            self._note(hit, text, direction)

    def _note(self, hit: Hit, text: str, direction: Direction) -> None:
        """Raises ContentBlocked."""
        self._add(hit.rule, hit.tier, direction, excerpt_of(text, hit))
        if hit.tier is Tier.BLOCK:
            raise ContentBlocked(STOPPED[direction].format(rule=hit.rule))

    def _add(self, rule: str, tier: Tier, direction: Direction, original: str) -> None:
        if len(self._found) >= MAX_FINDINGS and tier is not Tier.BLOCK:
            return
        now, call = self._shield.clock(), self._call
        self._found.append(
            Finding(
                id=self._shield.new_finding_id(),
                at=now,
                last_at=now,
                count=1,
                user_id=call.person.user_id,
                key_id=call.person.key_id,
                request_id=call.request_id,
                model=call.model,
                direction=direction,
                tier=tier,
                rule=rule,
                excerpt=without_personal_data(original),
                original=original,
                stopped=tier is Tier.BLOCK and not self._late,
            )
        )

    def _asked(self) -> str:
        """The newest words of the caller, as models may see them."""
        if not self._look.judged_in:
            return ""
        messages = self.body.get("messages") if isinstance(self.body, dict) else None
        newest = messages[-1:] if isinstance(messages, list) else self.body
        return "\n".join(texts(newest, own=self._call.own))

    async def _ask_judges(self, lists: Sequence[RuleList], text: str, direction: Direction) -> None:
        """Raises ContentBlocked."""
        text = text.strip()[-MAX_JUDGED:]
        for rules in lists if text else ():
            if rules.judge is None:
                continue
            shown = text if direction is Direction.INPUT else without_personal_data(text)
            try:
                why = await self._shield.judges.judge(
                    rules.judge, shown, self._call.person, self._call.request_id
                )
            except JudgeAway as fault:
                if rules.judge.strict:
                    raise ContentBlocked(UNJUDGED) from fault
                continue
            if why is not None:
                self._add(rules.name, rules.tier, direction, f"{why}: {text[-MAX_EXCERPT:]}")
                if rules.tier is Tier.BLOCK:
                    raise ContentBlocked(STOPPED[direction].format(rule=rules.name))


class TextFilter:
    """One text of a streamed answer: tokens become values again, then rules look at it."""

    def __init__(self, looked: LookedAt, *, in_json: bool, keeps_text: bool) -> None:
        self.said: list[str] = []
        self._room = MAX_KEPT if keeps_text else 0
        self._restore = looked.restorer(in_json=in_json)
        self._scan = looked.scanner()

    def feed(self, piece: str) -> str:
        """What may leave now. Raises ContentBlocked."""
        if self._restore is not None:
            piece = self._restore.feed(piece)
        return self._left(self._scan.feed(piece) if self._scan is not None else piece)

    def close(self) -> str:
        """What is left, at the end of the text. Raises ContentBlocked."""
        rest = self._restore.close() if self._restore is not None else ""
        if self._scan is not None:
            rest = self._scan.feed(rest) + self._scan.close()
        return self._left(rest)

    def _left(self, text: str) -> str:
        if self._room > 0 and text:
            self.said.append(text[: self._room])
            self._room -= len(text)
        return text

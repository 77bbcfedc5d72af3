"""Where a call would go, without calling anybody."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from huahua.gateway.domain.ask import NO_CONTROLS, Ask, Controls
from huahua.gateway.domain.calls import Caller, Dialect, JsonObject, Task
from huahua.gateway.domain.routing import TaskKind
from huahua.gateway.errors import InvalidRequest
from huahua.gateway.routing.plan import Plan
from huahua.gateway.routing.tasks import kind_of
from huahua.gateway.routing.words import last_words
from huahua.gateway.service.core import Core
from huahua.gateway.shapes import check_chat


@dataclass(frozen=True, slots=True)
class Explanation:
    """`model` is what was asked for; `disabled` are names of rows that were switched off."""

    model: str
    task: TaskKind
    plan: Plan
    disabled: tuple[str, ...]


class ExplainVerbs(Core):
    def explain(
        self, caller: Caller, body: JsonObject, request_id: str, controls: Controls = NO_CONTROLS
    ) -> Explanation:
        """`body` of a chat in either dialect, or of a painting (`prompt`). Without `model` it is the default one.

        Raises what the call itself would raise before it went anywhere.
        """
        painting = "messages" not in body and "prompt" in body
        ask = self._painting(caller, body, request_id, controls) if painting else None
        ask = ask or self._chat(caller, body, request_id, controls)
        tasks = [Task.PAINTING, Task.AVATAR] if painting else [Task.DIALOGUE]
        plan = self._plan(ask, tasks)
        task = TaskKind(plan.task) if plan.task else TaskKind.PAINTING
        if plan.task is None and not painting:
            text, picture = last_words(body)
            task = kind_of(text, picture=picture)
        return Explanation(ask.model, task, plan, tuple(self._registry.disabled(ask.model, tasks)))

    def _chat(self, caller: Caller, body: JsonObject, request_id: str, controls: Controls) -> Ask:
        given = {**body, "model": body.get("model") or self._registry.defaults().dialogue}
        facts = check_chat(Dialect.OPENAI, given, self.limits)
        return Ask(
            caller=caller,
            model=facts.model,
            task=Task.DIALOGUE,
            dialect=Dialect.OPENAI,
            request_id=request_id,
            body=given,
            stream=facts.stream,
            controls=controls,
            needs_vision=facts.has_pictures,
            needs_tools=facts.has_tools,
            input_tokens=facts.input_tokens,
            max_output_tokens=facts.max_output_tokens,
        )

    def _painting(self, caller: Caller, body: JsonObject, request_id: str, controls: Controls) -> Ask:
        model = body.get("model") or self._registry.defaults().painting
        if not isinstance(model, str):
            raise InvalidRequest("'model' must be a text.", param="model")
        size = len(msgspec.json.encode(body.get("prompt")))
        return Ask(
            caller,
            model,
            Task.PAINTING,
            Dialect.OPENAI,
            request_id,
            body,
            controls=controls,
            input_tokens=size // 4,
        )

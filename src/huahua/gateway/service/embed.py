"""Embeddings."""

from __future__ import annotations

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.ask import NO_CONTROLS, Ask, Controls
from huahua.gateway.domain.calls import Caller, ChatReply, Dialect, EmbeddingReply, JsonObject, Task
from huahua.gateway.outcomes import Outcome
from huahua.gateway.service.core import Core, within
from huahua.gateway.service.prepare import prepare
from huahua.gateway.shapes import check_embedding


class EmbedVerbs(Core):
    async def embed(
        self, caller: Caller, body: JsonObject, request_id: str, controls: Controls = NO_CONTROLS
    ) -> Outcome:
        """Embeddings in OpenAI's shape."""
        model = check_embedding(body, self.limits)
        ask = Ask(caller, model, Task.EMBEDDING, Dialect.OPENAI, request_id, body, controls=controls)
        plan = self._plan(ask, [Task.EMBEDDING])
        guarded = await self._guarded(ask, plan)

        async def call(candidate: Candidate) -> ChatReply:
            prepared = prepare(candidate, Dialect.OPENAI, ask.body, request_id, stream=None)
            provider = candidate.provider
            if candidate.row.gather and not candidate.builtin:
                sending = self._gatherer.send(candidate.key, prepared, provider.embed, EmbeddingReply)
            else:
                sending = provider.embed(prepared)
            reply = await within(candidate, sending)
            return ChatReply(Dialect.OPENAI, reply.body, reply.usage)

        return await self._answer(ask, plan, call, guarded=guarded)

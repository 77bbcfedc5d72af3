"""A gateway that masks, before vendors whose models repeat what they are told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from huahua.boot.bindings.guard import GatewayJudges, PrivacyGuard
from huahua.gateway.domain.models import ModelConfig, ProviderConfig
from huahua.infra.db import Database
from huahua.privacy.policy import MaskingPolicy
from huahua.privacy.rules.lists import RuleList
from huahua.privacy.service.shield import Shield
from huahua.privacy.store import SqlPrivacyStore
from tests.integration.gateway.conftest import Gateway, Make, gateway_db, make_gateway, row, upstream
from tests.integration.privacy.echoing import EchoAnthropic, EchoGemini, EchoOpenAI
from tests.simulators.plugin import running

__all__ = ["gateway_db", "make_gateway"]


@dataclass
class Guarded:
    """A gateway with its shield and the vendors behind it, one model each: `gpt`, `claude`, `gemini`."""

    gateway: Gateway
    shield: Shield
    store: SqlPrivacyStore
    openai: EchoOpenAI
    anthropic: EchoAnthropic
    gemini: EchoGemini

    @property
    def sent(self) -> str:
        """All that any vendor was sent, addresses and headers too."""
        received = [*self.openai.requests, *self.anthropic.requests, *self.gemini.requests]
        return "\n".join(f"{one.raw_path}\n{dict(one.headers)}\n{one.body.decode()}" for one in received)


MakeGuarded = Callable[..., Awaitable[Guarded]]


@pytest.fixture
async def make_guarded(make_gateway: Make, gateway_db: Database) -> AsyncIterator[MakeGuarded]:
    opened: list[AsyncIterator[Any]] = []

    async def start(simulator: Any) -> Any:
        opened.append(running(simulator))
        return await anext(opened[-1])

    async def make(
        policies: Sequence[MaskingPolicy] = (),
        lists: Sequence[RuleList] = (),
        rows: Sequence[ModelConfig] = (),
        **others: Any,
    ) -> Guarded:
        openai, anthropic, gemini = (
            await start(EchoOpenAI()),
            await start(EchoAnthropic()),
            await start(EchoGemini()),
        )
        store = SqlPrivacyStore(gateway_db, lambda text: f"{hash(text):x}")
        judges = GatewayJudges()
        shield = Shield(store, policies=policies, lists=lists, judges=judges)
        providers = [
            upstream(openai.base_url),
            upstream(anthropic.base_url, name="ant", kind="anthropic"),
            ProviderConfig(
                name="goo",
                kind="gemini",
                base_url=gemini.base_url,
                api_key="k" * 20,
                allow_private=True,
                source="config",
            ),
        ]
        models = [
            row("gpt"),
            row("claude", "claude-x", "ant"),
            row("gemini", "gemini-x", "goo"),
            *rows,
        ]
        gateway = await make_gateway(
            providers, models, guard=lambda registry: PrivacyGuard(shield, registry), **others
        )
        judges.gateway = gateway.service
        return Guarded(gateway, shield, store, openai, anthropic, gemini)

    yield make
    for one in opened:
        await anext(one, None)

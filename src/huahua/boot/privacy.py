"""Masking and rules for content, as the settings want them, on the gateway."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from huahua.audit.api import Recorder
from huahua.boot.bindings.guard import GatewayJudges, PrivacyGuard
from huahua.boot.settings import (
    ContentRuleSettings,
    MaskingSettings,
    PrivacySettings,
    Settings,
    SettingsError,
)
from huahua.gateway.api import GatewayService, Registry
from huahua.infra.db import Database
from huahua.infra.sealing import Sealer
from huahua.infra.vault import RowVault
from huahua.kit.clock import utc_now
from huahua.privacy.api import (
    BadRule,
    MaskingPolicy,
    PrivacyAdmin,
    RuleList,
    Shield,
    SqlPrivacyStore,
    list_from,
    policy_from,
)

_SWEEP_S = 3600.0
log = logging.getLogger(__name__)


@dataclass(slots=True)
class PrivacyParts:
    shield: Shield
    guard: PrivacyGuard
    admin: PrivacyAdmin
    _judges: GatewayJudges
    _days: int

    def ask(self, gateway: GatewayService) -> None:
        """Models of this gateway judge, where a rule says so."""
        self._judges.gateway = gateway

    def background(self) -> dict[str, Coroutine[Any, Any, None]]:
        return {"privacy-watch": self.shield.watch(), "findings-sweep": self._sweep()}

    async def _sweep(self) -> None:
        while True:
            try:
                await self.shield.store.sweep(utc_now() - timedelta(days=self._days))
            except Exception:
                log.exception("old findings of rules could not be swept")
            await asyncio.sleep(_SWEEP_S)


def build_privacy(
    settings: Settings, db: Database, sealer: Sealer, vault: RowVault, registry: Registry, audit: Recorder
) -> PrivacyParts:
    """Raises SettingsError."""
    judges = GatewayJudges()
    policies, lists = configured_privacy(settings.privacy)
    store = SqlPrivacyStore(db, sealer.keyed_hash, vault)
    shield = Shield(store, policies=policies, lists=lists, judges=judges)
    guard = PrivacyGuard(shield, registry)
    return PrivacyParts(shield, guard, PrivacyAdmin(shield, audit), judges, settings.privacy.findings_days)


def configured_privacy(settings: PrivacySettings) -> tuple[list[MaskingPolicy], list[RuleList]]:
    """What the settings say. Raises SettingsError, which names the row."""
    policies = [_policy(row) for row in settings.masking]
    lists = [_rules(row) for row in settings.rules]
    for section, names in (
        ("masking", [policy.name for policy in policies]),
        ("rules", [rules.name for rules in lists]),
    ):
        if len(set(names)) < len(names):
            raise SettingsError(f"privacy.{section}: two rows have one name")
    return policies, lists


def _policy(row: MaskingSettings) -> MaskingPolicy:
    said = {name: value for name, value in row.model_dump().items() if value is not None}
    try:
        return policy_from(said)
    except BadRule as fault:
        raise SettingsError(f"privacy.masking: '{row.name}': {fault.message}") from fault


def _rules(row: ContentRuleSettings) -> RuleList:
    said = row.model_dump(exclude={"words_file"})
    try:
        if row.words_file is not None:
            said["words"] += row.words_file.expanduser().read_text(encoding="utf-8").splitlines()
        return list_from(said)
    except BadRule as fault:
        raise SettingsError(f"privacy.rules: '{row.name}': {fault.message}") from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(f"privacy.rules: '{row.name}': cannot read {row.words_file}") from fault

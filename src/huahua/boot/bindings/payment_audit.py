"""The payments' port `PaymentAudit`, bound to the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.audit.api import Action, Recorder, Subject
from huahua.billing.payments.api import PaymentEvent


class PaymentRecorder:
    """Implements `billing.payments.ports.PaymentAudit`."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    async def record(
        self,
        event: PaymentEvent,
        order_id: str | None,
        detail: Mapping[str, Any],
        *,
        connection: AsyncConnection | None = None,
    ) -> None:
        subject = None if order_id is None else Subject("order", order_id)
        await self._recorder.record(Action(event.value), subject, after=detail, connection=connection)

"""What `/metrics` says of wallets."""

from __future__ import annotations

from prometheus_client import Counter

overruns = Counter(
    "huahua_ledger_overrun_micros_total",
    "What calls cost beyond what their wallets had, borne by the operator",
)

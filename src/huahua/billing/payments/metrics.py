"""What `/metrics` says of payments."""

from __future__ import annotations

from prometheus_client import Counter

notices = Counter("huahua_payment_notices_total", "Call-backs of payment providers", ["provider", "outcome"])
orders_paid = Counter("huahua_payment_orders_paid_total", "Orders that were paid", ["provider", "currency"])

"""Values of the gateway for the pure parts of other areas: nothing here reaches a framework, a driver or I/O."""

from huahua.gateway.domain.calls import ImageRequest, Usage
from huahua.gateway.domain.price import MAX_MICROS, MILLION, UNITS, Part, Price, Terms, micros
from huahua.gateway.domain.records import Margin, UsageRecord, Used

__all__ = [
    "MAX_MICROS",
    "MILLION",
    "UNITS",
    "ImageRequest",
    "Margin",
    "Part",
    "Price",
    "Terms",
    "Usage",
    "UsageRecord",
    "Used",
    "micros",
]

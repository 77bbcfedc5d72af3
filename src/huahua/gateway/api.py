"""The gateway's face: what other areas may use."""

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.ask import Controls
from huahua.gateway.domain.calls import (
    Adapter,
    Caller,
    Control,
    ControlKind,
    Dialect,
    ImageInput,
    ImageReply,
    ImageRequest,
    ImageResult,
    JsonObject,
    Operation,
    Quality,
    StreamEvent,
    Task,
    Usage,
)
from huahua.gateway.domain.capabilities import ImageCapabilities, unsupported
from huahua.gateway.domain.local_models import READY, LocalModels, parse_local_models
from huahua.gateway.domain.models import ModelConfig, ModelInfo, ProviderConfig
from huahua.gateway.domain.money import Balance as PurseBalance
from huahua.gateway.domain.price import MAX_MICROS, MILLION, UNITS, Part, Price, Terms, micros
from huahua.gateway.domain.records import Margin, UsageRecord, Used
from huahua.gateway.domain.route import Defaults, Route
from huahua.gateway.domain.styles import Known as KnownStyles
from huahua.gateway.domain.styles import StyledRequest, StyleFacts
from huahua.gateway.domain.usage import gib_ms
from huahua.gateway.errors import (
    AddressNotAllowed,
    AlreadyThere,
    ContentBlocked,
    DeadlineMissed,
    GatewayError,
    InsufficientCredit,
    InvalidRequest,
    NotAllowed,
    NotAuthenticated,
    NotReady,
    NotSupported,
    Overloaded,
    PictureRejected,
    RequestTooLarge,
    ServerBusy,
    UnknownModel,
    UpstreamBroken,
    UpstreamCredential,
    UpstreamError,
    UpstreamLimited,
    UpstreamRefused,
    UpstreamTimeout,
    UpstreamUnreachable,
)
from huahua.gateway.metering.posting import MAX_LINES as MAX_POSTED_LINES
from huahua.gateway.metering.posting import (
    posted_sums,
    take_unposted,
    unposted_micros,
    wallets_with_unposted,
)
from huahua.gateway.metering.purse import NO_HOLD
from huahua.gateway.metering.records import UsageRecords
from huahua.gateway.outcomes import ChatStream, Outcome
from huahua.gateway.ports import Hold, ImageEngine, PictureLinks, Prices, Progress, Purse
from huahua.gateway.presets import PRESETS, Preset, find_preset
from huahua.gateway.registry import Registry
from huahua.gateway.remote_jobs import RemoteJobs
from huahua.gateway.resilience.faults import may_be_done
from huahua.gateway.routing.tasks import kind_of
from huahua.gateway.routing_admin import RoutingAdmin
from huahua.gateway.service import GatewayService

__all__ = [
    "MAX_MICROS",
    "MAX_POSTED_LINES",
    "MILLION",
    "NO_HOLD",
    "PRESETS",
    "READY",
    "UNITS",
    "Adapter",
    "AddressNotAllowed",
    "AlreadyThere",
    "Caller",
    "ChatStream",
    "ContentBlocked",
    "Control",
    "ControlKind",
    "Controls",
    "DeadlineMissed",
    "Defaults",
    "Dialect",
    "GatewayError",
    "GatewayLimits",
    "GatewayService",
    "Hold",
    "ImageCapabilities",
    "ImageEngine",
    "ImageInput",
    "ImageReply",
    "ImageRequest",
    "ImageResult",
    "InsufficientCredit",
    "InvalidRequest",
    "JsonObject",
    "KnownStyles",
    "LocalModels",
    "Margin",
    "ModelConfig",
    "ModelInfo",
    "NotAllowed",
    "NotAuthenticated",
    "NotReady",
    "NotSupported",
    "Operation",
    "Outcome",
    "Overloaded",
    "Part",
    "PictureLinks",
    "PictureRejected",
    "Preset",
    "Price",
    "Prices",
    "Progress",
    "ProviderConfig",
    "Purse",
    "PurseBalance",
    "Quality",
    "Registry",
    "RemoteJobs",
    "RequestTooLarge",
    "Route",
    "RoutingAdmin",
    "ServerBusy",
    "StreamEvent",
    "StyleFacts",
    "StyledRequest",
    "Task",
    "Terms",
    "UnknownModel",
    "UpstreamBroken",
    "UpstreamCredential",
    "UpstreamError",
    "UpstreamLimited",
    "UpstreamRefused",
    "UpstreamTimeout",
    "UpstreamUnreachable",
    "Usage",
    "UsageRecord",
    "UsageRecords",
    "Used",
    "find_preset",
    "gib_ms",
    "kind_of",
    "may_be_done",
    "micros",
    "parse_local_models",
    "posted_sums",
    "take_unposted",
    "unposted_micros",
    "unsupported",
    "wallets_with_unposted",
]

"""The gateway's face: what other areas may use."""

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.ask import Controls
from huahua.gateway.domain.calls import (
    Caller,
    Dialect,
    ImageInput,
    ImageReply,
    ImageRequest,
    ImageResult,
    JsonObject,
    StreamEvent,
    Task,
    Usage,
)
from huahua.gateway.domain.models import ModelConfig, ModelInfo, ProviderConfig
from huahua.gateway.domain.money import Balance as PurseBalance
from huahua.gateway.domain.route import Defaults, Route
from huahua.gateway.errors import (
    AddressNotAllowed,
    AlreadyThere,
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
from huahua.gateway.metering.posting import take_unposted, unposted_micros, wallets_with_unposted
from huahua.gateway.metering.purse import NO_HOLD
from huahua.gateway.outcomes import ChatStream, Outcome
from huahua.gateway.ports import Hold, ImageEngine, PictureLinks, Progress, Purse
from huahua.gateway.presets import PRESETS, Preset, find_preset
from huahua.gateway.registry import Registry
from huahua.gateway.routing.tasks import kind_of
from huahua.gateway.routing_admin import RoutingAdmin
from huahua.gateway.service import GatewayService

__all__ = [
    "MAX_POSTED_LINES",
    "NO_HOLD",
    "PRESETS",
    "AddressNotAllowed",
    "AlreadyThere",
    "Caller",
    "ChatStream",
    "Controls",
    "DeadlineMissed",
    "Defaults",
    "Dialect",
    "GatewayError",
    "GatewayLimits",
    "GatewayService",
    "Hold",
    "ImageEngine",
    "ImageInput",
    "ImageReply",
    "ImageRequest",
    "ImageResult",
    "InsufficientCredit",
    "InvalidRequest",
    "JsonObject",
    "ModelConfig",
    "ModelInfo",
    "NotAllowed",
    "NotAuthenticated",
    "NotReady",
    "NotSupported",
    "Outcome",
    "Overloaded",
    "PictureLinks",
    "PictureRejected",
    "Preset",
    "Progress",
    "ProviderConfig",
    "Purse",
    "PurseBalance",
    "Registry",
    "RequestTooLarge",
    "Route",
    "RoutingAdmin",
    "ServerBusy",
    "StreamEvent",
    "Task",
    "UnknownModel",
    "UpstreamBroken",
    "UpstreamCredential",
    "UpstreamError",
    "UpstreamLimited",
    "UpstreamRefused",
    "UpstreamTimeout",
    "UpstreamUnreachable",
    "Usage",
    "find_preset",
    "kind_of",
    "take_unposted",
    "unposted_micros",
    "wallets_with_unposted",
]

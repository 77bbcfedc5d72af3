"""Privacy's face: what other areas may use."""

from huahua.privacy.errors import BadRule, ContentBlocked, PrivacyError
from huahua.privacy.findings import without_personal_data
from huahua.privacy.masking.kinds import KINDS, Kind
from huahua.privacy.policy import Destination, MaskingPolicy, Person
from huahua.privacy.ports import JudgeAway, Judges
from huahua.privacy.rules.lists import Judge, JudgeKind, RuleList
from huahua.privacy.service.admin import PrivacyAdmin
from huahua.privacy.service.looking import LookedAt, TextFilter
from huahua.privacy.service.shield import Call, Shield
from huahua.privacy.store import SqlPrivacyStore
from huahua.privacy.writing import list_from, policy_from

__all__ = [
    "KINDS",
    "BadRule",
    "Call",
    "ContentBlocked",
    "Destination",
    "Judge",
    "JudgeAway",
    "JudgeKind",
    "Judges",
    "Kind",
    "LookedAt",
    "MaskingPolicy",
    "Person",
    "PrivacyAdmin",
    "PrivacyError",
    "RuleList",
    "Shield",
    "SqlPrivacyStore",
    "TextFilter",
    "list_from",
    "policy_from",
    "without_personal_data",
]

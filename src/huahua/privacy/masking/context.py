"""What the words right before a number say it is."""

from __future__ import annotations

import re

_NEAR = 16
_IDS = re.compile(
    r"(?:订单编?号?|单号|编号|流水号?|序列号|货号|工号|学号|票号|批次号?|批号|案号|期号|版本号?|账单号|运单号?|快递单?号?|条码"
    r"|order(?: id)?|tracking|invoice|serial|ticket|sku|ref(?:erence)?|batch|transaction|request|trace|build|job"
    r"|part|item|case|isbn|issn|\bid|\bno|\bsn|uid|openid|ean|upc|_id)"
    r"(?: ?(?:no|id|number|#))?[\s.:：=#＃\"'(（是为/-]{0,4}$",
    re.IGNORECASE,
)
_PHONES = re.compile(
    r"(?:电话|手机|座机|传真|热线|联系方式|拨打|致电|联系|微信|短信"
    r"|\btel|phone|mobile|\bcell|\bfax|\bcall|\bring|whatsapp|\bsms|dial|contact|reach)",
    re.IGNORECASE,
)
_VERSIONS = re.compile(
    r"(?:\bv|\bver|version|release|build|firmware|版本|固件|升级到|升级至|内核|oid|section|第|§)[\s.:：=\"'(（是为号]{0,4}$",
    re.IGNORECASE,
)


def says_id(text: str, start: int) -> bool:
    """An order, a ticket, a serial number: nobody's own."""
    return _IDS.search(text[max(0, start - _NEAR) : start]) is not None


def says_phone(text: str, start: int) -> bool:
    return _PHONES.search(text[max(0, start - _NEAR) : start]) is not None


def says_version(text: str, start: int) -> bool:
    return _VERSIONS.search(text[max(0, start - _NEAR) : start]) is not None

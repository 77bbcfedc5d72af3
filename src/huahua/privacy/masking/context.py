"""What the words right before a number say it is.

Most numbers have nothing of the kind before them, and there are many: so the end of the words is compared, and no
pattern is tried at each of its places.
"""

from __future__ import annotations

import re

_NEAR = 16
_BETWEEN = " \t\n\r\f\v\u00a0\u3000.:：=#＃\"'(（是为/|-"
"""What may stand between the word and its number, `_GAP` of them at most."""
_GAP = 4
_IDS = (
    "订单", "订单编", "单号", "编号", "流水", "流水号", "序列号", "货号", "工号", "学号", "票号", "批次",
    "批次号", "批号", "案号", "期号", "版本", "版本号", "运单", "快递", "快递单", "条码", "串号",
    "order", "order id", "tracking", "invoice", "serial", "ticket", "sku", "ref", "reference",
    "batch", "transaction", "request", "trace", "build", "job", "part", "item",
    "case", "isbn", "issn", "uid", "openid", "ean", "upc", "imei", "imsi", "iccid", "meid", "_id",
)  # fmt: skip
_IDS_ALONE = ("id", "no", "sn")
"""These are words only where no letter stands before them."""
_OF_IDS = ("no", "id", "number")
_LAST_OF_IDS = frozenset(word[-1] for word in (*_IDS, *_IDS_ALONE, *_OF_IDS))
"""Of what few texts have before a number: all others are done with."""
_VERSIONS = (
    "version", "release", "build", "firmware", "版本", "固件", "升级到", "升级至", "内核", "oid", "section", "第", "§",
)  # fmt: skip
_VERSIONS_ALONE = ("v", "ver")
_PHONES = re.compile(
    r"电话|手机|座机|传真|热线|联系|拨打|致电|微信|短信|phone|mobile|whatsapp|dial|contact|reach"
    r"|t(?<!\wt)el|c(?<!\wc)ell|f(?<!\wf)ax|c(?<!\wc)all|r(?<!\wr)ing|s(?<!\ws)ms"
)
"""In small letters. Each begins with one certain character, so that a search skips all others at once."""


def says_id(text: str, start: int) -> bool:
    """An order, a ticket, a serial number: nobody's own."""
    said = _said(text, start, _BETWEEN)
    if said is None or said[-1:] not in _LAST_OF_IDS:
        return False
    if _ends(said, _IDS, _IDS_ALONE):
        return True
    shorter = next((said.removesuffix(word) for word in _OF_IDS if said.endswith(word)), None)
    return shorter is not None and _ends(shorter.removesuffix(" "), _IDS, _IDS_ALONE)


def says_phone(text: str, start: int) -> bool:
    return _PHONES.search(text[max(0, start - _NEAR) : start].lower()) is not None


def says_version(text: str, start: int) -> bool:
    said = _said(text, start, _BETWEEN + "号")
    return said is not None and _ends(said, _VERSIONS, _VERSIONS_ALONE)


def _said(text: str, start: int, between: str) -> str | None:
    """The words, in small letters, without what stands between them and the number; None where that is too much."""
    before = text[max(0, start - _NEAR) : start].lower()
    said = before.rstrip(between)
    return said if len(before) - len(said) <= _GAP else None


def _ends(said: str, words: tuple[str, ...], alone: tuple[str, ...]) -> bool:
    if said.endswith(words):
        return True
    if not said.endswith(alone):
        return False
    word = max((one for one in alone if said.endswith(one)), key=len)
    before = said[: -len(word)]
    return not before or not (before[-1].isalnum() or before[-1] == "_")

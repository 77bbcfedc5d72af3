"""Arithmetic said in words, rewritten with signs: '三加五乘二' → '3+5*2', 'half of 90' → '(1/2)*90'."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from huahua.gateway.providers.builtin.assistant.calc.numerals import EN_NUMBER, ZH_NUMBER, parse_en, parse_zh

_NUM = r"(?:\d[\d,]*\.?\d*%?|\([^()]*\))"
_SIGNED = rf"(?:(?<![\d)\s])-)?{_NUM}"
_ASK = re.compile(
    r"^(?:(?:so|and|then|ok|now|well|please|hey|tell me|do you know|can you (?:tell me|calculate|"
    r"compute|work out|add up)|could you (?:tell me|calculate|compute|work out)|"
    r"i (?:want|need) to know|"
    r"what(?:'s|s| is| are| does| would| do)?(?: the)?(?: (?:result|value|answer|sum total) of| answer to)?|"
    r"how much(?: is| are| does| do| would)?|calculate|compute|calc|work out|evaluate|solve|find|give me|"
    r"请问|请|帮我|帮忙|给我|麻烦|你|能|那|那么|算一?下|算算|算一算|算|计算一?下?|求一?下?|得出|知道|"
    r"告诉我|一共|总共|再问|问一下)[\s,:：,，]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,，]*(?:=|＝|等于|是|得|为|make|makes|equals?|equal to|is|are|come to|be|总共|一共|结果|"
    r"的结果|的值|的话|大概|大约|会|答案)*[\s,，]*"
    r"(?:多少|几|啥|什么|how much|what|\?|？|=|多少呢|呢|呀|啊|吗)+|[\s=。.,，]+|(?<!\d)[!！]+|"
    r"\s*(?:please|thanks|thank you|谢谢|exactly|等于|的结果|是))$",
    re.IGNORECASE,
)
_FRACTION_EN = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
}
_DISCOUNT = re.compile(
    r"(?P<price>\d[\d,]*\.?\d*)(?:元|块钱?|块|¥|￥)?(?:的?(?:东西|商品|衣服|书|价格|"
    r"原价))?[,，\s]*(?:打|的|享|按)?\s*(?P<rate>\d{1,2}(?:\.\d)?)\s*折"
    r"|(?:打)?(?P<rate2>\d{1,2}(?:\.\d)?)\s*折(?:后|之后)?[的,，\s]*(?P<price2>\d[\d,]*\.?\d*)(?:元|"
    r"块钱?|块)?"
)
_SIMPLE: tuple[tuple[str, str], ...] = (
    (r"(?:the )?(?:square root|sqrt|root)(?: of)? ?\(", "sqrt("),
    (rf"(?:the )?(?:square root|sqrt|root)(?: of)? ?({_SIGNED})", r"sqrt(\1)"),
    (rf"(?:the )?(?:cube|cubic|third) root(?: of)? ?({_SIGNED})", r"cbrt(\1)"),
    (rf"({_SIGNED}) ?(?:的)?(?:算术)?(?:平方根|二次方根|开平方|开方|开根号)", r"sqrt(\1)"),
    (rf"({_SIGNED}) ?(?:的)?(?:立方根|三次方根|开立方)", r"cbrt(\1)"),
    (rf"(?:根号|√) ?({_SIGNED})", r"sqrt(\1)"),
    (rf"({_SIGNED}) ?(?:的)?(?:平方|squared)", r"(\1)^2"),
    (rf"({_SIGNED}) ?(?:的)?(?:立方|cubed)", r"(\1)^3"),
    (rf"the square of ({_SIGNED})", r"(\1)^2"),
    (rf"the cube of ({_SIGNED})", r"(\1)^3"),
    (rf"({_NUM}) ?的 ?({_NUM}) ?次(?:方|幂)", r"(\1)^(\2)"),
    (rf"({_NUM}) ?(?:raised )?to the (?:power (?:of )?)?({_NUM})(?:st|nd|rd|th)?(?: power)?", r"(\1)^(\2)"),
    (rf"({_NUM}) ?(?:的)?阶乘|(?:the )?factorial of ({_NUM})|({_NUM}) factorial", r"(\1\2\3)!"),
    (rf"百分之 ?({_NUM})", r"\1%"),
    (rf"({_NUM}) ?(?:percent|per cent|个?百分点|pct)", r"\1%"),
    (rf"({_NUM}) ?分之 ?({_NUM})", r"(\2/\1)"),
    (rf"({_NUM}%) (?:off|discount on|discount off)(?: of)? ({_NUM})", r"\2*(1-\1)"),
    (rf"({_NUM}) (?:minus|less|with) (?:a )?({_NUM}%) (?:off|discount)", r"\1*(1-\2)"),
    (rf"({_NUM}%) (?:tip on|tax on|of|from) ({_NUM})", r"(\1)*\2"),
    (rf"({_NUM}) ?的 ?({_NUM}%)", r"\1*(\2)"),
    (rf"({_NUM}) ?的 ?(\({_NUM}/{_NUM}\))", r"\1*\2"),
    (rf"({_NUM}) ?的?一半|half (?:of )?({_NUM})", r"(\1\2)/2"),
    (rf"(?:double|twice) ({_NUM})|({_NUM}) ?(?:doubled|翻倍|翻一番|的两倍)", r"2*(\1\2)"),
    (rf"(?:triple|thrice|three times) ({_NUM})", r"3*(\1)"),
    (rf"({_NUM}) ?的 ?({_NUM}) ?倍", r"\1*\2"),
    (rf"(?:the )?sum of ({_NUM})(?:,? and |, ?)({_NUM})", r"(\1+\2)"),
    (rf"(?:the )?product of ({_NUM})(?:,? and |, ?)({_NUM})", r"(\1*\2)"),
    (rf"(?:the )?difference (?:between|of) ({_NUM})(?:,? and |, ?)({_NUM})", r"(\1-\2)"),
    (rf"(?:the )?quotient of ({_NUM})(?:,? and |, ?)({_NUM})", r"(\1/\2)"),
    (rf"add (?:up )?({_NUM}) (?:and|to|plus) ({_NUM})", r"\1+\2"),
    (rf"subtract ({_NUM}) from ({_NUM})", r"\2-\1"),
    (rf"multiply ({_NUM}) (?:by|and|with|times) ({_NUM})", r"\1*\2"),
    (rf"divide ({_NUM}) (?:by|into) ({_NUM})", r"\1/\2"),
    (rf"({_NUM}) ?(?:和|与|跟) ?({_NUM}) ?(?:的|之)(?:总)?和", r"(\1+\2)"),
    (rf"({_NUM}) ?(?:和|与|跟) ?({_NUM}) ?(?:的|之)(?:乘)?积", r"(\1*\2)"),
    (rf"({_NUM}) ?(?:和|与|跟) ?({_NUM}) ?(?:的|之)差", r"(\1-\2)"),
    (rf"({_NUM}) ?(?:和|与|跟) ?({_NUM}) ?(?:的|之)商", r"(\1/\2)"),
    (r"multiplied by|times|乘以|乘上|乘|×|·|∙|✕|\bx\b", "*"),
    (r"divided by|over|除以|÷|/|\bby\b", "/"),
    (r"plus|added to|and|加上|加|＋|和", "+"),
    (r"minus|less|subtract|take away|减去|减掉|减|－|−|–", "-"),
    (r"负(?=\d|\()|negative (?=\d)|minus (?=\d)", "-"),
    (r"\bmod(?:ulo)?\b|取余|求余|取模", "mod"),
    (r"\*\*", "^"),
    (r"（|\[|【|｛", "("),
    (r"）|\]|】|｝", ")"),
)
_REWRITES = tuple((re.compile(pattern, re.IGNORECASE), new) for pattern, new in _SIMPLE)
_DIVIDES_ZH = re.compile(rf"({_NUM}) ?除 ?({_NUM})")
_MONEY = re.compile(
    r"(?<=\d)\s*(?:元|块钱|块|dollars?|bucks|yuan)(?![\u3400-\u9fff]*折)|[$€£¥￥](?=\s*\d)", re.IGNORECASE
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MEAN = re.compile(
    r"^(?:the )?(?:average|mean)(?: of)? (?P<en>[\d\s,.and+-]+)$|"
    r"^(?P<zh>[\d\s,，、.和-]+?)的?平均(?:数|值)?$",
    re.IGNORECASE,
)


def rewrite(text: str) -> str:
    """`text` with every number in digits and every operation as a sign; other words stay as they are."""
    text = text.replace("，", ",").replace("：", ":").replace("？", "?")
    while (shorter := _TAIL.sub("", _ASK.sub("", text))) != text and shorter:
        text = shorter
    text = re.sub(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda match: "^" + match[1].translate(_SUPERSCRIPT), text)
    text = digits(text)
    text = _money(text)
    text = re.sub(
        rf"(?:(?:a|one|1) )?({'|'.join(_FRACTION_EN)})s? of (?=[\d(])",
        lambda match: f"(1/{_FRACTION_EN[match[1].lower()]})*",
        text,
        flags=re.IGNORECASE,
    )
    text = _DIVIDES_ZH.sub(r"\2/\1", text)
    mean = _MEAN.match(text.strip())
    if mean:
        values = re.findall(r"-?\d[\d]*(?:\.\d+)?", mean["en"] or mean["zh"])
        return f"({'+'.join(f'({value})' for value in values)})/{len(values)}" if len(values) > 1 else text
    for pattern, new in _REWRITES:
        text = pattern.sub(new, text)
    return text.strip(" ,.。")


def _money(text: str) -> str:
    discount = _DISCOUNT.search(text)
    if discount:
        price, rate = discount["price"] or discount["price2"], discount["rate"] or discount["rate2"]
        share = Fraction(rate) / (10 if Fraction(rate) < 10 else 100)
        rest = (
            re.sub(r"(?:原价|售价|价格|标价|一件|一本|东西)(?:是|为)?$", "", text[: discount.start()])
            + f"{price}*{float(share):g}"
            + text[discount.end() :]
        )
        return re.sub(r"(?:后|之后|下来)?(?:要)?(?:是)?(?:多少(?:钱)?|几块|要付)?[?？]?$", "", rest)
    return _MONEY.sub("", text)


def digits(text: str) -> str:
    """Chinese and English numerals as digits; '二十% ' and '两倍' included. A lone '半' stays a word part."""

    def zh(match: re.Match[str]) -> str:
        value = parse_zh(match[0])
        return match[0] if value is None or match[0] == "半" else _plain(value)

    def en(match: re.Match[str]) -> str:
        value = parse_en(match[0])
        return match[0] if value is None else _plain(value)

    text = re.sub(r"(\d+(?:\.\d+)?)\s*(万亿|[万亿千百])(?![\d零一二三四五六七八九])", _scaled, text)
    text = re.sub(
        r"(?<=[\d)])\s*(million|billion|thousand|k)\b",
        lambda m: f"*{_SCALES[m[1].lower()]}",
        text,
        flags=re.I,
    )
    text = re.sub(r"一半", "\0", text)
    text = ZH_NUMBER.sub(zh, text).replace("\0", "一半")
    return EN_NUMBER.sub(en, text)


_SCALES = {"million": 10**6, "billion": 10**9, "thousand": 1000, "k": 1000}


def _scaled(match: re.Match[str]) -> str:
    unit = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "万亿": 10**12}[match[2]]
    return _plain(Fraction(match[1]) * unit)


def _plain(value: Fraction) -> str:
    return format(Decimal(value.numerator) / Decimal(value.denominator), "f")

"""Dice, coins, picking, sorting, reversing, counting words, changing case."""

from __future__ import annotations

import re
from fractions import Fraction

from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.replies import say
from huahua.gateway.providers.builtin.assistant.turn import Turn

_PLEASE = (
    r"^(?:(?:please|can you|could you|would you|help me(?: to)?|i want you to|let'?s|now|just|请|帮我|给我|"
    r"麻烦|你|能不能|可以|来|我想|我要)[\s,]*)*"
)
_DICE = re.compile(
    rf"{_PLEASE}(?:roll|throw|toss|掷|扔|投|摇|丢)(?: me)?\s*(?:(?P<n>\d{{1,2}}|an?|the|some|two|three|"
    rf"four|five|six|一|两|二|三|四|五|六)?\s*(?:个|颗|次|枚)?\s*(?:dice|die|骰子|色子)|"
    rf"(?P<dn>\d{{0,2}})d(?P<sides>\d{{1,4}}))(?: for me)?(?:吧|呗)?[\s.!?。！？]*$|"
    rf"^(?P<dn2>\d{{1,2}})?d(?P<sides2>\d{{1,4}})$|^(?:掷骰子|骰子|dice)$",
    re.IGNORECASE,
)
_COIN = re.compile(
    rf"{_PLEASE}(?:(?:flip|toss|throw)(?: me)? a coin(?: for me)?|heads or tails|coin ?(?:flip|toss)|"
    rf"(?:抛|扔|掷|投)(?:个|一个|一枚|枚|一下)?硬币)(?:吧|呗)?[\s.!?。！？]*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"{_PLEASE}(?:(?:give me|pick|choose|generate|draw|say|tell me|think of)(?: me)? )?(?:a |any |one "
    rf")?(?:random )?number(?: (?:between|from) (?P<a>-?\d{{1,9}}) (?:and|to) (?P<b>-?\d{{1,9}})|"
    rf"(?P<bare>))[\s.!?]*$"
    rf"|{_PLEASE}(?:随机)?(?:生成|选|挑|说|抽|给|产生|出|"
    rf"来)?(?:我)?(?:一)?个?(?:(?P<za>-?\d{{1,9}})(?:到|至|-|~)(?P<zb>-?\d{{1,9}})(?:之间|以内|里面|"
    rf"里)?的?)?(?:随机)(?:的)?(?:数字?|整数)(?:吧)?[\s。？?]*$"
    rf"|{_PLEASE}(?:从)?(?P<zc>-?\d{{1,9}})(?:到|至|-|~)(?P<zd>-?\d{{1,9}})(?:之间|里|中)*(?:随机|任意|"
    rf"随便)(?:选|挑|抽|取|来|说|给我)?一?个?(?:数字?|整数)?[\s。？?]*$",
    re.IGNORECASE,
)
_PICK = re.compile(
    rf"{_PLEASE}(?:pick|choose|select|decide)(?: (?:one|randomly|at random|for me|something|an? "
    rf"(?:option|item|name|one)))*(?: (?:of|from|between|among|out of))?(?: (?:these|the "
    rf"following))?[\s:]+(?P<en>[^?]*(?:,| or | and )[^?]*?)(?: for me)?[\s.!?]*$"
    rf"|{_PLEASE}(?:随机|任意)?(?:帮我)?(?:选|挑|抽)(?:一)?(?:个|下|样|"
    rf"择)?[\s:：,，]*(?:从)?(?P<zh>[^?？]*(?:、|,|，|还是|或者?|和)[^?？]*?)(?:里|中|里面|之间)?(?:选|"
    rf"挑|抽)?(?:一个|哪个|一下|吧|呢)*[\s。？?]*$",
    re.IGNORECASE,
)
_SORT = re.compile(
    rf"{_PLEASE}(?:sort|order|alphabeti[sz]e|rank)(?: (?:these|this|the|following|list|of|numbers|"
    rf"words|names|alphabetically|items))*(?P<desc> (?:in )?(?:descending|reverse)(?: order)?)?(?: "
    rf"(?:in )?(?:ascending|alphabetical)(?: order)?)?[\s:]+(?P<en>[^:]+?)(?P<desc2>,? (?:in "
    rf")?(?:descending|reverse)(?: order)?)?(?:,? (?:in )?(?:ascending|alphabetical(?:ly)?)(?: "
    rf"order)?)?[\s.!?]*$"
    rf"|{_PLEASE}(?:把|给|将|对)?(?:下面的?|这些|这几个|以下的?)?(?:数字?|词|名字|"
    rf"列表)?(?:从(?P<big>大到小)|从小到大|按(?:大小|字母)(?:顺序)?|(?P<big2>降序)|升序)?(?:排序|"
    rf"排一下序|排列|排个序|排一下)(?:一下)?(?:,?(?:从(?P<big3>大到小)|"
    rf"从小到大))?[\s:：,，]+(?P<zh>.+?)[\s。]*$"
    rf"|{_PLEASE}(?:把|给|将|对)(?P<zh2>[^:：]+?)(?:从(?P<big4>大到小)|从小到大|按(?:大小|"
    rf"字母)(?:顺序)?)?(?:排序|排一下序|排列|排个序|排一下)(?:一下|吧)?[\s。]*$",
    re.IGNORECASE,
)
_REVERSE = re.compile(
    rf"{_PLEASE}(?:reverse|spell backwards|write backwards|say backwards)(?: (?:the )?(?:word|text|"
    rf"string|sentence|letters of|phrase))?(?:\s*:\s*|\s+)(?P<en>.+)$|{_PLEASE}(?:write|spell|say) "
    rf"(?P<en2>.+?) backwards[\s.!?]*$|{_PLEASE}(?:倒过来写|反转|倒着写|倒序|颠倒|倒写|"
    rf"反过来写)(?:一下)?(?:文字|文本|这句话|这个词)?[\s:：,，]*(?P<zh>.+)$|{_PLEASE}(?:把|"
    rf"将)(?P<zh2>.+?)(?:倒过来|反过来|倒着|反转|倒序|颠倒)(?:写|念|一下|过来)*[\s。]*$",
    re.IGNORECASE | re.DOTALL,
)
_COUNT = re.compile(
    rf"{_PLEASE}(?:count|how many)(?: the)? (?:words|characters|letters|chars)(?: and (?:words|"
    rf"characters|letters))?(?: (?:are|is|there|do|does|has|in|of|this|the following|text|sentence|"
    rf"phrase|word|it|have))*\s*[:\s]\s*(?P<en>.+)$|{_PLEASE}word count(?: of| "
    rf"for)?\s*[: ]\s*(?P<en2>.+)$"
    rf"|{_PLEASE}(?:数一?数|数一下|统计一?下?|算一?下|计算)?(?:下面|以下|这段|这句|一下)?(?:文字|话|"
    rf"文章|文本)?(?:的)?(?:有)?(?:字数|多少个?字|几个字|多少字符|"
    rf"词数)(?:是多少)?[\s:：,，]+(?P<zh>.+)$|{_PLEASE}[\"“「'](?P<zh2>.+?)[\"”」'](?:这句话|"
    rf"这个词)?(?:一共|总共)?有(?:多少|几)个?字(?:符)?[\s?？。]*$",
    re.IGNORECASE | re.DOTALL,
)
_CASE = re.compile(
    rf"{_PLEASE}(?:(?P<up>uppercase|upper case|capitalize|capitalise|转成?大写|转换成大写|变成?大写|"
    rf"大写)|(?P<low>lowercase|lower case|转成?小写|转换成小写|变成?小写|小写))(?: (?:this|the "
    rf"following|text|the text|the word))*\s*[:：\s]\s*(?P<text>.*[A-Za-z].*)$|{_PLEASE}(?:把|"
    rf"将)(?P<zh>.*[A-Za-z].*?)(?:转换?成|变成|改成|换成|转为)(?:(?P<up2>大写)|(?P<low2>小写))[\s。]*$",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER_WORDS = {
    "a": 1,
    "an": 1,
    "the": 1,
    "some": 2,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
}


def smalltools(turn: Turn) -> Answer | None:
    """The answer of the first small tool that fits."""
    for tool in (_dice, _coin, _number, _pick, _sort, _reverse, _count, _case):
        text = tool(turn)
        if text is not None:
            return Answer(text)
    return None


def _dice(turn: Turn) -> str | None:
    match = _DICE.match(turn.core)
    if not match:
        return None
    sides = int(match["sides"] or match["sides2"] or 6)
    word = match["n"] or match["dn"] or match["dn2"] or "1"
    count = _NUMBER_WORDS.get(word.lower()) or int(word)
    if not 1 <= count <= 20 or sides < 2:
        return None
    chance = turn.dice("dice")
    rolls = [chance.randint(1, sides) for _ in range(count)]
    total = f" = {sum(rolls)}" if count > 1 else ""
    return say(turn, "dice", what=" + ".join(map(str, rolls)) + total)


def _coin(turn: Turn) -> str | None:
    if not _COIN.match(turn.core):
        return None
    return say(turn, turn.dice("coin").choice(("coin_heads", "coin_tails")))


def _number(turn: Turn) -> str | None:
    match = _NUMBER.match(turn.core)
    if not match or (
        match["bare"] is not None
        and "random" not in turn.core.lower()
        and not re.match(r"(?:pick|choose|think of|give me) a number", turn.core, re.I)
    ):
        return None
    low, high = sorted(
        (
            int(match["a"] or match["za"] or match["zc"] or 1),
            int(match["b"] or match["zb"] or match["zd"] or 100),
        )
    )
    return say(turn, "random_number", what=turn.dice("number").randint(low, high))


def _items(text: str) -> list[str]:
    if re.search(r"[,，、;；\n]", text):
        parts = re.split(r"\s*[,，、;；\n]\s*(?:(?:and|or|或者?|和|还是)\b\s*)?|\s+or\s+|还是", text)
    elif re.search(r"\b(?:or|and)\b|还是|或者|[或和]", text):
        parts = re.split(r"\s+(?:or|and)\s+|还是|或者|[或和]", text)
    else:
        parts = text.split()
    return [part.strip(" .。?？") for part in parts if part.strip(" .。?？")]


def _pick(turn: Turn) -> str | None:
    match = _PICK.match(turn.core)
    options = _items(match["en"] or match["zh"]) if match else []
    return say(turn, "pick", what=turn.dice("pick").choice(options)) if len(options) > 1 else None


def _sort(turn: Turn) -> str | None:
    match = _SORT.match(turn.core)
    items = _items(match["en"] or match["zh"] or match["zh2"]) if match else []
    if match is None or len(items) < 2 or len(items) > 200:
        return None
    down = any(match[name] for name in ("desc", "desc2", "big", "big2", "big3", "big4"))
    numeric = all(re.fullmatch(r"[-−]?\d{1,30}(?:\.\d{1,30})?", item) for item in items)
    if numeric:
        items.sort(key=lambda item: Fraction(item.replace("−", "-")), reverse=down)
    else:
        items.sort(key=str.casefold, reverse=down)
    return say(turn, "sorted", what=("、" if turn.lang == "zh" and not numeric else ", ").join(items))


def _reverse(turn: Turn) -> str | None:
    match = _REVERSE.match(turn.core)
    text = next((group for group in match.groups() if group), "").strip(" .\"“”'") if match else ""
    return say(turn, "reversed", what=text[::-1]) if text and len(text) <= 500 else None


def _count(turn: Turn) -> str | None:
    match = _COUNT.match(turn.core)
    if not match:
        return None
    text = next(group for group in match.groups() if group).strip().strip("\"“”'「」")
    words = len(re.findall(r"[^\W_\u3400-\u9fff]+(?:['’-][^\W_\u3400-\u9fff]+)*", text))
    han = len(re.findall(r"[\u3400-\u9fff]", text))
    if turn.lang == "en":
        words += han
    return say(turn, "words", words=words, han=han, chars=len(text), letters=len(re.sub(r"\s", "", text)))


def _case(turn: Turn) -> str | None:
    match = _CASE.match(turn.core)
    if not match:
        return None
    text = (match["text"] or match["zh"]).strip()
    return say(turn, "cased", what=text.upper() if match["up"] or match["up2"] else text.lower())

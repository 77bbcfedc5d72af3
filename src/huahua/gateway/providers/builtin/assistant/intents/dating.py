"""Today, weekdays, spans, countdowns and clocks around the world."""

from __future__ import annotations

import calendar
import re
from datetime import date
from zoneinfo import ZoneInfo

from huahua.gateway.providers.builtin.assistant.dates import days, festivals, zones
from huahua.gateway.providers.builtin.assistant.dates.days import Day, OutOfRange
from huahua.gateway.providers.builtin.assistant.dates.wording import clock, full, short, weekday
from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.replies import say
from huahua.gateway.providers.builtin.assistant.turn import Turn

_EN = (
    r"^(?:(?:so|and|but|then|ok|please|tell me|do you know|can you tell me|could you tell me|i want to "
    r"know|by the way)[\s,]+)*"
)
_ZH = r"^(?:请问|请|帮我|告诉我|你知道|知道|那么?|看看|查一?下|算一?下|算算|我想知道|话说|,|，|\s)*"
_TIME = re.compile(
    rf"{_EN}(?:what(?:'s|s| is)? (?:the )?(?:current |local |exact )?time(?: is it)?(?: (?:right )?now|"
    rf" currently)?|what time is it|what time do you have|do you have the time|(?:current |local "
    rf")?time|the time|what'?s the clock)"
    rf"(?: (?:(?:right )?now|currently|there|today|please))*(?: (?:in|at|for) (?:the "
    rf")?(?P<en>[a-zã.ü ]+?))?(?: (?:right )?now| currently| time)*[\s?.!]*$"
    rf"|{_ZH}(?:现在|目前|此刻|这会儿|当前|今天)?(?:的)?(?P<zh>[\u3400-\u9fff]{{2,8}}?)?(?:那边|那里|"
    rf"当地|时间)?(?:的)?(?:现在|目前|此刻|这会儿|当前)?(?:是)?(?:几点(?:钟)?|什么时间|什么时候|"
    rf"时间(?:是多少|是几点)?|多少点)(?:了|啦|钟)*(?:呢|呀|啊)?[\s?？。]*$",
    re.IGNORECASE,
)
_EN_CITY_TIME = re.compile(
    rf"{_EN}(?:what(?:'s|s| is) )?(?:the )?(?P<en>{zones.NAMES})(?:'s)? (?:local )?time(?: (?:right "
    rf")?now)?[\s?.!]*$",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(
    r"(?:time (?:zone )?difference|hours? difference|difference in time) (?:between|from) (?P<a>.+?) "
    r"(?:and|to) (?P<b>[^?]+?)[\s?.!]*$"
    r"|^(?P<za>[\u3400-\u9fff]{2,8}?)(?:和|与|跟|到|"
    r"比)(?P<zb>[\u3400-\u9fff]{2,8}?)(?:之间)?(?:的)?(?:有)?(?:时差(?:是)?(?:多少|几)?(?:个?小时)?|"
    r"(?:时间)?(?:相?差)(?:了)?(?:多少|几)个?(?:小时|钟头))(?:呢)?[\s?？]*$",
    re.IGNORECASE,
)
_TODAY = re.compile(
    rf"{_EN}(?:what(?:'s|s| is)? (?:the )?(?:date|day)(?: of the week)?(?: is it)?(?: today| now)?|"
    rf"what (?:day|date) is (?:it|today)(?: today| now)?|what(?:'s|s| is) today(?:'s date)?|today'?s "
    rf"date|(?:the )?date(?: today)?|which day is (?:it|today))[\s?.!]*$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    rf"{_EN}(?P<what4>.+?) (?:is|was|will be|falls on|be) (?:on )?(?:what|which) "
    rf"(?:day|date|weekday)(?: of the week)?[\s?.!]*$|"
    rf"{_EN}(?:what|which) (?:day(?: of the week)?|weekday|date)(?: of the week)? (?:is|was|will|does|"
    rf"did|will it be|would)(?: it| be| that)*(?: be| fall on| on)? (?P<what1>.+?)(?: (?:be|fall)(?: "
    rf"on)?| fall on| on)?[\s?.!]*$"
    rf"|{_EN}(?:when|what date)(?:'s|s| is| was| will| are) (?P<what2>.+?)(?: be| celebrated| this "
    rf"time)?[\s?.!]*$|{_EN}what(?:'s|s| is) the (?:date|day)(?: of the week)? (?P<what3>.+?)[\s?.!]*$"
    rf"|{_ZH}(?P<zh>.+?)(?:那天|当天)?(?:又|会|应该)?(?:是|在)?(?:公历|阳历|几月)?(?:星期几|周几|"
    rf"礼拜几|几号|什么日子|哪一?天|几月几[号日]|什么时候|星期多少|多少号|哪天)(?:呢|啊|呀|来着|"
    rf"了)?[\s?？。]*$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    rf"{_EN}(?:how (?:many (?P<unit>days|weeks|months)|long)(?: is it| are there| are left| left| more|"
    rf" remain| do we have| to go| is there| remaining)*(?: to| until| till| til| 'til| before| for| "
    rf"left until| left till|to go until)+|countdown (?:to|until)|days (?:until|till|to|left until)) "
    rf"(?P<what>.+?)(?: from now| from today| left| to go)?[\s?.!]*$"
    rf"|{_EN}how (?:soon|far(?: away)?|long away) is (?P<what2>.+?)[\s?.!]*$"
    rf"|{_ZH}(?:现在|今天)?(?:距离?|离|到)(?:下一?个?)?(?P<zh>.+?)(?:还|总共|一共|大概)?(?:有|剩|差|要|"
    rf"余)?(?:下|等)?(?:多少|几)(?P<unit_zh>天|日|周|个?星期|个?月)?(?:时间|多久)?(?:呢|啊|"
    rf"呀)?[\s?？。]*$"
    rf"|{_ZH}(?:距离?|离|到)(?P<zh3>.+?)(?:还|一共)?(?:有|剩|差|要)?(?:等)?多久(?:时间)?(?:呢|啊|"
    rf"呀)?[\s?？。]*$"
    rf"|{_ZH}(?:还)?(?:有|剩|差|要)?(?:多少|几)天(?:就|才|能)?(?:到|是|放|过(?!年))?(?P<zh2>.+?)(?:了|呢|啊|"
    rf"呀|假)*[\s?？。]*$"
    rf"|{_ZH}(?P<zh4>.+?)(?:还|一共|总共)(?:有|剩|差|要)?(?:下|等)?(?:多少|几)天(?:时间|到|来)?(?:呢|"
    rf"啊|呀)?[\s?？。]*$",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"{_EN}how (?:many days|long)(?: has it been| is it| have passed| ago)*(?: since| ago was| ago is|"
    rf" after| passed since) (?P<what>.+?)[\s?.!]*$|{_EN}days since (?P<what2>.+?)[\s?.!]*$"
    rf"|{_ZH}(?:从|自|距离?|离)?(?P<zh>.+?)(?:到现在|到今天|至今|以来|已经)?(?:已经)?(?:过去?了?|"
    rf"有)(?:多少|几)天(?:了)?[\s?？。]*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"{_EN}(?:how (?:many days|long)(?: are there| is it| is there)? |(?:the )?(?:number of )?days "
    rf")(?:between|from) (?P<a>.+?) (?:and|to|until|till) (?P<b>.+?)[\s?.!]*$"
    rf"|{_ZH}(?:从)?(?P<za>.+?)(?:到|和|与|跟|至)(?P<zb>.+?)(?:之间|中间|一共|总共)*(?:相差|差|有|隔|"
    rf"是)?(?:了|着)?(?:多少|几)天(?:呢)?[\s?？。]*$",
    re.IGNORECASE,
)
_LEAP = re.compile(
    r"(?:is|was|will) (?P<en>\d{1,4}) (?:be )?a leap year|(?:is|was) it a leap year (?P<en2>this year)|"
    r"(?P<zh>\d{1,4}|今|明|去)年?是不?是?闰年",
    re.IGNORECASE,
)
_MONTH_DAYS = re.compile(
    r"how many days (?:(?:are|is)(?: there)? )?(?:in|does|has) (?P<en>january|february|march|april|may|"
    r"june|july|"
    r"august|september|october|november|december)(?: have)?(?: (?:in )?(?P<year>\d{4}))?|"
    r"(?:(?P<year_zh>\d{4}|今|明|去)年的?)?(?P<zh>\d{1,2}|十[一二]?|"
    r"[一二三四五六七八九])月(?:份)?(?:一共|总共)?有(?:多少|几)天",
    re.IGNORECASE,
)
_YEAR = re.compile(
    rf"{_EN}(?:what|which) year is (?:it|this)(?: now)?[\s?.!]*$|{_EN}what(?:'s| is) the (?:current "
    rf")?year[\s?.!]*$|{_ZH}(?:今年|现在)是?(?:哪一?年|几几年|公元多少年|多少年|什么年|哪年|"
    rf"几年)[\s?？]*$|{_EN}what month is (?:it|this)[\s?.!]*$|{_ZH}(?:现在|这个月|"
    rf"本月)是?几月(?:份)?(?:了)?[\s?？]*$",
    re.IGNORECASE,
)
_ANIMAL = re.compile(
    r"^(?:what |which )?(?:chinese )?(?:zodiac(?: animal| sign)?|animal|year of the what)(?: year)? "
    r"(?:is|for) (?:it|this year|(?P<en>\d{4}))(?: (?:this year|in the chinese zodiac))?[\s?]*$|"
    r"^(?P<zh>今年|明年|去年|\d{4}年)(?:是|属)?(?:什么|啥)(?:生肖|属相|年)?(?:年)?[\s?？]*$",
    re.IGNORECASE,
)
_FOLLOW = re.compile(
    r"^(?:and|what about|how about|then|so|那么?|那|换成|还有|,|，|\s)+(?:for|on|in|at|if it'?s|if|"
    r"the)?\s*(?P<what>.+?)(?:呢|吧|的话)*[\s?？.!。]*$|^(?P<zh>[\u3400-\u9fff\d]{2,12})呢[\s?？。]*$",
    re.IGNORECASE,
)


def dating(turn: Turn) -> Answer | None:
    """Answer a question on dates or times, or one that follows on such a question."""
    core = turn.core
    if not core or len(core) > 160:
        return None
    try:
        return _direct(turn, core) or _follow(turn)
    except OutOfRange as error:
        if error.festival is not None:
            name = error.festival.zh if turn.lang == "zh" else error.festival.en
            return Answer(say(turn, "date_unknown_festival", what=name))
        return Answer(say(turn, "date_range"))
    except OverflowError:
        return Answer(say(turn, "date_range"))


def _direct(turn: Turn, core: str) -> Answer | None:
    for reading in (_clock, _difference, _today, _calendar_fact, _year, _since, _until, _between, _when):
        text = reading(turn, core)
        if text is not None:
            return Answer(text)
    return None


def _follow(turn: Turn) -> Answer | None:
    """'那后天呢' asks again what was asked before, of another day or city."""
    match = _FOLLOW.match(turn.core)
    if not match or not turn.earlier:
        return None
    what = (match["what"] or match["zh"]).strip()
    place, day = zones.city(what), None if zones.city(what) else days.parse(what, turn.now.date())
    if place is None and day is None:
        return None
    before = turn.before()
    for _ in range(4):
        if before is None:
            return None
        core = before.core
        if place is not None and (_TIME.match(core) or _EN_CITY_TIME.match(core)):
            return Answer(_clock_in(turn, place))
        if day is not None and _countdown(core, turn):
            return Answer(_span(turn, day))
        if day is not None and (_TODAY.match(core) or _about_day(core, turn)):
            return Answer(_is(turn, what, day))
        if not _FOLLOW.match(core):
            return None
        before = before.before()
    return None


def _countdown(core: str, turn: Turn) -> bool:
    match = _UNTIL.match(core)
    return bool(match) and _try(_group(match), turn) is not None


def _about_day(core: str, turn: Turn) -> bool:
    match = _WHEN.match(core)
    return bool(match) and _try(_group(match), turn) is not None


def _try(text: str, turn: Turn) -> Day | None:
    try:
        return days.parse(text, turn.now.date())
    except OutOfRange:
        return None


def _group(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    named = (value for name, value in match.groupdict().items() if value and not name.startswith("unit"))
    return next(named, "")


def _clock(turn: Turn, core: str) -> str | None:
    match = _TIME.match(core) or _EN_CITY_TIME.match(core)
    if not match:
        return None
    name = (match["en"] or (match.groupdict().get("zh") or "")).strip()
    name = re.sub(r"^(?:现在|今天|目前|当前)|(?:现在|目前|那边|当地)$", "", name)
    if not name:
        if re.search(r"什么时候", core):
            return None
        moment = (
            f"{clock(turn.now)}，{full(turn.now.date(), 'zh')}"
            if turn.lang == "zh"
            else f"{clock(turn.now)} on {full(turn.now.date(), 'en')}"
        )
        return f"现在是 {moment}。" if turn.lang == "zh" else f"It is {moment}."
    place = zones.city(name)
    return _clock_in(turn, place) if place is not None and "什么时候" not in core else None


def _clock_in(turn: Turn, place: zones.City) -> str:
    there = turn.now.astimezone(ZoneInfo(place.zone))
    if turn.lang == "zh":
        return f"{place.zh}现在是 {clock(there)}，{full(there.date(), 'zh')}。"
    return f"In {place.en} it is {clock(there)} on {full(there.date(), 'en')}."


def _difference(turn: Turn, core: str) -> str | None:
    match = _DIFFERENCE.search(core)
    if not match:
        return None
    first, second = zones.city(match["a"] or match["za"]), zones.city(match["b"] or match["zb"])
    if first is None or second is None:
        return None
    gap = _offset(turn, second) - _offset(turn, first)
    hours = f"{abs(gap):g}"
    if turn.lang == "zh":
        if not gap:
            return f"{first.zh}和{second.zh}没有时差。"
        return f"{second.zh}比{first.zh}{'快' if gap > 0 else '慢'} {hours} 小时。"
    if not gap:
        return f"{first.en} and {second.en} keep the same time."
    return (
        f"{second.en} is {hours} hour{'s' if abs(gap) != 1 else ''} {'ahead of' if gap > 0 else 'behind'} "
        f"{first.en}."
    )


def _offset(turn: Turn, place: zones.City) -> float:
    offset = turn.now.astimezone(ZoneInfo(place.zone)).utcoffset()
    return offset.total_seconds() / 3600 if offset is not None else 0.0


def _today(turn: Turn, core: str) -> str | None:
    return _is(turn, "today", Day(turn.now.date())) if _TODAY.match(core) else None


def _year(turn: Turn, core: str) -> str | None:
    if not _YEAR.match(core):
        return None
    today = turn.now.date()
    return (
        f"现在是{today.year}年{today.month}月。"
        if turn.lang == "zh"
        else f"It is {short(today, 'en').split(' ', 1)[1]}."
    )


def _calendar_fact(turn: Turn, core: str) -> str | None:
    this = turn.now.year
    named = {
        "今": this,
        "明": this + 1,
        "去": this - 1,
        "今年": this,
        "明年": this + 1,
        "去年": this - 1,
        "this year": this,
    }
    match = _LEAP.search(core)
    if match:
        word = match["en"] or match["en2"] or match["zh"]
        year = named.get(word) or int(word)
        leap = 1 <= year <= 9999 and calendar.isleap(year)
        if turn.lang == "zh":
            return f"{year}年{'是' if leap else '不是'}闰年。"
        return f"{year} is {'a leap year' if leap else 'not a leap year'}."
    match = _MONTH_DAYS.search(core)
    if match:
        return _month_days(turn, match, named)
    match = _ANIMAL.match(core)
    if match:
        word = match["en"] or match["zh"] or "今年"
        year = named.get(word) or int(word.rstrip("年"))
        english, chinese = festivals.animal(date(max(1, year), 6, 1))
        return f"{year}年是{chinese}年。" if turn.lang == "zh" else f"{year} is the year of the {english}."
    return None


def _month_days(turn: Turn, match: re.Match[str], named: dict[str, int]) -> str:
    if match["en"]:
        month = list(calendar.month_name).index(match["en"].capitalize())
    else:
        month = {
            name: i + 1
            for i, name in enumerate(
                ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
            )
        }.get(match["zh"]) or int(match["zh"])
    word = match["year"] or match["year_zh"]
    year = named.get(word or "今") or int(word)
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        raise OutOfRange
    count = calendar.monthrange(year, month)[1]
    return (
        f"{year}年{month}月有 {count} 天。"
        if turn.lang == "zh"
        else f"{calendar.month_name[month]} {year} has {count} days."
    )


def _when(turn: Turn, core: str) -> str | None:
    match = _WHEN.match(core)
    if not match:
        return None
    what = _group(match)
    day = days.parse(what, turn.now.date())
    return None if day is None else _is(turn, what, day)


def _is(turn: Turn, what: str, day: Day) -> str:
    today = turn.now.date()
    gap = (day.on - today).days
    near = {
        0: ("Today", "今天"),
        1: ("Tomorrow", "明天"),
        -1: ("Yesterday", "昨天"),
        2: ("The day after tomorrow", "后天"),
        -2: ("The day before yesterday", "前天"),
    }
    verb = "was" if gap < 0 else "is"
    if turn.lang == "zh":
        name = day.festival.zh if day.festival else near[gap][1] if gap in near else None
        return (
            f"{name}是{full(day.on, 'zh')}。" if name else f"{short(day.on, 'zh')}是{weekday(day.on, 'zh')}。"
        )
    name = day.festival.en if day.festival else near[gap][0] if gap in near else None
    if name:
        return f"{name[0].upper()}{name[1:]} {verb} {full(day.on, 'en')}."
    return f"{short(day.on, 'en')} {verb} a {weekday(day.on, 'en')}."


def _until(turn: Turn, core: str) -> str | None:
    match = _UNTIL.match(core)
    if not match:
        return None
    day = days.parse(re.sub(r"(?:到来|来临|放假)$", "", _group(match)), turn.now.date())
    return None if day is None else _span(turn, day)


def _since(turn: Turn, core: str) -> str | None:
    match = _SINCE.match(core)
    if not match:
        return None
    today = turn.now.date()
    day = days.parse(_group(match), today)
    if day is None:
        return None
    if (day.on > today and day.on.year == today.year) or day.on.year == today.year + 1:
        earlier = day.festival.on(day.on.year - 1) if day.festival else days.shift(day.on, -1, "y")
        day = Day(earlier or day.on, day.festival)
    return _span(turn, day)


def _span(turn: Turn, day: Day) -> str:
    gap = (day.on - turn.now.date()).days
    if turn.lang == "zh":
        name = f"{day.festival.zh}（{short(day.on, 'zh')}）" if day.festival else short(day.on, "zh")
        if gap == 0:
            return f"{name}就是今天。"
        return f"离{name}还有 {gap} 天。" if gap > 0 else f"{name}已经过去 {-gap} 天了。"
    name = f"{day.festival.en} ({short(day.on, 'en')})" if day.festival else short(day.on, "en")
    if gap == 0:
        return f"{name[0].upper()}{name[1:]} is today."
    plural = "" if abs(gap) == 1 else "s"
    if gap > 0:
        return f"{gap} day{plural} until {name}."
    return f"{name[0].upper()}{name[1:]} was {-gap} day{plural} ago."


def _between(turn: Turn, core: str) -> str | None:
    match = _BETWEEN.match(core)
    if not match:
        return None
    today = turn.now.date()
    first, second = days.parse(match["a"] or match["za"], today), days.parse(match["b"] or match["zb"], today)
    if first is None or second is None:
        return None
    count = abs((second.on - first.on).days)
    if turn.lang == "zh":
        return f"{short(first.on, 'zh')}到{short(second.on, 'zh')}相差 {count} 天。"
    return (
        f"There {'is' if count == 1 else 'are'} {count} day{'' if count == 1 else 's'} between "
        f"{short(first.on, 'en')} and {short(second.on, 'en')}."
    )

"""Recognising a wish to change an earlier picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from huahua.gateway.providers.builtin.assistant.painting.options import STYLE_WORDS
from huahua.gateway.providers.builtin.assistant.painting.pictures import choose
from huahua.gateway.providers.builtin.assistant.painting.recompose import recompose
from huahua.gateway.providers.builtin.assistant.painting.vocabulary import OTHER_EN, OTHER_ZH, SUBJECT
from huahua.gateway.providers.builtin.assistant.tools import Picture

_FRAME_EN = re.compile(
    r"^(?:(?:can|could|would|will) (?:you|we|u)(?: (?:please|maybe|also|just|kindly))*|i(?:'d| would)? "
    r"(?:want|like|love|need|prefer) you to|"
    r"please|kindly|just|now|next|also|then|and|but|so|ok|maybe|perhaps|go ahead and|let'?s|try to|"
    r"help me(?: to)?|i think you should|you should|do you mind|"
    r"would you mind|actually|hmm+|yes|no,|not bad,|what if (?:you|we))[\s,]+",
    re.IGNORECASE,
)
_DEGREE = (
    r"(?:bigger|smaller|larger|brighter|darker|lighter|wider|taller|shorter|longer|warmer|cooler|"
    r"colder|closer|nearer|farther|further(?: away)?|"
    r"sharper|softer|happier|sadder|cuter|funnier|scarier|simpler|busier|calmer|older|younger|rounder|"
    r"thinner|thicker|fatter|nicer|prettier|"
    r"redder|bluer|greener|higher|lower|deeper|bolder|moodier|dreamier|sunnier|rainier|snowier|foggier|"
    r"wilder|fluffier|quieter|clearer|"
    r"colou?rful|realistic|vivid|detailed|dramatic|contrast|abstract|moody|dreamy|playful|elegant|"
    r"minimal\w*|dark|bright|big|small)"
)
_SCENE = (
    r"(?:night|day|dawn|dusk|sunset|sunrise|noon|midnight|evening|morning|daytime|winter|summer|spring|"
    r"autumn|fall|rain\w*|snow\w*|fog\w*|storm\w*|sunny|cloudy|moonlight|twilight)"
)
_IT = r"(?:it|this|that|them|these|those|him|her|(?:the|this|that|these|those) [\w' -]+?)"
_EN = re.compile(
    rf"^(?:"
    rf"(?:make|turn|paint|draw|redraw|repaint|render|have|set|do) {_IT}(?:\s.+)"
    rf"|(?:change|convert|transform|swap|switch|replace|recolou?r|crop|flip|mirror|rotate|brighten|"
    rf"darken|lighten|sharpen|blur|zoom|enlarge|shrink|resize|"
    rf"expand|extend|adjust|fix|improve|tweak|modify|edit|vary|enhance|soften|simplify|upscale|restyle|"
    rf"invert|stretch|tilt|tint|warm up|cool down|tone down|fill)\b.*"
    rf"|(?:add|insert|include|put|place|throw in|stick|remove|delete|erase|take (?:out|away|off)|get "
    rf"rid of|hide|lose|cut out|drop|take {_IT} (?:out|away)|leave out|move|shift)\s.+"
    rf"|give (?:it|him|her|them|the [\w-]+|that [\w-]+) .+"
    rf"|(?:redo|re-?generate|re-?paint|re-?draw|re-?roll|re-?try|re-?make|re-?do)\b.*"
    rf"|(?:(?:do|paint|draw|try|make) )?(?:it |that |this |the same )?(?:once )?(?:again|over)(?:,.*)?"
    rf"|(?:give me |show me |paint |draw |make |do |i want |i'd like |can i have )?(?:one more(?: time|"
    rf" try| version| like (?:it|this|that))?|another(?: one| version| try| take| variation)|a (?:new|"
    rf"different) (?:version|one|take|variation)|something different)(?:\s+(?:like (?:it|this|that)|of "
    rf"(?:it|this|that)))?"
    rf"|(?:the )?same(?: (?:thing|one|picture|image|again))?[, ]+(?:but|with|in|at|without|only|"
    rf"just)\b.+|same (?:again|thing|one)"
    rf"|(?:but |and |now |it'?s |this is |that'?s |looks? )*(?:(?:a )?(?:bit|little|lot|much|far|way|"
    rf"slightly|somewhat|even|too|not so|less|more|some more|fewer|a few more|many more) )+(?:of "
    rf")?[\w -]+"
    rf"|(?:no,? )?(?:i said )?not (?:an? |the )?[\w ]{{2,20}}(?:,? but|,) .{{2,40}}"
    rf"|{_DEGREE}(?:,? .{{0,60}})?"
    rf"|(?:with(?:out)?|no|minus|plus)\s(?!idea|problem|worries|way|thanks?|thank|need).+"
    rf"|(?:a )?different (?:colou?rs?|style|background|angle|pose|palette|mood|light(?:ing)?|composition)"
    rf"|(?:at|during|in)(?: the)? {_SCENE}(?: (?:instead|please|light|time))?|{_SCENE} (?:instead|"
    rf"version|please)|{_SCENE}"
    rf"|(?:can|could|should) (?:it|this|that) (?:be|have)\s.+|what if (?:it|there|this|that) .+"
    rf"|(?:how|what) about (?:(?:at|in|with|without|during|some|more|less|adding|making) .+|{_SCENE})"
    rf"|(?:i(?:'d| would)? (?:want|like|prefer|need) )(?:it|this|that|them) .+|(?:it|this|that|they) "
    rf"(?:should|could|must|needs?(?: to)?|has to) (?:be |have )?.+"
    rf"|the [\w -]{{2,30}} (?:should|could|must|needs? to) (?:be|have|look) .+"
    rf"|(?:same|as)? ?(?:in|as)(?: an?| the)? [\w -]{{0,30}}(?:style|colou?rs?|tones?|palette)?"
    rf")[\s.!?~]*$",
    re.IGNORECASE,
)
# 'in …' and 'as …' alone are edits only where they name a medium.
_IN_STYLE = re.compile(r"^(?:in|as)\b", re.IGNORECASE)
_NOT_EN = re.compile(
    r"\b(?:subject|topic|language|password|my name|channel|mind|duplicates?|whitespace|comma|sentence|"
    r"paragraph|text|word|words|"
    r"sense|sure|money|to cart|to my calendar|reminder|music on|the kettle|the kids|conversation|it "
    r"work|me laugh|it up to you|"
    r"server|port|why|how|expensive|cheap|commercially|be used|html|css|code|price|legal|allowed|"
    r"right\b(?= *\?|$)|is better|theme|setting|settings|volume|tire|tyre|battery|engine|yourself|"
    r"meaning|questions?|luck)\b"
    r"|^(?:make|turn|put|take|drop|move|have|set|do|place|include) (?:on |off )?(?:it on|it off|up|"
    r"down|me|my|that'?s)\b|^do (?:that|this|it|them)[\s.?!]*$"
    r"|^(?:more|less|much|a bit|a little|a lot|too) (?:than|importantly|or less|of an? question|"
    r"info\w*|details? about|about)\b|^(?:i'?m |we'?re )"
    r"|^too (?:bad|much info\w*|late|long)\b|^no (?:one|more questions|thank|need|problem|idea|worries|"
    r"way)\b",
    re.IGNORECASE,
)

_FRAME_ZH = re.compile(
    r"^(?:(?:和|跟)(?:刚才|之前|原来|上一?张|它|前面)?的?一样[,，]?(?:但是?|只是|不过|就是)?|能不能|"
    r"能否|可不可以|可以|能|你能|你可以|请你|请|麻烦你?|帮我|帮忙|给我|替我|那|那就|那么|"
    r"现在|然后|接着|就|我想要?|我要|我希望|希望|要不|不如|还是|但|但是|不过|嗯|好|最好|"
    r"你|直接|顺便|另外)[ ,，]*"
)
_ADJ = (
    r"(?:大|小|亮|暗|高|低|远|近|多|少|深|浅|红|蓝|绿|黄|黑|白|暖|冷|清楚|清晰|简单|复杂|可爱|好看|漂亮|"
    r"鲜艳|柔和|柔|淡|浓|宽|窄|长|短|胖|瘦|老|年轻|开心|梦幻|写实|真实|抽象|细致|精细|细腻|丰富|安静|热闹|"
    r"明亮|昏暗|活泼|模糊|圆|密|稀|厚|薄|快乐|忧伤|温暖|童趣|卡通|艳|素|夸张|自然|酷|帅)"
)
_ZH = re.compile(
    r"^(?:再|也|还|又|先|都|请|稍微|略微|重新|继续)*(?:"
    r"(?:把|将).+"
    r"|(?:加上?|添加?上?|补上?|增加|添加|加入|放上?|画上|多(?:加|画|来|放|点|些|一点|一些)|来点|点缀|"
    r"配上?)(?:点|些|个)?(?!油|班|载|速度|盐|法|餐|减).{1,60}"
    r"|(?:去掉|删掉|删除|删去|移除|移走|擦掉|去除|拿掉|抹掉|不要有?|别要|去|减少|少(?:画|点|些|一点|"
    r"来)).{1,40}"
    r"|(?:换|改|变|调|转)(?:成|为|个|一[种个下张]|到|掉|换|变|用|背景|颜色|风格|姿势|构图|角度|配色|整|"
    r"高|亮|暗|大|小|淡|深|浅|暖|冷|得|画).{0,60}"
    rf"|(?:画得?|弄得?|做得?|变得?|调得?|颜色|整体|背景|天空|光线|画面|人物|色调|猫|狗|它|他|她)*(?:再|"
    rf"更|稍微|要|可以|能|应该|太|有点|有些|不够|还要|得|更加)+太?{_ADJ}(?:一点儿?|一些|点儿?|些|了|"
    rf"起来)*"
    rf"|{_ADJ}(?:一点儿?|一些|点儿?|些)(?!什么|钱|时间)"
    r"|(?:重画|重新画|重新来|重来|重做|重新生成|重绘|再画|再来|再试|再生成|再做|再弄|另画|"
    r"另来)(?:一?[次遍张幅个版]|一下|试试|看)?"
    r"|(?:画|来|做|试|生成)一?[次遍]|换一?[张幅个]|(?:再)?来[一1][张幅个]|另外?一?[张幅](?!桌|床|纸|"
    r"椅)|[次遍]"
    r"|(?:画|做|弄|变|P|p)成.{1,30}|给(?!我|咱|大家|你)(?:它|他|她|[\u3400-\u9fff]{1,4}?)(?:加|戴|穿|"
    r"画|换|配|添|涂|染|"
    r"上).{1,30}"
    r"|放大.{0,8}|缩小.{0,8}|裁剪?.{0,10}|翻转.{0,8}|旋转.{0,8}|镜像.{0,4}|模糊.{0,6}|锐化.{0,4}|"
    r"扩图.{0,6}|上色.{0,6}"
    r"|(?:要是|如果|假如|换到)?(?:在)?(?:是)?(?:晚上|夜晚|夜里|白天|清晨|早晨|傍晚|黄昏|冬天|夏天|春天|"
    r"秋天|下雪|下雨|雪天|雨天|雾天|雪夜|夜景|日落时?|日出时?)(?:的?时候)?(?:的|呢|版|版本|的话|怎么样|"
    r"会怎样|会怎么样|吧)?"
    r"|(?:背景|天空|颜色|色调|光线|整体|画面|风格)(?:要|换|改|变|用|是|应该|能不能|可以|得|调).{1,30}"
    r"|同样的?.{0,12}但.{1,30}|一样的?.{0,10}(?:但|只是|不过).{1,30}|不是[^,，]{1,12}[,，]?(?:而?是|"
    r"要).{1,20}|再画一[张幅][,，].{2,40}|(?:保持)?不变,?.{0,3}(?:但|只).{1,20}"
    r"|(?:用|以|要)?.{0,8}(?:风格|画风)(?:的|吧|呢)?"
    r")[\s,，。.!！?？~吧呗呢啊哦吗嘛啦呀了]*$"
)
_NOT_ZH = re.compile(
    r"话题|语言|段话|段落|这句|句子|用户|单词|字母|标点|代码|列表|文章|文字|中文|英文|密码|名字|昵称|"
    r"模型|主题|设置|账号|手机|工作|衣服|心情|公斤|千克|厘米|英里|"
    r"美元|人民币|摄氏|华氏|大写|小写|拼音|"
    r"字数|文字版|加油|加班|更多功能|变成有钱|变老了|我变|怎么(?:办|改|换|加)|为什么|什么意思|^多少|"
    r"^要多|^去(?!掉|除).{0,3}(?:哪|玩|吃|看|旅|了|上|学)|^去[\u3400-\u9fff]{1,6}(?:旅游|玩|怎么走|"
    r"的路)|^再见|^再也|"
    r"^有点(?:累|困|饿|忙|冷|热|难过|烦|无聊|晚)|^太(?:好|棒|赞|谢|美|可惜|难|酷|帅|漂亮|可爱|好看)|"
    r"^更多|^多谢|^画得?(?:真|很|挺|不错|好)|^不要(?:紧|了|脸|客气)"
)
# What is left of 'go back to the first one and …' or '我更喜欢第一张，但要…' once the picture is known.
_LEFTOVER = re.compile(
    r"^(?:(?:go back|back|use|take|return|i (?:like|love|prefer)|we use)(?: to)?(?: it)?[\s,]*(?:and|"
    r"but|then)?[\s,]*"
    r"|(?:我)?(?:更|最|还是)?喜欢[,，]?(?:但是?|不过|只是)?|(?:用|选|回到)(?:它)?[,，]|please,? but )",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"^(?:i (?:really )?(?:like|love|prefer|hate)\b|我(?:很|更|最|还是)?喜欢|(?:很|真|挺)(?:好|美|漂亮))",
    re.IGNORECASE,
)
_REDO = re.compile(
    r"^(?:again|redo|re-?generate|re-?roll|re-?try|once more|one more|another|same again|(?:do|try|"
    r"paint|draw|make) (?:it|that|this)? ?(?:again|over)|"
    r"(?:re-?paint|re-?draw|re-?make|re-?do)(?: it| this| that)?[\s.!?]*$|a (?:new|different) "
    r"(?:version|one|take|variation)|重|再来|再画一|再试|再生成|再做|换一?[张幅个]$|再来一)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change wished for: which picture (place, oldest 0), the instruction, the whole new prompt."""

    place: int
    instruction: str
    prompt: str
    redo: bool = False
    explicit: bool = False


def looks_like_edit(text: str) -> bool:
    """Whether `text` reads like a change to a picture, before knowing whether there is one."""
    return _instruction(text) is not None


def parse(text: str, pictures: Sequence[Picture], batch: int = 0) -> Edit | None:
    """The change that `text` wishes for one of `pictures` (not empty), or None."""
    if _OPINION.match(text) and "但" not in text and " but " not in text:
        return None
    choice = choose(text, pictures, batch)
    rest = _LEFTOVER.sub("", choice.rest) if choice.explicit else choice.rest
    instruction = _instruction(rest)
    if instruction is None and choice.explicit and rest and not _is_question(rest):
        instruction = _strip(rest)
    if instruction is None or not instruction:
        return None
    place = choice.place
    redo = bool(_REDO.match(instruction)) and not re.search(r"[,，]", instruction)
    prompt = recompose(pictures[place].prompt, instruction, redo=redo)
    return Edit(place, instruction, prompt, redo, choice.explicit)


def _strip(text: str) -> str:
    text = text.strip(" ,，。.!！?？~")
    while match := _FRAME_EN.match(text):
        text = text[match.end() :]
    return text


def _is_question(text: str) -> bool:
    return bool(
        re.match(
            r"(?:what|who|why|when|where|which|how (?!about)|is|are|was|were|does|did|do you|has|have you)\b",
            text,
            re.I,
        )
        or re.search(r"[吗?？]$|什么|谁|为什么|怎么|多少|哪|好看|不错|漂亮|喜欢|真棒", text)
        or re.match(
            r"(?:is|looks?|was) (?:great|nice|good|beautiful|lovely|perfect|better|best|my favou?rite)",
            text,
            re.I,
        )
        or re.match(r"(?:great|nice|good|beautiful|lovely|perfect|wow|please|thanks?)\W*$", text, re.I)
    )


def _instruction(text: str) -> str | None:
    """`text` as an instruction for the painter, or None where it is none."""
    bare = _strip(text)
    if not bare or len(bare) > 300:
        return None
    if re.search(r"[\u3400-\u9fff]", bare):
        return _instruction_zh(bare)
    if not _EN.match(bare) or _NOT_EN.search(bare) or _OTHER_OBJECT.search(bare):
        return None
    if (
        _IN_STYLE.match(bare)
        and not STYLE_WORDS.search(bare)
        and not re.search(rf"{_SCENE}|style|colou?r|black and white", bare, re.I)
    ):
        return None
    return bare


_OTHER_OBJECT = re.compile(
    r"^(?:add|put|place|include|insert|remove|delete|change|edit|give|make|fix|improve|move)\b.*(?:"
    + OTHER_EN.pattern
    + r")",
    re.IGNORECASE,
)


def _captions(text: str) -> bool:
    """'秋天的山谷，水墨风格' names a new picture; '水墨风格' alone changes one."""
    changes = re.match(r"把|将|换|改|变|画成|转|加|去|背景|天空|给", text)
    return bool(re.search(r"风格|画风", text) and SUBJECT.search(STYLE_WORDS.sub("", text)) and not changes)


def _instruction_zh(bare: str) -> str | None:
    stripped = bare
    while True:
        if _ZH.match(stripped):
            if (
                _NOT_ZH.search(stripped)
                or _captions(stripped)
                or OTHER_ZH.search(stripped)
                or re.search(r"多少|几[个张]|等于", stripped)
            ):
                return None
            return stripped.rstrip("吗呢吧啊呀嘛") or stripped
        match = _FRAME_ZH.match(stripped)
        if match and match.end() < len(stripped):
            stripped = stripped[match.end() :]
            continue
        styled = STYLE_WORDS.search(stripped)
        if styled and len(stripped) - len(styled.group()) <= 3:
            return stripped
        return None

"""Words that leave no doubt about the kind of task. What no rule knows is the classifier's. Pure.

Plain searches for words instead of one large expression: they cost microseconds on any text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from huahua.gateway.domain.routing import TaskKind

SEEN_CHARS = 300
"""How much of a text the rules look at; fences of code are looked for in all of it."""


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: TaskKind
    parts: tuple[str, ...]
    """Found anywhere: Chinese words, signs."""
    words: tuple[str, ...] = ()
    """Whole English words, small letters, as a phrase."""
    shape: re.Pattern[str] | None = None

    def fits(self, head: str, words: str) -> bool:
        return (
            any(part in head for part in self.parts)
            or any(word in words for word in self.words)
            or (self.shape is not None and self.shape.search(head) is not None)
        )


def _words(text: str) -> tuple[str, ...]:
    """Phrases, separated by commas, with a space on each side."""
    return tuple(f" {phrase.strip()} " for phrase in text.split(","))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_TONGUES = (
    "french german japanese korean spanish russian italian chinese mandarin cantonese portuguese arabic turkish "
    "dutch hindi polish swedish greek latin english vietnamese thai indonesian czech danish ukrainian hebrew"
).replace(" ", "|")
_RULES = (
    _Rule(
        TaskKind.TRANSLATION,
        _parts(
            "翻译 译成 译为 翻成 译作 译一下 中译英 英译中 日译中 法译中 中翻英 英翻中 汉译英 "
            "英语怎么 英文怎么 日语怎么 法语怎么 德语怎么 韩语怎么 用英语说 用英文说 用日语说 怎么翻"
        ),
        _words(
            "translate, translated, translation, translations, localize, localise, word for, translatable"
        ),
        re.compile(
            rf"\b(?:in|into|to) (?:simplified |formal |brazilian )?(?:{_TONGUES})(?:\s*[:：?.,]|\s*$)|"
            r"用[^，。？,]{1,4}[语文](?:怎么|如何)?(?:说|讲|表达|写)|\bfrom (?:" + _TONGUES + r")\s*:"
        ),
    ),
    _Rule(
        TaskKind.CODE,
        _parts(
            "代码 报错 编译 单元测试 正则 线程 爬虫 数据库 接口 #include => ); () { </ console. == error: exception: "
            "python java c++ c# sql redis docker k8s nginx git提 git回 npm vue css html json 部署 函数式 脚本"
        ),
        _words(
            "python, java, javascript, typescript, golang, php, kotlin, sql, mysql, postgresql, postgres, redis, "
            "mongodb, docker, dockerfile, k8s, kubernetes, kubectl, nginx, git, github, npm, pip, regex, css, html, "
            "jquery, django, flask, fastapi, spring boot, bash, cron, crontab, linux, pytest, json, yaml, jwt, "
            "graphql, websocket, pandas, numpy, webpack, vba, unit test, unit tests, refactor, code, endpoint, "
            "endpoints, api, compiler, recursion, stack trace, traceback, segfault, ci, localhost, async, debug, "
            "schema, pull request, typeerror, valueerror, nullpointerexception, cli, rest, function in"
        ),
        re.compile(
            r"\b(?:def|class|function|const|import)\s+\w+\s*[({=:]|\bselect\b.+\bfrom\b|\w(?:error|exception)\b"
        ),
    ),
    _Rule(
        TaskKind.PAINTING,
        _parts(
            "画一 画个 画只 画张 画幅 画我 画出 画得 画成 绘制 海报 插画 头像 壁纸 图标 封面图 表情包 宣传图 "
            "水彩 油画 水墨 像素 赛博朋克 吉卜力 浮世绘 渲染 风格的图 张图 幅图 作画"
        ),
        _words(
            "photorealistic, concept art, watercolor, watercolour, pixel art, oil painting, vector style, 8k, "
            "isometric, an image of, a picture of, an illustration of, a drawing of, a portrait of, a poster, "
            "a logo, an avatar, "
            "wallpaper, a sticker, an icon, cartoon avatar, low poly, transparent background, cinematic lighting"
        ),
        re.compile(
            r"^(?:请|麻烦)?(?:你|您)?(?:能不能|可以|能)?(?:帮我|给我|为我|替我)?(?:再)?画|"
            r"^(?:now |please |can you |could you )?(?:draw|paint|sketch|illustrate|render)\b"
        ),
    ),
    _Rule(
        TaskKind.VISION,
        _parts("图片 照片 截图 附图 图中 扫描件 片子 图里 .png .jpg .jpeg .webp 图像里"),
        _words(
            "this photo, the photo, my photo, attached photo, this picture, the picture, attached picture, this image, "
            "the image, attached image, uploaded image, my screenshot, the screenshot, this screenshot, "
            "attached screenshot, attached chart, this scan, scanned page, attached diagram, the attachment, ocr"
        ),
    ),
    _Rule(
        TaskKind.REASONING,
        _parts(
            "证明 解方程 求解 求导 求函数 求极限 概率 方程 积分 推理 时速 多少种 几种排 推导 利率 勾股 平均速度 的值"
        ),
        _words(
            "prove, prove that, solve, derivative, differentiate, integral, eigenvalues, probability, equation, "
            "how many ways, remainder, step by step, syllogism, integer, integers, mph, km h, expected value, "
            "interest, logic puzzle, theorem, by induction, deduce"
        ),
        re.compile(
            r"\d\s*[-+*/^]\s*\d|[a-z]\^\d|\d\D+\d.*(?:\bhow\b|\bwhat\b|\bwhen do\b|多少|几)|"
            r"\b(?:how many|how long)\b.*\d\D+\d"
        ),
    ),
    _Rule(
        TaskKind.CREATIVE,
        _parts(
            "故事 小说 首诗 诗歌 歌词 文案 散文 剧本 slogan 广告语 段子 演讲稿 作文 开场白 寓言 童话 情书 贺卡 "
            "春联 对联 起名 续写 口吻 贺词 祝福语 词牌"
        ),
        _words(
            "poem, haiku, sonnet, limerick, lyrics, short story, a story, bedtime story, slogan, tagline, fairy tale, "
            "fable, screenplay, monologue, toast, vows, backstory, fan fiction, novel, a rap, ad copy, product copy, "
            "caption, speech, love letter, ghost story, rhyme, lullaby, a song, brainstorm, plot"
        ),
        re.compile(r"^(?:请|帮我|帮忙|给我|替我)?(?:写|编|填|拟|作)(?:一|个|段|首|篇)?(?:首|篇|段|封|副|则)"),
    ),
)
_CHANGES = _parts("换成 改成 变成 换为 去掉 去除 加上 加一 添加 修复 上色 抠图 p掉 放大 裁")
_CHANGES_EN = _words(
    "remove, erase, replace, add, restore, colorize, colorise, colour it, color it, turn this into, turn it into, "
    "make it, make this, make him, make her, make me, change, crop, sharpen, upscale"
)
_NOT_WORDS = re.compile(r"[^a-z0-9+#]+")


def by_rule(text: str, *, picture: bool = False) -> TaskKind | None:
    """The kind that the words of `text` name; None where they do not."""
    head = text[:SEEN_CHARS].lower().strip()
    words = f" {_NOT_WORDS.sub(' ', head)} "
    if picture:
        changes = any(part in head for part in _CHANGES) or any(word in words for word in _CHANGES_EN)
        return TaskKind.PAINTING if changes else TaskKind.VISION
    if "```" in text:
        return TaskKind.CODE
    for rule in _RULES:
        if rule.fits(head, words):
            return rule.kind
    return None

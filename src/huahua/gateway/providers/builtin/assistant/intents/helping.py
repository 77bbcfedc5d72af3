"""What can you do, how do I paint, where are my pictures, how do I connect a model."""

from __future__ import annotations

import re

from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.replies import say
from huahua.gateway.providers.builtin.assistant.turn import Turn

_HELP = re.compile(
    r"^/?(?:help|help me|menu|commands|usage|instructions|what now|(?:i need|can you|could you|please|"
    r"pls) help(?: me)?(?: out)?|how (?:does|do) (?:this|it|you) work|how (?:do|can) i (?:use|start|"
    r"begin)(?: (?:this|you|it|huahua))?|"
    r"(?:so |and )?what (?:can|do|could|are) (?:you|u|i|we|huahua)(?: (?:all|actually|really))? (?:do|"
    r"able to do|capable of|offer|good at|know|ask(?: you)?|try|use you for|make)(?: (?:for me|here|"
    r"with (?:you|this|huahua)|exactly|then|for us))*|"
    r"what (?:else )?can (?:you|i) (?:do|ask|try)(?: here)?|(?:show|tell) me what you can do|what are "
    r"your (?:skills|features|abilities|capabilities|functions)|(?:list|show)(?: me)? your (?:skills|"
    r"features|abilities)|"
    r"what (?:is|'s) (?:this|huahua)(?: (?:for|about|app|site|thing))*|what (?:is|are) you (?:for|good "
    r"for)|how can you help(?: me)?|i don'?t know what to (?:do|ask|say)|getting started|get "
    r"started)[\s?.!]*$"
    r"|^/?(?:帮助|求助|菜单|功能|使用说明|说明书|怎么用|咋用|怎么玩|如何使用|怎么使用|"
    r"新手)[\s?？。!！呀啊呢]*$"
    r"|^(?:那|你|请问|话画|这里|这个|告诉我|介绍一下|说说|列出|有)*(?:都|还|到底|究竟|可以|能够|能|"
    r"会)*(?:帮我|为我|替我)?(?:都|还)?(?:做|干|会|能|有|提供)(?:些|点|哪些|什么|啥|的|一些)*(?:什么|"
    r"啥|哪些)(?:功能|事情?|用|本领|本事|技能|能力|活|玩法)?[\s?？。呀啊呢吗]*$"
    r"|^(?:你|这个)?(?:有什么用|是干什么的|是做什么的|是干嘛的|能干嘛|能干啥|会啥|有哪些功能|"
    r"有什么功能|的功能|的功能是什么)[\s?？。呀啊呢]*$|^(?:介绍一下|说说)(?:你的)?(?:功能|自己能做什么|"
    r"你自己能做什么|你能做什么|你会什么)[\s?？。]*$"
    r"|^(?:你)?(?:能|可以)(?:怎么|如何)?帮(?:到)?我(?:做|干)?(?:什么|些什么|啥|吗)?[\s?？。]*$|"
    r"^(?:你)?会什么[\s?？。呀啊呢]*$|^(?:这里|话画|这)(?:怎么|如何|咋)(?:用|玩|使用)[\s?？。]*$|"
    r"^我(?:能|可以|该)(?:问|让|叫)你(?:做|干)?(?:些)?什么[\s?？。]*$",
    re.IGNORECASE,
)
_HELP_PAINT = re.compile(
    r"^(?:what|which|how)\b.{0,24}\b(?:can|do|could|would|should|to)\b.{0,16}\b(?:you|i|we|"
    r"it)?\b.{0,8}\b(?:paint|draw|get a (?:picture|painting)|make a (?:picture|painting|drawing)|ask "
    r"for a picture)(?: (?:here|for me|with you|a picture|pictures|something))*[\s?.!]*$"
    r"|^(?:what|which) (?:painting |picture |art |drawing )?(?:styles?|media|mediums?|techniques?|"
    r"kinds? of (?:pictures?|paintings?|art))\b.*|^how does (?:the )?painting work[\s?]*$"
    r"|^(?:can|could|do) you (?:also )?(?:paint|draw|sketch|make (?:pictures|art|paintings|images|"
    r"drawings)|create (?:pictures|images|art)|generate (?:pictures|images))(?: (?:pictures|images|at "
    r"all|too|as well|things|stuff|well))?[\s?.!]*$"
    r"|^你?(?:都)?(?:能|会|可以)画(?:些|点)?(?:什么|啥|哪些)(?:东西|画|内容|风格)?[\s?？。呢呀啊]*$|"
    r"^(?:有|支持|会|能画|你会|你支持)*(?:哪些|什么|几种)(?:画种|画风|风格|绘画风格|样式)[\s?？。呢]*$|"
    r"^(?:怎么|如何|咋|怎样)(?:才能)?(?:画画|画图|让你画(?:画)?|作画|出图|生成图片)[\s?？。呢]*$"
    r"|^你?(?:会|能|可以|能不能|会不会|可不可以)(?:画画|画图|作画|绘画|生成图片|画吗)[\s?？。吗呢么]*$",
    re.IGNORECASE,
)
_HELP_SETTINGS = re.compile(
    r"\b(?:how|where)\b.{0,30}\b(?:connect|add|set ?up|configure|use|enter|put|change|switch|select|"
    r"choose|install)\b.{0,30}\b(?:models?|api[ -]?keys?|keys?|providers?|llms?|ollama|gpt\S*|chatgpt|"
    r"deepseek|openai|qwen|claude|gemini|lm studio)\b"
    r"|^(?:connect|add|use|switch to|change)(?: (?:a|an|the|another|my))* (?:(?:language|real|other|"
    r"better) )?(?:model|api key|provider|llm)s?[\s?.!]*$"
    r"|(?:怎么|如何|在哪|哪里|怎样|咋).{0,12}(?:接入|连接|添加|配置|设置|填|换|切换|使用|"
    r"用).{0,12}(?:模型|密钥|key|api|ollama|gpt|deepseek|openai|通义|千问|大模型)"
    r"|^(?:接入|连接|添加|配置|换个?|切换)(?:一个|别的|其他|大语言|大)*(?:模型|密钥)[\s?？。吧]*$",
    re.IGNORECASE,
)
_HELP_GALLERY = re.compile(
    r"\b(?:where|how)\b.{0,25}\b(?:are|is|find|see|get|download|save)\b.{0,25}\b(?:my |the |old "
    r")?(?:pictures?|images?|paintings?|drawings?|gallery)\b"
    r"|^(?:show|open|see|view)(?: me)?(?: all)? (?:my |the |our )(?:pictures|images|paintings|drawings|"
    r"gallery)[\s?.!]*$"
    r"|(?:图库|画廊|我的画|我画的图|以前的画|之前的画|图片).{0,6}(?:在哪|哪里|去哪|怎么看|怎么找|"
    r"怎么下载|怎么保存)|(?:在哪|哪里|怎么|如何)(?:里|儿|能|可以|才能)*.{0,4}(?:看|找|下载|保存)(?:到|"
    r"我)?.{0,6}(?:画|图|图片|图库)[\s?？。呢]*$|^(?:打开|看看|查看)(?:我的)?(?:图库|所有的?画|"
    r"画廊)[\s。吧]*$",
    re.IGNORECASE,
)


def empty(turn: Turn) -> Answer | None:
    """Nothing was typed and nothing attached."""
    return Answer(say(turn, "empty")) if not turn.text and not turn.images else None


def helping(turn: Turn) -> Answer | None:
    """Questions on what the assistant and the product can do."""
    key = _key(turn.core) if not turn.images else None
    return Answer(say(turn, key)) if key else None


def is_help(core: str) -> bool:
    """Whether a message only asks for help."""
    return _key(core) is not None


def _key(core: str) -> str | None:
    if len(core) > 160:
        return None
    keyed = (
        (_HELP, "help"),
        (_HELP_PAINT, "help_paint"),
        (_HELP_SETTINGS, "help_settings"),
        (_HELP_GALLERY, "help_gallery"),
    )
    return next((key for pattern, key in keyed if pattern.search(core)), None)

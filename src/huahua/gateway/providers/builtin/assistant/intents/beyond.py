"""Everything that needs a language model: say so, and which one to connect."""

from __future__ import annotations

import re

from huahua.gateway.providers.builtin.assistant import tools
from huahua.gateway.providers.builtin.assistant.intents.paint import caption
from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.replies import echo, say
from huahua.gateway.providers.builtin.assistant.turn import Turn

# The first topic whose words are found wins.
_TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(pattern, re.IGNORECASE))
    for key, pattern in (
        (
            "beyond_vision",
            r"\b(?:what(?:'s| is) (?:in|on) (?:this|the|that) (?:picture|image|photo)|describe (?:this|"
            r"the|that) (?:picture|image|photo)|(?:look at|analy[sz]e|read|recogni[sz]e|identify) "
            r"(?:this|the|that|my) (?:picture|image|photo|screenshot)|ocr|can you see)\b"
            r"|(?:这|那|图|图片|照片)(?:张|幅|里|上|中)?.{0,6}(?:有什么|是什么|写了什么|是谁)|看(?:得|"
            r"不)?(?:到|见|懂).{0,6}(?:图|照片)|看图|"
            r"识图|识别.{0,6}(?:图|照片)|描述.{0,6}(?:图|照片)|图里|你看得见|看得到图",
        ),
        (
            "beyond_translation",
            r"\btranslat\w*|\b(?:how (?:do|would) (?:you|i|we) say|what does .{1,60} mean in "
            r"(?:english|chinese|french|german|spanish|japanese)|how to say|say .{1,60} in (?:chinese|"
            r"english|french|german|spanish|japanese|italian|korean|russian))\b|(?:用|的)(?:英文|英语|"
            r"日语|法语|德语|韩语|俄语|中文|西班牙语)(?:怎么|咋|如何)(?:说|写|讲|表达)|(?:英文|英语|"
            r"日语|法语|德语|韩语|中文)(?:怎么说|是什么)|翻译|译成|译为",
        ),
        (
            "beyond_code",
            r"```|\b(?:python|java|javascript|typescript|rust|golang|c\+\+|c#|kotlin|swift|php|ruby|"
            r"sql|html|css|bash|shell script|regex|react|vue|django|flask|node\.?js|docker\w*|"
            r"kubernetes|git|github|api endpoint|json|yaml|xml|algorithm|compil\w+|debug\w*|"
            r"refactor\w*|stack ?trace|traceback|exception|segfault|null ?pointer|source code|codebase|"
            r"programming|program in|binary search|linked list|unit tests?|leetcode|for loop|while "
            r"loop|def \w+\()(?!\w)|\b(?:write|fix|review|explain|optimi[sz]e|some|my|this|the) (?:\w+ "
            r")?(?:code|function|script|program|class|bug)\b"
            r"|代码|编程|编个?程序|写个?(?:程序|脚本|函数|爬虫|网页|网站|小程序)|调试|报错|算法|数据库|"
            r"前端|后端|正则|接口文档|单元测试|重构|编译|二分查找|排序算法|冒泡|快排|脚本|爬虫|bug|"
            r"递归|链表",
        ),
        (
            "beyond_math",
            r"\b(?:integra(?:l|te)|derivativ\w*|differentiat\w*|equations?|solve for|prove|proof|"
            r"theorem|matrix|matrices|eigen\w*|calculus|algebra|trigonometr\w*|polynomial|logarithm|"
            r"probability that|limit of|quadratic|factori[sz]e|geometry)\b|积分|导数|求导|微分|方程|"
            r"证明|定理|矩阵|向量|三角函数|概率论|数列|极限|几何题|应用题|解题|数学题|因式分解|二次函数",
        ),
        (
            "beyond_media",
            r"\b(?:video|movie clip|animation|animate|gif|music|song|sing|melody|podcast|speak aloud|"
            r"read (?:it |this )?aloud|text to speech|voice|audio|3d model)\b|视频|动画|动图|作曲|音乐|"
            r"唱(?:首|一首|个)?歌|歌曲|配音|朗读|语音|音频|播放|放首歌",
        ),
        (
            "beyond_live",
            r"\b(?:weather|forecast|temperature (?:in|outside|today)|rain (?:today|tomorrow)|news|"
            r"headlines|stock\w*|share price|bitcoin|crypto|exchange rates?|usd|eur|price of|how much "
            r"(?:is|does) .{1,30} cost|who won|score of|match (?:today|result)|latest|search the "
            r"(?:web|internet)|google|traffic|flights? (?:to|from)|dollars? (?:to|in)|euros? (?:to|in)|"
            r"yuan|rmb|current president)\b|天气|气温|下雨吗|会下雨|下雪吗|新闻|头条|股票|股价|基金|"
            r"汇率|美元|欧元|日元|英镑|人民币|金价|油价|房价|比特币|比赛结果|谁赢了|票房|最新|上网搜|"
            r"搜索一下|搜一下|百度一下|热搜|路况|航班|雾霾|限行|价格|多少钱",
        ),
        (
            "beyond_advice",
            r"\b(?:should i|what should i|shall i|advice|advise|recommend\w*|suggest\w*|my (?:boss|"
            r"girlfriend|boyfriend|wife|husband|doctor|relationship|marriage|career)|symptoms?|"
            r"headache|fever|medicine|medication|diagnos\w*|diet|lose weight|invest\w*|mortgage|"
            r"lawsuit|legal|contract|divorce|tax(?:es)?|insurance|is it safe|side effects|goes? "
            r"(?:well )?with|outfit|what to wear|what to (?:eat|cook|watch|read))\b|建议|推荐|应该|"
            r"值得|该不该|"
            r"应该怎么|怎么办|要不要|好不好看|搭配|配什么|选哪个好|感冒|发烧|头疼|头痛|失眠|吃什么药|"
            r"药|症状|减肥|健身|投资|理财|贷款|律师|官司|离婚|合同纠纷|劳动法|税|保险|面试|跳槽|辞职|"
            r"考研|高考志愿|相亲|表白|追女生|追男生|分手|吵架|婆婆|老板骂|穿什么|吃什么|看什么书|"
            r"看什么电影",
        ),
        (
            "beyond_action",
            r"\b(?:book (?:a|me|us)|order (?:a|me|some|pizza|food)|buy (?:me|a|some)|remind me|set "
            r"(?:an? |the )?(?:alarm|timer|reminder)|send (?:an? )?(?:e-?mail|message|text)|call (?:my|"
            r"a|the)|schedule (?:a|an|my)|my calendar|open (?:the )?(?:door|window|app|file|browser)|"
            r"turn (?:on|off) the|play (?:some|a)|download (?:a|the)|make me a (?:sandwich|coffee|cake|"
            r"pizza|tea)|cook|itinerary|plan (?:a|my|our)|travel plan)\b|订(?:一?张|个|一个|票|餐|酒店|"
            r"机票|外卖)|点外卖|叫(?:个)?外卖|买(?:个|一|点)|提醒我|定(?:个)?闹钟|设(?:个|置)?闹钟|"
            r"发(?:个|一封)?(?:邮件|短信|微信)|打电话|开灯|关灯|打开空调|安排(?:一下)?日程|日程|预约|"
            r"行程|攻略|计划表|下载",
        ),
        (
            "beyond_writing",
            r"\b(?:write|compose|draft|essay|poem|poems|poetry|haiku|story|stories|novel|e-?mail|"
            r"letter|cover letter|resume|cv|speech|lyrics|slogan|tagline|blog|article|caption for|"
            r"tweet|summari[sz]e|summary|rewrite|rephrase|paraphrase|proofread|grammar|edit my text|"
            r"improve (?:this|my) (?:text|essay|writing)|brainstorm|names? for (?:my|a)|come up with|"
            r"fairy ?tale|bedtime story|product description|headline|list of|table of|recipe|outline|"
            r"password|schema|plan)\b|写(?:一?[首篇封个段份副]|作文|"
            r"诗|信|文章|小说|故事|邮件|报告|总结|简历|文案|论文|日记|周报|检讨|歌词|对联|祝福|剧本)|"
            r"作文|诗|故事|小说|润色|改写|续写|扩写|缩写|总结|摘要|概括|文案|起(?:个)?名|取(?:个)?名|"
            r"标题党|想(?:几)?个(?:名字|标题|口号|点子)|朋友圈|周报|邮件|祝福语|台词|广告语|拟(?:一份|"
            r"个)|检查语法|病句|造句|对联|成语接龙|表格|清单|列表|密码|计划|方案|缩短|举?个例子",
        ),
        (
            "beyond_knowledge",
            r"^(?:so |and |but |then |do you know |can you (?:explain|tell me) |tell me |explain |i "
            r"want to know |i wonder )*(?:who|what|whats|what's|when|where|why|which|how|whose|define|"
            r"explain|describe|compare|is|are|was|were|does|did|do|has|have|can|will|would|could|"
            r"should)\b|\b(?:capital of|history of|meaning of|definition of|difference between|tell me "
            r"about|explain|teach me|learn about|population|invented|discovered|president of|famous|"
            r"fact about|facts about|biography)\b|^(?:谁|什么|为什么|为何|为啥|怎么|怎样|如何|哪|哪里|"
            r"哪个|多少|几|介绍|解释|说说|讲讲|讲解|科普|请问|知道)|什么是|是什么|是谁|是哪|为什么|"
            r"为啥|怎么|如何|谁(?:是|的|发明|写|画|发现|创立)|哪(?:里|个|些|年|位|座|一)|多少|多大|"
            r"多高|多远|多长|多重|几(?:个|岁|年|号|点|千)|原理|区别|历史|首都|含义|意思|定义|"
            r"吗[?？。]?$|呢[?？。]?$|[?？]$|谁画的|什么|哪|作者|由来|来历|典故",
        ),
    )
)


def topic_of(text: str) -> str:
    """The reply key for what `text` would need a model for."""
    return next((key for key, pattern in _TOPICS if pattern.search(text)), "beyond_other")


def beyond(turn: Turn) -> Answer:
    """The honest last answer; a lone noun is offered as a picture instead."""
    if turn.images:
        can = say(turn, "image_can" if turn.toolbox.offers(tools.EDIT) else "image_cannot")
        return Answer(say(turn, "image_seen", can=can))
    phrase = caption(turn)
    if phrase and turn.toolbox.offers(tools.PAINT):
        return Answer(say(turn, "offer_paint", what=echo(phrase)))
    return Answer(say(turn, topic_of(turn.text)))

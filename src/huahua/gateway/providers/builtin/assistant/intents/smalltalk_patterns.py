"""Which words are which small talk. Patterns match a whole message without its outer punctuation."""

from __future__ import annotations

import re

_WHO = (
    "(?:huahua|话画|there|again|everyone|friend|bot|my friend|buddy|mate|dear|assistant|all|guys|小画|助手)"
)
_RAW: tuple[tuple[str, str], ...] = (
    (
        "crisis",
        r".*(?:\b(?:kill myself|suicid\w*|end my life|want to die|don'?t want to live|hurt myself|"
        r"self[- ]harm)\b|自杀|不想活|想死(?!你)|结束生命|活不下去|自残|轻生).*",
    ),
    ("hello_morning", rf"(?:good )?morning[\s,]*{_WHO}?|早上好|早安|早|上午好|早呀|早啊"),
    ("hello_evening", rf"good evening[\s,]*{_WHO}?|evening|晚上好"),
    (
        "goodnight",
        rf"good ?night[\s,]*{_WHO}?|sleep well|sweet dreams|nighty? night|晚安|我(?:要|去|先)?睡(?:了|"
        rf"觉了|觉去了)",
    ),
    (
        "hello",
        rf"(?:(?:hi+|hello+|hey+|hiya|howdy|yo|greetings|sup|good (?:afternoon|day)|hola|ni ?hao|"
        rf"nihao)[\s,!]*)+{_WHO}?|(?:你好|您好|嗨|哈喽|哈啰|嘿|喂|在吗|在不在|有人吗|hi|hello|大家好|"
        rf"下午好|中午好|你好你好|初次见面|很高兴认识你)[呀啊哦,，\s]*{_WHO}?|anyone (?:there|here|"
        rf"home)|are you there|nice to meet you|pleased to meet you|long time no see|好久不见",
    ),
    (
        "bye",
        rf"(?:good)?bye+(?: bye)?[\s,]*(?:{_WHO}|for now)?|see (?:you|ya|u)(?: (?:later|soon|tomorrow|"
        rf"around|again|next time))?|later|farewell|cya|ciao|take care|i (?:have to|must|gotta|need "
        rf"to) go(?: now)?|that'?s all(?: for (?:today|now))?|i'?m (?:off|leaving|done)(?: now| for "
        rf"today)?|have a (?:nice|good|great) (?:day|evening|night|weekend|one)|catch you later|talk "
        rf"(?:to you )?(?:later|soon)|再见|拜拜|拜|回头见|回见|下次见|明天见|下次再聊|先走了|我走了|"
        rf"我先走了|告辞|就这样吧|先这样吧?|886?|改天(?:再)?聊|我下了|撤了|溜了",
    ),
    (
        "thanks",
        rf"(?:(?:many |ok(?:ay)?,? |great,? |perfect,? |cool,? )?(?:thanks|thank you|thankyou|thx|ty|"
        rf"tysm|cheers|much appreciated|i appreciate (?:it|that|this))(?: (?:a lot|so much|very much|a "
        rf"bunch|again|for (?:that|this|the help|your help|everything)|a million|you|huahua|"
        rf"bot))*)[\s,]*{_WHO}?|that (?:was|is) (?:very )?helpful|(?:太|非常|十分|真的|真是|好的|多|那|"
        rf"嗯)*[,，]?(?:谢谢|谢啦|谢了|多谢|感谢|感激|辛苦)(?:你|您|啦|了|哦|呀|啊|了啊|你了|您了|大家|"
        rf"帮忙|你的帮助|哈)*|谢谢谢谢|3q|三克油",
    ),
    (
        "sorry",
        r"(?:i'?m |so |very |oh )*(?:sorry|apologies|my bad|my mistake|pardon(?: me)?|excuse me|oops|"
        r"whoops)(?: about that| for that)?|(?:真|很|太|实在|真的|非常)?(?:对不起|抱歉|不好意思)(?:啊|"
        r"呀|了|哈)?",
    ),
    (
        "name_mine",
        r"(?:what(?:'s| is)|tell me|may i know|do you have|can i know) (?:your|a) name(?: please| "
        r"then)?|your name(?: please)?|what (?:should|can|do|shall) i call you|how should i call you|"
        r"(?:请问)?(?:你|您)(?:的)?(?:叫|名字|姓名)(?:是|叫)?(?:什么|啥)?(?:名字)?(?:呀|啊|呢)?|"
        r"怎么称呼(?:你|您)?|我(?:该|应该)?(?:怎么|如何)(?:叫|称呼)(?:你|您)|你有名字吗|贵姓",
    ),
    (
        "human",
        r"(?:are|r) (?:you|u) (?:a |an |really |actually )*(?:human|real|(?:real )?person|robot|bot|"
        r"machine|ai|computer|alive|conscious|sentient|man|woman|girl|boy|language model|llm|chatgpt|"
        r"gpt\S*|deepseek|claude|gemini|program|real ai|man or a woman|human or (?:a )?(?:bot|robot|"
        r"machine))(?: person| being)?|am i (?:talking|speaking) to a (?:human|person|bot|robot|"
        r"machine|computer)|你是(?:不是)?(?:真)?(?:人|真人|机器人|机器|ai|人工智能|程序|电脑|"
        r"男的?还是女的?|男生还是女生|大语言模型|大模型|chatgpt|gpt\S*|deepseek|文心|豆包|"
        r"人还是机器人?|人类|活的)(?:吗|吧|么|呢)?|你有(?:意识|感情|灵魂|思想)吗",
    ),
    (
        "who",
        r"(?:and |so |but )?(?:who|what) (?:exactly )?(?:are|r) (?:you|u)(?: exactly| really| anyway| "
        r"actually)?|who(?:'s| is) (?:this|there|huahua)|who am i (?:talking|speaking|chatting) (?:to|"
        r"with)|(?:please )?introduce yourself|tell me (?:something )?about (?:yourself|you)|what(?:'s|"
        r" is) your (?:job|purpose|role|model)|(?:what|which) (?:model|llm|ai)(?: model)? (?:are you|"
        r"is this|do you use|am i (?:talking|speaking) to|powers you)|who (?:made|created|built|wrote|"
        r"developed|designed|programmed) you|(?:那|请问)?(?:你|您)(?:到底|究竟|又)?是(?:谁|什么|哪位|"
        r"干嘛的|什么东西|啥|什么模型|哪个模型|什么人)(?:呀|啊|呢)?|你是谁(?:做|开发|造|写|设计|发明|"
        r"创造)的|谁(?:做|开发|造|写|创造|设计|发明)(?:了|出来?)?(?:的)?你(?:的)?|(?:请)?(?:做个|"
        r"来个)?自我介绍(?:一下)?|介绍(?:一下|下)?(?:你)?自己|你用的?(?:是)?什么模型|这是什么模型",
    ),
    (
        "fine_too",
        r"(?:i'?m |i am |im |doing |all )+(?:fine|good|great|well|ok|okay|very well|not bad)(?: too| "
        r"as well| today|,? thanks?| thank you)*|not (?:too )?bad|so[- ]so|fine too|我?(?:也)?(?:很好|"
        r"挺好|还行|还不错|不错|还好|挺不错)(?:的)?(?:啊|呀)?|我也(?:很|挺)?好",
    ),
    (
        "how_are_you",
        r"(?:and )?how (?:are|r) (?:you|u|things|ya)(?: (?:today|doing|feeling|going|now))*|how(?:'s| "
        r"is) (?:it going|everything|life|your day)(?: going| today)?|how do you (?:do|feel)(?: "
        r"today)?|what'?s up|whats up|wassup|(?:and |how about )you|are you (?:ok|okay|well|fine|happy|"
        r"tired|busy)(?: today)?|(?:你|您)?(?:最近|今天|现在|过得)*(?:好吗|怎么样|还好吗|好不好|咋样|"
        r"如何|心情怎么样|累吗|忙吗|开心吗|高兴吗)(?:啊|呀)?|你吃(?:饭)?了(?:吗|没)|你呢|最近好吗|"
        r"吃了吗",
    ),
    (
        "age",
        r"(?:how old are you|what(?:'s| is) your age|when (?:were|was) you (?:born|made|created)|"
        r"when(?:'s| is) your birthday)|(?:你|您)(?:今年)?(?:几岁|多大|多少岁|年龄多大|"
        r"什么时候出生)(?:了|啦|的)?|你的?(?:生日|年龄)(?:是)?(?:什么时候|哪天|多少|几号)?",
    ),
    (
        "meaning",
        r"(?:what(?:'s| is) )?the meaning of (?:life|everything)(?:,? the universe,? and everything)?|"
        r"(?:what(?:'s| is) the answer to )?life,? the universe,? and everything|(?:人生|生命|"
        r"生活)的?意义(?:是什么|何在)?(?:呢|啊)?",
    ),
    (
        "favourite",
        r"what(?:'s| is| are) your favou?rite .{1,40}|(?:do|what do) you like(?: (?!me\b|"
        r"to\b)[\w ]{1,30})?|what do you (?:like|love|think about)|你(?:最)?喜欢(?:吃|看|听|玩|"
        r"画)?(?:什么|哪).{0,12}|你喜欢[\u3400-\u9fff]{1,8}吗|你最(?:爱|喜欢)的.{1,12}",
    ),
    (
        "love",
        r"(?:do )?(?:you|i) (?:really )?(?:love|like|miss) (?:you|u|me)(?: (?:so much|a lot|too|very "
        r"much|huahua))*|(?:will|would) you marry me|be my (?:friend|girlfriend|boyfriend|valentine)|"
        r"you'?re my (?:best )?friend|(?:我)?(?:好|很|真|也|太|最)?(?:爱|喜欢|想|想念)你(?:们)?(?:呀|"
        r"啊|哦|了|啦)?|你(?:爱|喜欢|想)我吗|嫁给我吧?|(?:做|当)我(?:的)?(?:男|女)?朋友(?:吧|吗|好吗)?|"
        r"么么哒|抱抱|亲亲",
    ),
    (
        "joke",
        r"(?:(?:can|could|do|would) you |please )*(?:tell|know|give|say|make|got|have)(?: me| us)?(?: "
        r"(?:a|any|another|some|one more|the))*(?: (?:good|funny|new|short|dad|silly))* ?jokes?(?: "
        r"please)?|(?:another )?joke(?: please)?|make me (?:laugh|smile)|be funny|say something "
        r"(?:funny|nice)|another one please, a joke|(?:再|请|能|可以|给我|帮我|你会|会|来|我想听|想听|"
        r"你)*(?:讲|说|来|听)?(?:一?[个段则])?(?:好笑的?|有趣的?|冷|搞笑)?(?:的)?(?:笑话|段子)(?:吧|吗|"
        r"呗|来听听|听听|给我听)*|逗我(?:笑|开心|一下)(?:吧|一下)?|说点好笑的",
    ),
    (
        "bored",
        r"(?:i'?m |i am |im |so |feeling |very |a bit )*bored(?: to death| today| now)?|this is boring|"
        r"entertain me|(?:i have )?nothing to do|(?:我|好|很|真|太|有点|今天)*(?:无聊|没意思|没劲|"
        r"闲得慌|闲着没事)(?:啊|呀|了|死了|死|的)*|陪我(?:聊聊|聊天|玩|说说话|聊会儿?天?)(?:吧|吗)?|"
        r"聊聊天?(?:吧)?",
    ),
    (
        "happy",
        r"(?:i'?m |i am |im |so |feeling |very |really |am )+(?:happy|glad|excited|delighted|thrilled|"
        r"over the moon)(?: today| now| about (?:it|that|this))*|what a (?:lovely|beautiful|great|"
        r"wonderful|nice) day|(?:yay|hooray|hurray|woohoo)|(?:我|今天|好|很|真|太|特别|非常)+(?:开心|"
        r"高兴|快乐|兴奋|幸福)(?:啊|呀|了|的)*|耶|好耶",
    ),
    (
        "sad",
        r"(?:i'?m |i am |im |i feel |feeling |so |very |really |a bit |a little |just )+(?:sad|down|"
        r"lonely|depressed|unhappy|tired|exhausted|stressed|upset|anxious|worried|heartbroken|not "
        r"(?:ok|okay|well|happy)|blue|low|miserable|sick|awful|terrible|bad)(?: today| now| lately| "
        r"right now)*|(?:i had )?a (?:bad|hard|rough|terrible|long) day(?: today)?|(?:我|今天|好|很|真|"
        r"太|有点|有些|最近|心情|感觉|觉得|特别|非常)+(?:难过|伤心|不开心|难受|孤独|寂寞|累|郁闷|沮丧|"
        r"焦虑|烦|压力大|不好|很差|低落|糟糕|崩溃|失落|委屈|想哭|疲惫|不高兴)(?:啊|呀|了|死了|的|"
        r"极了)*|我失恋了|失恋了|唉+|心好累",
    ),
    (
        "insult",
        r"(?:you'?re|you are|u r|ur|you)(?: (?:so|such|really|very|a|an|just|pretty|quite|totally|"
        r"all))*[ -](?:stupid|dumb|useless|idiot|idiotic|bad|terrible|awful|an idiot|moron|trash|"
        r"garbage|rubbish|boring|annoying|worthless|silly|suck|crap|wrong)(?: (?:bot|robot|thing|"
        r"program|machine|assistant))?|(?:stupid|dumb|useless|silly)(?: (?:bot|robot|thing|program|"
        r"machine|assistant|ai))?|you suck|this (?:sucks|is (?:useless|stupid|crap|rubbish))|shut up|i "
        r"hate you|(?:你|真|好|太|这|怎么|这么|个|是|真是|就是|机器人|东西|程序|ai|人工智障)*(?:笨|傻|"
        r"蠢|没用|废物|垃圾|智障|白痴|弱智|弱|烂|差劲|讨厌|无语|笨蛋|傻瓜)(?:啊|呀|了|死了|的|机器人|"
        r"东西|透了|爆了)*|闭嘴|我讨厌你|滚(?:蛋|开)?",
    ),
    (
        "complaint",
        r"(?:no,? )?(?:that|this|it|the picture|the painting)(?:'s| is| looks?| was)(?: (?:so|really|"
        r"very|just|a bit|quite|pretty|not))* (?:wrong|bad|ugly|terrible|awful|horrible|not (?:what i "
        r"(?:wanted|meant|asked(?: for)?)|right|it|good)|what i (?:wanted|meant|asked(?: for)?)|right|"
        r"good|weird|strange|off|rubbish|a mess|disappointing)|not (?:what i (?:wanted|meant|asked(?: "
        r"for)?)|good(?: enough)?|right|like that|like this)|wrong(?: picture| one| answer)?|i "
        r"(?:don'?t|do not|didn'?t) (?:like|want|mean|ask for) (?:it|this|that|the (?:picture|result|"
        r"painting))(?: at all)?|ugly|you (?:didn'?t|don'?t) (?:understand|get it|listen)(?: me)?|"
        r"(?:这|那|画|你|得|的|这个|这张|画面|也|太|真|好|有点|很|并|完全|根本)*(?:难看|不好看|丑|不对|"
        r"不行|画错|错|不像|不满意|不喜欢(?:这张|这个)?|不是我(?:想)?要的|不是这样的?|没画对|"
        r"不是这个意思|离谱|跑题|答非所问|没听懂|没理解|听不懂)(?:了|啊|呀|吧|的|哦)*",
    ),
    (
        "praise",
        r"(?:wow|oh|ah|haha|yes|that|this|it|you|they|the picture|the painting|the avatar|i think|'s|"
        r"'re|is|are|was|looks?|look|so|really|very|absolutely|quite|just|pretty|such|what|a|an|the|,|"
        r"\s)*(?:beautiful|nice|great|awesome|amazing|lovely|cool|perfect|excellent|wonderful|"
        r"fantastic|brilliant|gorgeous|stunning|cute|good|superb|impressive|smart|clever|funny|helpful|"
        r"fun|the best|well done|good job|nice (?:job|work|one)|great (?:job|work|one)|good (?:job|"
        r"work|one|bot)|bravo|neat|sweet|love (?:it|this|that|them)|like (?:it|this|that|them)|"
        r"adorable|pretty|incredible)(?: (?:picture|painting|one|work|job|bot|assistant|drawing|image|"
        r"thanks|so much|a lot|very much))*|wow|i (?:really |just |absolutely )*(?:love|like) (?:it|"
        r"this|that|them|the (?:picture|painting|second one|first one|last one|avatar|result))(?: "
        r"(?:so much|a lot|very much|!))*|(?:哇+|呀|啊|哦|你|这|那|它|个|张|幅|画|得|的|图|头像|"
        r"第[一二三四]张|也|太|真|真的|真是|好|很|挺|非常|特别|超级?|蛮|实在|,|，|\s)*(?:好看|漂亮|"
        r"不错|厉害|棒|美|聪明|可爱|赞|牛|完美|喜欢(?:这张|这个|这幅)?|满意|酷|帅|绝了|惊艳|有意思|"
        r"好玩|有趣|666+|强|给力|优秀|有才|贴心|喜欢)(?:了|啊|呀|哦|呢|极了|啦|吧|的)*|我(?:很|超|太|"
        r"好|非常|真)?喜欢(?:这张|这个|这幅|它)(?:画)?(?:了|啊|呀)?|哇+|干得(?:好|漂亮|不错)|做得(?:好|"
        r"不错)|爱了(?:爱了)?",
    ),
    (
        "laugh",
        r"(?:ha|he|hi|lo)*(?:haha+|hehe+|hihi|lol+|lmao|rofl)[ha]*|哈+|哈哈+|嘿嘿+|嘻嘻+|呵呵+|"
        r"笑死(?:我了)?|233+|hhh+|xswl|太好笑了|真好笑",
    ),
    (
        "no",
        r"no+|nope|nah|no,? (?:thanks|thank you|it'?s fine|never ?mind)|not (?:now|today|really|yet)|"
        r"never ?mind|forget (?:it|about it)|cancel|stop|nothing|不+|不要了?|不用了?|不是|不了|"
        r"算了(?:吧)?|没有|没了|没事(?:了)?|不需要|取消|停|不用谢|没什么|先不|不画了|不必了?",
    ),
    (
        "yes",
        r"yes+|yeah+|yep|yup|sure|of course|absolutely|exactly|correct|right|true|go ahead|please(?: "
        r"do)?|do it|definitely|why not|是+的?|对+|对的|没错|可以|当然|要|好吧|行|行吧|是啊|对啊|嗯嗯*|"
        r"没问题|继续|来吧|就是",
    ),
    (
        "ok",
        r"(?:ok|okay|k|kk|alright|all right|fine|i see|got it|understood|good|cool|noted|makes sense|"
        r"oh|ah|aha|hmm+|well|interesting|really|indeed|fair enough|great)(?: (?:then|ok|thanks))?|"
        r"好+的?|好哒|好滴|嗯+|哦+|噢+|知道了|明白(?:了)?|懂了|了解|收到|原来如此|这样啊|这样|是吗|"
        r"真的吗|真的假的|好嘞|ok的?",
    ),
)


def _bounded(pattern: str) -> str:
    """Groups repeat at most eight times: their alternatives overlap, and without a bound a long message of
    repeated words would take exponential time."""
    return pattern.replace(")*", "){0,8}").replace(")+", "){1,8}")


PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(rf"^(?:{_bounded(pattern)})$", re.IGNORECASE | re.DOTALL)) for key, pattern in _RAW
)

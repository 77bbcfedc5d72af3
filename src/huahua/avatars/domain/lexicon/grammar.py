"""Words that say how the others belong together.

`no` denies what follows, `off` what stands before it (or follows, where nothing does), `into` what stands before
it in favour of what follows; `alter` tells that what follows corrects what was said; `yes` ends a denial.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "no": (
        "no|not|none|less|without|never|don't|doesn't|isn't|aren't|wasn't|won't|can't|nor|neither|none of|not any|not too|minus|"
        "anything but|anything except|any colour but|any color but|except|except for|other than|not just|not only|not even|"
        "rather than|instead of|no more|no longer|avoid|exclude|excluding|hate|hates|sans|free of|dont|isnt|doesnt|"
        "没有|没|不要|不要有|不要再|不|别|无|未|非|不是|并非|不戴|不带|不穿|不留|不想要|不需要|不用|没戴|没穿|没留|别戴|别穿|"
        "别给|不能有|不许|除了|而不是|而非|不想|不再|不太|别太|不要太|不喜欢|讨厌|避免|无需|既不|也不|也没有|没有戴|并没有|"
        "从不|从来不|请勿|拒绝|不准|千万别|不得|而不要|别带|别加|不加|别有|不爱"
    ),
    "off": (
        "remove|removed|get rid of|take off|taken off|lose|drop|ditch|delete|off|takes off|shave off|shave|gone|strip|erase|"
        "去掉|摘掉|拿掉|删掉|去除|取下|脱掉|刮掉|移除|摘下|摘下来|剃掉|取掉|不要了|除掉|删除|卸掉|剪掉|取消|拿走|去了|扔掉|改掉|换掉|"
        "摘了|脱了|刮了|剃了|去掉吧|不要啦|就不要了|就算了|省了|免了"
    ),
    "into": (
        "换成|改成|变成|改为|换为|变为|换作|改作|染成|改|替换成|替换为|换上|改戴|改穿|换|becomes|becoming|into|turned into"
    ),
    "swap": "used to|formerly|previously|以前|原来|曾经|之前|过去|本来|"
    "swap|replace|exchange|trade|swapping|substitute|switch|change|changing|turn|from|从|由",
    "to": "to|for",
    "alter": (
        "actually|instead|no wait|wait|i mean|make it|sorry|correction|scratch that|now|on second thought|rather|"
        "不对|不不|说错了|其实|应该是|还是|错了|哦不|等等|更正|现在|改口|算了"
    ),
    "but": "but|however|yet|though|although|just|only|simply|else|但|但是|而是|可是|不过|只要|只|就|却|然而|改|要是|要|应|应该|得|最好|是要",
    "yes": (
        "wearing|wears|wore|dressed in|has|have|having|had|with|sporting|dons|donning|plus|add|adding|give|keep|"
        "let's go with|want|wants|should be|should|prefer|rocking|w|got|in|"
        "戴|戴着|戴上|穿|穿着|穿上|身穿|身着|头戴|带着|有|有着|留着|留|带|配|配上|加|加上|加个|加一|搭配|围着|围|想要|想|喜欢|保留|"
        "别了|别上|别一|插着|插|缠着|裹着|擦着|"
        "扎着|扎|梳着|梳|披着|盘着|架着|挂着|挂|顶着|披|别着|佩戴|系着|系|套着|配着|一头|留有|打着|染|染了|染着|烫|烫着|爱|顶|盘|剪|挽"
    ),
    "or": "or|或|或者|或是|要么",
    "and": "and|&|和|与|及|以及|并|并且|跟|还有|也|又|同时|且|外加|together with|as well as|also|then|then|而|而且|再|还",
    "is": (
        "is|are|was|were|be|been|looks|look|seems|appears|it's|that's|是|为|呈|是要|看起来|看上去|显得|偏|being|dyed|dye|coloured|colored|"
        "made|painted|tied|turns|颜色|色调|颜色是|颜色为|颜色要|colour|color|用|选|做成|弄成|设为|设成|tinted|着"
    ),
    "hold": (
        "holding|carrying|riding|hugging|playing|eating|drinking|reading|standing|sitting|smoking|petting|walking|holds|carries|"
        "walks|rides|hugs|plays|surrounded by|next to|beside|driving|flying|cooking|waving|"
        "拿着|抱着|骑着|牵着|捧着|手持|手拿|手里拿着|手里抱着|手捧|提着|背着|撑着|举着|端着|扛着|握着|坐在|站在|躺在|骑|抱|"
        "旁边有|身边有|怀里抱着|手执|手握|拿|捧|叼着|咬着|吃着|喝着|弹着|肩上站着|肩上有|拄着|牵|打着伞"
    ),
    "maybe": "maybe|perhaps|possibly|might|probably|kinda|sort of|可能|也许|大概|或许|好像|似乎|差不多",
    "one": "one|ones",
    "adj=short": "short|shorter|cropped|shortish|短|短短|很短|短一点|短点|短些|短的|剪短一点",
    "adj=long": "long|longer|lengthy|longish|长|长长|很长|长一点|长点|长些|飘逸",
    "adj=straight": "straight|straightened|sleek|直|笔直|直的|顺直",
    "adj=young": "youthfully|嫩",
    "adj=old": "old|older|ancient|oldish",
    "adj=round": "round|circular|rounded|圆|圆形|圆圆",
    "adj=dark": "dark|darker|deep|darkish|深色|深|暗色|暗|偏黑|很黑|黑黑",
    "adj=light": "light|lighter|pale-toned|fair|浅色|浅|淡|淡色|浅浅|亮|亮色|偏白|很白|太白",
    "adj=size": (
        "thick|full|big|large|small|tiny|little|huge|oversized|great|heavy|simple|plain|solid|bright|vivid|"
        "neon|pastel|deepish|tall-crowned|大|小|大大|小小|亮丽|纯|纯色|素色|鲜艳|厚|厚厚|细|粗|新|花里胡哨|花哨|浓|浓浓|淡淡|浓密|茂密"
    ),
    "adj=messy": (
        "messy|bushy|tousled|shaggy|thin|silky|fluffy|wild|untidy|shiny|neat|slicked back|fine haired|voluminous|tall|chunky|"
        "worn out|乱糟糟|蓬松|凌乱|乱蓬蓬|柔顺|飘飘|稀疏|乱|薄|旧"
    ),
    "thing": (
        "clown|student|barista|teacher|engineer|programmer|monk|knight|pirate|artist|chef|lawyer|musician|singer|ninja|"
        "samurai|vampire|elf|angel|astronaut|farmer|athlete|gamer|streamer|writer|designer|developer|superhero|dancer|"
        "flower shop|flower pattern|floral|red lipstick|lipstick|hair dryer|hat stand|"
        "小丸子|樱桃小丸子|黑眼圈|生无可恋|发箍|束发带|运动装|运动服|圣诞老人|上班族|学霸|黑白|老板娘|骑手|快递员|外卖员|香烟|烟|简洁|"
        "老师|教师|学生|程序员|工程师|律师|厨师|老板|画家|歌手|作家|设计师|艺术家|农民|运动员|主播|演员|舞者|骑士|海盗|忍者|武士|"
        "天使|宇航员|侠客|和尚|道士|书生|将军|魔法师|巫师|精灵|吸血鬼|小丑|老虎|老鹰|老式|老旧|花瓶|花园|花店|碎花|樱花|烟花|花纹|花丛|"
        "梅花|桃花|荷花|花海|格子|条纹|波点|蝴蝶结|领带|项链|手表|戒指|口红|纹身|口罩|手套|腰带|丝带|发带|发卡|发夹|红唇|嘴唇|嘴巴|鼻子|"
        "眉毛|浓眉|剑眉|睫毛|胡同|笑话|月亮|星空|星星|大海|海边|沙滩|森林|城市|街道|山水|雪山|草地|夕阳|彩虹|云朵|白云|蓝天|大海边|"
        "金属|黄昏|黑夜|白天|青蛙|青山|红酒|绿茶|灰尘|黄瓜|银行|毛笔|帽衫帽|猫|狗|小猫|小狗|猫咪|兔子|剑|雨伞|气球|吉他|书|咖啡"
    ),
    "gender=male thing=": "wizard|warlock|waiter|monk guy|巫师爷爷|cowboy|handyman|lumberjack|和尚先生",
    "gender=female thing=": "witch|waitress|mermaid|ballerina|魔女|女巫|美人鱼|修女|nun|女仆|maid|cowgirl",
    "fill": (
        "a|an|the|this|that|these|those|of|on|at|as|by|it|its|their|they|them|me|my|i|i'm|i'd|you|your|we|us|our|"
        "who|whom|whose|which|what|when|where|there|here|so|such|very|really|quite|rather|pretty much|super|extremely|slightly|"
        "a bit|bit|little bit|somewhat|some|any|all|too|more|most|much|many|lot|lots|kind|type|style|styled|avatar|avatars|"
        "profile|picture|pic|photo|portrait|image|character|figure|person|people|someone|somebody|face shot|headshot|"
        "make|makes|making|create|draw|generate|design|produce|paint|please|pls|plz|can|could|would|will|like|likes|do|does|"
        "need|needs|imagine|picture|set|put|use|using|hi|hello|hey|thanks|thank|ok|okay|well|yeah|yes|"
        "new|same|everything|thing|things|him or her|about|around|around neck|over|under|above|below|behind|against|front|"
        "in front of|wall|up|out|into it|if|while|because|one of|thats|something|himself or herself|always|usually|often|mostly|"
        "most of the time|of the time|time|his neck|neck|head|ears|ear|nose|shoulder|shoulders|body|wear|wore|dressed|"
        "look like|looking|looked|appearance|vibe|vibes|feel|feeling|mood|atmosphere|tone|tones|shade|coloured|hue|"
        "go|going|goes|along|together|normal|regular|nice|good|great looking|fine|best|basic|ordinary|typical|classic|"
        "year|years|yo|yr|yrs|aged about|age|gender|hat colour|male or female|glasses style|"
        "clothes style|sort|version|also known|else's|show|showing|depict|depicting|render|rendered|illustration|drawing|art|"
        "artwork|vector|painting|render of|wear it|worn|tied|tie it|tied back|pulled|pulled back|done|cut|grow|grown|grew|"
        "let|lets|let's|ve|s|re|ll|d|m|t|whole|bunch|pair|set of|piece|touch|hint|bit of|full of|kept|keeping|keeps|"
        "an avatar|avatar of|portrait of|picture of|colour of|color of|kind of|type of|in the style of|in style|"
        "一个|一位|一名|一只|一副|一顶|一件|一条|一款|一张|一枚|一身|一袭|一对|一双|一朵|一种|一点|一点儿|一些|一下|一款|一幅|"
        "个|位|名|只|副|顶|件|条|款|张|枚|身|对|双|朵|种|点|些|幅|座|袭|套|根|支|"
        "头像|形象|人物|角色|人|画像|肖像|图|图片|照片|画面|画|自画像|插画|插图|"
        "的|了|地|得|着|呢|吧|啊|呀|哦|嘛|吗|啦|哈|诶|嗯|么|噢|哟|"
        "请|请问|请你|帮我|帮忙|给我|给|帮|替我|麻烦|做|做个|做一个|画个|画一个|生成|制作|设计|创建|弄|弄个|搞|搞个|来|来个|来一个|整|整一个|"
        "把|将|让|使|能|能不能|可以|可不可以|能否|希望|我想|我想要|我要|我|我的|你|你的|他们|她们|它|它的|自己|这|这个|这位|那|那个|那种|这种|"
        "很|非常|特别|十分|超|超级|好|太|极|挺|比较|有点|有点儿|有一点|稍微|略|稍|略微|最|更|更加|真|真的|相当|蛮|颇|一直|总是|总|老是|"
        "在|里|上|中|下|前|后|头上|头顶|头|脖子|脖子上|身上|耳朵|耳朵上|耳边|鼻梁|鼻梁上|鼻子上|手上|手里|面前|周围|嘴|嘴唇上方|肩|肩上|肩膀|"
        "风|风格|样|样子|模样|感觉|感|气质|气息|味道|范|范儿|色|色系|系|型|款式|版|版本|类型|那样|这样|一样|似的|般|形|状|"
        "看|看着|起来|上去|出来|显|成|到|去|过|就是|就好|就行|即可|即可|都|都行|都可以|随便|随意|无所谓|反正|可|会|"
        "整体|氛围|气氛|其他|其它|其余|不变|保持|原样|别的|东西|任何|什么|之类|等|等等等|左右|大约|出头|多|岁|年纪|年龄|性别|"
        "形容|描述|包括|比如|例如|然后|最后|首先|因为|所以|如果|那么|吧|嘿|你好|谢谢|多谢|辛苦|"
        "打扮|造型|外形|外貌|长相|五官|颜值|形态|姿态|全身|半身|正面|"
        "扁|底部|部分|部位|边|边上|旁|间|发间|之间|处|面|身边|上面|下面|戴的|穿的|戴的是|穿的是|留的|梳成|扎成|弄得|弄成|剪成|打理|"
        "一般|普通|正常|简单|简单点|简约点|而已|罢了|下巴|一圈|高高|后面|家|邻家|一副|一整|整个|全|全部|纯粹|别动|不动|动|人像|小人|小人儿|主体|对象|本人|一脸|满脸|脸上挂|"
        "表现|展现|露出|流露|带有|充满|具有|拥有|呈现|散发|透着|透|属于|那天|这天|今天|"
        "don't forget|dont forget|别忘|别忘了|有没有|有无|要不要|是不是|满头|一头|气质|不错|好看|想换|外国|亚洲|中国|欧美|日系|韩系|asian|chinese|european|western|"
        "bit more|more like|as an|as a|just like|that has|who has|maker|request|requested|description|describe|details|detail|"
        "mostly|overall|general|generally|currently|once|again|ever|even|still|already|usual|later|back|"
        "moreover|camera|at the camera|viewer|facing|face"
    ),
}

"""Face, hair and skin. A value of `hair_style` is hair, so a colour beside it is the hair's."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "expression=happy": (
        "happy|smile|smiles|smiling|smiley|cheerful|joyful|joyous|joy|beaming|beams|beam|grin|grins|grinning|glad|delighted|merry|"
        "happily|smilingly|jolly|good mood|in a good mood|upbeat|"
        "开心|高兴|快乐|微笑|笑|笑容|笑眯眯|笑嘻嘻|笑盈盈|笑脸|欢乐|喜悦|欢喜|愉快|笑着|带笑|含笑|爱笑|眉开眼笑|"
        "笑得很甜|笑一笑|笑起来|甜笑|乐呵呵|乐|面带微笑|心情好|心情很好|嘴角上扬|咧嘴笑|笑得灿烂|灿烂|"
        "😀|😃|😄|😊|🙂|☺|😁|😇|🥰|😺"
    ),
    "expression=neutral": (
        "neutral|neutral expression|expressionless|poker face|poker faced|deadpan|blank expression|blank face|"
        "straight face|no expression|emotionless|straight faced|impassive|blank stare|"
        "面无表情|没有表情|没表情|无表情|表情平静|扑克脸|神情平静|平淡|表情自然|表情淡定|淡定|淡然|木然|平静的表情|"
        "表情中性|中性表情|一脸平静|😐|😑|😶"
    ),
    "expression=sad": (
        "sad|unhappy|crying|cry|tears|tearful|weeping|sorrowful|melancholy|melancholic|gloomy|upset|depressed|"
        "sorrow|heartbroken|miserable|down|teary|sobbing|frown|frowning|blue mood|downcast|"
        "伤心|难过|悲伤|哭|哭泣|流泪|哭脸|沮丧|忧伤|忧郁|委屈|失落|悲哀|哭哭|掉眼泪|不开心|不高兴|不快乐|郁闷|"
        "泪眼汪汪|愁眉苦脸|含泪|😢|😭|😞|☹|🙁|😔|😿"
    ),
    "expression=angry": (
        "angry|mad|furious|grumpy|cross|annoyed|irritated|enraged|scowling|scowl|rage|raging|angrily|fuming|"
        "fierce|glaring|bad tempered|pissed off|"
        "生气|愤怒|怒|怒气冲冲|恼火|发火|发怒|暴怒|气呼呼|凶|凶巴巴|凶狠|怒视|恼怒|火大|气鼓鼓|怒目|😠|😡|👿|😤"
    ),
    "expression=surprised": (
        "surprised|amazed|shocked|astonished|startled|stunned|surprise|gasping|wide eyed|jaw dropped|open mouthed|"
        "惊讶|吃惊|震惊|惊呆|惊喜|诧异|目瞪口呆|惊奇|吓一跳|惊恐|瞪大眼睛|张大嘴巴|意外|😮|😲|😱|😯|😦|🙀"
    ),
    "expression=serious": (
        "serious|stern|solemn|grave|earnest|strict|severe|seriously|no nonsense|focused|determined|thoughtful|"
        "严肃|认真|正经|庄重|凝重|严厉|一本正经|不苟言笑|专注|肃穆|板着脸|皱眉|皱着眉|皱着眉头|坚毅"
    ),
    "expression=wink": (
        "wink|winks|winking|winked|one eye closed|眨眼|眨眼睛|眨一只眼|眨着一只眼睛|眨着一只眼|抛媚眼|眨着眼|wink一下|单眼眨|"
        "闭一只眼|眨巴眼|眨个眼|😉|😜"
    ),
    "expression=laughing": (
        "laugh|laughs|laughing|laughter|cracking up|lol|giggling|giggle|chuckling|big laugh|laughing out loud|"
        "大笑|哈哈大笑|哈哈|哈哈笑|笑哈哈|开怀大笑|捧腹|狂笑|笑得特别大声|笑出声|笑得合不拢嘴|爆笑|仰天大笑|笑喷|"
        "笑出眼泪|放声大笑|😂|🤣|😆|😹"
    ),
    "expression=shy": (
        "shy|bashful|timid|embarrassed|coy|blushing|sheepish|shyly|"
        "害羞|腼腆|羞涩|不好意思|娇羞|羞答答|怕羞|害臊|含羞|羞|脸红害羞|难为情|😳|🙈"
    ),
    "expression=cool": (
        "cool|badass|swag|nonchalant|smug|aloof|"
        "酷|酷酷|很酷|冷酷|耍酷|装酷|帅酷|拽|拽拽|炫酷|高冷|酷炫|酷帅|酷感|有型|😎|😏"
    ),
    "noun=hair": (
        "hair|hairs|haired|hairdo|hairstyle|haircut|locks|tresses|hair colour|hair color|hair style|head of hair|"
        "头发|发色|发型|发|秀发|毛发|毛|发丝|头毛"
    ),
    "noun=skin": "skin|skinned|complexion|skin tone|skintone|skin colour|skin color|皮肤|肤色|肤|脸色|肌肤|肤质",
    "noun=eyes": "eyes|eye|eyed|pupils|irises|eye colour|eye color|眼睛|眼|眸|眼珠|瞳|瞳孔|双眼|双眸|瞳色",
    "noun=face": "face|faced|faces|脸|脸上|面部|脸蛋|脸庞|表情|神情|神态|expression|look on face|facial expression",
    "hair_style=short": (
        "buzz cut|buzzcut|buzzed hair|crew cut|pixie cut|pixie|undercut|cropped hair|shorthair|short back and sides|"
        "close cropped|fade cut|caesar cut|flat top|"
        "短发|短头发|寸头|平头|板寸|小平头|圆寸|短碎发|碎发|剪短|短毛|超短发|男士短发|小寸头|利落短发|毛寸|栗子头"
    ),
    "hair_style=long": (
        "longhair|flowing hair|waist length hair|waist length|down to waist|down to his waist|down to her waist|"
        "长发|长头发|长直发|及腰长发|披肩发|披肩长发|齐腰长发|飘飘长发|大长发|长发飘飘|及腰|披发|披头散发"
    ),
    "hair_style=bob": (
        "bob|bob cut|bobbed|bobbed hair|shoulder length|shoulder length hair|chin length|chin length hair|lob|bob haircut|"
        "波波头|齐耳短发|齐耳|蘑菇头|学生头|锁骨发|齐肩发|齐肩|bobo头|波波短发|妹妹头|短波波头|齐肩短发|娃娃头|沙宣头"
    ),
    "hair_style=ponytail ~": "扎头发|扎起头发|头发扎起来|扎着头发|束发",
    "hair_style=bob ~": "中长发|中长|中等长度|medium length|medium length hair|mid length",
    "hair_style=curly": (
        "curly|curls|curl|curled|wavy|waves|ringlets|perm|permed|frizzy|kinky|coils|coiled|curly haired|"
        "卷发|卷头发|波浪|波浪卷|大波浪|大波浪卷|羊毛卷|自来卷|烫发|卷毛|卷卷|小卷|卷曲|卷卷头|卷|泡面头|波浪发|法式卷|蛋卷头|卷儿"
    ),
    "hair_style=long hair_style=curly": "长卷发|长卷|卷长发",
    "hair_style=short hair_style=curly": "短卷发|短卷|卷短发",
    "hair_style=ponytail": (
        "ponytail|ponytails|pony tail|high pony|pony|twin tails|twintails|twin tail|side ponytail|"
        "马尾|马尾辫|双马尾|高马尾|低马尾|单马尾|侧马尾|马尾巴|扎马尾|丸马尾"
    ),
    "hair_style=bun": (
        "bun|buns|hair bun|topknot|top knot|man bun|messy bun|chignon|updo|hair up|space buns|"
        "丸子头|丸子|发髻|盘发|盘头|盘着头发|盘起来|盘起|挽起|发包|包子头|双丸子|双丸子头|花苞头|道士头|髻|挽着发髻|盘起的头发|头发盘起"
    ),
    "hair_style=braids": (
        "braids|braid|braided|plait|plaits|plaited|pigtails|pigtail|dreadlocks|dreads|cornrows|locs|french braid|box braids|"
        "辫子|麻花辫|双辫|双麻花辫|编发|小辫|小辫子|羊角辫|脏辫|鱼骨辫|大辫子|两条辫子|辫|蝎子辫|拳击辫|三股辫"
    ),
    "hair_style=spiky": (
        "spiky|spiked|spikes|spikey|mohawk|mohican|faux hawk|hair standing up|hair sticking up|"
        "刺猬头|莫西干|竖起来|竖起|竖着|冲天|炸毛|刺头|尖刺|刺刺|鸡冠头|莫西干头|朝天发|竖发|头发竖起|背头竖发"
    ),
    "hair_style=bald": (
        "bald|hairless|no hair|shaved head|bald head|balding|bald headed|without hair|without any hair|shaven head|baldy|"
        "光头|秃头|秃顶|没有头发|没头发|秃|无发|锃亮的光头|剃光头|剃光|大光头|头发掉光|谢顶|地中海|地中海发型|秃瓢|鬓秃"
    ),
    "hair_style=afro": (
        "afro|afro hair|fro|afro puffs|afro puff|爆炸头|非洲头|蓬松爆炸头|黑人爆炸头|阿福罗头|蓬蓬头"
    ),
    "hair_color=blonde": (
        "blonde|blond|flaxen|platinum|strawberry blonde|platinum blonde|dirty blonde|golden haired|fair haired|blondie|"
        "honey blonde|dark blonde|ash blonde|sandy hair|sandy haired|"
        "金发|金头发|金毛|金色头发|浅金发|亚麻色|金黄头发|亚麻|金灿灿的头发"
    ),
    "hair_color=brown": "brunette|chestnut hair|棕发|褐发|棕头发|栗色|栗色头发|栗|栗棕|巧克力色头发|棕毛",
    "hair_color=red": "redhead|redheaded|red head|ginger|gingers|auburn|carrot top|copper hair|红发|红头发|红毛|姜黄色|红棕色|红棕|棕红色|棕红",
    "hair_color=black": "黑发|黑头发|乌发|青丝|乌黑|一头黑发|jet black hair|raven|raven haired|raven hair|黑毛",
    "hair_color=white": "白发|白头发|白毛|雪白头发|满头白发|鹤发|头发全白|白发苍苍",
    "hair_color=grey": (
        "salt and pepper|silver haired|grizzled|greying|graying|grey hairs|"
        "灰发|银发|银白发|灰头发|花白|花白头发|银头发|奶奶灰|灰毛|银毛|头发花白|灰白头发|银灰|银灰色|银丝"
    ),
    "hair_color=blue": "蓝发|蓝头发|蓝毛",
    "hair_color=pink": "粉发|粉头发|粉毛|樱花粉头发",
    "hair_color=green": "绿发|绿头发|绿毛",
    "hair_color=purple": "紫发|紫头发|紫毛",
    "hair_color=black hair_style=long": "黑长直|黑长发|乌黑长发",
    "hair_color=blonde hair_style=long": "金长发|金色长发",
    "hair_color=white hair_style=long": "白长发",
    "hair_color=black hair_style=short": "黑短发",
    "hair_color=brown hair_style=curly": "棕卷发",
    "hair_color=blonde hair_style=curly": "金卷发",
    "hair_color=red hair_style=curly": "红卷发",
    "hair_color=black hair_style=curly": "黑卷发",
    "hair_color=blonde hair_style=short": "金短发",
    "skin_tone=light": (
        "pale|fair skinned|fair complexion|porcelain|ivory skin|caucasian|light skinned|pale skinned|white guy|"
        "白皙|皮肤白皙|皮肤白净|皮肤雪白|白净|肤白|白人|雪白的皮肤|白嫩|冷白皮|白皮肤|白皮|皮肤白|白肤|白里透红|苍白|🏻"
    ),
    "skin_tone=medium": (
        "olive|olive skin|olive skinned|medium skin|medium skinned|beige skin|wheatish|east asian skin|"
        "黄皮肤|黄皮|自然肤色|肤色自然|健康肤色|黄种人|橄榄色|橄榄色皮肤|中等肤色|🏼"
    ),
    "skin_tone=tan": (
        "tan skin|tanned|sun tanned|suntanned|sunkissed|sun kissed|bronzed|bronze skin|golden skin|tan skinned|"
        "小麦色|古铜色|古铜|晒黑|小麦肤色|麦色|健康小麦色|蜜色|日晒|古铜肤色|🏽"
    ),
    "skin_tone=brown": "brown skinned|caramel skin|light brown skin|棕皮肤|褐色皮肤|棕肤|棕色皮肤|焦糖色|🏾",
    "skin_tone=dark": (
        "dark skinned|ebony|dark complexion|black skinned|deep skin|dark complexioned|african american|"
        "黝黑|晒得黑黑|晒得很黑|皮肤黑黑|皮肤很黑|黑皮肤|黑皮|黑人|深肤色|皮肤黑|皮肤黝黑|黑肤|黑肤色|黑黝黝|🏿"
    ),
    "glasses=regular": (
        "glasses|spectacles|eyeglasses|specs|bespectacled|eyewear|reading glasses|square glasses|frames|half moon spectacles|"
        "horn rimmed|nerdy glasses|black rimmed glasses|bifocals|"
        "眼镜|近视镜|近视眼镜|黑框眼镜|方框眼镜|老花镜|镜框|黑框|银边眼镜|金丝眼镜|金边眼镜|普通眼镜|细框眼镜|无框眼镜|平光镜|镜片|厚镜片|👓|🤓"
    ),
    "glasses=round": (
        "round glasses|round spectacles|round specs|circular glasses|round framed|round rimmed|john lennon glasses|"
        "harry potter glasses|round frames|round eyeglasses|"
        "圆框眼镜|圆眼镜|圆框|圆形眼镜|圆镜框|圆片眼镜|圆圆的眼镜|复古圆框眼镜|圆镜片"
    ),
    "glasses=sunglasses": (
        "sunglasses|shades|sunnies|aviators|dark glasses|sun glasses|ray bans|raybans|aviator|wayfarers|"
        "墨镜|太阳镜|太阳眼镜|黑超|蛤蟆镜|茶色眼镜|飞行员眼镜|🕶"
    ),
    "facial_hair=beard": (
        "beard|beards|bearded|facial hair|whiskers|goatee|full beard|sideburns|bushy beard|long beard|"
        "胡子|胡须|络腮胡|大胡子|山羊胡|长须|长胡子|长胡须|白胡子|满脸胡子|络腮胡子|须|胡|美髯|🧔"
    ),
    "facial_hair=moustache": (
        "moustache|mustache|moustaches|mustaches|moustached|mustachioed|handlebar moustache|walrus moustache|tache|stache|"
        "小胡子|八字胡|八字须|两撇胡子|两撇小胡子|胡髭|八字小胡子|一字胡|小八字胡|🥸"
    ),
    "facial_hair=stubble": (
        "stubble|stubbly|scruff|scruffy beard|five o'clock shadow|5 o'clock shadow|unshaven|light beard|designer stubble|scruffy|"
        "胡茬|胡渣|胡子拉碴|胡茬子|短胡茬|青胡茬|一点胡子|唏嘘的胡茬|没刮胡子"
    ),
    "facial_hair=none": (
        "clean shaven|cleanshaven|beardless|clean shave|smooth faced|freshly shaven|shaved face|no facial hair|"
        "刮干净|面白无须|无须|没胡子|下巴光滑|刮净|光洁的下巴|胡子刮干净|胡子剃掉|胡子刮掉"
    ),
    "glasses=none": "没戴眼镜|未戴眼镜|裸眼",
    "hair_color=red  ": "🦰",
    "hair_style=curly ": "🦱",
    "hair_color=white ": "🦳",
    "hair_style=bald ": "🦲",
    "extra=freckles": "freckles|freckled|雀斑",
    "extra=blush": "blush|rosy cheeks|rosy cheeked|腮红|红脸蛋|脸红|脸红红|脸颊绯红|红扑扑",
    "extra=bangs": "bangs|fringe|刘海|齐刘海|空气刘海|斜刘海",
    "extra=eyepatch": "eyepatch|eye patch|眼罩",
    "extra=turban": "turban|头巾",
    "extra=hijab": "hijab|headscarf|盖头",
    "extra=catEars": "cat ears|猫耳|猫耳朵|兽耳|animal ears",
    "extra=love": "in love|heart eyes|hearts in eyes|花痴|爱心眼|恋爱|😍|😻",
    "extra=sleepy": "sleepy|sleeping|tired|eyes closed|closed eyes|困|犯困|睡|闭眼|闭着眼|闭着眼睛|疲惫|疲倦|😴|😪",
    "extra=tongue": "tongue out|sticking tongue out|silly face|吐舌|吐舌头|搞怪|鬼脸|😛|😝",
}

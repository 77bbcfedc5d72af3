"""Words that tell a wish for a picture from a wish for something else."""

from __future__ import annotations

import re

_EN_SUBJECTS = """
mountain hill sea ocean river lake forest wood tree bamboo house home cottage cabin castle palace temple
pagoda church bridge boat ship sailboat sail sun sunrise sunset moon star galaxy cloud rain snow storm
lightning rainbow fog cat kitten kitty dog puppy bird fish flower rose tulip sunflower lotus person man
woman girl boy child baby family robot city town village street skyline skyscraper tower lighthouse
island beach coast desert dune cactus volcano waterfall garden meadow field farm windmill road path
train car bus bicycle bike rocket spaceship astronaut plane airplane balloon dragon unicorn phoenix
horse cow sheep pig rabbit bunny fox wolf bear panda tiger lion elephant giraffe monkey penguin owl
eagle duck swan crane butterfly bee turtle whale dolphin shark octopus crab frog mouse squirrel hedgehog
koala dinosaur mermaid fairy wizard witch knight princess prince samurai ninja pirate angel king queen
ghost monster alien vampire zombie superhero snowman landscape seascape cityscape scenery scene view
portrait still-life sky planet earth space universe winter summer spring autumn night dawn dusk window
door room kitchen library cafe market apple orange fruit cake coffee tea cup teapot bowl vase candle
lantern umbrella guitar piano book chair table bench clock heart tree-house treehouse mushroom leaf
leaves grass rock stone cliff valley canyon pond harbor harbour port pier glacier iceberg aurora
fireworks campfire tent snowflake crystal jungle savanna oasis mandala hat kite swing carousel
ferris-wheel
"""
_ZH_SUBJECTS = """
山 海 河 江 湖 林 树 竹 松 房 屋 楼 塔 桥 船 舟 帆 太阳 日出 日落 夕阳 朝阳 月亮 明月 月 星 银河 云 雨
雪 闪电 彩虹 雾 猫 狗 小鸟 鸟 鱼 花 玫瑰 荷 莲 梅 兰 菊 牡丹 樱 人物 男孩 女孩 少女 少年 姑娘 女生 男生
老人 孩子 小孩 家庭 机器人 城市 都市 城 镇 村 街 巷 天际线 摩天 灯塔 岛 沙滩 海滩 海岸 海边 沙漠 仙人掌
火山 瀑布 花园 草地 草原 田野 稻田 麦田 农场 风车 小路 火车 汽车 自行车 火箭 飞船 宇航员 飞机 气球 龙
独角兽 凤凰 马 牛 羊 猪 兔 狐狸 狼 熊 虎 狮 大象 长颈鹿 鹿 猴 企鹅 猫头鹰 鹰 鸭 天鹅 鹤 蝴蝶 蜜蜂 乌龟
鲸 海豚 鲨 章鱼 螃蟹 青蛙 老鼠 松鼠 刺猬 考拉 恐龙 美人鱼 精灵 巫师 女巫 骑士 公主 王子 武士 忍者 海盗
天使 怪兽 外星人 超级英雄 雪人 风景 山水 景色 夜景 雪景 星空 天空 行星 地球 宇宙 太空 冬天 夏天 春天
秋天 夜晚 黎明 黄昏 窗 门 厨房 图书馆 咖啡馆 市场 苹果 橙子 水果 蛋糕 咖啡 茶 杯 碗 花瓶 蜡烛 灯笼 雨伞
伞 吉他 钢琴 书 椅子 桌子 长椅 钟 爱心 蘑菇 叶 草 石头 悬崖 峡谷 池塘 港口 码头 冰山 极光 烟花 篝火 帐篷
雪花 水晶 丛林 赛博朋克 古镇 长城 故宫 园林 亭 庙 寺 宫殿 城堡 小木屋 灯 风筝 秋千
"""
_en = sorted({word for word in _EN_SUBJECTS.split() if word}, key=len, reverse=True)
_zh = sorted(set(_ZH_SUBJECTS.split()), key=len, reverse=True)
SUBJECT = re.compile(
    r"(?<![a-z])(?:"
    + "|".join(re.escape(word).replace(r"\-", "[- ]?") for word in _en)
    + r")(?:e?s)?(?![a-z])|"
    + "|".join(_zh),
    re.IGNORECASE,
)

# Nouns for a picture that say nothing about what is on it …
GENERIC_EN = (
    r"(?:pictures?|images?|pics?|photos?|photographs?|paintings?|drawings?|illustrations?|artworks?|art "
    r"pieces?|pieces? of art|art|visuals?)"
)
GENERIC_ZH = r"(?:图片|图画|图像|图案|画像|画作|画面|画儿|作品|照片|相片|图|画)"
# … and nouns that do, and so belong into the prompt.
SPECIFIC_EN = (
    r"(?:posters?|wallpapers?|backgrounds?|logos?|portraits?|landscapes?|seascapes?|cityscapes?|"
    r"scenes?|watercolou?rs?|sketch(?:es)?|"
    r"doodles?|cartoons?|comics?|comic strips?|icons?|banners?|postcards?|greeting cards?|birthday "
    r"cards?|book covers?|"
    r"album covers?|stickers?|emojis?|murals?|caricatures?|still[- ]?lifes?|oil paintings?|pixel art|"
    r"line art)"
)
SPECIFIC_ZH = (
    r"(?:海报|壁纸|插画|插图|封面|logo|标志|图标|漫画|贺卡|明信片|表情包|贴纸|油画|水彩画?|水墨画?|国画|"
    r"素描|速写|剪纸|年画|版画|简笔画|卡通画|风景画|山水画|肖像画?|头图|背景图?)"
)

# What people also ask to be 'made', 'shown' or 'given', and which is no picture.
OTHER_EN = re.compile(
    r"\b(?:list|table|plan|story|stories|poem|function|script|program|code|essay|e-?mail|letter|joke|"
    r"summary|report|recipe|"
    r"website|web ?page|app|password|appointment|reservation|call|reminder|note|decision|song|video|"
    r"movie|film|doctor|"
    r"dentist|example|examples|translation|definition|number|numbers|answer|query|regex|class|schedule|"
    r"itinerary|budget|"
    r"spreadsheet|presentation|slides?|cv|resume|cover letter|time|date|way|hint|tip|tips|advice|break|"
    r"refund|manager|"
    r"lawyer|hotel|flight|ticket|tickets|menu|demo|map of directions|conclusion|playlist|quiz|test|"
    r"unit test|api|docker\w*|"
    r"file|folder|account|key|user|model|conversation|chat|history|gallery|settings|results?|news|"
    r"weather|forecast|account)\b",
    re.IGNORECASE,
)
OTHER_ZH = re.compile(
    r"笑话|故事|例子|计划|列表|清单|表格|代码|函数|脚本|程序|名字|密码|随机数|数字|建议|方案|文案|闹钟|"
    r"提醒|翻译|总结|摘要|电话|视频|歌|音乐|电影|"
    r"电视|新闻|天气|食谱|菜谱|攻略|作文|文章|论文|邮件|报告|简历|诗|对联|网站|网页|应用|游戏|测验|题|"
    r"答案|解释|证明|预算|行程|外卖|机票|酒店|票|医生|"
    r"律师|客服|结果|历史|设置|账号|密钥|模型|你能|能做什么|会什么|说明|帮助|看法|意见|想法"
)

_VAGUE_EN = (
    r"(?:something|anything|whatever|a surprise|surprise me|what(?:ever)? you (?:like|want)|you "
    r"(?:choose|decide|pick)|"
    r"(?:up to you|your choice|i don'?t (?:mind|care)))(?: (?:nice|pretty|beautiful|cool|cute|fun|"
    r"funny|random|you like|you want|for me|new|else|at all|lovely|interesting|creative))*"
)
_VAGUE_ZH = (
    r"(?:点儿?|些|个)?(?:随便|随意|什么都行|什么都可以|啥都行|任意|你定|你决定|你看着办|都行|都可以|"
    r"你喜欢的|惊喜|好看的|漂亮的|有意思的|有趣的|别的|东西|什么|啥)+(?:的?(?:东西|图|画|一张|一幅))?(?:吧|"
    r"呗|都行|都可以|就行|就好|画画?|来)*"
)
VAGUE = re.compile(rf"^(?:{_VAGUE_EN}|{_VAGUE_ZH})[\s.?!。！？]*$", re.IGNORECASE)

_BARE_EN = (
    rf"(?:(?:an?|the|some|one|me|us|my|for|for me|for us|new|nice|another|quick|beautiful|"
    rf"pretty)\s*)*(?:{GENERIC_EN}|{SPECIFIC_EN})?"
)
_BARE_ZH = (
    rf"(?:[一二两三四几]?[张幅个副只条座朵艘匹]|一下|一?点|新的?|好看的?|漂亮的?){{0,4}}(?:{GENERIC_ZH}|"
    rf"{SPECIFIC_ZH})?(?:儿|画)?"
)
BARE = re.compile(rf"^(?:{_BARE_EN}|{_BARE_ZH})[\s.?!,，。！？吧呗吗呢啊]*$", re.IGNORECASE)

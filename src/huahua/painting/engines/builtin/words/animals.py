"""Animals."""

from .entries import Subject, subject

_NEAR = (0.6, 0.85)

ANIMALS: tuple[Subject, ...] = (
    subject(
        "cat",
        "猫 小猫 猫咪 猫儿 喵 橘猫 花猫 黑猫 白猫",
        "cat|kitten|kitty|pussycat",
        "land",
        0.24,
        wide=0.9,
        band=_NEAR,
    ),
    subject(
        "dog",
        "狗 小狗 狗狗 犬 柴犬 小犬",
        "dog|puppy|doggy|hound|shiba|corgi",
        "land",
        0.25,
        wide=0.95,
        band=_NEAR,
    ),
    subject(
        "rabbit", "兔子 兔 小兔 小兔子 白兔 玉兔", "rabbit|bunny|hare", "land", 0.2, wide=0.7, band=_NEAR
    ),
    subject(
        "panda",
        "熊猫 大熊猫 小熊猫",
        "panda|giant panda",
        "land",
        0.26,
        wide=0.95,
        band=_NEAR,
        setting="bamboo",
    ),
    subject(
        "bear",
        "熊 小熊 棕熊 泰迪熊 北极熊",
        "bear|teddy|teddy bear|bear cub|polar bear",
        "land",
        0.27,
        wide=0.9,
        band=_NEAR,
        setting="forest",
    ),
    subject("fox", "狐狸 小狐狸", "fox", "land", 0.23, wide=1.1, band=_NEAR, setting="forest"),
    subject(
        "deer",
        "鹿 小鹿 梅花鹿 驯鹿 麋鹿",
        "deer|fawn|stag|reindeer|elk|doe",
        "land",
        0.32,
        wide=0.85,
        band=(0.5, 0.8),
        setting="forest",
    ),
    subject(
        "horse",
        "马 骏马 白马 小马 黑马 马儿",
        "horse|pony|stallion|foal",
        "land",
        0.33,
        wide=1.15,
        band=(0.5, 0.8),
    ),
    subject(
        "cow",
        "牛 奶牛 水牛 黄牛 小牛 牛儿",
        "cow|cattle|bull|ox|calf|buffalo",
        "land",
        0.27,
        wide=1.35,
        band=(0.5, 0.8),
    ),
    subject(
        "sheep", "羊 绵羊 小羊 羊群 山羊 羔羊", "sheep|lamb|goat|ewe", "land", 0.2, wide=1.2, band=(0.5, 0.8)
    ),
    subject("pig", "猪 小猪", "pig|piglet|piggy", "land", 0.19, wide=1.25, band=_NEAR),
    subject("elephant", "大象 象 小象", "elephant", "land", 0.36, wide=1.2, band=(0.5, 0.75)),
    subject(
        "camel", "骆驼 骆驼队", "camel|dromedary", "land", 0.34, wide=1.15, band=(0.5, 0.8), setting="desert"
    ),
    subject("giraffe", "长颈鹿", "giraffe", "land", 0.48, wide=0.6, band=(0.45, 0.7)),
    subject("lion", "狮子 狮", "lion", "land", 0.28, wide=1.0, band=_NEAR),
    subject(
        "tiger", "老虎 虎 小老虎", "tiger|tiger cub", "land", 0.27, wide=0.95, band=_NEAR, setting="forest"
    ),
    subject(
        "monkey", "猴子 猴 小猴 小猴子", "monkey|ape", "land", 0.24, wide=0.95, band=_NEAR, setting="forest"
    ),
    subject(
        "mouse", "老鼠 小老鼠 鼠 小鼠 仓鼠", "mouse|mice|rat|hamster", "land", 0.13, wide=1.1, band=(0.7, 0.9)
    ),
    subject(
        "squirrel", "松鼠 小松鼠", "squirrel|chipmunk", "land", 0.18, wide=1.0, band=_NEAR, setting="forest"
    ),
    subject(
        "hedgehog", "刺猬", "hedgehog|porcupine", "land", 0.13, wide=1.4, band=(0.68, 0.9), setting="forest"
    ),
    subject("penguin", "企鹅", "penguin", "land", 0.22, wide=0.7, band=_NEAR, setting="snow"),
    subject(
        "bird",
        "鸟 小鸟 飞鸟 鸟儿 鸽子 麻雀 鸟群 海鸥 大雁 喜鹊 鸽",
        "bird|sparrow|dove|pigeon|seagull|gull|robin|magpie|songbird",
        "air",
        0.09,
        wide=1.5,
        setting="branch",
    ),
    subject("swallow", "燕子 燕", "swallow", "air", 0.08, wide=1.6, setting="sky"),
    subject(
        "crane",
        "鹤 仙鹤 白鹤 丹顶鹤 白鹭 鹭",
        "crane|heron|egret|stork",
        "land",
        0.3,
        wide=0.75,
        band=(0.55, 0.85),
        setting="pond",
    ),
    subject("eagle", "鹰 老鹰 雄鹰", "eagle|hawk|falcon", "air", 0.14, wide=2.0, setting="sky"),
    subject(
        "duck",
        "鸭子 鸭 小鸭 小鸭子 鸳鸯 小黄鸭",
        "duck|duckling|mallard",
        "water",
        0.13,
        wide=1.2,
        band=(0.45, 0.85),
        setting="pond",
    ),
    subject(
        "swan",
        "天鹅 鹅 白天鹅 大鹅",
        "swan|goose|geese",
        "water",
        0.2,
        wide=1.2,
        band=(0.4, 0.8),
        setting="pond",
    ),
    subject(
        "chicken", "鸡 公鸡 母鸡 小鸡", "chicken|rooster|hen|chick|cock", "land", 0.18, wide=1.0, band=_NEAR
    ),
    subject("owl", "猫头鹰", "owl", "land", 0.2, wide=0.75, band=_NEAR, setting="night branch"),
    subject("parrot", "鹦鹉", "parrot|macaw|parakeet", "land", 0.2, wide=0.7, band=_NEAR, setting="branch"),
    subject(
        "fish",
        "鱼 小鱼 金鱼 锦鲤 鲤鱼 鱼儿 鱼群 热带鱼",
        "fish|goldfish|koi|carp|tropical fish",
        "under",
        0.13,
        wide=1.7,
        band=(0.5, 0.85),
        setting="underwater",
    ),
    subject(
        "whale", "鲸 鲸鱼 蓝鲸", "whale|blue whale", "water", 0.26, wide=1.9, band=(0.3, 0.6), setting="water"
    ),
    subject("dolphin", "海豚", "dolphin", "water", 0.2, wide=1.4, band=(0.35, 0.7), setting="water"),
    subject("shark", "鲨鱼", "shark", "under", 0.18, wide=2.0, band=(0.4, 0.7), setting="underwater"),
    subject("jellyfish", "水母", "jellyfish", "under", 0.2, wide=0.7, band=(0.3, 0.8), setting="underwater"),
    subject(
        "octopus", "章鱼 八爪鱼", "octopus", "under", 0.2, wide=1.1, band=(0.5, 0.8), setting="underwater"
    ),
    subject("crab", "螃蟹 蟹", "crab", "land", 0.12, wide=1.5, band=(0.7, 0.92), setting="beach"),
    subject("turtle", "乌龟 龟 海龟", "turtle|tortoise|sea turtle", "land", 0.13, wide=1.6, band=(0.65, 0.9)),
    subject("frog", "青蛙 蛙 蛤蟆", "frog|toad", "land", 0.14, wide=1.2, band=(0.68, 0.9), setting="pond"),
    subject("snail", "蜗牛", "snail", "land", 0.11, wide=1.4, band=(0.72, 0.92)),
    subject(
        "butterfly", "蝴蝶 彩蝶 蝶", "butterfly|butterflies|moth", "air", 0.11, wide=1.2, setting="garden"
    ),
    subject("dragonfly", "蜻蜓", "dragonfly|dragonflies", "air", 0.11, wide=1.5, setting="pond"),
    subject("bee", "蜜蜂 小蜜蜂", "bee|bumblebee|honeybee", "air", 0.09, wide=1.2, setting="garden"),
    subject(
        "ladybug",
        "瓢虫",
        "ladybug|ladybird|beetle",
        "land",
        0.07,
        wide=1.2,
        band=(0.75, 0.95),
        setting="garden",
    ),
    subject("firefly", "萤火虫", "firefly|fireflies|glowworm", "air", 0.02, setting="meadow"),
    subject(
        "dragon", "龙 巨龙 飞龙 中国龙 神龙", "dragon|chinese dragon", "air", 0.34, wide=2.0, setting="sky"
    ),
    subject(
        "dinosaur",
        "恐龙 小恐龙",
        "dinosaur|dino|t-rex|brontosaurus",
        "land",
        0.36,
        wide=1.35,
        band=(0.5, 0.8),
    ),
    subject("unicorn", "独角兽", "unicorn", "land", 0.34, wide=1.1, band=(0.5, 0.8)),
)

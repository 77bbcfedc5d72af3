"""People and those who look like them."""

from .entries import Subject, subject

_STANDS = (0.5, 0.82)

PEOPLE: tuple[Subject, ...] = (
    subject(
        "person",
        "人 人物 行人 旅人 路人 游客 人们 人类 诗人 行者 旅行者"
        " 医生 护士 老师 教师 病人 厨师 学生 工人 舞者 歌手 运动员 警察"
        " 消防员 科学家 画家",
        "person|people|human|traveler|traveller|hiker|pedestrian|figure|poet|wanderer|somebody|someone"
        "|doctor|nurse|teacher|chef|cook|student|worker|dancer|singer|athlete|policeman|firefighter|scientist|painter",
        "land",
        0.27,
        wide=0.42,
        band=_STANDS,
    ),
    subject(
        "woman",
        "女人 女士 姑娘 少女 妈妈 母亲 新娘 女子 美女 公主 她",
        "woman|women|bride|lady|ladies|mother|mom|princess",
        "land",
        0.28,
        wide=0.45,
        band=_STANDS,
    ),
    subject(
        "man",
        "男人 男士 爸爸 父亲 新郎 男子 先生",
        "man|men|groom|gentleman|father|dad|guy",
        "land",
        0.29,
        wide=0.42,
        band=_STANDS,
    ),
    subject(
        "girl", "女孩 小女孩 女孩子 女儿", "girl|little girl|daughter", "land", 0.23, wide=0.5, band=_STANDS
    ),
    subject(
        "boy",
        "男孩 小男孩 男孩子 小孩 孩子 儿童 儿子 小朋友 孩子们 牧童",
        "boy|little boy|child|children|kid|son|toddler",
        "land",
        0.23,
        wide=0.48,
        band=_STANDS,
    ),
    subject(
        "fisherman",
        "渔夫 渔翁 渔民 钓鱼 钓鱼人 垂钓 钓鱼的人",
        "fisherman|fishermen|angler|fishing",
        "land",
        0.26,
        wide=1.0,
        band=(0.6, 0.85),
        setting="pond",
    ),
    subject(
        "grandfather",
        "老人 爷爷 老爷爷 老头 外公 老翁",
        "grandfather|grandpa|old man|old men|elderly man|granddad",
        "land",
        0.28,
        wide=0.48,
        band=_STANDS,
    ),
    subject(
        "grandmother",
        "奶奶 老奶奶 外婆 姥姥 老太太",
        "grandmother|grandma|old woman|old women|old lady|elderly woman|granny",
        "land",
        0.27,
        wide=0.48,
        band=_STANDS,
    ),
    subject("farmer", "农民 农夫", "farmer|peasant", "land", 0.28, wide=0.5, band=_STANDS),
    subject("monk", "和尚 僧人 老僧", "monk", "land", 0.27, wide=0.45, band=_STANDS),
    subject("couple", "情侣 恋人 夫妻 夫妇", "couple|lover|newlywed", "land", 0.28, wide=0.85, band=_STANDS),
    subject(
        "knight",
        "骑士 武士 侠客 剑客",
        "knight|samurai|warrior|swordsman",
        "land",
        0.28,
        wide=0.6,
        band=_STANDS,
    ),
    subject("robot", "机器人", "robot|android|droid", "land", 0.28, wide=0.7, band=_STANDS, setting="lab"),
    subject(
        "astronaut",
        "宇航员 航天员 太空人",
        "astronaut|cosmonaut|spaceman",
        "land",
        0.3,
        wide=0.65,
        band=_STANDS,
        setting="moonland",
    ),
    subject(
        "alien", "外星人", "alien|extraterrestrial", "land", 0.24, wide=0.6, band=_STANDS, setting="moonland"
    ),
    subject("snowman", "雪人", "snowman|snowmen", "land", 0.27, wide=0.75, band=_STANDS, setting="snow"),
    subject("ghost", "鬼 幽灵 小幽灵", "ghost|spirit|spook", "air", 0.2, wide=0.8, setting="night meadow"),
    subject("angel", "天使", "angel", "air", 0.24, wide=0.9, setting="sky"),
    subject(
        "mermaid", "美人鱼 人鱼", "mermaid", "under", 0.26, wide=0.9, band=(0.4, 0.7), setting="underwater"
    ),
)

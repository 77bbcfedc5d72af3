"""Who is shown, and in which style. `A=b C=d` gives a word two meanings; words are parted by `|`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "gender=female": (
        "woman|women|girl|girls|lady|ladies|female|gal|chick|lass|mother|mom|mum|mommy|wife|sister|daughter|"
        "girlfriend|queen|princess|actress|heroine|goddess|madam|feminine|businesswoman|mama|"
        "女孩|女孩子|女生|女人|女性|女士|女子|女的|女|姑娘|妹子|妹妹|姐姐|小姐姐|小姐|小妹|妈妈|妈|老妈|母亲|女友|"
        "女朋友|老婆|妻子|女儿|闺蜜|美女|女神|公主|女王|仙女|淑女|女主|女主角|女侠|女友|女款|女版"
    ),
    "gender=female age=child": "little girl|small girl|young girl child|baby girl|schoolgirl|loli|小女孩|女童|萝莉|小女生",
    "gender=female age=young": "young lady|teenage girl|teen girl|college girl|少女|女青年|女大学生|年轻女孩",
    "gender=female age=adult": "aunt|auntie|阿姨|大妈|御姐|熟女|大婶|婶婶|姑姑|少妇|中年妇女|妇女|贵妇",
    "gender=female age=elderly": (
        "grandma|grandmother|granny|nana|old lady|old woman|elderly woman|elderly lady|nan|grandmom|"
        "奶奶|老奶奶|外婆|姥姥|老太太|老太|老婆婆|婆婆|老妇人|老妪|祖母|👵"
    ),
    "gender=male": (
        "man|men|boy|boys|guy|guys|male|dude|bro|lad|bloke|chap|fellow|father|dad|daddy|husband|brother|son|"
        "boyfriend|king|prince|gentleman|gent|mister|sir|masculine|hero|businessman|papa|"
        "男孩|男孩子|男生|男人|男性|男士|男子|男的|男|哥哥|小哥哥|小哥|弟弟|爸爸|爸|老爸|父亲|帅哥|男友|男朋友|老公|"
        "丈夫|儿子|汉子|先生|王子|国王|绅士|兄弟|哥们|男神|男主|男主角|壮汉|男款|男版|硬汉|型男"
    ),
    "gender=male age=child": "little boy|small boy|baby boy|schoolboy|小男孩|男童|正太|小男生|小正太",
    "gender=male age=young": "teenage boy|teen boy|young lad|少年|小伙子|小伙|男青年|男大学生|小鲜肉",
    "gender=male age=adult": "uncle|大叔|叔叔|大伯|伯伯|舅舅|中年男|中年男子|中年男人|型男大叔|🧔‍♂️",
    "gender=male age=elderly": (
        "grandpa|grandfather|granddad|grandad|gramps|old man|elderly man|elderly gentleman|old guy|old gentleman|"
        "爷爷|老爷爷|外公|姥爷|老头|老头子|老头儿|老大爷|大爷|老伯|老翁|祖父|老先生|👴"
    ),
    "gender=neutral": (
        "androgynous|gender neutral|genderless|nonbinary|non binary|enby|unisex|agender|genderfluid|neutral gender|"
        "中性|无性别|不分性别|性别中性|中性风|雌雄莫辨|没有性别|没有性别特征|无性别特征|性别不明"
    ),
    "age=child": (
        "child|children|kid|kids|toddler|baby|infant|preschooler|kindergartner|kiddo|childlike|"
        "小孩|小孩子|孩子|儿童|小朋友|宝宝|婴儿|幼儿|孩童|小学生|小娃娃|娃娃|小宝贝|小宝宝|萌娃|幼年|童年|👶|🧒"
    ),
    "gender=female age=child ": "👧",
    "gender=male age=child ": "👦",
    "gender=female ": "👩|🙎‍♀️",
    "gender=male ": "👨",
    "age=young": (
        "teen|teenager|teenage|adolescent|youth|youngster|youthful|young adult|young|younger|youthful looking|"
        "年轻|年轻人|青年|青少年|青春|大学生|年少|高中生|初中生|中学生|青涩"
    ),
    "age=adult": "adult|grown up|grownup|middle aged|mature|成年|成年人|成人|中年|中年人|成熟|壮年",
    "age=elderly": (
        "elderly|senior|aged|old person|old folk|pensioner|retired|old age|ageing|"
        "老人|老人家|老年|老年人|年老|年迈|老者|老|上了年纪|上年纪|高龄|老一点|变老|花甲|古稀"
    ),
    "pronoun=female": "she|her|hers|herself|she's|她|她的",
    "pronoun=male": "he|his|him|himself|he's|他|他的",
    "style=cartoon": "cartoon|cartoonish|cartoony|toon|comic style|卡通|卡通风|卡通风格|q版|动画片|简笔画|可爱卡通",
    "style=realistic": (
        "realistic|photorealistic|photo realistic|lifelike|realism|true to life|photographic|hyperrealistic|"
        "realistic photo|real photo|写实|写实风|真实|逼真|真人|拟真|照片级|真实感|写实风格|写真"
    ),
    "style=anime": (
        "anime|manga|anime style|otaku style|japanese animation|"
        "动漫|动漫风|二次元|漫画|日漫|日系漫画|日系动漫|动画风|日系动漫风|漫画风"
    ),
    "style=pixel": "pixel|pixels|pixel art|pixelated|8 bit|8bit|16 bit|像素|像素风|像素画|像素风格|像素小人|像素艺术",
    "style=abstract": "abstract|geometric|cubist|抽象|抽象派|几何|几何风",
    "style=flat": "flat|flat design|flat style|flat illustration|flat vector|vector style|扁平|扁平风|扁平化|平面风|扁平插画",
    "style=line_art": (
        "line art|lineart|line drawing|line style|outline drawing|outline style|line sketch|sketch|pencil sketch|"
        "hand drawn|doodle|minimal line|线稿|线描|线条画|线条风|简约线条|手绘线条|简笔|白描|素描|手绘|涂鸦|线条"
    ),
    "style=watercolor": "watercolor|watercolour|water colour|water color|aquarelle|水彩|水彩画|水彩风|水彩风格",
    "style=ink": (
        "ink wash|ink painting|ink|sumi e|chinese ink|ink brush|chinese painting|brush painting|"
        "水墨|水墨画|水墨风|国画|国风水墨|中国画|墨色|水墨国风"
    ),
    "style=three_d": (
        "3d|3 d|three d|3d render|3d rendered|three dimensional|pixar|pixar style|cgi|blender|voxel|clay render|"
        "3d style|3d cartoon|3维|三维|立体|3d风|皮克斯|黏土|粘土|c4d|3d渲染|三维立体|迪士尼3d|建模|3d建模|体素"
    ),
    "style=robot": "robot|robotic|android|droid|cyborg|mech|bot|机器人|机械人|机械|机甲|仿生人|🤖",
}

"""What is worn, colours, the background, and moods."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "accessories=any": "accessories|accessory|jewellery|jewelry|配饰|饰品|首饰",
    "accessories=earrings": (
        "earrings|earring|ear rings|hoops|ear studs|studs|ear ring|hoop earrings|pearl earrings|"
        "耳环|耳钉|耳坠|耳饰|大耳环|耳圈|珍珠耳环|珍珠耳钉|耳夹"
    ),
    "accessories=hat": (
        "hat|hats|fedora|sunhat|sun hat|straw hat|top hat|bowler hat|bowler|beret|bucket hat|cowboy hat|pointy hat|trilby|"
        "wizard hat|knitted cap|knit cap|santa hat|party hat|woolly hat|winter hat|beanie|beanies|"
        "帽子|草帽|礼帽|贝雷帽|渔夫帽|毛线帽|针织帽|帽|牛仔帽|高帽|大帽子|遮阳帽|冬帽|绅士帽|尖顶帽|巫师帽|圣诞帽|斗笠|"
        "小帽子|安全帽|🎩|👒"
    ),
    "accessories=cap": (
        "cap|caps|baseball cap|snapback|trucker cap|ball cap|flat cap|peaked cap|baseball hat|"
        "鸭舌帽|棒球帽|棒球帽子|鸭舌|太阳帽|遮阳鸭舌帽|平沿帽|🧢"
    ),
    "accessories=headphones": (
        "headphones|headphone|headset|earphones|earbuds|airpods|ear buds|gaming headset|cans|head phones|"
        "耳机|头戴式耳机|耳麦|大耳机|头戴耳机|蓝牙耳机|无线耳机|🎧"
    ),
    "accessories=scarf": "scarf|scarves|shawl|neckerchief|bandana|muffler|围巾|丝巾|围脖|领巾|披巾|披肩|🧣",
    "accessories=bow_tie": "bow tie|bowtie|bow ties|bow ties|dickie bow|领结|蝶形领结|蝴蝶领结|小领结|黑领结",
    "accessories=crown": "crown|crowns|crowned|tiara|diadem|coronet|皇冠|王冠|头冠|金冠|小皇冠|冠冕|凤冠|👑",
    "accessories=flower": (
        "flower|flowers|flower in hair|flower in her hair|flower crown|rose in hair|daisy|blossom|hair flower|"
        "头花|小花|花朵|鲜花|一朵花|花环|发间的花|戴花|头上戴花|簪花|朵花|玫瑰花|花|🌸|🌺|🌹|🌼|🌻|💐|🌷"
    ),
    "clothing=t_shirt": "t shirt|tshirt|tee|tees|t shirts|tee shirt|crew neck tee|t恤|t 恤|短袖|体恤|体恤衫|t恤衫|圆领衫|短袖衫|👕",
    "clothing=shirt": (
        "shirt|shirts|blouse|button up|button down|button up shirt|dress shirt|polo|polo shirt|collared shirt|"
        "衬衫|衬衣|polo衫|衬衫领|上衣衬衫|👔"
    ),
    "clothing=suit": (
        "suit|suits|blazer|tuxedo|tux|business suit|three piece suit|suit jacket|suited|formal suit|"
        "西装|西服|西装外套|燕尾服|正装|小西装|西装革履|商务装|商务西装|西装马甲|🤵"
    ),
    "clothing=hoodie": "hoodie|hoodies|hooded sweatshirt|hoody|hooded top|hooded sweater|卫衣|连帽衫|连帽卫衣|帽衫|兜帽衫|连帽衣",
    "clothing=dress": (
        "dress|dresses|gown|frock|skirt|sundress|evening gown|evening dress|ball gown|wedding dress|"
        "裙子|连衣裙|裙|长裙|礼裙|礼服裙|短裙|公主裙|晚礼服|吊带裙|洋裙|婚纱|礼服|旗袍裙|小裙子|裙装|碎花裙|小礼裙|👗"
    ),
    "clothing=sweater": (
        "sweater|sweaters|jumper|pullover|cardigan|turtleneck|turtle neck|knitwear|sweatshirt|wool jumper|roll neck|"
        "毛衣|针织衫|高领毛衣|针织毛衣|毛线衣|高领衫|毛衫|套头衫|开衫|针织开衫|羊毛衫"
    ),
    "clothing=uniform": (
        "uniform|uniforms|uniformed|school uniform|sailor uniform|military uniform|scrubs|"
        "制服|校服|警服|军装|军服|水手服|jk制服|jk|工作服|空姐制服|护士服|工装|学生装|学生制服"
    ),
    "clothing=uniform ~": (
        "police officer|cop|soldier|pilot|nurse|firefighter|flight attendant|stewardess|"
        "警察|军人|士兵|空姐|护士|飞行员|消防员|空乘|👮|💂|🧑‍✈️"
    ),
    "gender=male clothing=uniform ~": "policeman|fireman|男警察|男警",
    "gender=female clothing=uniform ~": "policewoman|女警|女警察|女兵",
    "clothing=lab_coat": (
        "lab coat|labcoat|white coat|doctor's coat|laboratory coat|白大褂|实验服|医生服|实验袍|🥼"
    ),
    "clothing=lab_coat ~": (
        "doctor|scientist|chemist|physician|surgeon|医生|科学家|大夫|化学家|医师|🧑‍⚕️|🧑‍🔬"
    ),
    "noun=clothes": (
        "clothes|clothing|outfit|attire|garment|wear|dressed|top|clothes colour|clothes color|outfit color|"
        "衣服|上衣|服装|着装|衣|外衣|衣着|穿搭|衣裳|衫|服装颜色|衣服颜色"
    ),
    "garment=": (
        "jacket|jackets|coat|coats|leather jacket|denim jacket|overalls|dungarees|vest|tank top|kimono|hanfu|armor|armour|"
        "robe|cape|cloak|apron|jersey|trench coat|waistcoat|pyjamas|pajamas|jeans|trousers|pants|"
        "夹克|外套|大衣|风衣|汉服|和服|旗袍|盔甲|铠甲|背带裤|背心|马甲|皮衣|皮夹克|牛仔外套|羽绒服|长袍|道袍|斗篷|围裙|棉袄|球衣|唐装|"
        "牛仔裤|裤子|睡衣|马褂|吊带"
    ),
    "colour=black": "black|jet black|pitch black|ebony black|charcoal black|黑色|黑|纯黑|漆黑|墨黑|黑漆漆|玄色|乌色",
    "colour=white": "white|snow white|pure white|off white|snowy|白色|白|纯白|雪白|乳白|乳白色|全白|银白",
    "colour=grey": "grey|gray|silver|charcoal|ash|ashen|slate|grayish|greyish|灰色|灰|银色|灰白|灰白色|浅灰|深灰|银|炭灰|银白色|烟灰",
    "colour=brown": "brown|chestnut|chocolate|coffee|mahogany|hazel|caramel|brownish|warm brown|棕色|褐色|咖啡色|棕|褐|巧克力色|咖色|茶色|棕褐色|黑棕色|驼色",
    "colour=beige": "beige|cream|creamy|ivory|khaki|sand|camel|tan coloured|米色|米白|米白色|卡其|卡其色|杏色|奶油色|奶白|奶白色|米黄|米黄色",
    "colour=red": "red|crimson|scarlet|burgundy|maroon|ruby|cherry|wine red|vermilion|reddish|红色|红|大红|大红色|酒红|酒红色|深红|鲜红|朱红|暗红|枣红|火红|正红",
    "colour=orange": "orange|tangerine|coral|peach|copper|橙色|橘色|橙|橘|橘红色|橘黄|橘黄色|橙黄|珊瑚色",
    "colour=yellow": "yellow|lemon|mustard|黄色|黄|鹅黄|柠檬黄|明黄|淡黄|姜黄|土黄",
    "colour=gold": "gold|golden|金色|金|金黄色|金黄|金灿灿|香槟色",
    "colour=green": "green|emerald|olive green|lime|mint|forest green|mint green|greenish|绿色|绿|墨绿|草绿|翠绿|薄荷绿|墨绿色|军绿|军绿色|橄榄绿|薄荷色|果绿|豆绿|牛油果绿",
    "colour=teal": "teal|turquoise|cyan|aqua|aquamarine|青色|青|青绿|青绿色|湖绿|蓝绿色|蓝绿|孔雀蓝",
    "colour=blue": "blue|azure|cobalt|royal blue|sapphire|bluish|denim blue|蓝色|蓝|宝蓝|湖蓝|宝蓝色|蔚蓝|湖蓝色|克莱因蓝|天青",
    "colour=light_blue": "light blue|sky blue|pale blue|baby blue|powder blue|浅蓝|浅蓝色|天蓝|天蓝色|淡蓝|淡蓝色|婴儿蓝|粉蓝|雾霾蓝",
    "colour=navy": "navy|dark blue|navy blue|midnight blue|deep blue|深蓝|深蓝色|藏青|藏青色|藏蓝|藏蓝色|海军蓝",
    "colour=purple": "purple|violet|indigo|plum|magenta|purplish|紫色|紫|深紫|紫罗兰|紫罗兰色|葡萄紫|紫红|紫红色",
    "colour=lavender": "lavender|lilac|mauve|light purple|pale purple|淡紫|淡紫色|浅紫|浅紫色|薰衣草色|香芋紫|薰衣草紫|丁香紫",
    "colour=pink": "pink|rose|fuchsia|hot pink|pinkish|rosy|salmon|blush pink|粉色|粉|粉红|粉红色|粉粉|桃红|玫红|玫红色|粉嫩|樱花粉|桃色|桃粉",
    "noun=background": (
        "background|backdrop|bg|back ground|backgrounds|wallpaper|background colour|background color|"
        "背景|底色|底|背景色|背景板|背景颜色|后景"
    ),
    "background=transparent": (
        "transparent|see through|transparent background|no background|alpha background|cut out|cutout|"
        "透明|透明底|无背景|镂空|透明背景|抠图|免抠"
    ),
    "background=gradient": "gradient|gradients|ombre background|gradated|渐变|渐变色|渐变背景|渐层|过渡色",
    "mood": (
        "cute|adorable|elegant|mysterious|gentle|energetic|professional|retro|dreamy|lively|playful|confident|noble|"
        "fashionable|stylish|sweet|romantic|handsome|beautiful|pretty|warm|cozy|cosy|futuristic|cyberpunk|minimalist|"
        "vintage|gothic|goth|sporty|nerdy|wise|brave|kind|friendly|mischievous|punk|calm|peaceful|serene|quirky|"
        "graceful|magical|heroic|charming|relaxed|laid back|chic|casual|edgy|creative|fresh|sunny|vibrant|whimsical|"
        "majestic|smirk|smirking|innocent|naughty|funky|artsy|sexy|powerful|strong|lovely|festive|nostalgic|dramatic|spooky|"
        "scholarly|sophisticated|clever|smart|intelligent|lonely|delicate|rebellious|luxurious|bohemian|hipster|cosmic|"
        "fairy|steampunk|trustworthy|approachable|dignified|determined look|hopeful|"
        "可爱|优雅|神秘|温柔|活力|元气|专业|干练|清新|复古|梦幻|活泼|俏皮|慵懒|自信|高贵|时尚|甜美|浪漫|帅气|帅|漂亮|美丽|"
        "治愈|治愈系|孤独|科幻|赛博朋克|温暖|简约|哥特|运动|书呆子|智慧|勇敢|善良|友善|和善|调皮|朋克|冷静|平静|阳光|慈祥|和蔼|"
        "知性|文艺|清纯|霸气|妩媚|性感|端庄|萌|呆萌|软萌|古典|国风|仙气|潮|潮流|朝气|稳重|沉稳|斯文|儒雅|憨厚|机灵|聪明|"
        "清爽|休闲|商务|随性|洒脱|高级感|氛围感|英俊|潇洒|威严|安静|恬静|乖巧|奇幻|魔幻|未来感|淑女风|热情|乐观|可靠|亲切|忧郁风|仙|飒|"
        "精致|大气|清冷|质朴|野性|童真|天真|欢快|精神|艺术感|文静|伶俐"
    ),
}

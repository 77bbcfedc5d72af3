# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Words that say how: each line is ``senses: words``; a sense is ``kind:value`` and one word may have several.

Kinds: ``colour``, ``size``, ``count``, ``time``, ``season``, ``weather``, ``style``, ``mood``, ``subject``,
``aspect`` and ``pose``. ``link:ride`` after a pose says that what follows carries the rider.
"""

QUALITIES = """
colour:red = 红 红色 大红 朱红 赤色 红彤彤 红红 鲜红 橘红 | red scarlet crimson vermilion ruby
colour:orange = 橙 橙色 橘色 橙红 橘黄 | orange tangerine-coloured
colour:yellow = 黄 黄色 明黄 淡黄 嫩黄 | yellow lemon-yellow
colour:gold = 金 金色 金黄 金黄色 金灿灿 | gold golden
colour:green = 绿 绿色 翠绿 碧绿 嫩绿 绿油油 墨绿 草绿 | green emerald jade olive
colour:teal = 青色 青绿 蓝绿色 湖蓝 | teal turquoise cyan aqua
colour:blue = 蓝 蓝色 天蓝 深蓝 湛蓝 蔚蓝 淡蓝 浅蓝 碧蓝 | blue azure navy indigo sky-blue
colour:purple = 紫 紫色 淡紫 | purple violet lilac mauve
colour:pink = 粉 粉色 粉红 粉红色 桃红 | pink rosy
colour:brown = 棕 棕色 褐色 咖啡色 | brown chestnut tan
colour:black = 黑 黑色 漆黑 乌黑 | black
colour:white = 白 白色 雪白 洁白 纯白 | white ivory
colour:grey = 灰 灰色 银色 银 银白 | grey gray silver silvery
colour:ginger = 姜黄 | ginger
size:big = 大 大大的 很大 高 高大 大型 | big large tall great grand high
size:huge = 巨大 巨大的 巨型 超大 庞大 宏伟 壮丽 雄伟 | huge giant enormous gigantic massive towering majestic
size:small = 小 小小的 很小 小巧 矮 袖珍 | small little short
size:tiny = 微小 极小 超小 | tiny miniature mini
time:dawn = 黎明 清晨 早晨 早上 凌晨 拂晓 晨光 破晓 晨曦 | dawn daybreak morning sunup early\\_morning
time:dawn,subject:sun = 日出 朝阳 | sunrise rising\\_sun
time:day = 白天 中午 正午 白昼 上午 下午 午后 日光 | day daytime noon midday afternoon daylight
time:dusk = 黄昏 傍晚 暮色 晚霞 暮 晚上的霞光 霞光 | dusk twilight evening golden\\_hour evening\\_glow afterglow
time:dusk,subject:sun = 日落 夕阳 落日 斜阳 | sunset sundown setting\\_sun
time:night = 夜 夜晚 晚上 深夜 夜里 午夜 夜间 夜景 夜色 黑夜 今夜 半夜 入夜 | night midnight nighttime nightfall night-time
time:night,subject:star = 星空 星夜 夜空 满天星 满天星斗 | starry\\_night starry\\_sky starry night\\_sky stars\\_above
time:night,subject:moon = 月夜 月下 月色 皓月 | moonlit moonlit\\_night moonrise
season:spring = 春 春天 春季 春日 春意 阳春 春光 | spring springtime
season:summer = 夏 夏天 夏季 夏日 盛夏 | summer summertime
season:autumn = 秋 秋天 秋季 秋日 金秋 深秋 秋色 | autumn fall autumnal
season:winter = 冬 冬天 冬季 冬日 寒冬 | winter wintertime
weather:clear = 晴 晴天 晴朗 阳光明媚 明媚 万里无云 | clear sunny cloudless fine\\_weather clear\\_sky
weather:cloudy = 阴天 多云 阴 | cloudy overcast
weather:rain = 雨 下雨 雨天 细雨 大雨 小雨 春雨 雨中 雨水 烟雨 毛毛雨 雨滴 | rain rainy raining drizzle raindrop rainfall shower
weather:storm = 暴风雨 雷雨 风暴 暴雨 雷电交加 | storm thunderstorm stormy tempest
weather:snow = 雪 下雪 雪天 大雪 雪花 飘雪 雪景 雪中 积雪 小雪 白雪 飞雪 | snow snowy snowing snowfall snowflake blizzard
weather:fog = 雾 雾气 薄雾 大雾 云雾 晨雾 烟雾 雾蒙蒙 云海 朦胧 | fog foggy mist misty haze hazy
weather:wind = 风 刮风 大风 微风 春风 清风 秋风 | wind windy breeze breezy
season:winter,weather:snow,subject:field = 雪地 雪原 冰天雪地 雪野 | snowfield snowy\\_field snowscape
time:night,weather:snow = 雪夜 | snowy\\_night
time:night,weather:rain = 雨夜 | rainy\\_night
subject:lake,subject:lotus = 荷塘 莲池 荷花池 | lotus\\_pond lily\\_pond
style:ink = 水墨 水墨画 国画 中国画 墨 写意 水墨风 水墨风格 山水画 泼墨 | ink ink\\_wash ink\\_painting chinese\\_painting sumi-e sumie ink\\_wash\\_painting chinese\\_ink
style:gongbi = 工笔 工笔画 重彩 工笔重彩 绢本 | gongbi silk\\_painting fine\\_brush meticulous
style:watercolor = 水彩 水彩画 水彩风 水彩风格 | watercolor watercolour aquarelle watercolor\\_painting watercolour\\_painting
style:oil = 油画 油彩 印象派 油画风 油画风格 梵高 莫奈 厚涂 | oil oil\\_painting impressionist impressionism van\\_gogh monet oil-painted impasto oil\\_paint
style:gouache = 水粉 水粉画 插画 绘本 童话书 绘本风 | gouache illustration storybook storybook\\_illustration storybook\\_style illustrated picture\\_book children's\\_book
style:flat = 扁平 扁平化 矢量 极简 扁平风 简约 矢量图 | flat vector minimalist minimal flat\\_design flat\\_illustration minimalistic
style:line = 线描 线稿 简笔画 白描 线条 线条画 素线 涂色 钢笔画 | line\\_art lineart line\\_drawing outline coloring\\_page colouring\\_page ink\\_pen pen\\_drawing line
style:pencil = 铅笔 素描 铅笔画 速写 | pencil sketch pencil\\_drawing pencil\\_sketch charcoal graphite
style:crayon = 蜡笔 蜡笔画 彩铅 粉笔 粉彩 儿童画 | crayon crayon\\_drawing pastel chalk coloured\\_pencil colored\\_pencil child's\\_drawing
style:pixel = 像素 像素画 像素风 像素风格 | pixel pixel\\_art 8-bit 16-bit 8bit pixelated pixel-art
style:papercut = 剪纸 剪纸画 窗花 纸雕 剪纸风 折纸 | papercut paper\\_cut paper-cut paper\\_cutting layered\\_paper paper\\_art cut\\_paper cut-out
style:lowpoly = 低多边形 多边形 低面 低多边形风格 | low\\_poly low-poly lowpoly polygon polygonal
style:woodblock = 浮世绘 版画 木刻 木版画 年画 | ukiyo-e ukiyoe woodblock woodcut woodblock\\_print japanese\\_print linocut
style:neon = 霓虹 霓虹灯 赛博朋克 霓虹风 | neon cyberpunk synthwave neon\\_lights
style:stained = 彩色玻璃 彩绘玻璃 玻璃花窗 | stained\\_glass
style:mosaic = 马赛克 马赛克画 镶嵌画 | mosaic
mood:happy = 快乐 幸福 开心 高兴 欢乐 喜悦 愉快 欢快 | happy happiness joy joyful cheerful delight merry
mood:lonely = 孤独 寂寞 孤单 孤寂 | lonely loneliness solitude lonesome alone solitary
mood:calm = 宁静 平静 安静 静谧 安宁 祥和 和平 禅意 禅 悠闲 | calm peaceful quiet tranquil serene peace tranquility serenity still zen
mood:warm = 温暖 暖 温馨 暖色 暖色调 柔和 | warm cozy cosy warm\\_colours warm\\_colors soft\\_light
mood:cool = 冷色 冷色调 清凉 凉爽 冷 寒冷 | cool cold cool\\_colours cool\\_colors chilly
mood:dreamy = 梦幻 梦 梦境 童话 魔法 奇幻 神秘 仙境 | dreamy dream dreamlike fairy\\_tale magical fantasy magic mystical enchanted mysterious whimsical
mood:sad = 悲伤 忧伤 伤心 难过 忧郁 | sad sadness melancholy gloomy
mood:love = 爱 爱情 浪漫 甜蜜 | love romantic romance
mood:hope = 希望 | hope hopeful
mood:freedom = 自由 | freedom
mood:festive,subject:lantern,subject:fireworks,time:night = 春节 新年 过年 除夕 元宵节 元宵 灯会 节日 | spring\\_festival chinese\\_new\\_year lunar\\_new\\_year new\\_year lantern\\_festival festival
mood:calm,subject:moon,subject:rabbit,time:night = 中秋 中秋节 | mid-autumn\\_festival mid-autumn moon\\_festival
mood:warm,subject:xmastree,subject:gift,weather:snow,time:night = 圣诞 圣诞节 圣诞夜 | christmas xmas christmas\\_eve
mood:warm,subject:man,subject:woman,subject:girl = 家庭 一家人 全家 一家三口 全家福 | family
mood:dreamy,subject:pumpkin,subject:ghost,time:night = 万圣节 | halloween
count:1 = 一 一个 一只 一座 单 独 | one single a\\_single
count:2 = 二 两 双 对 俩 | two pair couple\\_of pair\\_of both twin
count:3 = 三 仨 几 数 几个 一些 若干 | three few several some trio trio\\_of handful\\_of
count:4 = 四 | four
count:5 = 五 | five group\\_of herd\\_of
count:6 = 六 | six half\\_a\\_dozen
count:7 = 七 许多 很多 好多 众多 无数 成群 一群 群 大群 漫天 满天 | seven many lots\\_of numerous countless flock\\_of school\\_of
count:8 = 八 | eight
count:9 = 九 | nine
count:10 = 十 | ten
count:11 = 十一 | eleven
count:12 = 十二 | twelve dozen dozen\\_of
count:20 = 二十 | twenty
count:100 = 一百 百 | hundred
count:1000 = 一千 千 | thousand
pose:sleep = 睡觉 睡 睡着 熟睡 打盹 睡着的 睡在 | sleeping asleep napping sleep nap sleeps snoozing
pose:lie = 躺 躺着 躺在 趴 趴着 趴在 | lying lies lie lying\\_down
pose:sit = 坐 坐着 坐在 蹲 蹲着 蹲在 | sitting sits sit sat seated crouching
pose:stand = 站 站着 站在 站立 | standing stands stand
pose:walk = 走 走着 走在 散步 行走 | walking walks walk strolling
pose:run = 跑 跑着 奔跑 跑步 飞奔 奔驰 跑来跑去 | running runs run jogging galloping gallops gallop racing sprinting
pose:jump = 跳 跳着 跳跃 跳起 跳起来 蹦 蹦跳 跃起 跳过 跃过 跃出 | jumping jumps jump leaping leaps leap hopping hops
pose:cheer = 跳舞 舞蹈 欢呼 挥手 招手 | dancing dances dance cheering waving celebrating
pose:play = 玩 玩耍 玩着 嬉戏 玩闹 | playing plays play
pose:read = 阅读 朗读 | reading reads read
pose:read,subject:book = 看书 读书 念书 | reading\\_a\\_book reading\\_books reads\\_a\\_book
pose:ride,link:ride = 骑 骑着 骑在 | riding rides ride rode
pose:ride,link:ride,subject:bicycle = 骑车 骑单车 骑自行车 骑着车 | cycling biking
pose:eat = 吃 吃着 | eating eats eat
pose:watch = 看着 望 望着 眺望 凝望 仰望 | watching gazing looking\\_at gazing\\_at staring\\_at watches
pose:fly = 飞 飞着 飞过 飞翔 飞舞 飞在 翱翔 | flying flies fly soaring
pose:swim = 游泳 游着 游来游去 | swimming swims swim
pose:perch = 栖息 停在 | perched perching
aspect:wide = 宽幅 横幅 横版 横图 全景 | wide widescreen panorama panoramic landscape\\_format
aspect:tall = 竖幅 竖版 竖图 长图 | portrait\\_format vertical
aspect:square = 方形 正方形 | square
"""

PALETTE = {
    "red": "#d23b2f", "orange": "#ee8434", "yellow": "#f4c430", "gold": "#dba520", "green": "#4c9a52",
    "teal": "#2a9d9a", "blue": "#3572c4", "purple": "#8656b5", "pink": "#f08fb0", "brown": "#8a5a3a",
    "black": "#2b2a33", "white": "#f8f5ee", "grey": "#9aa0a8", "ginger": "#e08a3c",
}  # fmt: skip
"""The pigment that stands for each colour name."""

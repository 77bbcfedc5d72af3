"""Under which names DiceBear's styles know what a spec says.

`VARIANTS` has them for a part and a value, such as hair = curly, in the order of preference; a style that has
none of them cannot show it.
"""

from __future__ import annotations

DEFAULT_STYLE = "avataaars"

STYLES: dict[str, str] = {
    "critters": "animal|creature|monster|小动物|动物|小怪兽|怪物",
    "sprouts": "plant|sprout|植物|小芽|盆栽",
    "planets": "planet|星球|行星",
    "voxel-art": "blocky|minecraft|方块",
    "notionists": "notion|black and white|黑白",
    "open-peeps": "peeps",
    "micah": "modern|现代|设计",
    "adventurer": "adventurer|rpg|fantasy|冒险|冒险家",
    "toon-head": "大头",
    "fun-emoji": "emoji|表情包",
    "big-smile": "大笑脸",
    "thumbs": "thumb|thumbs|拇指",
    "initials": "initials|letters|首字母|字母",
    "marbles": "marble|marbles|弹珠",
    "identicon": "identicon|github",
    "landscape": "landscape|scenery|风景",
}
"""Words for styles of DiceBear that no spec names."""

SPEC_STYLES: dict[str | None, tuple[str, ...]] = {
    None: ("avataaars", "toon-head", "personas"),
    "cartoon": ("avataaars", "toon-head", "personas"),
    "realistic": ("avataaars", "personas"),
    "anime": ("lorelei", "adventurer"),
    "pixel": ("pixel-art",),
    "abstract": ("shapes",),
    "flat": ("personas", "micah", "avataaars"),
    "line_art": ("notionists", "open-peeps"),
    "watercolor": ("adventurer", "micah"),
    "ink": ("notionists", "open-peeps"),
    "three_d": ("voxel-art",),
    "robot": ("bottts",),
}
"""Which of DiceBear's styles come near a spec's, the nearest first."""
FAR_STYLES = frozenset({"realistic", "watercolor", "ink"})
"""Those that no vector drawing really is."""

COLOURS: dict[str, str] = {
    "black": "1b1b1f",
    "white": "f5f5f5",
    "grey": "9aa0a6",
    "brown": "6b4226",
    "beige": "e8dcc4",
    "red": "d64541",
    "orange": "f2902b",
    "yellow": "f7d046",
    "gold": "e6c36a",
    "blonde": "e6c36a",
    "green": "4caf6d",
    "teal": "2fb5a5",
    "blue": "4a90d9",
    "light_blue": "b6e3f4",
    "navy": "1f3a73",
    "purple": "8e5bd0",
    "lavender": "c0aede",
    "pink": "f48fb1",
}
SKINS: dict[str, str] = {
    "light": "ffdbb4",
    "medium": "edb98a",
    "tan": "d08b5b",
    "brown": "ae5d29",
    "dark": "614335",
}
GRADIENT = ("b6e3f4", "c0aede")

COLOUR_OPTIONS: dict[str, tuple[str, ...]] = {
    "hair": ("hairColor", "headContrastColor", "topColor", "paperHairColor"),
    "hat": ("hatColor", "topColor", "headContrastColor"),
    "glasses": ("glassesColor", "accessoriesColor"),
    "beard": ("facialHairColor", "hairColor"),
    "earrings": ("earringsColor", "earringColor"),
    "clothes": ("clothesColor", "clothingColor", "shirtColor", "jacketColor", "bodyColor"),
    "background": ("backgroundColor",),
    "skin": ("skinColor", "baseColor", "paperFaceColor"),
    "eyes": ("eyesColor",),
    "body": ("baseColor", "bodyColor", "faceColor", "plantColor", "planetColor", "shapeColor", "sphereColor"),
}
"""Options in which a part's colour may be set; `body` is the colour of what is not a person."""

COMPONENTS: dict[str, tuple[str, ...]] = {
    "hair": ("top", "hair", "rearHair", "head"),
    "hat": ("hat", "top", "hair", "head", "accessories"),
    "glasses": ("glasses", "accessories", "eyes"),
    "flower": ("hairAccessories", "top"),
    "beard": ("facialHair", "beard", "mustache", "accessories", "details"),
    "earrings": ("earrings",),
    "freckles": ("freckles", "details", "cheeks"),
    "blush": ("blush", "cheeks", "details"),
    "clothes": ("clothes", "clothing", "outfit", "body"),
}
"""Components in which a style may keep a part."""

WHOLE_COMPONENTS: dict[str, frozenset[str]] = {
    "glasses": frozenset({"glasses"}),
    "beard": frozenset({"beard", "facialHair"}),
    "hat": frozenset({"hat"}),
    "earrings": frozenset({"earrings"}),
    "freckles": frozenset({"freckles"}),
    "blush": frozenset({"blush", "cheeks"}),
    "clothes": frozenset({"clothes", "clothing", "outfit"}),
    "hair": frozenset({"hair"}),
}
"""Components of which every variant is such a part, so that showing any of them does."""

VARIANTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("hair", "long"): ("long", "straight0", "bigHair", "miaWallace", "curvy", "straightHair", "extraLong"),
    ("hair", "short"): (
        "short",
        "theCaesar",
        "sides",
        "fonze",
        "sideComed",
        "parted",
        "plain",
        "classic",
        "full",
    ),
    ("hair", "curly"): ("curly", "curvy", "shortCurly", "longCurl", "wavy", "frizzle", "longWavy"),
    ("hair", "bald"): ("bald", "noHair", "mrClean", "shavedHead", "balndess"),
    ("hair", "bun"): ("bun", "hairBun", "froBun", "bantuKnots"),
    ("hair", "bob"): ("bob", "wavyBob", "roundBob", "shoulderLength", "medium"),
    ("hair", "ponytail"): ("ponytail", "ponyTail", "twinTails"),
    ("hair", "ponytail~"): ("bun", "straight0", "long0"),
    ("hair", "braids"): ("braids", "pigtails", "dreads", "cornrows", "twists", "twinTails"),
    ("hair", "bangs"): ("bangs", "bobBangs", "longBangs", "bob", "mediumBangs"),
    ("hair", "spiky"): ("spiky", "mohawk", "dannyPhantom"),
    ("hair", "spiky~"): ("mrT", "shortFlat", "flatTop"),
    ("hair", "afro"): ("afro", "fro", "longAfro", "fluffy"),
    ("hat", "any"): ("hat", "winterHat", "cap", "beanie", "hatHip"),
    ("hat", "cap"): ("cap", "hatHip"),
    ("hat", "turban"): ("turban",),
    ("hat", "hijab"): ("hijab",),
    ("hat", "catEars"): ("catEars", "animalEars", "bunnyEars"),
    ("glasses", "any"): ("prescription", "round", "glasses", "light", "square", "kurt", "wayfarers"),
    ("glasses", "round"): ("round", "glasses", "light"),
    ("glasses", "sun"): ("sunglasses", "wayfarers", "dark", "shades", "visor"),
    ("glasses", "eyepatch"): ("eyepatch",),
    ("beard", "any"): ("beard", "full", "chin", "scruff", "mustache", "moustache", "walrus"),
    ("beard", "stubble"): ("stubble", "scruff", "beardLight", "shadow"),
    ("beard", "moustache"): ("moustache", "mustache", "walrus", "freddy", "pencilThin"),
    ("freckles", "any"): ("freckles",),
    ("blush", "any"): ("blush",),
    ("clothes", "hoodie"): ("hoodie",),
    ("clothes", "suit"): ("blazer", "suit", "collared", "openJacket", "tie"),
    ("clothes", "dress"): ("dress",),
    ("clothes", "t_shirt"): ("tShirt", "shirtCrewNeck", "crew", "rounded", "plain"),
    ("clothes", "shirt"): ("collared", "shirtVNeck", "shirt", "tie", "squared"),
    ("clothes", "lab_coat"): ("coat",),
    ("flower", "any"): ("flower", "frida"),
    ("clothes", "sweater"): ("collarAndSweater", "blazerAndSweater", "turtleNeck", "shirtCrewNeck", "crew"),
}

MOODS: dict[str, dict[str, tuple[str, ...]]] = {
    "happy": {
        "mouth": ("smile", "happy", "lilSmile", "bigSmile", "teethSmile", "smirk", "default", "cute"),
        "eyes": ("happy", "default", "smiling", "cheery", "normal", "round", "open", "cute", "soft"),
        "eyebrows": ("default", "happy", "raised", "soft", "up"),
        "expression": ("smile", "cute", "calm"),
        "mood": ("happy",),
    },
    "laugh": {
        "mouth": ("laugh", "bigSmile", "smileTeeth", "openedSmile", "twinkle", "smileLol", "smile", "happy"),
        "eyes": ("happy", "closed", "cheery", "smiling", "cute"),
        "expression": ("smileLOL", "smileBig"),
        "mood": ("superHappy",),
    },
    "sad": {
        "mouth": ("sad", "openSad", "frown", "concerned"),
        "eyes": ("cry", "sad", "tearDrop", "lookDown", "default"),
        "eyebrows": ("sad", "down", "soft"),
        "expression": ("concerned", "tired", "solemn"),
        "mood": ("sad",),
    },
    "angry": {
        "mouth": ("angry", "pissed", "grimace", "serious", "frown", "unimpressed", "sad"),
        "eyes": ("angry", "pissed", "squint", "default"),
        "eyebrows": ("angry", "down"),
        "expression": ("veryAngry", "rage", "angry"),
        "mood": ("angry",),
    },
    "surprised": {
        "mouth": ("surprise", "ooh", "gasp", "agape", "disbelief", "shout", "open"),
        "eyes": ("surprised", "wide", "bigPupils", "open", "round"),
        "eyebrows": ("raised", "up"),
        "expression": ("awe", "fear"),
        "mood": ("confused",),
    },
    "neutral": {
        "mouth": ("default", "serious", "flat", "line", "plain", "smile"),
        "eyes": ("default", "calm", "normal", "open"),
        "eyebrows": ("flat", "default", "neutral", "soft"),
        "expression": ("blank", "calm"),
        "mood": ("neutral",),
    },
    "shy": {
        "eyes": ("side", "humble", "soft", "happy"),
        "mouth": ("lilSmile", "twinkle", "nervous", "smile"),
        "eyebrows": ("sad", "soft", "up"),
        "expression": ("cute",),
        "mood": ("hopeful",),
    },
    "cool": {
        "mouth": ("smirk", "twinkle", "serious", "flat"),
        "eyes": ("squint", "side", "confident"),
        "expression": ("driven", "suspicious"),
    },
    "wink": {"eyes": ("wink", "winking"), "mouth": ("smile", "smirk", "happy"), "expression": ("cheeky",)},
    "love": {
        "eyes": ("hearts", "love", "star", "happy"),
        "mouth": ("smile", "happy"),
        "expression": ("lovingGrin",),
        "mood": ("hopeful",),
    },
    "sleepy": {
        "eyes": ("closed", "sleepy", "sleep", "sleepClose"),
        "expression": ("eyesClosed", "tired"),
        "eyebrows": ("default", "soft"),
    },
    "serious": {
        "mouth": ("serious", "flat", "line", "plain", "unimpressed", "default"),
        "eyes": ("default", "calm", "normal", "plain", "open"),
        "eyebrows": ("flat", "default", "neutral"),
        "expression": ("serious", "calm", "solemn"),
        "mood": ("neutral",),
    },
    "tongue": {"mouth": ("tongue",), "eyes": ("winkWacky", "wink", "happy"), "expression": ("cheeky",)},
}

FEMALE_HAIR = (
    "long",
    "bob",
    "bun",
    "curvy",
    "straight0",
    "miaWallace",
    "bigHair",
    "pigtails",
    "ponytail",
    "bangs",
)
MALE_HAIR = ("short", "theCaesar", "shaggy", "sides", "fonze", "spiky", "sideComed", "plain", "pomp", "fade")

"""Descriptions put together from parts, in words chosen apart from the dictionary's."""

from __future__ import annotations

import random
from collections.abc import Iterator

from huahua.avatars.domain.spec import AvatarSpec

Part = tuple[str, dict[str, object]]
COUNT = 400
SEED = 20

_WHO_EN: list[Part] = [
    ("a bloke", {"gender": "male"}),
    ("this lady", {"gender": "female"}),
    ("my grandad", {"gender": "male", "age": "elderly"}),
    ("a teenager", {"age": "young"}),
    ("somebody's mum", {"gender": "female"}),
    ("a forty-year-old guy", {"gender": "male", "age": "adult"}),
    ("a small child", {"age": "child"}),
    ("an enby person", {"gender": "neutral"}),
]
_MORE_EN: list[Part] = [
    ("whose hair is dyed blue", {"hair_color": "blue"}),
    ("with hair as black as coal tied in a ponytail", {"hair_color": "black", "hair_style": "ponytail"}),
    ("with ginger curls", {"hair_color": "red", "hair_style": "curly"}),
    ("with no hair at all", {"hair_style": "bald"}),
    ("having a silver bob", {"hair_color": "grey", "hair_style": "bob"}),
    ("without glasses", {"glasses": "none"}),
    ("wearing spectacles", {"glasses": "regular"}),
    ("in dark shades", {"glasses": "sunglasses"}),
    ("sporting a thick beard", {"facial_hair": "beard"}),
    ("clean-shaven", {"facial_hair": "none"}),
    ("looking furious", {"expression": "angry"}),
    ("who beams with joy", {"expression": "happy"}),
    ("pulling a solemn face", {"expression": "serious"}),
    ("dressed in an emerald gown", {"clothing": "dress", "clothing_color": "green"}),
    ("in a crimson jumper", {"clothing": "sweater", "clothing_color": "red"}),
    ("wearing a plain white tee", {"clothing": "t_shirt", "clothing_color": "white"}),
    ("with a tiara", {"accessories": ["crown"]}),
    ("with a beret and a scarf", {"accessories": ["hat", "scarf"]}),
    ("against a lilac backdrop", {"background": "lavender"}),
    ("on a see-through background", {"background": "transparent"}),
    ("with ebony skin", {"skin_tone": "dark"}),
]
_WHO_ZH: list[Part] = [
    ("我家老头子", {"gender": "male", "age": "elderly"}),
    ("一位妇女", {"gender": "female", "age": "adult"}),
    ("一个十几岁的姑娘", {"gender": "female", "age": "young"}),
    ("五十岁的男子", {"gender": "male", "age": "adult"}),
    ("一个小娃娃", {"age": "child"}),
    ("哥们儿一个", {"gender": "male"}),
    ("邻家女孩", {"gender": "female"}),
]
_MORE_ZH: list[Part] = [
    ("脑袋锃亮没头发", {"hair_style": "bald"}),
    ("一头乌黑的长发", {"hair_color": "black", "hair_style": "long"}),
    ("头发染成了蓝色", {"hair_color": "blue"}),
    ("银色的短发", {"hair_color": "grey", "hair_style": "short"}),
    ("扎着高高的马尾", {"hair_style": "ponytail"}),
    ("戴着近视镜", {"glasses": "regular"}),
    ("不戴眼镜", {"glasses": "none"}),
    ("鼻梁上架着墨镜", {"glasses": "sunglasses"}),
    ("下巴上一圈络腮胡", {"facial_hair": "beard"}),
    ("没有留胡子", {"facial_hair": "none"}),
    ("气得不行，很生气", {"expression": "angry"}),
    ("乐呵呵的", {"expression": "happy"}),
    ("板着脸", {"expression": "serious"}),
    ("身上是墨绿色的长裙", {"clothing": "dress", "clothing_color": "green"}),
    ("穿了件米白色针织衫", {"clothing": "sweater", "clothing_color": "beige"}),
    ("套着一件酒红卫衣", {"clothing": "hoodie", "clothing_color": "red"}),
    ("头戴王冠", {"accessories": ["crown"]}),
    ("围着丝巾、戴着耳钉", {"accessories": ["scarf", "earrings"]}),
    ("后面是淡蓝的背景", {"background": "light_blue"}),
    ("要透明底", {"background": "transparent"}),
    ("皮肤黝黑", {"skin_tone": "dark"}),
]


def descriptions() -> Iterator[tuple[str, AvatarSpec, str]]:
    """(text, spec, language), the same each time."""
    chance = random.Random(SEED)
    for number in range(COUNT):
        language = "zh" if number % 2 else "en"
        whos, more = (_WHO_ZH, _MORE_ZH) if language == "zh" else (_WHO_EN, _MORE_EN)
        parts = [chance.choice(whos)]
        for part in chance.sample(more, 4):
            if not any(part[1].keys() & other[1].keys() for other in parts):
                parts.append(part)
        said = {name: value for _, values in parts for name, value in values.items()}
        sign = "，" if language == "zh" else chance.choice([", ", ", ", " and "])
        yield sign.join(text for text, _ in parts), AvatarSpec.model_validate(said), language

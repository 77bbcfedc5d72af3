"""A spec as a prompt for models that paint."""

from __future__ import annotations

from typing import Literal

from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.domain.wording import Locale, label, phrase

Form = Literal["zh", "en", "tags"]

_STYLES: dict[str, tuple[str, str]] = {
    "cartoon": ("卡通插画，线条干净，色彩明快", "cartoon illustration, clean outlines, bright colours"),
    "realistic": ("写实人像摄影，柔和自然光", "realistic portrait photograph, soft natural light"),
    "anime": ("日式动漫插画，细腻上色", "anime illustration, detailed cel shading"),
    "pixel": ("像素画，16 位游戏风格", "pixel art, 16-bit game style"),
    "abstract": ("抽象几何构成", "abstract geometric composition"),
    "flat": ("扁平矢量插画，色块简洁", "flat vector illustration, simple shapes"),
    "line_art": ("简洁线稿，留白", "clean line art, plain background"),
    "watercolor": ("水彩画，湿润晕染，纸张纹理", "watercolour painting, wet washes, paper texture"),
    "ink": ("中国水墨画，宣纸，浓淡相宜", "Chinese ink wash painting on rice paper"),
    "three_d": ("3D 渲染，柔和布光，圆润造型", "3D render, soft studio light, rounded shapes"),
    "robot": ("机器人角色，金属质感", "robot character, metal texture"),
}


def painting_prompt(spec: AvatarSpec, form: Form) -> str:
    """What to paint: a portrait that fills a square. `tags` are neutral English key words, most telling first."""
    if form == "tags":
        return ", ".join(_tags(spec))
    frame = (
        "头像，正面半身像，居中构图"
        if form == "zh"
        else "Avatar portrait, head and shoulders, facing the viewer, centred"
    )
    parts = [frame, _phrase(spec, form), _style(spec, form)]
    return ("，" if form == "zh" else ", ").join(part for part in parts if part)


def locked_words(spec: AvatarSpec, locale: Locale) -> tuple[str, ...]:
    """Words that a richer prompt must keep."""
    names = ("hair_style", "hair_color", "clothing", "expression")
    return tuple(label(name, value, locale) for name in names if (value := getattr(spec, name)))


def _phrase(spec: AvatarSpec, locale: Locale) -> str:
    told = spec.model_copy(update={"style": None, "mood_words": None})
    text = phrase(told, locale)
    moods = ("、" if locale == "zh" else ", ").join(spec.mood_words or ())
    if moods:
        moods = f"{moods}的氛围" if locale == "zh" else f"{moods} mood"
    return ("，" if locale == "zh" else ", ").join(part for part in (text, moods) if part)


def _style(spec: AvatarSpec, locale: Locale) -> str:
    return _STYLES[spec.style][0 if locale == "zh" else 1] if spec.style else ""


def _tags(spec: AvatarSpec) -> list[str]:
    tags = ["avatar", "portrait", "head and shoulders"]
    for name, value in spec.said().items():
        if value == "none":
            tags.append(f"no {'glasses' if name == 'glasses' else 'beard'}")
        elif name == "style":
            tags.append(_style(spec, "en"))
        elif name == "hair_color":
            tags.append(f"{label(name, value, 'en')} hair")
        elif name == "skin_tone":
            tags.append(f"{label(name, value, 'en')} skin")
        elif name == "clothing":
            color = f"{label('clothing_color', spec.clothing_color, 'en')} " if spec.clothing_color else ""
            tags.append(f"{color}{label(name, value, 'en')}")
        elif name == "clothing_color":
            if not spec.clothing:
                tags.append(f"{label(name, value, 'en')} clothes")
        elif name == "background":
            tags.append(f"{label(name, value, 'en')} background")
        elif name == "accessories":
            tags += [label(name, one, "en") for one in value]
        elif name == "mood_words":
            tags += value
        else:
            tags.append(label(name, value, "en"))
    return tags

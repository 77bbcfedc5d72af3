"""'Made by a machine', to be seen in the picture itself.

GB 45438-2025 (4.3) wants the words in letters at least 5 % of the shorter side high. The Chinese ones are drawn stroke
by stroke, because no font that every system has holds them.
"""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

HEIGHT_SHARE = 0.05
"""Of the shorter side."""
MIN_HEIGHT = 9
WORDS = "AI-generated"

_Stroke = tuple[tuple[int, int], ...]
_SHENG: tuple[_Stroke, ...] = (
    ((30, 8), (12, 38)),
    ((24, 30), (86, 30)),
    ((22, 58), (80, 58)),
    ((8, 90), (92, 90)),
    ((52, 8), (52, 90)),
)
_CHENG: tuple[_Stroke, ...] = (
    ((16, 26), (88, 26)),
    ((20, 26), (18, 60), (8, 92)),
    ((20, 50), (46, 50), (44, 78), (36, 76)),
    ((54, 6), (60, 50), (76, 84), (92, 92), (92, 72)),
    ((82, 44), (70, 70), (48, 92)),
    ((70, 6), (82, 18)),
)


def labelled(picture: Image.Image, *, chinese: bool) -> Image.Image:
    """The picture with the words on a dark plate in its lower right corner."""
    height = max(MIN_HEIGHT, round(min(picture.size) * HEIGHT_SHARE))
    words = _words(height, chinese)
    margin = max(3, height // 2)
    plate = Image.new("RGBA", (words.width + 2 * margin, words.height + margin), (0, 0, 0, 150))
    plate.alpha_composite(words, (margin, margin // 2))
    if plate.width > picture.width:
        factor = picture.width / plate.width
        plate = plate.resize((picture.width, max(1, round(plate.height * factor))))
    shown = picture.convert("RGBA")
    shown.alpha_composite(plate, (shown.width - plate.width, max(0, shown.height - plate.height)))
    return shown


def _words(height: int, chinese: bool) -> Image.Image:
    """White on nothing; capitals are `height` pixels high."""
    font = ImageFont.load_default(size=height * 1.38)
    text = "AI" if chinese else WORDS
    left, top, right, bottom = font.getbbox(text)
    bottom = max(bottom, top + height)
    gap = height // 4
    width = round(right - left) + (2 * (height + gap) if chinese else 0)
    image = Image.new("RGBA", (width + 2, round(bottom - top) + 2))
    pen = ImageDraw.Draw(image)
    pen.text((1 - left, 1 - top), text, font=font, fill="white")
    if chinese:
        for place, strokes in enumerate((_SHENG, _CHENG)):
            x = round(right - left) + gap + place * (height + gap // 2)
            for stroke in strokes:
                points = [(x + dx * height / 100, 1 + dy * height / 100) for dx, dy in stroke]
                pen.line(points, fill="white", width=max(1, round(height / 10)), joint="curve")
    return image

"""Paint the small pictures that show what each style looks like, with the product's own painter.

python scripts/style_pictures.py

Writes `web/src/features/studio/styles/<style>.webp`, all of the same scene. The painter paints the same from the same
words, so that this is needed again only after it has changed or has a new style.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from huahua.painting.engines.builtin import STYLES, illustrate

FOLDER = Path(__file__).parent.parent / "web" / "src" / "features" / "studio" / "styles"
WORDS = "a small house and a pine tree by a lake, mountains, sunset"
SEED = 11
PAINTED_SIDE, SHOWN_SIDE = 300, 160


def main() -> None:
    for style in STYLES:
        painted = illustrate(WORDS, seed=SEED, width=PAINTED_SIDE, height=PAINTED_SIDE, style=style)
        small = Image.open(io.BytesIO(painted.png)).convert("RGB")
        small = small.resize((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.LANCZOS)
        small.save(FOLDER / f"{style}.webp", "WEBP", quality=68, method=6)


if __name__ == "__main__":
    main()

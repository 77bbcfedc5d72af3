"""What creatures can be shown doing. A pose that is not listed for a kind is told to the user as unmet."""

from .lexicon import SUBJECTS

PEOPLE = frozenset(["person", "man", "woman", "girl", "boy", "farmer", "grandfather", "grandmother"])
"""Drawn by one figure with limbs that bend."""
SITTERS = frozenset(
    ["cat", "dog", "rabbit", "panda", "bear", "fox", "lion", "tiger", "monkey", "mouse", "squirrel"]
)
"""Drawn sitting unless the sentence says otherwise; they also stand, run, jump and lie down."""
HOOFED = frozenset(
    ["horse", "unicorn", "cow", "sheep", "deer", "elephant", "pig", "giraffe", "camel", "dinosaur"]
)
"""Drawn standing in profile; they also run and jump."""
_CLOSE_THEIR_EYES = frozenset(["penguin", "owl", "frog"])
_PERCHING = frozenset(["bird", "owl", "parrot"])
_FLYING = frozenset(
    kind for kind, entry in SUBJECTS.items() if entry.home in ("air", "sky")
)  # what has its place in the air
_SWIMMING = frozenset(
    kind for kind, entry in SUBJECTS.items() if entry.home in ("water", "under")
)  # what has its place in the water
_STANDING = PEOPLE | SITTERS | HOOFED | {"crane", "chicken", "penguin", "monk", "knight", "robot", "snowman"}

POSES: dict[str, frozenset[str]] = {
    "sleep": SITTERS | HOOFED | PEOPLE | _CLOSE_THEIR_EYES,
    "lie": SITTERS | PEOPLE,
    "sit": SITTERS | PEOPLE | _PERCHING | {"frog", "penguin", "fisherman"},
    "stand": _STANDING | _PERCHING | {"couple", "astronaut", "alien", "scarecrow", "fisherman"},
    "walk": PEOPLE | SITTERS | HOOFED,
    "run": PEOPLE | SITTERS | HOOFED,
    "jump": PEOPLE | SITTERS | HOOFED | {"dolphin", "fish"},
    "cheer": PEOPLE,
    "play": PEOPLE | {"cat", "dog", "rabbit", "fox", "monkey", "squirrel"},
    "read": PEOPLE | SITTERS,
    "ride": PEOPLE | SITTERS,
    "eat": frozenset(["panda", "rabbit", "squirrel"]),
    "watch": PEOPLE,
    "fly": _FLYING,
    "swim": _SWIMMING,
    "perch": _PERCHING,
    "fish": PEOPLE | SITTERS,
}
"""Which kinds are drawn in which pose."""
BEINGS = frozenset(kind for kinds in POSES.values() for kind in kinds) - (_FLYING - _PERCHING)
"""Whoever a pose can be said of, in the widest sense."""


def honours(kind: str, pose: str) -> bool:
    """Whether the drawer of ``kind`` shows ``pose``."""
    return kind in POSES.get(pose, frozenset())

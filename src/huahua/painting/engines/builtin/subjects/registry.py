"""The table from a kind to the function that draws it."""

from collections.abc import Callable

from ..drawing.pen import Pen

Drawer = Callable[[Pen], None]
DRAWERS: dict[str, Drawer] = {}


def draws(*kinds: str) -> Callable[[Drawer], Drawer]:
    """Register a function as the drawer of these kinds."""

    def register(function: Drawer) -> Drawer:
        for kind in kinds:
            DRAWERS[kind] = function
        return function

    return register

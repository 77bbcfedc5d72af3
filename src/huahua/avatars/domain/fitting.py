"""Features fitted to one style: under which of its options, if any, it can show them."""

from __future__ import annotations

from typing import Any

from huahua.avatars.domain.lexicon import (
    COLOUR_OPTIONS,
    COMPONENTS,
    FEMALE_HAIR,
    MALE_HAIR,
    MOODS,
    SKINS,
    VARIANTS,
    WHOLE_COMPONENTS,
)
from huahua.avatars.domain.options import Descriptor

_GREY = "9aa0a6"
_WITHOUT = {"hair": "bald"}


class Fitting:
    """Collects `options` for a style and the `unmet` words."""

    def __init__(self, descriptor: Descriptor) -> None:
        self._descriptor = descriptor
        self.options: dict[str, Any] = {}
        self.unmet: list[str] = []
        self._sex: str | None = None

    def show(self, part: str, value: str, word: str) -> None:
        if part == "mood":
            fits = self._mood(value)
        elif part == "sex":
            self._sex, fits = value, True
        elif part == "age":
            fits = self._colour("hair", _GREY)
        elif part in ("background", "skin", "eyes", "body") or (part, value) == ("hair", "any"):
            fits = True  # a place for a colour
        else:
            fits = self._part(part, value)
        if not fits:
            self.unmet.append(word)

    def leave_out(self, part: str, word: str) -> None:
        """'Without a beard': nothing to do where the style never has one."""
        if part in _WITHOUT:
            self.show(part, _WITHOUT[part], word)
            return
        for component in COMPONENTS.get(part, ()):
            if component in WHOLE_COMPONENTS.get(part, ()) and f"{component}Probability" in self._descriptor:
                self.options[f"{component}Probability"] = 0
                return
            kept = self._others(component, part)
            if kept is not None:
                option, value = ("Variant", kept) if kept else ("Probability", 0)
                self.options[f"{component}{option}"] = value
                return

    def colour(self, part: str, colour: str, word: str) -> None:
        if part == "skin":
            colour = next((tone for tone, words in SKINS.items() if word in words), colour)
        if not self._colour(part, colour):
            self.unmet.append(word)

    def finish(self) -> None:
        """What goes without saying: a friendly look, a beard in the hair's colour, hair that fits the sex."""
        for component, names in MOODS["happy"].items():
            if component in ("mouth", "eyes", "eyebrows") and (found := self._matching(component, names)):
                self.options.setdefault(f"{component}Variant", found)
        if "hairColor" in self.options and "facialHairColor" in self._descriptor:
            self.options.setdefault("facialHairColor", self.options["hairColor"])
        if self._sex is not None:
            self._fit_sex()

    def _fit_sex(self) -> None:
        female = self._sex == "female"
        if female:
            for component in ("facialHair", "beard", "mustache"):
                if self._has(component):
                    self.options.setdefault(f"{component}Probability", 0)
        for component in ("top", "hair"):
            if self._has(component) and f"{component}Variant" not in self.options:
                found = self._matching(component, FEMALE_HAIR if female else MALE_HAIR)
                if found:
                    self.options[f"{component}Variant"] = found
                break

    def _has(self, component: str) -> bool:
        return f"{component}Variant" in self._descriptor

    def _values(self, component: str) -> list[str]:
        return list(self._descriptor.get(f"{component}Variant", {}).get("values", ()))

    def _matching(self, component: str, names: tuple[str, ...]) -> list[str]:
        """Variants whose name starts with one of `names`, whatever the case."""
        starts = tuple(name.casefold() for name in names)
        return [value for value in self._values(component) if value.casefold().startswith(starts)]

    def _first_match(self, component: str, names: tuple[str, ...]) -> list[str]:
        """All variants of the best name that the component knows."""
        return next((found for name in names if (found := self._matching(component, (name,)))), [])

    def _part(self, part: str, value: str) -> bool:
        names = VARIANTS.get((part, value), ())
        for component in COMPONENTS[part]:
            # Eyes may be drawn with glasses on; there 'round' means the eyes.
            known = tuple(name for name in names if "lasses" in name) if component == "eyes" else names
            found = self._first_match(component, known)
            if found:
                self._choose(component, found)
                return True
        if (part, value) == ("hair", "bald"):
            return self._without_hair()
        if value == "any":
            for component in COMPONENTS[part]:
                if component in WHOLE_COMPONENTS.get(part, ()) and self._has(component):
                    self.options[f"{component}Probability"] = 100
                    return True
        return False

    def _without_hair(self) -> bool:
        """In styles that know no bald head: none of the hair that they have."""
        found = [component for component in ("top", "hair", "rearHair") if self._has(component)]
        for component in found:
            self.options[f"{component}Probability"] = 0
        return bool(found)

    def _choose(self, component: str, found: list[str]) -> None:
        self.options[f"{component}Variant"] = found[0] if len(found) == 1 else found
        self.options[f"{component}Probability"] = 100

    def _others(self, component: str, part: str) -> list[str] | None:
        """Variants of a component that are not this part; None where none of them is."""
        names = tuple(name for (kind, _), all_names in VARIANTS.items() if kind == part for name in all_names)
        those = set(self._matching(component, names))
        return [value for value in self._values(component) if value not in those] if those else None

    def _mood(self, mood: str) -> bool:
        fits = False
        for component, names in MOODS[mood].items():
            found = self._first_match(component, names)
            if found:
                self._choose(component, found)
                fits = True
        return fits

    def _colour(self, part: str, colour: str) -> bool:
        for option in COLOUR_OPTIONS.get(part, ()):
            if option in self._descriptor:
                self.options[option] = "00000000" if colour == "transparent" else colour
                return True
        return False

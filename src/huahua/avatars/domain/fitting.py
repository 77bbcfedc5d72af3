"""A spec fitted to one style of DiceBear: under which of its options, if any, it can show each field."""

from __future__ import annotations

from typing import Any

from huahua.avatars.domain.options import Descriptor
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.domain.variants import (
    COLOUR_OPTIONS,
    COLOURS,
    COMPONENTS,
    FEMALE_HAIR,
    GRADIENT,
    MALE_HAIR,
    MOODS,
    SKINS,
    VARIANTS,
    WHOLE_COMPONENTS,
)

_GLASSES = {"regular": "any", "round": "round", "sunglasses": "sun"}
_BEARDS = {"beard": "any", "moustache": "moustache", "stubble": "stubble"}
_MOODS = {"laughing": "laugh"}
_HATS = {"hat": "any", "cap": "cap"}


class Fitting:
    """Collects `options` for a style and what it cannot show, as `unmet`: (field, value).

    Accessories come before hair: in many styles a hat stands in hair's place.
    """

    def __init__(self, descriptor: Descriptor) -> None:
        self._descriptor = descriptor
        self._parts: dict[str, str] = {}
        self.options: dict[str, Any] = {}
        self.unmet: list[tuple[str, str]] = []

    def fit(self, spec: AvatarSpec, *, whole: bool = True) -> None:
        """`whole`: the spec is all of an avatar; else it changes one, and nothing is added that goes without saying."""
        self._accessories(spec)
        self._face(spec)
        self._hair(spec)
        self._clothes(spec)
        if spec.skin_tone and not self._colour("skin", SKINS[spec.skin_tone]):
            self._miss("skin_tone", spec.skin_tone)
        self._background(spec)
        if spec.age == "child":
            self._miss("age", spec.age)
        if spec.gender == "neutral":
            self._leave_out("beard")
        for word in spec.mood_words or ():
            self._miss("mood_words", word)
        if whole and spec.said():
            self._finish(spec)
        elif spec.gender in ("female", "male"):
            self._fit_gender(spec.gender == "female")

    def show_extra(self, part: str, value: str) -> bool:
        """A part that no spec has: `eyes` with a colour, or `extra` with the name of a part or a mood."""
        if part in ("eyes", "robot", "other"):
            color = COLOURS.get(value)
            return color is not None and self._colour("eyes" if part == "eyes" else "body", color)
        if part != "extra":
            return False
        if value in MOODS:
            return self._mood(value)
        part, value = {
            "bangs": ("hair", "bangs"),
            "eyepatch": ("glasses", "eyepatch"),
            "turban": ("hat", "turban"),
            "hijab": ("hat", "hijab"),
            "catEars": ("hat", "catEars"),
        }.get(value, (value, "any"))
        return part in COMPONENTS and self._part(part, value)

    def _miss(self, name: str, value: str) -> None:
        self.unmet.append((name, value))

    def _accessories(self, spec: AvatarSpec) -> None:
        worn = spec.accessories
        if worn is None:
            return
        for name in worn:
            part, value = ("hat", _HATS[name]) if name in _HATS else (name, "any")
            if part not in COMPONENTS or not self._part(part, value):
                self._miss("accessories", name)
        if not {"hat", "cap"} & set(worn):
            self._leave_out("hat")
        if "earrings" not in worn:
            self._leave_out("earrings")

    def _face(self, spec: AvatarSpec) -> None:
        if spec.expression and not self._mood(_MOODS.get(spec.expression, spec.expression)):
            self._miss("expression", spec.expression)
        for part, name, value, known in (
            ("glasses", "glasses", spec.glasses, _GLASSES),
            ("beard", "facial_hair", spec.facial_hair, _BEARDS),
        ):
            if value == "none":
                self._leave_out(part)
            elif value and not self._part(part, known[value]):
                self._part(part, "any")  # glasses of another shape are still glasses
                self._miss(name, value)

    def _hair(self, spec: AvatarSpec) -> None:
        color = spec.hair_color
        if color is None and spec.age == "elderly":
            self._colour("hair", COLOURS["grey"])
        elif color and not self._colour("hair", COLOURS[color]):
            self._miss("hair_color", color)
        if spec.hair_style and not self._part("hair", spec.hair_style):
            self._part("hair", f"{spec.hair_style}~")  # something near is still better than anything
            self._miss("hair_style", spec.hair_style)

    def _clothes(self, spec: AvatarSpec) -> None:
        if spec.clothing and not self._part("clothes", spec.clothing):
            self._miss("clothing", spec.clothing)
        if spec.clothing_color and not self._colour("clothes", COLOURS[spec.clothing_color]):
            self._miss("clothing_color", spec.clothing_color)

    def _background(self, spec: AvatarSpec) -> None:
        wanted = spec.background
        if wanted is None:
            return
        if wanted == "gradient":
            self.options["backgroundColor"] = list(GRADIENT)
            self.options["backgroundColorFill"] = "linear"
        elif not self._colour("background", "00000000" if wanted == "transparent" else COLOURS[wanted]):
            self._miss("background", wanted)

    def _finish(self, spec: AvatarSpec) -> None:
        """What goes without saying: a friendly look, a beard in the hair's colour, hair that fits the gender."""
        for component, names in MOODS["happy"].items():
            if component in ("mouth", "eyes", "eyebrows") and (found := self._matching(component, names)):
                self.options.setdefault(f"{component}Variant", found)
        if "hairColor" in self.options and "facialHairColor" in self._descriptor:
            self.options.setdefault("facialHairColor", self.options["hairColor"])
        if spec.gender in ("female", "male"):
            self._fit_gender(spec.gender == "female")

    def _fit_gender(self, female: bool) -> None:
        if female:
            for component in ("facialHair", "beard", "mustache"):
                if self._has(component):
                    self.options.setdefault(f"{component}Probability", 0)
        for component in ("top", "hair"):
            if self._has(component) and component not in self._parts:
                left = self.options.get(f"{component}Variant", self._values(component))
                fits = self._matching(component, FEMALE_HAIR if female else MALE_HAIR)
                if found := [value for value in fits if value in left]:
                    self.options[f"{component}Variant"] = found
                break

    def _leave_out(self, part: str) -> None:
        """'Without a beard': nothing to do where the style never has one."""
        for component in COMPONENTS.get(part, ()):
            if component in self._parts:
                continue
            if component in WHOLE_COMPONENTS.get(part, ()) and f"{component}Probability" in self._descriptor:
                self.options[f"{component}Probability"] = 0
                return
            kept = self._others(component, part)
            if kept is not None:
                option, value = ("Variant", kept) if kept else ("Probability", 0)
                self.options[f"{component}{option}"] = value
                return

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
            if self._parts.get(component, part) != part:
                continue
            # Eyes may be drawn with glasses on; there 'round' means the eyes.
            known = tuple(name for name in names if "lasses" in name) if component == "eyes" else names
            found = self._first_match(component, known)
            if found:
                self._choose(component, found, part)
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
        found = [name for name in ("top", "hair", "rearHair") if self._has(name) and name not in self._parts]
        for component in found:
            self.options[f"{component}Probability"] = 0
        return bool(found)

    def _choose(self, component: str, found: list[str], part: str) -> None:
        self._parts[component] = part
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
            if found and self._parts.get(component, "mood") == "mood":
                self._choose(component, found, "mood")
                fits = True
        return fits

    def _colour(self, part: str, colour: str) -> bool:
        for option in COLOUR_OPTIONS.get(part, ()):
            if option in self._descriptor:
                self.options[option] = colour
                return True
        return False

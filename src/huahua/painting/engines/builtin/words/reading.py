"""What a sentence asks for: things with number, colour, size and place; the hour, the weather, the medium.

The grammar is small on purpose: an adjective belongs to the next thing in its phrase; at the end of a phrase it
belongs to the last one ('the boat is red', '船是红色的'); a negation holds until the phrase ends.
"""

from dataclasses import dataclass, field

from .lexicon import SUBJECTS
from .poses import BEINGS, honours
from .tokens import LONGEST, Token, clean, tokenise

MOST = 24
"""The largest number of one thing that is drawn."""
_PREDICATES = frozenset(
    ["是", "is", "are", "was", "were", "呈", "that's", "变", "变成", "make", "turn", "paint"]
)
_UNMET_MOST = 24
_FISHING = {"钓鱼", "垂钓", "fishing"}
_ANGLERS = {"person", "man", "farmer", "grandfather"}
"""These become the fisherman with his straw hat; others who can fish are shown with a rod."""
_HELD = {
    "umbrella",
    "lantern",
    "kite",
    "balloons",
    "flower",
    "rose",
    "tulip",
    "sunflower",
    "flag",
    "basket",
    "heart",
    "guitar",
    "book",
    "icecream",
}
_PARTS = {"roof", "rooftop", "屋顶", "房顶", "屋檐"}
"""Words for a part that is drawn as the whole: 'the roof of the red house' is one house."""
_MOUNTS = {
    "bicycle", "horse", "unicorn", "cow", "camel", "elephant", "deer", "dinosaur", "pig", "dragon", "turtle",
}  # fmt: skip
"""What one can ride on."""


@dataclass(slots=True)
class Mention:
    """One thing the sentence names."""

    kind: str
    word: str
    count: int | None = None
    plural: bool = False
    colours: list[str] = field(default_factory=list)
    size: str | None = None
    place: str | None = None
    link: tuple[str, str] | None = None
    pose: str | None = None
    pose_word: str = ""
    """The user's word for the pose, to name it where the pose cannot be shown."""
    link_word: str = ""
    """The user's word for the relation, likewise."""


@dataclass(slots=True)
class Reading:
    """The sentence understood."""

    mentions: list[Mention] = field(default_factory=list)
    banned: list[str] = field(default_factory=list)
    time: str | None = None
    season: str | None = None
    weather: list[str] = field(default_factory=list)
    style: str | None = None
    moods: list[str] = field(default_factory=list)
    aspect: str | None = None
    tint: str | None = None
    count: int | None = None
    """A number that belongs to nothing in the sentence ('变成三只')."""
    understood: list[str] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Pending:
    """Attributes waiting for their thing."""

    count: int | None = None
    colours: list[str] = field(default_factory=list)
    size: str | None = None
    place: str | None = None
    link: tuple[str, str] | None = None
    link_word: str = ""
    words: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.reading = Reading()
        self.pending = _Pending()
        self.clause: list[Mention] = []
        self.group: list[Mention] = []
        self.linking: str | None = None
        self.leading: str | None = None
        self.link_word = ""
        self.pose: tuple[str, str] | None = None
        """A pose and its word, waiting for whoever does it."""
        self.at = False
        self.no = False
        self.banned_here = False
        self.predicate = False

    def run(self) -> Reading:
        for index, token in enumerate(self.tokens):
            following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
            if token.pause:
                self.end_clause()
            elif token.measure:
                continue
            elif token.number is not None:
                self.pending.count = token.number
                self.pending.words.append(token.text)
            elif not token.senses or token.has("trap"):
                self.unknown(token, following)
            else:
                self.known(token, following)
        self.end_clause()
        self.drop_pose()
        self.settle()
        return self.reading

    def settle(self) -> None:
        """What a pose needs: a reader a book, a rider something to ride."""
        mentions = self.reading.mentions
        for mention in list(mentions):
            kinds = {other.kind for other in mentions}
            if mention.pose == "read" and "book" not in kinds and "book" not in self.reading.banned:
                mentions.append(Mention("book", "", link=("held", mention.kind)))
            carried = mention.link is not None and mention.link[0] == "on" and mention.link[1] in _MOUNTS
            if mention.pose == "ride" and not carried:
                self.note(self.reading.unmet, mention.pose_word)
                mention.pose = None
            elif mention.pose == "ride" and mention.link:
                self.saddle(mention, mention.link[1])

    def saddle(self, rider: Mention, mount: str) -> None:
        """'Two children riding bikes': as many bikes as riders, where the number of riders is known."""
        riders = rider.count or (None if rider.plural else 1)
        for mention in self.reading.mentions:
            if mention.kind == mount and mention.plural and mention.count is None:
                mention.count = riders

    # -- words -------------------------------------------------------------------------------------------------

    def unknown(self, token: Token, following: Token | None) -> None:
        if len(token.text) == 1 and token.text.isascii():
            return
        self.note(self.reading.unmet, token.text)
        adjective = following is not None and (
            following.text == "的"
            or (not token.chinese and any(following.has(kind) for kind in ("subject", "colour", "size")))
        )
        if not adjective:
            place = self.pending.place
            self.pending = _Pending(place=place)

    def known(self, token: Token, following: Token | None) -> None:
        text = token.text
        for sense in token.senses:
            kind, value = sense.kind, sense.value
            if kind == "stop":
                self.stop(text)
            elif kind == "no":
                self.no, self.banned_here = True, False
            elif kind == "subject":
                self.subject(token, value, dict(sense.extra))
            elif kind == "link":
                self.link(token, value)
            elif kind == "place":
                self.place(token, value, following)
            elif kind == "pose":
                self.posed(token, value, following)
            else:
                self.quality(text, kind, value)
        if not token.has("stop") and not token.has("link") and not token.has("no") and not self.no:
            self.note(self.reading.understood, text)

    def stop(self, text: str) -> None:
        if text.endswith("在"):
            self.at = True
        elif text in ("a", "an") and self.pending.count is None:
            self.pending.count = 1
        elif text in _PREDICATES:
            self.predicate = bool(self.clause)
        elif self.no and self.banned_here and text in ("的", "with", "but", "有", "只有", "just", "only"):
            self.no = False
        if text in ("but", "但", "但是"):
            self.end_clause()

    def quality(self, text: str, kind: str, value: str) -> None:
        reading, pending = self.reading, self.pending
        if kind == "weather":
            self.listed(reading.banned if self.no else reading.weather, value)
            self.banned_here = self.banned_here or self.no
        elif kind == "mood":
            if not self.no:
                self.listed(reading.moods, value)
        elif self.no:
            self.banned_here = True
        elif kind == "colour":
            if self.predicate and self.clause and not pending.count:
                self.clause[-1].colours.append(value)
            else:
                pending.colours.append(value)
                pending.words.append(text)
        elif kind == "count":
            pending.count = int(value) if pending.count is None or pending.count == 1 else pending.count
        elif kind == "size":
            pending.size = value
        elif kind in ("time", "season", "style", "aspect"):
            setattr(reading, kind, value)

    def subject(self, token: Token, kind: str, extra: dict[str, str]) -> None:
        if self.no:
            self.listed(self.reading.banned, kind)
            self.banned_here = True
            self.pending = _Pending()
            return
        if kind == "fisherman" and token.text in _FISHING and self.cast_line(token.text):
            return
        pending, self.pending = self.pending, _Pending(place=None if token.chinese else self.pending.place)
        mention = Mention(kind, token.text, pending.count, "plural" in extra, pending.colours, pending.size)
        mention.place, mention.link, mention.link_word = pending.place, pending.link, pending.link_word
        if "loose" in extra:
            self.note(self.reading.unmet, token.text)
        if "colour" in extra and not mention.colours:
            mention.colours = [extra["colour"]]
        mention.size = mention.size or extra.get("size")
        if "many" in extra and mention.count is None:
            mention.count = int(extra["many"])
        if mention.count is not None and mention.count > MOST and kind != "star":
            self.note(self.reading.unmet, str(mention.count))
            mention.count = MOST
        if self.pose and honours(kind, self.pose[0]):
            mention.pose, mention.pose_word = self.pose
            self.pose = None
        mention = self.merged(mention)
        if kind == "book":
            reader = next((other for other in self.clause if other.pose == "read"), None)
            mention.link = mention.link or (("held", reader.kind) if reader else None)
        self.relate(mention)
        self.predicate = False
        self.clause.append(mention)
        self.group.append(mention)

    def cast_line(self, word: str) -> bool:
        """Whoever was named in this clause is the one who fishes; one who cannot hold a rod is said."""
        for earlier in self.clause:
            if earlier.kind in _ANGLERS or earlier.kind == "fisherman":
                earlier.kind = "fisherman"
                return True
        if self.strike("fish", word):
            return True
        if any(SUBJECTS[earlier.kind].home == "land" for earlier in self.clause):
            self.note(self.reading.unmet, word)
            return True
        return False

    def merged(self, mention: Mention) -> Mention:
        """A thing named again without anything new is the same thing."""
        bare = mention.count is None and not mention.colours and mention.size is None
        if bare and mention.kind == "person" and mention.word not in ("人", "person", "people", "人物"):
            bare = all(
                earlier.word == mention.word for earlier in self.reading.mentions if earlier.kind == "person"
            )
        for earlier in self.reading.mentions:
            if earlier.kind == mention.kind and (bare or earlier.word in _PARTS):
                earlier.place = earlier.place or mention.place
                earlier.colours = earlier.colours or mention.colours
                earlier.size, earlier.count = earlier.size or mention.size, earlier.count or mention.count
                if mention.pose:
                    earlier.pose, earlier.pose_word = mention.pose, mention.pose_word
                return earlier
        self.reading.mentions.append(mention)
        return mention

    # -- poses -------------------------------------------------------------------------------------------------

    def posed(self, token: Token, pose: str, following: Token | None) -> None:
        """Who was named before the word does it, or who is named next ('a running dog', '跑步的男孩')."""
        if token.text.endswith("在"):
            self.at = True
        if self.no:
            return
        ahead = (following is not None and following.text == "的") or bool(
            not token.chinese and (self.pending.count or self.pending.colours or self.pending.size)
        )
        if ahead or not self.strike(pose, token.text):
            self.drop_pose()
            self.pose = (pose, token.text)

    def strike(self, pose: str, word: str) -> bool:
        """Give the pose to those of the clause who can be shown in it; whether there is one."""
        able = [mention for mention in self.clause if honours(mention.kind, pose)]
        if not able:
            return False
        shared = able[-1].link
        together = [
            mention for mention in able if mention in self.group or (shared and mention.link == shared)
        ]
        for mention in together or able[-1:]:
            if mention.pose in (None, "sit", "stand") or mention is able[-1]:
                mention.pose, mention.pose_word = pose, word
        return True

    def drop_pose(self) -> None:
        """A pose that nobody can be shown in is said."""
        if self.pose:
            pose, word = self.pose
            natural = pose in ("sit", "stand", "lie") and not any(m.kind in BEINGS for m in self.clause)
            if not natural or not self.clause:
                self.note(self.reading.unmet, word)
        self.pose = None

    # -- relations ---------------------------------------------------------------------------------------------

    def relate(self, mention: Mention) -> None:
        on_land = bool(self.group) and SUBJECTS[self.group[-1].kind].home == "land"
        if mention.kind == "kite" and on_land and self.linking is None:
            self.linking = "with"
        if self.linking == "with":
            self.hold(mention)
            self.linking = None
        elif self.linking == "between" and mention.link is None:
            self.between(mention)
        elif self.linking is not None:
            distant = SUBJECTS[mention.kind].home in ("far", "sky")
            for source in self.group:
                if distant and SUBJECTS[source.kind].home == "air":
                    continue
                if source is not mention and source.link is None:
                    source.link, source.link_word = (self.linking, mention.kind), self.link_word
            self.linking, self.group = None, []
        elif self.leading is not None:
            self.pending.link, self.pending.link_word = (self.leading, mention.kind), self.link_word
            self.leading = None

    def hold(self, mention: Mention) -> None:
        """'with' and '撑着': what can be held is in the hand of who was named first."""
        holder = next((other for other in self.group if other is not mention), None)
        able = holder and mention.kind in _HELD and SUBJECTS[holder.kind].home == "land"
        if holder and able and mention.link is None:
            mention.link = ("held", holder.kind)

    def between(self, mention: Mention) -> None:
        """'A between B and C': B stands left and C right unless the sentence says otherwise."""
        for source in self.group:
            if source is not mention and source.link is None:
                source.link, source.link_word = ("between", mention.kind), self.link_word
        self.linking, self.group = None, []

    def link(self, token: Token, value: str) -> None:
        if value == "with":
            self.linking = "with" if self.group else None
            return
        self.link_word = token.text
        if value == "ride":
            self.linking = "on" if self.group else None
            return
        if not token.chinese:
            if not self.group and self.clause and self.clause[-1].link is None and self.leading is None:
                self.group = self.clause[-1:]
            if self.group:
                self.linking = value
            else:
                self.leading = value
            return
        if self.clause:
            self.link_back(value)

    def link_back(self, value: str) -> None:
        """A Chinese relation follows its target: '猫在桌子上' (said of the cat), '桌子上有…' (of what comes)."""
        target = self.clause[-1]
        first = self.clause[-2] if value == "between" and len(self.clause) > 1 and self.at else None
        pair = first if first is not None and not (target.count or 0) > 1 and len(self.group) > 2 else None
        whole = pair or target
        sources = [mention for mention in self.group if mention is not target and mention is not pair]
        if self.at and sources:
            for source in sources:
                if source.link is None:
                    source.link, source.link_word = (value, whole.kind), self.link_word
            self.group, self.at = [], False
            return
        if value == "between" and len(self.clause) > 1 and not (target.count or 0) > 1:
            whole = self.clause[-2]
        self.pending.link, self.pending.link_word = (value, whole.kind), self.link_word
        self.group = []

    def place(self, token: Token, value: str, following: Token | None) -> None:
        if token.chinese and self.clause and self.place_back(token, value, following):
            return
        if token.chinese:
            last = following is None or following.pause
            backward = self.at and bool(self.clause) and last
        else:
            backward = bool(self.clause)
        if backward:
            for mention in self.group or self.clause[-1:]:
                mention.place = mention.place or value
        else:
            self.pending.place = value

    def place_back(self, token: Token, value: str, following: Token | None) -> bool:
        """'狗在房子左边' and '房子左边有一棵树' say where one thing is by another; whether this is such a word."""
        link = {"left": "left_of", "right": "right_of", "middle": "between"}.get(value)
        target = self.clause[-1]
        if link is None or target.place:
            return False
        several = (target.count or 0) > 1 or target.plural or len(self.clause) > 1
        if value == "middle" and not several:
            return False
        others = [mention for mention in self.group if mention is not target]
        there_is = following is not None and following.text in ("有", "站着", "坐着", "停着", "长着")
        if (self.at and others) or (not self.at and there_is):
            self.link_word = token.text
            self.link_back(link)
            return True
        return False

    # -- ends --------------------------------------------------------------------------------------------------

    def end_clause(self) -> None:
        pending = self.pending
        if self.pose and self.strike(*self.pose):
            self.pose = None
        if self.pose and (self.clause or not self.reading.mentions):
            self.drop_pose()
        if self.clause:
            last = self.clause[-1]
            last.colours = last.colours or pending.colours
            last.size = last.size or pending.size
            if pending.count and last.count is None and not last.plural:
                last.count = min(MOST, pending.count) if pending.count > 1 else None
            if pending.link and last.link is None and pending.link[1] != last.kind:
                last.link, last.link_word = pending.link, pending.link_word
        elif pending.words == ["orange"]:
            self.reading.mentions.append(Mention("orange", "orange", pending.count))
        elif pending.colours:
            self.reading.tint = pending.colours[0]
        if not self.clause and pending.count:
            self.reading.count = pending.count
        keep = pending.place if not self.clause else None
        self.pending = _Pending(place=keep, size=pending.size if not self.clause else None)
        self.clause, self.group = [], []
        self.linking = self.leading = None
        self.at = self.no = self.predicate = False

    def listed(self, target: list[str], value: str) -> None:
        if value not in target:
            target.append(value)

    def note(self, target: list[str], word: str) -> None:
        if word not in target and len(target) < _UNMET_MOST:
            target.append(word)


def read(text: str) -> Reading:
    """Read a prompt in Chinese, English or both; never raises on any text."""
    reading = _Reader(tokenise(text)).run()
    if len(text) > LONGEST * 2 or len(clean(text)) >= LONGEST:
        reading.unmet = [*reading.unmet[: _UNMET_MOST - 1], "…"]
    reading.mentions = [mention for mention in reading.mentions if mention.kind in SUBJECTS]
    if "clear" in reading.weather:
        reading.weather = [weather for weather in reading.weather if weather not in ("cloudy", "fog")]
    return reading

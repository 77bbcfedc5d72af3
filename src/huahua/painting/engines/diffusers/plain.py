"""What is said to the painter's process: plain dictionaries, so that neither side can make the other run anything."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class ControlGiven(TypedDict):
    kind: str
    data: bytes
    weight: float


class Given(TypedDict):
    """One picture to be painted. Pictures are encoded files; `mask` follows OpenAI (transparent: repaint)."""

    id: int
    prompt: str
    negative: str
    seed: int
    image: bytes | None
    mask: bytes | None
    controls: list[ControlGiven]
    references: list[bytes]
    previews: bool


class Model(TypedDict):
    """A pipeline and how it is to run; equal for pictures that may be painted together."""

    root: str
    """The folder of the pipeline, or its id at the hub."""
    hub: bool
    pickle: bool
    dtype: str
    device: str
    offload: str
    pixels: int
    """Of the largest batch that is expected."""
    controls: dict[str, str]
    """ControlNet by kind of control."""
    sketchers: dict[str, str]
    """What makes control pictures, by kind: a model's folder, or an empty text where they come ready."""
    ip_adapter: str
    ip_adapter_file: str


class Adapter(TypedDict):
    name: str
    file: str
    stamp: str
    """Another one whenever the file was written anew."""
    weight: float


class Shared(TypedDict):
    """What all pictures of a batch have in common."""

    width: int
    height: int
    steps: int
    quality: str
    guidance: float
    strength: float
    adapters: list[Adapter]


class Painted(TypedDict):
    """`error` stands in place of the picture where this one alone failed."""

    data: NotRequired[bytes]
    width: NotRequired[int]
    height: NotRequired[int]
    seconds: float
    """Of the model's time that fall on this picture: its share of the batch's."""
    gib_seconds: float
    """Likewise: memory of the device times time."""
    batch: int
    error: NotRequired[str]


Frame = tuple[Any, ...]

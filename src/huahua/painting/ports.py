"""Ports of painting: models, the enrichment of prompts, the preparation of pictures, where they are kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from huahua.audit.api import InTransaction
from huahua.gateway.api import (
    Caller,
    Defaults,
    Dialect,
    ImageReply,
    ImageRequest,
    ModelInfo,
    Outcome,
    Progress,
    RemoteJobs,
    StyledRequest,
)
from huahua.painting.domain.brand import Brand
from huahua.painting.domain.collection import Collection, Facets, Storage
from huahua.painting.domain.finish import Finish
from huahua.painting.domain.picture import Filter, Picture, Prepared, Views
from huahua.painting.domain.spec import Extension


class Models(Protocol):
    """The part of `gateway.api.GatewayService` that painting needs. Raises GatewayError."""

    async def paint(
        self,
        caller: Caller,
        model: str,
        request: ImageRequest,
        request_id: str,
        progress: Progress | None = None,
        jobs: RemoteJobs | None = None,
    ) -> ImageReply: ...

    async def styled(self, caller: Caller, request: ImageRequest) -> StyledRequest:
        """With the versions of its trained styles and the words that wake them."""
        ...

    async def check_styles(self, caller: Caller, model: str, request: ImageRequest) -> None:
        """Raises where they are not the caller's to use, or do not fit the model."""
        ...

    def model(self, caller: Caller, name: str) -> ModelInfo: ...

    def defaults(self) -> Defaults: ...


class Chat(Protocol):
    """The part of `gateway.api.GatewayService` that asks a language model. Raises GatewayError."""

    async def chat(
        self, caller: Caller, dialect: Dialect, body: dict[str, Any], request_id: str
    ) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class EnrichmentWish:
    """A written prompt to be made richer, in its own language. `model` is the dialogue model to ask, `tone` the mood of
    a brand."""

    prompt: str
    seed: int
    style: str | None = None
    tone: str = ""
    locked: tuple[str, ...] = ()
    model: str = ""
    caller: Caller | None = None
    request_id: str = ""


class Enricher(Protocol):
    async def enrich(self, wish: EnrichmentWish) -> str:
        """The richer prompt. Raises EnrichmentFailed."""
        ...


class Imaging(Protocol):
    """Decodes pictures that nobody has vouched for, away from the server's own process."""

    async def upload(self, data: bytes) -> Prepared:
        """A user's file: upright, without metadata, the first frame of an animation.

        Raises NotAPicture, PictureTooLarge or BadPicture.
        """
        ...

    async def emblem(self, data: bytes, side: int) -> Prepared:
        """As `upload`, and drawings in SVG are taken too: checked strictly and drawn with a longer side of `side`
        pixels, of which the pixels alone are kept. Raises BadPicture with `svg_unsafe`, `svg_not_shapes` or
        `svg_too_complex` as well."""
        ...

    async def painted(
        self,
        data: bytes,
        texts: dict[str, str],
        wish: Finish | None = None,
        others: Mapping[str, bytes] | None = None,
    ) -> Prepared:
        """An engine's picture, as it is or after the steps of `wish`, with `texts` in its metadata. Raises
        BadPicture."""
        ...

    async def views(self, data: bytes) -> Views:
        """Of a picture that is kept. Raises BadPicture or NotAPicture."""
        ...

    async def mask(self, data: bytes, width: int, height: int) -> bytes:
        """A PNG of this size with an alpha channel; transparent is where to repaint.

        Raises NotAPicture, PictureTooLarge or BadPicture.
        """
        ...

    async def extended(
        self, data: bytes, picture: tuple[int, int], extend: Extension, mask: bytes | None
    ) -> tuple[bytes, bytes]:
        """A PNG of the picture on a larger canvas, whose new part continues the edges, and the mask that lets the new
        part be painted beside what `mask` does. `extend` is in pixels of `picture`, of which `data` may be a smaller
        view. Raises BadPicture.
        """
        ...

    async def labelled(self, data: bytes, *, chinese: bool) -> bytes:
        """The picture with a label in it that says who made it. Raises BadPicture."""
        ...

    async def texts(self, data: bytes) -> dict[str, str]:
        """What a user's file says in words, by keyword. Raises NotAPicture, PictureTooLarge or BadPicture."""
        ...

    async def jpeg(self, data: bytes) -> bytes:
        """A picture as JPEG on white, which every model that sees can read. Raises BadPicture."""
        ...

    async def finish(self, data: bytes, wish: Finish, others: Mapping[str, bytes]) -> bytes:
        """The picture after these steps, in the format that is wished; `others` by the ids that the steps name.

        Raises NotAPicture or BadPicture.
        """
        ...


class PlaceTaken(Exception):
    """`picture` stands in this place of the run: a process that was taken for dead has kept it meanwhile."""

    def __init__(self, picture: Picture) -> None:
        super().__init__(picture.id)
        self.picture = picture


class PictureRepository(Protocol):
    async def add(self, picture: Picture, room: int | None = None) -> bool:
        """`room`: bytes that all the user's originals may take together, each file once. False, and nothing added,
        where this picture would go over; of two at once only one gets the last of it. Raises PlaceTaken."""
        ...

    async def get(self, user_id: str, picture_id: str) -> Picture | None: ...

    async def many(self, user_id: str, ids: Sequence[str]) -> list[Picture]:
        """The user's own among these, in no particular order."""
        ...

    async def of_runs(self, user_id: str, run_ids: Sequence[str]) -> list[Picture]:
        """Pictures of these painting runs, in the order in which they were asked for."""
        ...

    async def in_place(self, user_id: str, run_id: str, position: int) -> Picture | None:
        """The one that stands there in this run."""
        ...

    async def same(self, user_id: str, made_of: str) -> Picture | None:
        """The newest picture of this user that was made of the same (see `domain.sameness`)."""
        ...

    async def sign_some(self) -> int:
        """Give some pictures of before there were signatures theirs; how many, 0 when none is left."""
        ...

    async def page(
        self, user_id: str, wanted: Filter, before_id: str | None, limit: int
    ) -> tuple[list[Picture], str | None]:
        """Newest first, older than `before_id`; with the id from which to go on where a search ended early."""
        ...

    async def star(self, user_id: str, picture_id: str, starred: bool) -> None: ...

    async def delete(self, user_id: str, ids: Sequence[str]) -> list[Picture]:
        """What was deleted; others' pictures are left alone."""
        ...

    async def delete_made_in(self, user_id: str, conversation_id: str) -> list[Picture]:
        """Delete what was painted in a conversation; uploads stay."""
        ...

    async def made_in(self, user_id: str, conversation_id: str, limit: int) -> list[Picture]:
        """The newest pictures made in a conversation, newest first."""
        ...

    async def claim(self, digest: str, size: int, now: datetime, keep_until: datetime) -> None:
        """Note that these bytes are about to be stored, before they are, so that no sweep takes them.

        While a sweep deletes the same blob this waits for it (see `service.sweep`).
        """
        ...

    async def unreferenced(self, now: datetime, limit: int) -> list[str]:
        """Digests that no picture names and nobody claimed lately."""
        ...

    async def forget(self, digest: str, now: datetime, remove: Callable[[], Awaitable[None]]) -> bool:
        """In one transaction: delete the blob's row if still nothing names it, then `remove` its bytes."""
        ...


class Browsing(Protocol):
    """Many pictures at once, and collections of them."""

    async def facets(self, user_id: str, wanted: Filter) -> Facets:
        """Of the pictures of a filter, but for its words."""
        ...

    async def storage(self, user_id: str) -> Storage: ...

    async def largest(self, user_id: str, limit: int) -> list[str]:
        """Ids of the pictures with the most bytes, the largest first."""
        ...

    async def collections(self, user_id: str, collection_id: str | None = None) -> list[Collection]:
        """Those of a user, the one changed last first; or the one with this id, if it is the user's."""
        ...

    async def add_collection(self, collection: Collection) -> None: ...

    async def rename_collection(self, user_id: str, collection_id: str, name: str, at: datetime) -> None: ...

    async def delete_collection(self, user_id: str, collection_id: str) -> bool: ...

    async def put_in(self, user_id: str, collection_id: str, ids: Sequence[str], at: datetime) -> int:
        """Pictures of the user that were not in it before; how many."""
        ...

    async def take_out(self, user_id: str, collection_id: str, ids: Sequence[str], at: datetime) -> int:
        """How many were in it."""
        ...


class BrandRepository(Protocol):
    """Seen are a user's own brands and those of `teams`, which are the user's teams. `then` is done at the end of the
    same transaction, where something was changed."""

    async def brands(self, user_id: str, teams: Sequence[str], brand_id: str | None = None) -> list[Brand]:
        """The one changed last first; or the one with this id, if it is seen."""
        ...

    async def made_by(self, user_id: str) -> list[Brand]:
        """The user's own and those that they made for teams, the oldest first."""
        ...

    async def add_brand(self, brand: Brand, limit: int, then: InTransaction) -> bool:
        """False where the user, or the team, has `limit` brands."""
        ...

    async def give_brand(
        self, user_id: str, brand_id: str, team_id: str, limit: int, then: InTransaction
    ) -> bool | None:
        """To a team, for good; False where the team has `limit` brands, None where the user has no such brand."""
        ...

    async def change_brand(self, brand: Brand, then: InTransaction) -> int | None:
        """Everything but the id and whose it is; the new version, None where it is gone."""
        ...

    async def delete_brand(self, brand_id: str, then: InTransaction) -> None: ...


class Allowance(Protocol):
    """What a person has beside what the server gives everybody."""

    async def storage_bytes(self, user_id: str) -> int | None:
        """For the originals of their pictures; None: what the server gives everybody."""
        ...


class Memberships(Protocol):
    """Teams, for areas that share things in them."""

    async def of(self, user_id: str) -> Mapping[str, bool]:
        """The teams of a user, by id: whether they manage it."""
        ...

    async def members(self, user_id: str, team_id: str) -> list[str]:
        """Everybody in a team of this user."""
        ...


class Shares(Protocol):
    """Which collections a team sees, and which teams show each other the same pictures."""

    async def share(self, collection_id: str, team_id: str, at: datetime) -> None: ...

    async def unshare(self, collection_id: str, team_id: str) -> None: ...

    async def teams_of(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        """Collection and team."""
        ...

    async def shared_with(
        self, teams: Sequence[str], collection_id: str | None = None, picture_id: str | None = None
    ) -> list[tuple[str, str, str]]:
        """Collection, its owner and the team; of one collection, or of those that hold a picture."""
        ...

    async def choose(self, team_id: str, shares_same: bool) -> None: ...

    async def choosing(self, teams: Sequence[str]) -> list[str]:
        """Those of these teams that show each other the same pictures."""
        ...

"""An uploaded 3-D model (GLB or VRM), checked before it is kept: nothing that points outside, nothing that lies.

GLB: https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#glb-file-format-specification. VRM 0.x keeps its licence
in the extension `VRM`, VRM 1.0 in `VRMC_vrm` (https://github.com/vrm-c/vrm-specification).
"""

from __future__ import annotations

import json
import math
import struct
from typing import Any

from huahua.avatars.errors import BadModel
from huahua.avatars.three_d.glb import BIN_CHUNK, JSON_CHUNK, MAGIC

MAX_MODEL_BYTES = 50 * 2**20
MAX_JSON_BYTES = 8 * 2**20
MAX_ITEMS = 20_000
MAX_VERTICES = 2_000_000
MAX_IMAGES, MAX_IMAGE_SIDE, MAX_IMAGE_PIXELS = 64, 8_192, 4096 * 4096 * 6
MAX_DEPTH = 40
_COMPONENTS = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}
_TYPES = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_ARRAYS = (
    *("accessors", "animations", "buffers", "bufferViews", "images", "materials"),
    *("meshes", "nodes", "scenes", "skins", "textures"),
)
_NOT_SUPPORTED = ("KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_texture_basisu")
_LICENCE_1 = (
    *("licenseUrl", "avatarPermission", "commercialUsage", "creditNotation", "modification"),
    *("allowRedistribution", "otherLicenseUrl"),
)
_LICENCE_0 = (
    *("licenseName", "allowedUserName", "commercialUssageName", "violentUssageName", "sexualUssageName"),
    "otherLicenseUrl",
)
"""Fields as VRM spells them."""
Json = dict[str, Any]


def check_model(data: bytes) -> Json:
    """What to tell of it: `{vrm, title, authors, licence, vertices, images, expressions}`. Raises BadModel."""
    told, binary = _chunks(data)
    _structure(told)
    _no_outside(told)
    _buffers(told, binary)
    views = _views(told, len(binary))
    vertices = _accessors(told, views)
    images = _images(told, views, binary)
    _graph(told)
    return {**_vrm(told), "vertices": vertices, "images": images}


def _chunks(data: bytes) -> tuple[Json, bytes]:
    if len(data) < 20 or struct.unpack_from("<I", data)[0] != MAGIC:
        raise BadModel("This is no GLB or VRM file.")
    _, version, length = struct.unpack_from("<III", data)
    if version != 2 or length != len(data):
        raise BadModel(f"The file says it has {length} bytes of version {version}; it has {len(data)}.")
    chunks: list[tuple[int, bytes]] = []
    at = 12
    while at < len(data):
        if at + 8 > len(data) or len(chunks) > 8:
            raise BadModel("The file's chunks are broken.")
        size, kind = struct.unpack_from("<II", data, at)
        if size > len(data) - at - 8 or size % 4:
            raise BadModel("A chunk of the file says it is longer than the file, or is not of whole words.")
        chunks.append((kind, data[at + 8 : at + 8 + size]))
        at += 8 + size
    if not chunks or chunks[0][0] != JSON_CHUNK:
        raise BadModel("The file does not begin with its description.")
    if len(chunks[0][1]) > MAX_JSON_BYTES:
        raise BadModel(f"The description has more than {MAX_JSON_BYTES // 2**20} MB.")
    if sum(kind == BIN_CHUNK for kind, _ in chunks) > 1 or (len(chunks) > 1 and chunks[1][0] != BIN_CHUNK):
        raise BadModel("The file has not one binary chunk after its description.")
    return _json(chunks[0][1]), chunks[1][1] if len(chunks) > 1 else b""


def _json(raw: bytes) -> Json:
    try:
        told = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise BadModel("The description is not JSON that can be read.") from fault
    if not isinstance(told, dict):
        raise BadModel("The description is no object.")
    return told


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _structure(told: Json) -> None:
    asset = told.get("asset")
    if not isinstance(asset, dict) or not str(asset.get("version", "")).startswith("2."):
        raise BadModel("This is not glTF 2.0.")
    for name in _ARRAYS:
        found = told.get(name, [])
        if (
            not isinstance(found, list)
            or len(found) > MAX_ITEMS
            or not all(isinstance(each, dict) for each in found)
        ):
            raise BadModel(f"'{name}' is no list of at most {MAX_ITEMS} objects.")
    required = told.get("extensionsRequired", [])
    if not isinstance(required, list):
        raise BadModel("'extensionsRequired' is no list.")
    for name in required:
        if name in _NOT_SUPPORTED:
            raise BadModel(
                f"Models that need '{name}' cannot be shown; export it without compression.",
                code="model_compressed",
            )


def _no_outside(told: Json) -> None:
    """No `uri` anywhere: everything is in the file."""
    waiting: list[tuple[Any, int]] = [(told, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise BadModel("The description is nested too deeply.")
        if isinstance(value, dict):
            if "uri" in value:
                raise BadModel(
                    "The model refers to files outside of itself; export it as one file.",
                    code="model_refers_outside",
                )
            waiting += [(each, depth + 1) for each in value.values()]
        elif isinstance(value, list):
            waiting += [(each, depth + 1) for each in value if isinstance(each, dict | list)]


def _buffers(told: Json, binary: bytes) -> None:
    buffers = told.get("buffers", [])
    if len(buffers) > 1:
        raise BadModel("The model has more than the one buffer that is in the file.")
    if buffers and not len(binary) - 3 <= _whole(buffers[0], "byteLength") <= len(binary):
        raise BadModel("The buffer is not as long as the file's binary part.")


def _views(told: Json, length: int) -> list[Json]:
    views: list[Json] = told.get("bufferViews", [])
    for view in views:
        start, size = _whole(view, "byteOffset", 0), _whole(view, "byteLength")
        stride = _whole(view, "byteStride", 4)
        if view.get("buffer") != 0 or size < 1 or start + size > length or not 4 <= stride <= 252:
            raise BadModel("A part of the buffer lies outside of the file.")
    return views


def _accessors(told: Json, views: list[Json]) -> int:
    """How many points there are to draw."""
    accessors: list[Json] = told.get("accessors", [])
    for each in accessors:
        component, kind = each.get("componentType"), each.get("type")
        if component not in _COMPONENTS or kind not in _TYPES:
            raise BadModel("An accessor has a type that glTF does not know.")
        count, width = _whole(each, "count"), _COMPONENTS[component] * _TYPES[kind]
        if not 1 <= count <= 3 * MAX_VERTICES:
            raise BadModel("An accessor has too many elements, or none.")
        if "bufferView" in each:
            view = _item(views, each["bufferView"])
            start = _whole(each, "byteOffset", 0)
            stride = _whole(view, "byteStride", width)
            if stride < width or start + (count - 1) * stride + width > view["byteLength"]:
                raise BadModel("An accessor reads beyond its part of the buffer.")
        if "sparse" in each:
            _sparse(each["sparse"], count, width, views)
    return _points(told, accessors)


def _sparse(sparse: Any, count: int, width: int, views: list[Json]) -> None:
    if not isinstance(sparse, dict):
        raise BadModel("A sparse accessor is broken.")
    few, indices, values = _whole(sparse, "count"), sparse.get("indices"), sparse.get("values")
    if not isinstance(indices, dict) or not isinstance(values, dict) or not 1 <= few <= count:
        raise BadModel("A sparse accessor is broken.")
    size = _COMPONENTS.get(indices.get("componentType", 0), 0)
    for part, each in ((indices, size), (values, width)):
        view = _item(views, part.get("bufferView"))
        if not each or _whole(part, "byteOffset", 0) + few * each > view["byteLength"]:
            raise BadModel("A sparse accessor reads beyond its part of the buffer.")


def _points(told: Json, accessors: list[Json]) -> int:
    total = 0
    for mesh in told.get("meshes", []):
        primitives = mesh.get("primitives")
        if not isinstance(primitives, list) or not primitives or len(primitives) > MAX_ITEMS:
            raise BadModel("A mesh has no primitives.")
        for primitive in primitives:
            attributes = primitive.get("attributes") if isinstance(primitive, dict) else None
            if not isinstance(attributes, dict):
                raise BadModel("A primitive has no attributes.")
            counts = {_item(accessors, number)["count"] for number in attributes.values()}
            if len(counts) > 1:
                raise BadModel("The attributes of a primitive are not equally long.")
            if "indices" in primitive:
                _item(accessors, primitive["indices"])
            total += sum(counts)
    if total > MAX_VERTICES:
        raise BadModel(f"The model has {total} points; {MAX_VERTICES} are the most.")
    return total


def _images(told: Json, views: list[Json], binary: bytes) -> int:
    images = told.get("images", [])
    if len(images) > MAX_IMAGES:
        raise BadModel(f"The model has more than {MAX_IMAGES} images.")
    pixels = 0
    for image in images:
        view = _item(views, image.get("bufferView"))
        start = _whole(view, "byteOffset", 0)
        raw = binary[start : start + view["byteLength"]]
        size = _png_size(raw) if image.get("mimeType") == "image/png" else None
        if image.get("mimeType") == "image/jpeg":
            size = _jpeg_size(raw)
        if size is None:
            raise BadModel("An image of the model is neither PNG nor JPEG, or not what it says it is.")
        if not 1 <= min(size) <= max(size) <= MAX_IMAGE_SIDE:
            raise BadModel(f"An image of the model has more than {MAX_IMAGE_SIDE} pixels on a side.")
        pixels += size[0] * size[1]
    if pixels > MAX_IMAGE_PIXELS:
        raise BadModel("The images of the model have too many pixels together.")
    return len(images)


def _png_size(raw: bytes) -> tuple[int, int] | None:
    if raw[:8] != b"\x89PNG\r\n\x1a\n" or raw[12:16] != b"IHDR" or len(raw) < 33:
        return None
    width, height = struct.unpack_from(">II", raw, 16)
    return width, height


def _jpeg_size(raw: bytes) -> tuple[int, int] | None:
    """From the frame header (ITU T.81, B.2.2)."""
    if raw[:3] != b"\xff\xd8\xff":
        return None
    at = 2
    while at + 9 < len(raw):
        if raw[at] != 0xFF:
            return None
        marker = raw[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", raw, at + 5)
            return width, height
        at += 2 + max(2, int(struct.unpack_from(">H", raw, at + 2)[0]))
    return None


def _graph(told: Json) -> None:
    """Nodes make trees: no node is its own ancestor, and none has two parents."""
    nodes = told.get("nodes", [])
    parents: dict[int, int] = {}
    for number, node in enumerate(nodes):
        children = node.get("children", [])
        if not isinstance(children, list) or len(children) > MAX_ITEMS:
            raise BadModel("A node's children are no list.")
        for child in children:
            _item(nodes, child)
            if child in parents:
                raise BadModel("A node of the model has two parents.")
            parents[child] = number
        if "mesh" in node:
            _item(told.get("meshes", []), node["mesh"])
    for number in range(len(nodes)):
        at, steps = number, 0
        while at in parents:
            at, steps = parents[at], steps + 1
            if steps > 1_000:
                raise BadModel("The nodes of the model go round in a circle, or too deep.")
    if not told.get("meshes"):
        raise BadModel("There is nothing to see in this model.")


def _vrm(told: Json) -> Json:
    extensions = told.get("extensions")
    extensions = extensions if isinstance(extensions, dict) else {}
    one, old = extensions.get("VRMC_vrm"), extensions.get("VRM")
    if isinstance(one, dict):
        meta = _object(one.get("meta"))
        if not meta.get("name") or not meta.get("authors") or not meta.get("licenseUrl"):
            raise BadModel(
                "This VRM 1.0 names no title, authors and licence, as it has to.",
                code="model_without_licence",
            )
        groups = _object(_object(one.get("expressions")).get("preset"))
        authors = meta["authors"] if isinstance(meta["authors"], list) else [meta["authors"]]
        return _about(
            "1.0", meta.get("name"), authors, {key: meta.get(key) for key in _LICENCE_1}, sorted(groups)
        )
    if isinstance(old, dict):
        meta = _object(old.get("meta"))
        if not meta.get("licenseName"):
            raise BadModel("This VRM names no licence, as it has to.", code="model_without_licence")
        shapes = _object(old.get("blendShapeMaster")).get("blendShapeGroups", [])
        shapes = shapes if isinstance(shapes, list) else []
        names = [str(each.get("name", "")) for each in shapes if isinstance(each, dict)]
        return _about(
            "0.x", meta.get("title"), [meta.get("author")], {key: meta.get(key) for key in _LICENCE_0}, names
        )
    asset = told["asset"]
    return _about(None, None, [], {"copyright": asset.get("copyright")}, [])


def _about(vrm: str | None, title: Any, authors: list[Any], licence: Json, expressions: list[str]) -> Json:
    return {
        "vrm": vrm,
        "title": _text(title),
        "authors": [_text(each) for each in authors[:10] if each],
        "licence": {key: _text(value) for key, value in licence.items() if value not in (None, "")},
        "expressions": [name[:60] for name in expressions[:100]],
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)[:300]


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _item(items: list[Json], number: Any) -> Json:
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(items):
        raise BadModel("The model refers to a part of itself that is not there.")
    return items[number]


def _whole(holder: Json, name: str, default: int | None = None) -> int:
    value = holder.get(name, default)
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 2**31:
        raise BadModel(f"'{name}' is no whole number as it has to be.")
    return value

"""'Made by a machine', said in metadata that other software reads.

XMP (ISO 16684-1) with the IPTC property DigitalSourceType, whose values are at
https://cv.iptc.org/newscodes/digitalsourcetype/. In JPEG it is an APP1 segment (XMP part 3, 1.1.3).
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from xml.sax.saxutils import escape, unescape

KEYWORD = "XML:com.adobe.xmp"
"""The PNG text that holds XMP."""

ALGORITHMIC = "algorithmicMedia"
"""Made by an algorithm that was not trained on pictures: the engines of this machine."""
TRAINED = "trainedAlgorithmicMedia"
COMPOSITE = "compositeWithTrainedAlgorithmicMedia"
"""A trained model changed a picture that was there."""

_JPEG_START = b"\xff\xd8"
_JPEG_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
_MAX_SEGMENT_BYTES = 65_533
RECIPE_NAMESPACE = "urn:huahua:recipe:1"
AIGC_NAMESPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:TC260="{aigc_namespace}" xmlns:huahua="{namespace}"'
    ' xmp:CreatorTool="HuaHua"'
    ' Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/{kind}">'
    "{fields}</rdf:Description>"
    '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)
_END = "</rdf:Description>"
_RECIPE_FIELD = re.compile(r"<huahua:Recipe>([^<]*)</huahua:Recipe>")


def packet_of(kind: str, aigc: str = "") -> str:
    """An XMP packet that states the digital source type, and the AIGC label (see `aigc_label`)."""
    fields = f"<TC260:AIGC>{escape(aigc)}</TC260:AIGC>" if aigc else ""
    return _PACKET.format(kind=kind, fields=fields, namespace=RECIPE_NAMESPACE, aigc_namespace=AIGC_NAMESPACE)


def with_recipe(packet: str, recipe: str) -> str:
    """A packet of `packet_of` that holds a recipe too, for files that have no better place for it."""
    field = f"<huahua:Recipe>{escape(recipe)}</huahua:Recipe>"
    return packet.replace(_END, field + _END)


def aigc_label(producer: str, content: bytes) -> str:
    """The implicit label that China's GB 45438-2025 (annex E) asks for in a file's metadata, as JSON: `Label` 1 says
    that a machine made it, `ContentProducer` who did, `ProduceID` names the content. Whoever spreads it fills in the
    propagator. The id is made of the bytes, so that the same picture has the same one."""
    return json.dumps(
        {
            "Label": "1",
            "ContentProducer": producer,
            "ProduceID": hashlib.sha256(content).hexdigest()[:32],
            "ReservedCode1": "",
            "ContentPropagator": "",
            "PropagateID": "",
            "ReservedCode2": "",
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def recipe_in(packet: str) -> str | None:
    """The recipe that a packet of ours holds."""
    found = _RECIPE_FIELD.search(packet)
    return None if found is None else unescape(found[1])


def into_jpeg(data: bytes, packet: str) -> bytes:
    """The same JPEG with an XMP packet right after its start; unchanged when there is no packet, or it is longer than
    a segment."""
    body = _JPEG_HEADER + packet.encode()
    if not packet or not data.startswith(_JPEG_START) or len(body) > _MAX_SEGMENT_BYTES:
        return data
    return _JPEG_START + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]


def fits_jpeg(packet: str) -> bool:
    return len(_JPEG_HEADER) + len(packet.encode()) <= _MAX_SEGMENT_BYTES

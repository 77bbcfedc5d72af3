"""'Made by a machine', said in metadata that other software reads.

XMP (ISO 16684-1) with the IPTC property DigitalSourceType, whose values are at
https://cv.iptc.org/newscodes/digitalsourcetype/. In JPEG it is an APP1 segment (XMP part 3, 1.1.3).
"""

from __future__ import annotations

import struct

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
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="HuaHua"'
    ' Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/{kind}"/>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)


def packet_of(kind: str) -> str:
    """An XMP packet that states the digital source type."""
    return _PACKET.format(kind=kind)


def into_jpeg(data: bytes, packet: str) -> bytes:
    """The same JPEG with an XMP packet right after its start; unchanged when there is no packet."""
    body = _JPEG_HEADER + packet.encode()
    if not packet or not data.startswith(_JPEG_START) or len(body) > _MAX_SEGMENT_BYTES:
        return data
    return _JPEG_START + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]

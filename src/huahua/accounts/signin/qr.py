"""QR codes (ISO/IEC 18004), drawn on the server: the secret in them goes to nobody else."""

from __future__ import annotations

_SCALE = 5
_QUIET_ZONE = 4


def qr_code(text: str) -> str:
    """An SVG picture as a data URI, dark on white in light and dark pages alike: many scanners need it."""
    import segno  # only whoever sets an app up needs it

    code = segno.make(text, error="m", micro=False)
    return code.svg_data_uri(scale=_SCALE, border=_QUIET_ZONE, dark="#000", light="#fff")

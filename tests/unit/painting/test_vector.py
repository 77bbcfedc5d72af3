"""What of an SVG drawing may be drawn."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from huahua.painting.imaging import vector
from huahua.painting.imaging.sniff import is_svg
from huahua.painting.imaging.tasks import emblem
from huahua.painting.imaging.vector import Unfit, checked

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: str, attributes: str = 'viewBox="0 0 40 20"') -> bytes:
    return f"<svg {NS} {attributes}>{inside}</svg>".encode()


DISC = '<circle cx="10" cy="10" r="9" fill="#00c850"/>'
EDITORS = f"""<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg {NS} xmlns:ink="http://www.inkscape.org/namespaces/inkscape" width="80mm" height="40mm" viewBox="0 0 40 20">
<ink:page ink:label="one"/><metadata>by hand</metadata>
<style>.a{{fill:url(#g)}}</style>
<defs><linearGradient id="g"><stop stop-color="#00c850"/></linearGradient><circle id="c" cx="10" cy="10" r="9"/></defs>
<g ink:groupmode="layer"><use xlink:href="#c" class="a" style="opacity:1"/></g></svg>""".encode()


def test_what_editors_write_is_drawn_to_size() -> None:
    for data in (EDITORS, svg(DISC)):
        assert is_svg(data)
        made = emblem(data, 1024, 10**7)
        picture = Image.open(io.BytesIO(made["data"]))
        assert (picture.size, picture.mode) == ((1024, 512), "RGBA")
        assert picture.getpixel((256, 256)) == (0, 200, 80, 255)
        assert picture.getpixel((900, 256)) == (0, 0, 0, 0)
    assert Image.open(io.BytesIO(emblem(svg(DISC, 'width="10" height="40"'), 100, 10**7)["data"])).size == (
        25,
        100,
    )


def test_what_comes_before_the_drawing_is_read_once() -> None:
    """A pattern that tried again would not end with this one."""
    assert not is_svg(b"<!---->" * 500 + b"x")
    assert is_svg(b"\xef\xbb\xbf" + b"<!---->" * 500 + b"<svg>")


def nested(levels: int) -> str:
    inside = DISC.replace("<circle", '<circle id="l0"')
    for level in range(1, levels):
        uses = f'<use href="#l{level - 1}"/>' * 10
        inside += f'<g id="l{level}">{uses}</g>'
    return inside


HOSTILE = {
    "script": (svg("<script>alert(1)</script>"), "svg_unsafe"),
    "script of another namespace": (
        svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'),
        "svg_unsafe",
    ),
    "handler": (svg('<g onload="alert(1)"/>'), "svg_unsafe"),
    "foreign object": (svg("<foreignObject><p>hi</p></foreignObject>"), "svg_unsafe"),
    "animation": (svg('<animate attributeName="href" to="javascript:alert(1)"/>'), "svg_unsafe"),
    "link": (svg('<use href="https://example.org/x.svg#a"/>'), "svg_unsafe"),
    "file": (svg('<use xlink:href="file:///etc/passwd#a"/>'), "svg_unsafe"),
    "address in a fill": (svg('<path fill="url(https://example.org/x)"/>'), "svg_unsafe"),
    "address in a style": (svg('<path style="fill:url( &quot;//example.org&quot; )"/>'), "svg_unsafe"),
    "address cut in two": (svg('<path fill="url(a)b)"/>'), "svg_unsafe"),
    "style sheet": (svg('<style>@import "https://example.org";</style>'), "svg_unsafe"),
    "escaped style sheet": (svg("<style>@\\69mport 'x';</style>"), "svg_unsafe"),
    "style sheet beside": (b'<?xml-stylesheet href="x.css"?>' + svg(DISC), "svg_unsafe"),
    "base": (svg('<g xml:base="https://example.org"/>'), "svg_unsafe"),
    "entities": (
        b'<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + svg("<title>&b;</title>"),
        "svg_unsafe",
    ),
    "entity of a file": (
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("<title>&a;</title>"),
        "svg_unsafe",
    ),
    "no SVG": (b"<svg><script/></svg>", "svg_unsafe"),
    "letters": (svg("<text>Paper Boat</text>"), "svg_not_shapes"),
    "picture": (svg('<image href="data:image/png;base64,AA"/>'), "svg_not_shapes"),
    "effect": (svg('<filter id="f"><feTurbulence/></filter>'), "svg_not_shapes"),
    "far too deep": (svg("<g>" * 200 + DISC + "</g>" * 200), "svg_too_complex"),
    "too many": (svg(DISC * (vector.MAX_ELEMENTS + 1)), "svg_too_complex"),
    "too large": (svg("<!--" + "x" * vector.MAX_BYTES + "-->"), "svg_too_complex"),
    "a billion circles": (svg(nested(10) + '<use href="#l9"/>'), "svg_too_complex"),
    "through itself": (svg('<g id="a"><use href="#a"/></g>'), "svg_too_complex"),
    "pattern of itself": (
        svg('<pattern id="p"><rect fill="url(#p)"/></pattern><rect fill="url(#p)"/>'),
        "svg_too_complex",
    ),
    "pattern by a style sheet": (
        svg('<style>rect{fill:url(#p)}</style><pattern id="p"><rect/></pattern>'),
        "svg_too_complex",
    ),
    "no size": (svg(DISC, ""), "bad_picture"),
    "a line": (svg(DISC, 'viewBox="0 0 1000 1"'), "bad_picture"),
    "not a number": (svg(DISC, 'viewBox="0 0 nan nan"'), "bad_picture"),
    "cut off": (svg(DISC)[:-10], "bad_picture"),
    "another coding": (svg(DISC).decode().encode("utf-16"), "bad_picture"),
    "nothing to be seen": (svg("<g/>"), "bad_picture"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_plain_drawing_is_refused(name: str) -> None:
    data, code = HOSTILE[name]
    made = emblem(data, 64, 10**7)
    assert made.get("refused") == code, made.get("detail")
    assert len(made["detail"]) > 20


def test_the_check_comes_before_the_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused never reaches the renderer."""

    def never(**_: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr("huahua.painting.imaging.tasks.resvg_py.svg_to_bytes", never)
    for name, (data, code) in HOSTILE.items():
        if name != "nothing to be seen":
            with pytest.raises(Unfit) as refused:
                checked(data)
            assert refused.value.code == code
            assert emblem(data, 64, 10**7)["refused"] == code

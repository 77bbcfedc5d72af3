"""Where widgets may stand, what visitors may say and see, and the passes they carry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from huahua.infra.links import BadLink, SignedLinks
from huahua.infra.sealing import Sealer
from huahua.widgets.domain.counting import PER_ADDRESS, takes
from huahua.widgets.domain.origins import BadOrigin, is_allowed, normal_origin
from huahua.widgets.domain.showing import fault_word, shown_event
from huahua.widgets.domain.widget import Face, Widget, WidgetForm, checked
from huahua.widgets.errors import InvalidWidget

NOON = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("https://Shop.Example", "https://shop.example"),
        (" https://shop.example:443/cart?x=1 ", "https://shop.example"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://shop.example:80", "http://shop.example"),
        ("https://*.shop.example", "https://*.shop.example"),
        ("https://商店.example", "https://xn--czrs0t.example"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_origins_are_written_as_browsers_write_them(written: str, normal: str) -> None:
    assert normal_origin(written) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "shop.example",
        "ftp://shop.example",
        "https://",
        "https://a b.example",
        "https://*",
        "https://*.localhost",
        "https://me@shop.example",
        "https://shop.example; script-src *",
        "https://shop.example:99999",
        "https://" + "a" * 400,
        "javascript:alert(1)",
    ],
)
def test_what_is_no_site_is_refused(text: str) -> None:
    with pytest.raises(BadOrigin):
        normal_origin(text)


def test_a_site_is_allowed_exactly_or_below_a_star() -> None:
    allowed = ["https://shop.example", "https://*.blog.example"]
    for origin in ("https://shop.example", "https://a.blog.example", "https://a.b.blog.example"):
        assert is_allowed(origin, allowed)
    for origin in (
        "http://shop.example",
        "https://shop.example:8443",
        "https://evilshop.example",
        "https://blog.example",
        "https://evilblog.example",
        "http://a.blog.example",
        "https://*.blog.example",
        "null",
        "",
    ):
        assert not is_allowed(origin, allowed)


def test_a_form_is_trimmed_and_checked() -> None:
    form = checked(
        WidgetForm(" Ink  bot ", colour="#C2412D", origins=("https://a.example/x", "https://a.example", ""))
    )
    assert (form.name, form.colour, form.origins) == ("Ink bot", "#c2412d", ("https://a.example",))
    wrong = [
        WidgetForm("  "),
        WidgetForm("x" * 61),
        WidgetForm("a", colour="red"),
        WidgetForm("a", origins=("nowhere",)),
        WidgetForm("a", origins=tuple(f"https://a{n}.example" for n in range(21))),
        WidgetForm("a", face=Face(picture_id="img_x", spec={})),
        WidgetForm("a", instructions="x" * 8_001),
    ]
    for form in wrong:
        with pytest.raises(InvalidWidget):
            checked(form)


def test_a_message_counts_for_its_visitor_its_address_and_the_day() -> None:
    widget = Widget("wg_1", "usr_1", WidgetForm("a", visitor_hourly=3, daily=7), NOON, NOON)
    visitor, address, day = takes(widget, "vis_1", "addr:x", NOON)
    assert (visitor.subject, visitor.most, visitor.window) == ("vis_1", 3, "2026-11-22T12")
    assert (address.subject, address.most) == ("addr:x", 3 * PER_ADDRESS)
    assert (day.subject, day.most, day.window) == ("all", 7, "2026-11-22")
    assert visitor.ends_at == NOON.replace(hour=13, minute=0)
    assert day.ends_at == datetime(2026, 11, 23, tzinfo=UTC)
    later = takes(widget, "vis_1", "addr:x", NOON + timedelta(hours=1))
    assert later[0].window != visitor.window and later[2].window == day.window


def test_visitors_see_words_and_pictures_and_no_more() -> None:
    assert shown_event("text.delta", {"text": "hello"}) == {"text": "hello"}
    picture = {"id": "img_1", "width": 2, "height": 3, "prompt": "secret", "recipe": {}, "model": "m"}
    assert shown_event("picture", {"index": 0, "picture": picture}) == {
        "id": "img_1",
        "width": 2,
        "height": 3,
    }
    failed = {"error": {"code": "insufficient_credit", "message": "The owner's wallet is empty"}}
    assert shown_event("run.failed", failed) == {"error": "spent"}
    for kind in (
        "usage",
        "reasoning.delta",
        "step",
        "title",
        "prompt.written",
        "prompt.enriched",
        "message.saved",
    ):
        assert shown_event(kind, {}) is None
    assert fault_word("content_blocked") == "withheld" and fault_word("upstream_error") == "failed"


def test_a_pass_ends_and_opens_nothing_of_another_use() -> None:
    sealer, moments = Sealer(b"x" * 32), [NOON]
    links = [
        SignedLinks(sealer, clock=lambda: moments[0], lifetime=timedelta(minutes=15), use=use)
        for use in ("widget-pass", "widget-grant", "link")
    ]
    token = links[0].token("wg_1", "vis_1 https://a.example")
    assert links[0].open(token) == ("wg_1", "vis_1 https://a.example")
    for other in links[1:]:
        with pytest.raises(BadLink):
            other.open(token)
    moments[0] += timedelta(minutes=16)
    with pytest.raises(BadLink):
        links[0].open(token)

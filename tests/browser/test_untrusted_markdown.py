"""What a model says is words: nothing in it runs, and nothing in it reaches another host."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from tests.browser.chat import ask, choose_model
from tests.browser.people import Person
from tests.browser.shots import Shots
from tests.browser.upstream import ScriptedUpstream

HOSTILE = {
    "script": "<script>window.pwned = 'script'</script>\n\n<img src=x onerror=\"window.pwned='onerror'\">",
    "handlers": "<svg onload=\"window.pwned='svg'\"></svg><details open ontoggle=\"window.pwned='toggle'\">x</details>",
    "frames": (
        "<iframe srcdoc=\"<script>parent.pwned='frame'</script>\"></iframe>"
        "<object data=\"javascript:window.pwned='object'\"></object>"
        '<form action="javascript:pwned=1"><button>press</button></form>'
    ),
    "links": (
        "[press](javascript:window.pwned='link') [again](JaVaScRiPt:window.pwned=1) "
        "[data](data:text/html,<script>pwned=1</script>) <a href=\"javascript:window.pwned='a'\">html</a>"
    ),
    "pictures": "![tracker](https://evil.example/track.png?who=me) <img src='https://evil.example/raw.png'>",
    "style": (
        "<style>body{display:none;background:url(https://evil.example/css)}</style>"
        "<div style='position:fixed;inset:0;background:red'>over</div>"
    ),
    "mermaid": (
        "```mermaid\n"
        "%%{init: {'securityLevel': 'loose', 'theme': 'base', 'flowchart': {'htmlLabels': true}}}%%\n"
        "flowchart LR\n"
        "  A[\"<img src=x onerror=window.pwned='mermaid'>\"] --> B[\"<script>window.pwned='mermaid'</script>\"]\n"
        "  click A href \"javascript:window.pwned='click'\"\n"
        "  click B call eval(\"window.pwned='call'\")\n"
        "```"
    ),
    "katex": (
        "$\\href{javascript:window.pwned='katex'}{x}$ and "
        "$\\includegraphics{https://evil.example/k.png}$ and $\\htmlStyle{position:fixed}{y}$"
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_nothing_of_a_hostile_answer_runs(
    page: Page, person: Person, upstream: ScriptedUpstream, kind: str, shots: Shots
) -> None:
    seen: list[str] = []
    dialogs: list[str] = []

    def note(request: Request) -> None:
        seen.append(request.url)

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("request", note)
    page.on("dialog", refuse)
    text = f"Before.\n\n{HOSTILE[kind]}\n\nAfter."
    middle = len(text) // 2
    upstream.script(f"say something {kind}", text[:middle], text[middle:])
    page.goto("/")
    choose_model(page, "storyteller")
    answered = ask(page, f"say something {kind}")
    expect(answered).to_contain_text("Before.")
    expect(answered).to_contain_text("After.")
    if kind == "mermaid":
        expect(
            answered.locator("svg[id^=mermaid], svg[aria-roledescription], [class*=diagram i]").first
        ).to_be_visible()
    for link in answered.locator(".x-markdown a, [class*=markdown] a").all():
        href = (link.get_attribute("href") or link.get_attribute("xlink:href") or "").strip().lower()
        assert not href.startswith(("javascript:", "data:", "vbscript:")), href
    for element in ("script", "iframe", "object", "embed", "form", "style:not(svg style)"):
        expect(answered.locator(element)).to_have_count(0)
    shots.take(page, kind)
    page.reload()
    expect(answered).to_contain_text("After.")
    expect(page.get_by_test_id("composer-input")).to_be_visible()
    assert page.evaluate("window.pwned") is None
    assert dialogs == []
    here = urlsplit(page.url).netloc
    assert {urlsplit(url).netloc for url in seen if url.startswith(("http", "ws"))} == {here}
    assert person.messages()[-1]["text"] == text


def test_a_titles_markup_is_shown_as_it_is(page: Page, person: Person) -> None:
    conversation = person.post("/api/conversations", {})["id"]
    title = "<img src=x onerror=window.pwned=1><b>bold</b>"
    person.api.patch(f"/api/conversations/{conversation}", json={"title": title}).raise_for_status()
    page.goto(f"/c/{conversation}")
    expect(page.get_by_test_id("conversation-title")).to_have_text(title)
    expect(page.get_by_test_id("conversation-item")).to_contain_text(title)
    assert page.evaluate("window.pwned") is None


def test_the_page_says_what_it_may_load(page: Page) -> None:
    answer = page.goto("/")
    assert answer is not None
    policy = answer.headers.get("content-security-policy", "")
    assert "default-src 'self'" in policy, policy
    assert "unsafe-eval" not in policy
    scripts = next((part for part in policy.split(";") if part.strip().startswith("script-src")), "")
    assert "unsafe-inline" not in scripts
    assert answer.headers.get("x-content-type-options") == "nosniff"

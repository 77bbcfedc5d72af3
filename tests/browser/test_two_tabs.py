"""A second tab shows the same answer as the first, while it comes and afterwards."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import (
    answer,
    ask,
    cards,
    choose_model,
    conversation_id,
    expect_loaded,
    expect_status,
    new_chat,
    say,
)
from tests.browser.people import Person
from tests.browser.upstream import Pause, ScriptedUpstream


def test_a_second_tab_follows_the_running_answer(
    page: Page, context: BrowserContext, person: Person, upstream: ScriptedUpstream
) -> None:
    middle, end = Pause(), Pause()
    upstream.script("two tabs", "Beginning, ", middle, "middle, ", end, "end.")
    page.goto("/")
    choose_model(page, "storyteller")
    say(page, "a tale for two tabs")
    expect(answer(page)).to_contain_text("Beginning,")
    here = conversation_id(page)

    second = context.new_page()
    second.goto(f"/c/{here}")
    expect(second.get_by_test_id("message-user")).to_contain_text("a tale for two tabs")
    expect(answer(second)).to_contain_text("Beginning,")
    expect_status(second, "running")
    expect(second.get_by_test_id("stop")).to_be_visible()
    middle.go()
    for tab in (page, second):
        expect(answer(tab)).to_contain_text("Beginning, middle,")
    end.go()
    for tab in (page, second):
        expect(answer(tab)).to_contain_text("Beginning, middle, end.")
        expect_status(tab, "done")
        expect(tab.get_by_test_id("send")).to_be_visible()
    assert person.messages(here)[-1]["text"] == "Beginning, middle, end."


def test_what_one_tab_says_appears_in_the_other(page: Page, context: BrowserContext, person: Person) -> None:
    page.goto("/")
    ask(page, "what is 2 + 3?")
    here = conversation_id(page)
    second = context.new_page()
    second.goto(f"/c/{here}")
    expect(answer(second)).to_contain_text("5")
    say(page, "paint a blue fish")
    expect(second.get_by_test_id("message-user")).to_have_count(2)
    expect(cards(answer(second))).to_have_count(1)
    expect_loaded(cards(answer(second)).locator("img").last)
    expect_status(second, "done")
    new_chat(second)
    say(second, "what is 20 + 22?")
    expect(answer(second)).to_contain_text("42")
    expect(page.get_by_test_id("conversation-item")).to_have_count(2)
    assert len(person.conversations()) == 2


def test_stopping_in_one_tab_stops_in_the_other(
    page: Page, context: BrowserContext, person: Person, upstream: ScriptedUpstream
) -> None:
    end = Pause()
    upstream.script("stop me elsewhere", "So far.", end, "Not this.")
    page.goto("/")
    choose_model(page, "storyteller")
    say(page, "stop me elsewhere")
    expect(answer(page)).to_contain_text("So far.")
    second = context.new_page()
    second.goto(f"/c/{conversation_id(page)}")
    expect(answer(second)).to_contain_text("So far.")
    second.get_by_test_id("stop").click()
    for tab in (page, second):
        expect_status(tab, "cancelled")
    assert person.messages()[-1]["status"] == "cancelled"
    end.go()

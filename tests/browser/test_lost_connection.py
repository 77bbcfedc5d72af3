"""A connection that goes away and comes back loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.cable import Cable
from tests.browser.chat import (
    answer,
    answers,
    ask,
    choose_model,
    composer,
    conversation_id,
    expect_message,
    expect_status,
    say,
)
from tests.browser.people import Person
from tests.browser.shots import Shots
from tests.browser.upstream import Pause, ScriptedUpstream
from tests.running_server import RunningServer


@pytest.fixture
def cable(server: RunningServer) -> Iterator[Cable]:
    with Cable(server.port) as cable:
        yield cable


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], cable: Cable) -> dict[str, Any]:
    """The page comes over the cable."""
    return browser_context_args | {"base_url": cable.url}


def lost(page: Page) -> Locator:
    return page.get_by_text("Connection lost.", exact=False).first


def test_an_answer_goes_on_after_the_connection_is_back(
    page: Page, cable: Cable, person: Person, upstream: ScriptedUpstream, shots: Shots
) -> None:
    middle, end = Pause(), Pause()
    upstream.script("in a tunnel", "Before the tunnel, ", middle, "in it, ", end, "after it.")
    page.goto("/")
    choose_model(page, "storyteller")
    say(page, "a tale in a tunnel")
    expect(answer(page)).to_contain_text("Before the tunnel,")
    here = conversation_id(page)
    cable.cut()
    expect(lost(page)).to_be_visible()
    expect(answer(page)).to_contain_text("Before the tunnel,")
    shots.everywhere(page, "lost")
    middle.go()
    cable.mend()
    expect(answer(page)).to_contain_text("Before the tunnel, in it,")
    expect(lost(page)).to_have_count(0)
    end.go()
    expect(answer(page)).to_contain_text("Before the tunnel, in it, after it.")
    expect_status(page, "done")
    expect(page.get_by_role("navigation", name="Conversations").get_by_role("alert")).to_have_count(0)
    assert person.messages(here)[-1]["text"] == "Before the tunnel, in it, after it."


def test_what_others_changed_meanwhile_appears(page: Page, cable: Cable, person: Person) -> None:
    page.goto("/")
    ask(page, "hello")
    cable.cut()
    person.ask("what is 6 * 7?")
    cable.mend()
    expect(page.get_by_test_id("conversation-item")).to_have_count(2)


def test_an_answer_that_ended_meanwhile_is_there_afterwards(
    page: Page, cable: Cable, person: Person, upstream: ScriptedUpstream
) -> None:
    rest = Pause()
    upstream.script("without me", "Start. ", rest, "All of it came while you were away.")
    page.goto("/")
    choose_model(page, "storyteller")
    say(page, "go on without me")
    expect(answer(page)).to_contain_text("Start.")
    here = conversation_id(page)
    run_id = person.messages(here)[-1]["run_id"]
    cable.cut()
    rest.go()
    person.follow(run_id)
    assert person.messages(here)[-1]["status"] == "done"
    expect_status(page, "running")
    cable.mend()
    expect(answer(page)).to_contain_text("All of it came while you were away.")
    expect_status(page, "done")


def test_a_network_that_silently_changed_is_noticed_at_once(
    page: Page, context: BrowserContext, person: Person, upstream: ScriptedUpstream
) -> None:
    """The browser says that it is offline, yet the old connection is not closed: as when Wi-Fi goes away."""
    end = Pause()
    upstream.script("on a train", "Leaving, ", end, "arriving.")
    page.goto("/")
    choose_model(page, "storyteller")
    say(page, "a tale on a train")
    expect(answer(page)).to_contain_text("Leaving,")
    context.set_offline(True)
    expect(lost(page)).to_be_visible()
    end.go()
    context.set_offline(False)
    expect(answer(page)).to_contain_text("Leaving, arriving.")
    expect_status(page, "done")
    expect(lost(page)).to_have_count(0)


def test_a_message_that_cannot_be_sent_comes_back_into_the_field(
    page: Page, cable: Cable, person: Person, shots: Shots
) -> None:
    page.goto("/")
    ask(page, "hello")
    cable.cut()
    say(page, "these words must not be lost")
    expect_message(page, "The message was not sent")
    expect(composer(page)).to_have_value("these words must not be lost")
    shots.take(page, "not-sent")
    cable.mend()
    page.reload()
    expect(composer(page)).to_have_value("these words must not be lost")
    assert len(person.messages()) == 2
    page.get_by_test_id("send").click()
    expect(answers(page)).to_have_count(2)
    expect_status(page, "done")
    assert person.messages()[2]["text"] == "these words must not be lost"


def test_a_page_opened_without_a_server_can_try_again(page: Page, cable: Cable, shots: Shots) -> None:
    page.goto("/")
    expect(composer(page)).to_be_visible()
    page.route("**/api/bootstrap", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("The server cannot be reached.", exact=False)).to_be_visible()
    shots.everywhere(page, "unreachable")
    page.unroute("**/api/bootstrap")
    page.get_by_role("button", name="Try again").click()
    expect(composer(page)).to_be_visible()


def test_one_may_go_on_although_the_ended_answer_cannot_be_loaded_again(page: Page) -> None:
    page.goto("/")
    ask(page, "hello")
    page.route(f"**/api/conversations/{conversation_id(page)}", lambda route: route.abort())
    say(page, "what is 6 * 7?")
    expect(answers(page)).to_have_count(2)
    expect(answer(page)).to_contain_text("42")
    expect_status(page, "done")
    expect(page.get_by_test_id("send")).to_be_visible()

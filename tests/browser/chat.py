"""What a person does in a conversation, and where things are on its page."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager

from playwright.sync_api import Locator, Page, Response, expect

LOADED = "image => image.complete && image.naturalWidth > 0"

KEEP_MESSAGES = """(() => {
    window.messages = new Set();
    const keep = () => document.querySelectorAll('[class*=message-notice]').forEach((one) => {
        if (one.textContent) window.messages.add(one.textContent);
    });
    new MutationObserver(keep).observe(document, {subtree: true, childList: true, characterData: true});
})()"""


def expect_message(page: Page, words: str) -> None:
    """The page has said this in passing: such a message goes away by itself, also before a slow machine looks."""
    page.wait_for_function("(words) => [...window.messages].some((one) => one.includes(words))", arg=words)


def saved(page: Page, method: str, path: str) -> AbstractContextManager[object]:
    """Around what the page shows before the server has it: leaves when the server has answered well.

    `path` is a regular expression for the whole path.
    """

    def is_it(response: Response) -> bool:
        found = re.fullmatch(path, response.url.partition("://")[2].partition("/")[2].partition("?")[0])
        return found is not None and response.request.method == method and response.ok

    return page.expect_response(is_it)


def new_chat(page: Page) -> None:
    """Leave the conversation for an empty first screen."""
    page.get_by_test_id("new-chat").click()
    expect(page.get_by_test_id("greeting")).to_be_visible()


def composer(page: Page) -> Locator:
    return page.get_by_test_id("composer-input")


def say(page: Page, text: str) -> None:
    composer(page).fill(text)
    page.get_by_test_id("send").click()


def answers(page: Page) -> Locator:
    return page.get_by_test_id("message-assistant")


def answer(page: Page) -> Locator:
    """The last answer."""
    return answers(page).last


def expect_status(page: Page, status: str) -> None:
    expect(answer(page)).to_have_attribute("data-status", status)


def ask(page: Page, text: str) -> Locator:
    """Say something and wait until it is answered and painted; returns the answer."""
    said, answered = page.get_by_test_id("message-user").count(), answers(page).count()
    say(page, text)
    expect(page.get_by_test_id("message-user")).to_have_count(said + 1)
    expect(answers(page)).to_have_count(answered + 1)
    expect_status(page, "done")
    expect(page.get_by_test_id("picture-progress")).to_have_count(0)
    return answer(page)


def cards(within: Page | Locator) -> Locator:
    return within.get_by_test_id("picture-card")


def expect_loaded(image: Locator) -> None:
    """The picture is really there: decoded, with a size."""
    expect(image).to_be_visible()
    handle = image.element_handle()
    image.page.wait_for_function(LOADED, arg=handle)


def choose_model(page: Page, name: str) -> None:
    page.get_by_test_id("model-picker").click()
    page.get_by_role("menuitem").filter(has_text=name).click()
    expect(page.get_by_test_id("model-picker")).to_contain_text(name)


def conversation_id(page: Page) -> str:
    page.wait_for_url("**/c/*")
    return page.url.rpartition("/")[2]

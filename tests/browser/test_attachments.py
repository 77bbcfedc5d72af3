"""Pictures that a person brings: chosen, pasted, and files that only pretend to be one."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.chat import answer, ask, cards, composer, expect_loaded, expect_message
from tests.browser.people import Person
from tests.browser.shots import Shots
from tests.simulators.pictures import picture

PASTE = """([element, data]) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'pasted.png', {type: 'image/png'}));
    element.dispatchEvent(new ClipboardEvent('paste', {clipboardData: transfer, bubbles: true, cancelable: true}));
}"""


def choose(page: Page, *files: FilePayload) -> None:
    with page.expect_file_chooser() as waiting:
        page.get_by_test_id("attach").click()
    waiting.value.set_files(list(files))


def test_a_picture_is_chosen_sent_and_changed(page: Page, person: Person, shots: Shots) -> None:
    page.goto("/")
    choose(page, {"name": "blue.png", "mimeType": "image/png", "buffer": picture(320, 240)})
    expect(page.get_by_test_id("attachment")).to_have_count(1)
    expect(page.get_by_test_id("upload")).to_have_count(0)
    expect_loaded(page.get_by_test_id("attachment").locator("img"))
    shots.everywhere(page, "attached")
    ask(page, "make it night")
    expect_loaded(page.get_by_test_id("message-user").locator("img"))
    asked = person.messages()[-2]
    [attached] = asked["attachments"]
    assert (attached["origin"], attached["width"], attached["height"]) == ("upload", 320, 240)
    expect(page.get_by_test_id("attachment")).to_have_count(0)


def test_a_picture_is_pasted_and_taken_away_again(page: Page, person: Person) -> None:
    page.goto("/")
    data = base64.b64encode(picture(200, 200, colour="#3f7d58")).decode()
    composer(page).focus()
    page.evaluate(PASTE, [composer(page).element_handle(), data])
    expect(page.get_by_test_id("attachment")).to_have_count(1)
    [uploaded] = person.pictures(origin="upload")
    assert (uploaded["width"], uploaded["height"]) == (200, 200)
    page.reload()
    expect(page.get_by_test_id("attachment")).to_have_count(1)
    page.get_by_test_id("attachment").hover()
    page.get_by_test_id("attachment").get_by_role("button").click()
    expect(page.get_by_test_id("attachment")).to_have_count(0)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (
            {"name": "notes.png", "mimeType": "image/png", "buffer": b"these are only words, not a picture"},
            "not a picture",
        ),
        (
            {"name": "half.png", "mimeType": "image/png", "buffer": picture(640, 480, "JPEG")[:300]},
            "half.png could not be uploaded",
        ),
        ({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"words"}, "notes.txt is not a picture"),
        (
            {"name": "drawing.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload='alert(1)'/>"},
            "drawing.svg is not a picture",
        ),
    ],
    ids=["text-as-png", "broken-off", "text", "svg"],
)
def test_what_is_not_a_picture_is_refused_in_words(
    page: Page, person: Person, file: FilePayload, words: str, shots: Shots
) -> None:
    page.goto("/")
    composer(page).fill("look at this")
    choose(page, file)
    expect_message(page, words)
    shots.take(page, f"refused-{file['name']}")
    expect(page.get_by_test_id("attachment")).to_have_count(0)
    expect(page.get_by_test_id("upload")).to_have_count(0)
    expect(composer(page)).to_have_value("look at this")
    assert person.pictures() == []


def test_too_many_pictures_are_counted(page: Page) -> None:
    page.goto("/")
    files: list[FilePayload] = [
        {
            "name": f"{index}.png",
            "mimeType": "image/png",
            "buffer": picture(64, 64, colour=f"#{index}{index}8844"),
        }
        for index in range(9)
    ]
    choose(page, *files)
    expect_message(page, "At most 8 pictures fit in one message.")
    expect(page.get_by_test_id("attachment")).to_have_count(8)


def test_pictures_are_uploaded_into_the_gallery(page: Page, person: Person) -> None:
    page.goto("/gallery")
    page.get_by_test_id("gallery-file").set_input_files(
        [
            {"name": "one.png", "mimeType": "image/png", "buffer": picture(300, 200)},
            {"name": "bad.png", "mimeType": "image/png", "buffer": b"no picture at all"},
        ]
    )
    expect(page.get_by_test_id("upload-card")).to_contain_text("bad.png")
    expect(page.get_by_test_id("gallery-tile")).to_have_count(1)
    expect(page.get_by_test_id("upload-card")).to_contain_text("1 file was not uploaded")
    assert len(person.pictures(origin="upload")) == 1


def test_an_avatar_is_drawn_in_a_conversation(page: Page, person: Person, shots: Shots) -> None:
    page.goto("/")
    ask(page, "draw an avatar of a cheerful woman with short hair and round glasses")
    expect(cards(answer(page)).first).to_be_visible()
    expect_loaded(cards(answer(page)).first.locator("img").last)
    shots.everywhere(page, "avatar")
    assert person.pictures()[0]["origin"] == "avatar"

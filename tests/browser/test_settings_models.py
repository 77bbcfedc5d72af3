"""The administrator connects a real model in the page, and people use it at once."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import openai
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.chat import ask, choose_model, expect_loaded
from tests.browser.people import Person
from tests.browser.shots import Shots
from tests.browser.upstream import InThread, ScriptedUpstream
from tests.running_server import RunningServer
from tests.simulators.painters.comfyui import ComfySimulator

RICH = """Here is a table:

| planet | moons |
|---|---|
| Mars | 2 |

```python
print("hello")
```

```mermaid
flowchart TD
  A[Words] --> B[Prompt] --> C[Picture]
```

And a formula $e^{i\\pi} + 1 = 0$ inside the text, and one of its own:

$$\\int_0^1 x^2\\,dx = \\tfrac13$$
"""


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person("administrator", "Ada")


@pytest.fixture
def name(person: Person) -> str:
    """A provider's name that no other test uses."""
    return f"sim-{person.email[:6]}"


@pytest.fixture
def dead_address() -> Iterator[str]:
    """An address of this machine where nothing answers, and where nothing else can begin to."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{kept.getsockname()[1]}/v1"


def fill_form(page: Page, name: str, url: str, key: str) -> Locator:
    page.goto("/settings/models")
    page.get_by_test_id("provider-add").click()
    page.get_by_test_id("preset-other").click()
    form = page.get_by_test_id("provider-form")
    form.get_by_test_id("provider-name").fill(name)
    form.get_by_test_id("provider-url").fill(url)
    form.get_by_test_id("provider-key").fill(key)
    return form


def test_a_provider_is_added_tested_and_talked_to(
    page: Page, person: Person, name: str, upstream: ScriptedUpstream, dead_address: str, shots: Shots
) -> None:
    form = fill_form(page, name, upstream.base_url, "sk-wrong")
    result = form.get_by_test_id("test-result")

    form.get_by_test_id("form-test").click()
    expect(result).to_have_attribute("data-ok", "false")
    expect(result).to_contain_text("Allow private addresses")
    shots.everywhere(page, "private-address")

    form.get_by_test_id("provider-private").click()
    form.get_by_test_id("form-test").click()
    expect(result).to_contain_text("The provider refuses the key.")
    expect(result).not_to_contain_text("sk-wrong")
    shots.everywhere(page, "wrong-key")

    form.get_by_test_id("provider-key").fill(upstream.key)
    form.get_by_test_id("provider-url").fill(dead_address)
    form.get_by_test_id("form-test").click()
    expect(result).to_contain_text("Nothing answers there.")
    shots.take(page, "dead-address")

    form.get_by_test_id("provider-url").fill(upstream.base_url)
    form.get_by_test_id("form-test").click()
    expect(result).to_have_attribute("data-ok", "true")
    choice = form.get_by_test_id("model-choice").filter(has_text="gpt-4o").first
    choice.get_by_role("checkbox").check()
    choice.get_by_test_id("model-open").click()
    choice.get_by_test_id("model-name").fill(f"best-{name}")
    choice.get_by_test_id("model-tools").uncheck()
    shots.everywhere(page, "provider-form")
    form.get_by_test_id("provider-save").click()
    card = page.get_by_test_id(f"provider-{name}")
    expect(card).to_contain_text(f"best-{name}")
    shots.everywhere(page, "models")

    [stored] = [row for row in person.get("/api/admin/providers")["items"] if row["name"] == name]
    assert stored["has_key"] is True
    assert upstream.key not in str(stored)
    assert [row["name"] for row in stored["models"]] == [f"best-{name}"]

    upstream.script("tell me about planets", *RICH.splitlines(keepends=True))
    page.get_by_test_id("nav-chat").click()
    choose_model(page, f"best-{name}")
    answered = ask(page, "tell me about planets")
    expect(answered.get_by_role("cell", name="Mars")).to_be_visible()
    expect(answered.get_by_role("columnheader", name="moons")).to_be_visible()
    expect(answered.locator("pre code, code").filter(has_text='print("hello")').first).to_be_visible()
    expect_loaded(answered.get_by_role("figure").get_by_role("img"))
    expect(answered.locator(".katex")).to_have_count(2)
    expect(answered.locator(".katex-error")).to_have_count(0)
    shots.everywhere(page, "markdown")
    sent = next(request for request in upstream.requests if b"tell me about planets" in request.body)
    assert sent.headers["authorization"] == f"Bearer {upstream.key}"
    assert sent.json["stream"] is True
    assert person.messages()[-1]["text"].strip() == RICH.strip()


def test_a_painter_of_ones_own_is_connected_and_paints(
    page: Page, person: Person, name: str, shots: Shots
) -> None:
    with InThread(ComfySimulator()) as comfy:
        page.goto("/settings/models")
        page.get_by_test_id("provider-add").click()
        page.get_by_test_id("preset-search").fill("comfy")
        shots.everywhere(page, "painter-preset")
        page.get_by_test_id("preset-comfyui").click()
        form = page.get_by_test_id("provider-form")
        form.get_by_test_id("provider-name").fill(name)
        form.get_by_test_id("provider-url").fill(comfy.base_url)
        form.get_by_test_id("form-test").click()
        expect(form.get_by_test_id("test-result")).to_have_attribute("data-ok", "true")
        choice = form.get_by_test_id("model-choice").filter(has_text="dream.safetensors")
        choice.get_by_role("checkbox").check()
        choice.get_by_test_id("model-open").click()
        choice.get_by_test_id("model-name").fill(f"dream-{name}")
        shots.everywhere(page, "painter-form")
        form.get_by_test_id("provider-save").click()
        expect(page.get_by_test_id(f"provider-{name}")).to_contain_text(f"dream-{name}")

        [model] = [one for one in person.get("/api/models")["items"] if one["id"] == f"dream-{name}"]
        assert model["tasks"] == ["painting"]
        assert model["painting"]["mask"] is True and model["painting"]["previews"] is True
        [picture_id] = person.paint("a boat at dawn", model=f"dream-{name}", seed=7, quality="draft")
        picture = person.get(f"/api/pictures/{picture_id}")
        assert (picture["width"], picture["height"], picture["seed"]) == (384, 256, 7)
        assert picture["unmet"] == [] and picture["recipe"]["quality"] == "draft"


def test_a_cloud_asks_for_its_own_fields(page: Page, person: Person, name: str, shots: Shots) -> None:
    page.goto("/settings/models")
    page.get_by_test_id("provider-add").click()
    page.get_by_test_id("preset-bedrock").click()
    form = page.get_by_test_id("provider-form")
    form.get_by_test_id("provider-name").fill(name)
    form.get_by_test_id("provider-region").fill("nowhere at all")
    form.get_by_test_id("provider-save").click()
    expect(form).to_contain_text("Name the region")
    shots.everywhere(page, "cloud-form")
    form.get_by_test_id("provider-region").fill("eu-central-1")
    form.get_by_test_id("provider-save").click()
    card = page.get_by_test_id(f"provider-{name}")
    card.get_by_test_id("provider-edit").click()
    expect(form.get_by_test_id("provider-region")).to_have_value("eu-central-1")
    [stored] = [row for row in person.get("/api/admin/providers")["items"] if row["name"] == name]
    assert (stored["kind"], stored["region"], stored["base_url"]) == ("bedrock", "eu-central-1", "")


def test_a_saved_provider_is_tested_switched_off_and_deleted(
    page: Page, person: Person, name: str, upstream: ScriptedUpstream
) -> None:
    body = {
        "name": name,
        "kind": "openai",
        "base_url": upstream.base_url,
        "allow_private": True,
        "api_key": upstream.key,
        "models": [{"name": f"m-{name}", "model": "gpt-4o", "tasks": ["dialogue"]}],
    }
    person.post("/api/admin/providers", body)
    page.goto("/settings/models")
    card = page.get_by_test_id(f"provider-{name}")
    card.get_by_test_id("provider-test").click()
    expect(card.get_by_test_id("test-result")).to_have_attribute("data-ok", "true")

    def offered() -> list[str]:
        return [model["id"] for model in person.get("/api/models")["items"]]

    assert f"m-{name}" in offered()
    card.get_by_test_id("provider-switch").click()
    expect(card.get_by_test_id("provider-switch")).to_have_attribute("aria-checked", "false")
    assert f"m-{name}" not in offered()
    card.get_by_test_id("provider-more").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_test_id("confirm-delete-provider").click()
    expect(card).to_have_count(0)
    assert name not in [row["name"] for row in person.get("/api/admin/providers")["items"]]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_limits_hedging_and_cache_are_set_in_the_page(
    page: Page, person: Person, name: str, upstream: ScriptedUpstream, shots: Shots
) -> None:
    body = {
        "name": name,
        "kind": "openai",
        "base_url": upstream.base_url,
        "allow_private": True,
        "api_key": upstream.key,
        "models": [{"name": f"m-{name}", "model": "gpt-4o", "tasks": ["dialogue"]}],
    }
    person.post("/api/admin/providers", body)
    page.goto("/settings/models")
    page.get_by_test_id(f"provider-{name}").get_by_test_id("provider-edit").click()
    form = page.get_by_test_id("provider-form")
    form.get_by_test_id("provider-advanced").click()
    form.get_by_test_id("key-add").click()
    form.get_by_test_id("key-more").fill("sk-second")
    form.get_by_test_id("key-weight-1").fill("3")
    form.get_by_test_id("provider-connect").fill("2.5")
    form.get_by_test_id("provider-first-byte").fill("30")
    form.get_by_test_id("provider-places").fill("8")
    form.get_by_test_id("provider-waiting").fill("0")
    expect(form.get_by_test_id("provider-idle")).to_have_attribute("placeholder", "120")
    shots.everywhere(page, "provider-limits")

    form.get_by_test_id("model-open").click()
    form.get_by_test_id("model-advanced").click()
    form.get_by_test_id("model-first-byte").fill("1.5")
    form.get_by_test_id("model-hedge").click()
    form.get_by_test_id("model-hedge-after").fill("0.5")
    form.get_by_test_id("model-hedge").scroll_into_view_if_needed()
    shots.everywhere(page, "model-times")
    form.get_by_test_id("cache-use").get_by_role("combobox").press("ArrowDown")
    page.locator(".ant-select-item-option").nth(1).click()
    form.get_by_test_id("cache-ttl").fill("600")
    form.get_by_test_id("cache-semantic").get_by_role("combobox").press("ArrowDown")
    expect(page.locator(".ant-select-item-option-disabled")).to_have_count(1)
    page.locator(".ant-select-item-option:visible").nth(2).click()
    form.get_by_test_id("cache-threshold").fill("97.5")
    form.get_by_test_id("cache-everyone").scroll_into_view_if_needed()
    shots.everywhere(page, "model-cache")
    form.get_by_test_id("provider-save").click()
    expect(form).to_have_count(0)

    [stored] = [row for row in person.get("/api/admin/providers")["items"] if row["name"] == name]
    limits = ("timeout_s", "connect_timeout_s", "first_byte_timeout_s", "max_concurrency", "max_waiting")
    assert [stored[field] for field in limits] == [600, 2.5, 30, 8, 0]
    assert (stored["more_keys"], stored["key_weights"]) == (1, [3, 1])
    [model] = stored["models"]
    assert (model["hedge"], model["hedge_after_s"], model["first_byte_timeout_s"]) == (True, 0.5, 1.5)
    rule = {
        "use": True,
        "scope": "user",
        "ttl_s": 600,
        "price": None,
        "semantic": "shadow",
        "threshold": 0.975,
    }
    assert model["cache"] == rule
    page.get_by_test_id(f"provider-{name}").get_by_test_id("provider-edit").click()
    form.get_by_test_id("provider-advanced").click()
    expect(form.get_by_test_id("provider-connect")).to_have_value("2.5")
    expect(form.get_by_test_id("provider-timeout")).to_have_value("")
    form.get_by_test_id("key-stored").get_by_test_id("key-remove").click()
    form.get_by_test_id("model-open").click()
    form.get_by_test_id("model-advanced").click()
    form.get_by_test_id("model-hedge").click()
    form.get_by_test_id("provider-save").click()
    expect(form).to_have_count(0)
    [stored] = [row for row in person.get("/api/admin/providers")["items"] if row["name"] == name]
    assert (stored["more_keys"], stored["key_weights"], stored["models"][0]["hedge"]) == (0, [], False)
    assert stored["models"][0]["cache"] == rule, "what was not touched stays"


def test_a_key_made_in_the_page_works_in_the_openai_sdk(
    page: Page, server: RunningServer, upstream: ScriptedUpstream, shots: Shots
) -> None:
    upstream.script("asked by a program", "Answered to a program.")
    page.goto("/settings/keys")
    page.get_by_test_id("key-create").first.click()
    page.get_by_test_id("key-name").fill("My notebook")
    page.get_by_test_id("key-submit").click()
    secret = page.get_by_test_id("key-secret").inner_text().strip()
    expect(page.get_by_test_id("key-submit")).to_have_count(0)
    client = openai.OpenAI(base_url=f"{server.url}/v1", api_key=secret, timeout=60, max_retries=0)
    stream = client.chat.completions.create(
        model="storyteller", messages=[{"role": "user", "content": "asked by a program"}], stream=True
    )
    said = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
    assert said == "Answered to a program."
    page.get_by_test_id("key-done").click()
    row = page.get_by_test_id("key-row").filter(has_text="My notebook")
    expect(row).to_be_visible()
    expect(page.get_by_text(secret)).to_have_count(0)
    page.reload()
    expect(row).not_to_contain_text("Never used")
    shots.everywhere(page, "keys")
    row.get_by_test_id("key-revoke").click()
    page.get_by_test_id("confirm-revoke").click()
    expect(row).to_have_count(0)
    with pytest.raises(openai.AuthenticationError):
        client.models.list()
    client.close()


def test_a_litellm_configuration_is_imported(page: Page, person: Person, name: str) -> None:
    page.goto("/settings/models")
    page.get_by_test_id("models-import").click()
    page.get_by_test_id("import-text").fill(
        f"model_list:\n"
        f"  - model_name: pool-{name}\n"
        f"    litellm_params:\n"
        f"      model: openai/gpt-4o\n"
        f"      api_base: https://{name}.example.org/v1\n"
        f"      api_key: sk-imported-0123\n"
        f"  - model_name: odd-{name}\n"
        f"    litellm_params: {{}}\n"
    )
    page.get_by_test_id("import-submit").click()
    expect(page.get_by_test_id("import-result")).to_contain_text(f"pool-{name}")
    page.get_by_test_id("import-done").click()
    expect(page.get_by_text(f"pool-{name}").first).to_be_visible()
    models = [row["name"] for row in person.get("/api/admin/models")["items"]]
    assert f"pool-{name}" in models
    assert "sk-imported" not in page.content()


def test_the_doctor_reports(page: Page, shots: Shots) -> None:
    page.goto("/settings/doctor")
    expect(page.get_by_test_id("doctor-summary")).to_be_visible()
    expect(page.get_by_test_id("doctor")).to_contain_text("Database")
    shots.everywhere(page, "doctor")


def test_another_role_neither_sees_nor_opens_what_administrators_do(
    context: BrowserContext, make_person: Callable[..., Person], shots: Shots
) -> None:
    somebody = make_person("user")
    somebody.enter(context)
    page = context.new_page()
    page.goto("/settings")
    expect(page.get_by_test_id("settings-profile")).to_be_visible()
    for section in ("models", "users", "doctor"):
        expect(page.get_by_test_id(f"settings-{section}")).to_have_count(0)
        page.goto(f"/settings/{section}")
        expect(page.get_by_test_id("profile")).to_be_visible()
        expect(page.get_by_test_id(section)).to_have_count(0)
    shots.take(page, "role-user")
    page.keyboard.press("Control+k")
    palette = page.get_by_test_id("command-palette")
    expect(palette.get_by_role("option", name="Profile")).to_be_visible()
    expect(palette.get_by_role("option", name="Models")).to_have_count(0)
    for path in ("/api/admin/providers", "/api/users", "/api/doctor"):
        assert somebody.api.get(path).status_code == 403, path

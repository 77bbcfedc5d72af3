"""Talk and paint: tool calls become paintings that go on by themselves, and edits change the right picture."""

from __future__ import annotations

import json
from typing import Any

import pytest

from huahua.chat.api import PaintKind, TrainedStyle
from tests.integration.chat.conftest import ANN, BOB, World
from tests.integration.chat.fakes import calling, words


def tool(request: Any, name: str) -> dict[str, Any]:
    found = [tool["function"] for tool in request.tools if tool["function"]["name"] == name]
    assert found, f"{name} was not offered"
    function: dict[str, Any] = found[0]
    return function


async def paint(world: World, conversation_id: str, text: str, prompt: str, count: int = 1) -> dict[str, Any]:
    """A turn in which the model paints; the finished answer."""
    arguments = json.dumps({"prompt": prompt, "count": count})
    world.model.will_say(calling("paint_picture", arguments, text="Painting."))
    return await world.ask(conversation_id, text)


async def test_a_painting_goes_on_after_the_answer_and_appears_in_the_message(world: World) -> None:
    world.painter.gate.clear()
    arguments = (
        '{"prompt": "a red bridge", "style": "ink-wash", "aspect": "16:9", "count": 2, "negative": ["text"]}'
    )
    world.model.will_say(calling("paint_picture", arguments, text="A bridge, coming up."))
    conversation_id = await world.new()
    turn = await world.say(conversation_id, "paint me a bridge")
    events = await world.events(turn["run_id"])
    assert events[-1][0] == "run.succeeded", "the answer does not wait for the picture"
    pending = [data for type, data in events if type == "picture.pending"]
    assert len(pending) == 1
    assert (pending[0]["prompt"], pending[0]["count"], pending[0]["aspect"]) == ("a red bridge", 2, "16:9")
    steps = [(data["kind"], data["state"], data["detail"]) for type, data in events if type == "step"]
    assert steps == [("prompt", "done", "a red bridge"), ("paint", "started", "")]
    answer = await world.message(turn["assistant_message"]["id"], conversation_id)
    assert answer["text"] == "A bridge, coming up."
    (slot,) = answer["pictures"]
    assert slot["painting_run_id"] == pending[0]["painting_run_id"]
    assert slot["status"] in {"queued", "running"}
    (spec,) = world.painter.specs
    assert (spec.kind, spec.words, spec.prompt) == (PaintKind.PAINT, "paint me a bridge", "a red bridge")
    assert (spec.style, spec.aspect, spec.count, spec.negative) == ("ink-wash", "16:9", 2, "text")
    world.painter.gate.set()
    await world.painted(answer["id"])
    done = await world.message(answer["id"], conversation_id)
    assert [picture["prompt"] for picture in done["pictures"][0]["pictures"]] == ["a red bridge"] * 2
    assert [(step["kind"], step["state"]) for step in done["steps"]] == [
        ("prompt", "done"),
        ("enrich", "done"),
        ("paint", "done"),
    ]
    assert done["steps"][1]["detail"] == "a red bridge, soft light"
    assert len(world.model.requests) == 1, "words came with the call, so nothing more is asked"


async def test_a_call_without_words_is_asked_for_a_closing_sentence_once(world: World) -> None:
    world.model.will_say(calling("paint_picture", '{"prompt": "a cat"}'), words("A cat is on its way."))
    answer = await world.ask(await world.new(), "paint a cat")
    assert answer["text"] == "A cat is on its way."
    assert len(answer["pictures"]) == 1
    second = world.model.requests[1]
    assert second.tool_choice == "none"
    assert second.messages[-2]["tool_calls"][0]["function"]["name"] == "paint_picture"
    assert second.messages[-1]["role"] == "tool"
    assert second.messages[-1]["tool_call_id"] == "call_a"
    assert json.loads(second.messages[-1]["content"])["status"] == "started"
    assert answer["usage"] == {"prompt_tokens": 30, "completion_tokens": 6}, "of both questions"


async def test_a_model_that_never_says_a_word_still_gives_a_sentence(world: World) -> None:
    world.model.will_say(calling("paint_picture", '{"prompt": "猫"}'), words())
    answer = await world.ask(await world.new(), "画一只猫")
    assert answer["status"] == "done"
    assert answer["text"] == "好的\uff0c这就画\uff0c画好会出现在下面。"


@pytest.mark.parametrize(
    "arguments",
    [
        "{not json",
        '{"prompt": ""}',
        '{"prompt": 3}',
        "[]",
        '{"prompt": "x", "count": 0}',
        '{"prompt": "x", "aspect": "w"}',
    ],
)
async def test_bad_arguments_are_fed_back_once_and_may_be_mended(world: World, arguments: str) -> None:
    world.model.will_say(
        calling("paint_picture", arguments), calling("paint_picture", '{"prompt": "x"}', text="Now.")
    )
    answer = await world.ask(await world.new(), "paint x")
    assert (answer["status"], answer["text"], len(answer["pictures"])) == ("done", "Now.", 1)
    assert json.loads(world.model.requests[1].messages[-1]["content"])["status"] == "failed"


async def test_bad_arguments_twice_are_reported(world: World) -> None:
    world.model.will_say(calling("paint_picture", "nonsense"), calling("paint_picture", "nonsense"))
    answer = await world.ask(await world.new(), "paint x")
    assert (answer["status"], answer["error"]["code"]) == ("failed", "tool_call_failed")
    assert world.painter.specs == []
    assert len(world.model.requests) == 2


async def test_an_unknown_tool_is_fed_back(world: World) -> None:
    world.model.will_say(calling("launch_rocket", "{}"), words("I cannot do that."))
    answer = await world.ask(await world.new(), "launch")
    assert answer["text"] == "I cannot do that."
    assert "no tool 'launch_rocket'" in world.model.requests[1].messages[-1]["content"]


async def test_a_refusal_of_the_painter_is_told_to_the_model(world: World) -> None:
    world.painter.refuse = "There is no painting model."
    world.model.will_say(calling("paint_picture", '{"prompt": "x"}'), words("Sorry, nothing can paint here."))
    answer = await world.ask(await world.new(), "paint x")
    assert (answer["text"], answer["pictures"]) == ("Sorry, nothing can paint here.", [])
    assert "There is no painting model." in world.model.requests[1].messages[-1]["content"]


async def test_an_edit_changes_the_picture_that_the_model_names(world: World) -> None:
    conversation_id = await world.new()
    first = await paint(world, conversation_id, "paint a cat", "a cat")
    second = await paint(world, conversation_id, "and a dog", "a dog")
    ids = [answer["pictures"][0]["pictures"][0]["id"] for answer in (first, second)]
    world.model.will_say(
        calling("edit_picture", json.dumps({"picture": ids[0], "instruction": "night"}), text="ok")
    )
    answer = await world.ask(conversation_id, "make the cat one night")
    edit = tool(world.model.requests[-1], "edit_picture")["parameters"]["properties"]["picture"]
    assert edit["enum"] == ids, "oldest to newest"
    assert edit["description"].splitlines()[1:] == [f"{ids[0]}: a cat", f"{ids[1]}: a dog"]
    spec = world.painter.specs[-1]
    assert (spec.kind, spec.source_id, spec.instruction) == (PaintKind.EDIT, ids[0], "night")
    assert answer["pictures"][0]["prompt"] == "night"
    # Later turns replay the calls with what came of them.
    world.model.will_say(words("fine"))
    await world.ask(conversation_id, "thanks")
    results = [json.loads(m["content"]) for m in world.model.requests[-1].messages if m["role"] == "tool"]
    assert [result["status"] for result in results] == ["done", "done", "done"]
    assert results[0]["pictures"] == [ids[0]]


@pytest.mark.parametrize(("named", "place"), [(None, -1), ("2", 1), (1, 0)])
async def test_an_edit_may_name_a_picture_by_number_or_mean_the_newest(
    world: World, named: object, place: int
) -> None:
    conversation_id = await world.new()
    answer = await paint(world, conversation_id, "three cats please", "a cat", count=3)
    ids = [picture["id"] for picture in answer["pictures"][0]["pictures"]]
    arguments = {"instruction": "bigger"} | ({"picture": named} if named is not None else {})
    world.model.will_say(calling("edit_picture", json.dumps(arguments), text="ok"))
    await world.ask(conversation_id, "the second one, bigger")
    assert world.painter.specs[-1].source_id == ids[place]


async def test_edit_is_not_offered_without_pictures_and_a_foreign_id_is_refused(world: World) -> None:
    conversation_id = await world.new()
    world.model.will_say(words("hi"))
    await world.ask(conversation_id, "hello")
    assert {t["function"]["name"] for t in world.model.requests[0].tools} == {"paint_picture", "make_avatar"}
    await paint(world, conversation_id, "paint a cat", "a cat")
    foreign = world.painter.add("usr_bob", "a secret")["id"]
    call = calling("edit_picture", json.dumps({"picture": foreign, "instruction": "show"}))
    world.model.will_say(call, words("no such picture"))
    await world.ask(conversation_id, "edit that")
    assert len(world.painter.specs) == 1
    assert "must be one of" in world.model.requests[-1].messages[-1]["content"]


async def test_an_edit_of_a_picture_still_being_painted_waits_for_it(world: World) -> None:
    world.painter.gate.clear()
    conversation_id = await world.new()
    world.model.will_say(calling("paint_picture", '{"prompt": "a lake", "count": 2}', text="ok"))
    turn = await world.say(conversation_id, "a lake, twice")
    await world.events(turn["run_id"])
    run_id = world.painter.by_run and next(iter(world.painter.by_run))
    call = {"picture": f"{run_id}/2", "instruction": "at night"}
    world.model.will_say(calling("edit_picture", json.dumps(call), text="Night it is."))
    second = await world.say(conversation_id, "make the second one night")
    async for event in world.runs.follow(second["run_id"], ANN):
        if event.type == "step" and event.data["kind"] == "wait":
            world.painter.gate.set()
    offered = tool(world.model.requests[-1], "edit_picture")["parameters"]["properties"]["picture"]["enum"]
    assert offered == [f"{run_id}/1", f"{run_id}/2"]
    made = world.painter.by_run[str(run_id)][2]
    assert world.painter.specs[-1].source_id == made[1]
    await world.painted("")
    answer = await world.message(second["assistant_message"]["id"], conversation_id)
    assert (answer["steps"][0]["kind"], answer["steps"][0]["state"]) == ("wait", "done")


async def test_an_edit_of_a_painting_that_failed_says_so(world: World) -> None:
    world.painter.gate.clear()
    world.painter.fail = "The engine is out of paint."
    conversation_id = await world.new()
    world.model.will_say(calling("paint_picture", '{"prompt": "a lake"}', text="ok"))
    turn = await world.say(conversation_id, "a lake")
    await world.events(turn["run_id"])
    run_id = next(iter(world.painter.by_run))
    call = calling("edit_picture", json.dumps({"picture": f"{run_id}/1", "instruction": "night"}))
    world.model.will_say(call, words("It could not be painted."))
    second = await world.say(conversation_id, "night")
    async for event in world.runs.follow(second["run_id"], ANN):
        if event.type == "step" and event.data["kind"] == "wait":
            world.painter.gate.set()
    answer = await world.message(second["assistant_message"]["id"], conversation_id)
    assert (answer["text"], answer["pictures"]) == ("It could not be painted.", [])
    first = await world.message(turn["assistant_message"]["id"], conversation_id)
    assert first["pictures"][0]["status"] == "failed"
    assert first["steps"][-1]["state"] == "failed"


async def test_pictures_of_other_branches_are_not_offered(world: World) -> None:
    conversation_id = await world.new()
    cat = await paint(world, conversation_id, "paint a cat", "a cat")
    world.model.will_say(calling("paint_picture", '{"prompt": "a dog"}', text="ok"))
    turn = await world.say(conversation_id, "paint a dog", parent_id=None)
    await world.events(turn["run_id"])
    await world.painted("")
    repaint = world.painter.add(ANN, "a dog repainted from its card", conversation_id)
    world.model.will_say(words("hm"))
    await world.ask(conversation_id, "which pictures?")
    offered = tool(world.model.requests[-1], "edit_picture")["parameters"]["properties"]["picture"]["enum"]
    cat_id = cat["pictures"][0]["pictures"][0]["id"]
    assert cat_id not in offered
    assert len(offered) == 2
    assert offered[-1] == repaint["id"]


async def test_avatars_have_a_tool_of_their_own(world: World) -> None:
    world.model.will_say(calling("make_avatar", '{"description": "a pirate", "count": 9}', text="Arr."))
    await world.ask(await world.new(), "an avatar of a pirate")
    spec = world.painter.specs[0]
    assert (spec.kind, spec.prompt, spec.count) == (PaintKind.AVATAR, "a pirate", 4)


async def test_attachments_are_shown_to_models_that_see_and_named_to_the_others(world: World) -> None:
    upload = world.painter.add(ANN, "")["id"]
    conversation_id = await world.new()
    world.model.will_say(words("A cat."), words("Still a cat."), words("I cannot see it."))
    await world.ask(conversation_id, "what is it?", attachments=[upload], model="test/vision")
    text, image = world.model.requests[0].messages[-1]["content"]
    assert image == {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{upload}"}}
    assert text["text"].startswith("what is it?\n")
    assert upload in text["text"]
    answer = await world.ask(conversation_id, "sure?")
    assert answer["model"] == "test/vision", "the conversation keeps the model chosen last"
    assert world.model.requests[1].messages[1]["content"][1] == image, "it still sees the earlier picture"
    await world.ask(conversation_id, "and you?", model="test/model")
    assert "a picture that the user uploaded" in world.model.requests[2].messages[1]["content"]
    opened = await world.open(conversation_id)
    assert opened["messages"][0]["attachments"][0]["id"] == upload


async def test_the_built_in_model_hears_only_the_words(world: World) -> None:
    upload = world.painter.add(ANN, "a horse")["id"]
    world.model.will_say(words("ok"))
    conversation_id = await world.new(model="builtin/assistant")
    await world.ask(conversation_id, "make it night", attachments=[upload])
    assert world.model.requests[0].messages[-1] == {"role": "user", "content": "make it night"}
    edit = tool(world.model.requests[0], "edit_picture")["parameters"]["properties"]["picture"]
    assert edit["enum"] == [upload]


async def test_a_picture_of_somebody_else_cannot_be_attached(world: World) -> None:
    foreign = world.painter.add("usr_bob", "private")["id"]
    conversation_id = await world.new()
    reply = await world.client.post(
        f"/api/conversations/{conversation_id}/turns", json={"text": "look", "attachments": [foreign]}
    )
    assert (reply.status_code, reply.json()["code"]) == (404, "picture_not_found")


async def test_paint_mode_with_the_built_in_model_finds_wishes_among_the_words(world: World) -> None:
    wish = '{"prompt": "水墨猫", "style": "ink-wash", "aspect": "3:4", "count": 4}'
    world.model.will_say(calling("paint_picture", wish))
    conversation_id = await world.new(model="builtin/assistant")
    await world.ask(conversation_id, "画四张水墨猫,竖版", paint={"aspect": "1:1"})
    (spec,) = world.painter.specs
    assert (spec.prompt, spec.style, spec.aspect, spec.count) == ("水墨猫", "ink-wash", "1:1", 4)
    (request,) = world.model.requests
    assert request.tool_choice == {"type": "function", "function": {"name": "paint_picture"}}
    assert [tool["function"]["name"] for tool in request.tools] == ["paint_picture"]


async def test_paint_mode_paints_the_words_where_the_built_in_model_finds_no_wish(world: World) -> None:
    world.model.will_say(words("No."))
    conversation_id = await world.new(model="builtin/assistant")
    mode = {"style": "oil", "aspect": "3:4", "model": "paint/er"}
    answer = await world.ask(conversation_id, "a storm at sea", paint=mode)
    (spec,) = world.painter.specs
    assert (spec.prompt, spec.style, spec.aspect, spec.model) == ("a storm at sea", "oil", "3:4", "paint/er")
    assert world.model.completed == []
    assert answer["pictures"][0]["status"] == "done"
    assert answer["text"] == "On it. The picture will appear below."


async def test_paint_mode_with_a_real_model_lets_it_write_the_prompt(world: World) -> None:
    world.model.completions = ["A stormy sea at dusk, oil on canvas"]
    conversation_id = await world.new()
    turn = await world.say(conversation_id, "a storm", paint={})
    events = await world.events(turn["run_id"])
    steps = [(d["kind"], d["state"], d["detail"]) for type, d in events if type == "step"]
    assert steps == [
        ("prompt", "started", "a storm"),
        ("prompt", "done", "A stormy sea at dusk, oil on canvas"),
        ("paint", "started", ""),
    ]
    assert world.painter.specs[0].words == "a storm"
    world.model.will_say(words("a sea"))
    await world.ask(conversation_id, "what did you paint?")
    called = world.model.requests[-1].messages[2]["tool_calls"][0]["function"]
    assert json.loads(called["arguments"])["prompt"] == "A stormy sea at dusk, oil on canvas"


async def test_paint_mode_paints_the_words_where_the_model_cannot_write(world: World) -> None:
    answer = await world.ask(await world.new(), "a storm", paint={})  # nothing is scripted, so it fails
    assert world.painter.specs[0].prompt == "a storm"
    assert answer["status"] == "done"


async def test_paint_mode_with_an_attachment_changes_that_picture(world: World) -> None:
    upload = world.painter.add(ANN, "a house")["id"]
    await world.ask(await world.new(), "in snow", paint={}, attachments=[upload])
    spec = world.painter.specs[0]
    assert (spec.kind, spec.source_id, spec.instruction) == (PaintKind.EDIT, upload, "in snow")


async def test_a_refused_painting_in_paint_mode_fails_the_answer(world: World) -> None:
    world.painter.refuse = "There is no model 'x'."
    answer = await world.ask(await world.new(), "a storm", paint={"model": "x"})
    assert (answer["status"], answer["error"]["code"]) == ("failed", "painting_refused")
    assert answer["error"]["message"] == "There is no model 'x'."


async def test_a_model_without_tools_paints_through_a_block_that_nobody_sees(world: World) -> None:
    block = '```huahua\n{"tool": "paint_picture", "prompt": "a fox"}\n```\n'
    pieces = ["Gladly", "!\n``", "`hua", block[6:20], block[20:]]
    world.model.will_say(words(*pieces))
    conversation_id = await world.new(model="test/plain")
    turn = await world.say(conversation_id, "paint a fox")
    events = await world.events(turn["run_id"])
    shown = "".join(data["text"] for type, data in events if type == "text.delta")
    assert shown == "Gladly!\n"
    assert world.painter.specs[0].prompt == "a fox"
    first = world.model.requests[0]
    assert first.tools == []
    assert "```huahua" in first.messages[0]["content"]
    await world.painted("")
    world.model.will_say(words('```huahua\n{"tool": "nope"}\n```'), words("I misspoke."))
    answer = await world.ask(conversation_id, "now what")
    history = world.model.requests[1].messages
    assert '"prompt": "a fox"' in history[2]["content"], "its own block is replayed"
    assert answer["text"] == "I misspoke."


class Taught:
    """The port `TrainedStyles`: Ann has one style, and nobody else has any."""

    async def of(self, user_id: str) -> list[TrainedStyle]:
        return [TrainedStyle("sty_1", "Mira", "mira7", "ink-base")] if user_id == ANN else []


@pytest.mark.parametrize(
    ("text", "arguments", "style"),
    [
        ("a boat in my style Mira", {"prompt": "a boat"}, None),
        ("a boat", {"prompt": "a boat", "style": "mira"}, None),
        ("a boat, mira7", {"prompt": "a boat", "style": "ink"}, "ink"),
    ],
)
async def test_a_trained_style_is_painted_with_where_it_is_named(
    world: World, text: str, arguments: dict[str, str], style: str | None
) -> None:
    world.chat.styles.open(Taught())
    world.model.will_say(calling("paint_picture", json.dumps(arguments), text="Painting."))
    await world.ask(await world.new(), text)
    (spec,) = world.painter.specs
    assert ([each.id for each in spec.adapters], spec.style) == (["sty_1"], style)
    assert "Mira" in world.model.requests[0].messages[0]["content"]


async def test_a_trained_style_is_chosen_beside_the_words(world: World) -> None:
    world.chat.styles.open(Taught())
    paint = {"adapters": [{"id": "sty_9", "weight": 0.5}]}
    conversation_id = await world.new()
    await world.ask(conversation_id, "a boat in my style Mira", paint=paint)
    (spec,) = world.painter.specs
    assert [(each.id, each.weight) for each in spec.adapters] == [("sty_9", 0.5)], "what is chosen holds"
    for wrong in ({"id": "sty_9", "weight": 3}, {"id": ""}):
        body = {"text": "a boat", "paint": {"adapters": [wrong]}}
        reply = await world.client.post(f"/api/conversations/{conversation_id}/turns", json=body)
        assert reply.status_code == 422


async def test_no_style_of_somebody_else_is_told_or_used(world: World) -> None:
    world.chat.styles.open(Taught())
    world.model.will_say(calling("paint_picture", '{"prompt": "a boat", "style": "Mira"}', text="Painting."))
    async with world.as_user(BOB) as bob:
        conversation_id = (await bob.post("/api/conversations", json={})).json()["id"]
        body = {"text": "a boat in my style Mira"}
        turn = (await bob.post(f"/api/conversations/{conversation_id}/turns", json=body)).json()
    await world.events(turn["run_id"], BOB)
    (spec,) = world.painter.specs
    assert (spec.adapters, spec.style) == ((), "Mira")
    assert "Mira" not in world.model.requests[0].messages[0]["content"]


async def test_what_the_painter_refuses_twice_is_told_in_its_own_words(world: World) -> None:
    world.painter.refuse = "This model takes no trained styles."
    call = calling("paint_picture", '{"prompt": "a boat"}')
    world.model.will_say(call)
    world.model.will_say(call)
    answer = await world.ask(await world.new(), "a boat in my style Mira")
    assert answer["error"] == {"code": "painting_refused", "message": "This model takes no trained styles."}

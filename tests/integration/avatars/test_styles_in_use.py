"""Trained styles in paintings: who may use them, over which ways in, and what is kept of them."""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.browser.people import Person
from tests.browser.upstream import InThread
from tests.running_server import RunningServer
from tests.simulators.lora import PLAIN, lora_file, made_for, model_folder
from tests.simulators.painters.a1111 import A1111Simulator

MODEL, OLD = "easel", "old"
"""One of a server that says nothing of its models, and one of this machine whose folder does: Stable Diffusion 1."""
WORDS = "a boat at night"


@pytest.fixture(scope="module")
def easel() -> Iterator[A1111Simulator]:
    simulator = A1111Simulator()
    with InThread(simulator):
        yield simulator


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, easel: A1111Simulator) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("server")
    models = model_folder(folder / "models" / "sd15").parent
    config = {
        "local": {"folders": [str(models)]},
        "providers": [
            {"name": "easel", "kind": "a1111", "base_url": easel.base_url, "allow_private": True},
            {"name": "here", "kind": "diffusers", "base_url": f"local:{models}"},
        ],
        "models": [
            {"name": MODEL, "provider": "easel", "model": "dream", "tasks": ["painting"]},
            {"name": OLD, "provider": "here", "model": "sd15", "tasks": ["painting"]},
        ],
    }
    with RunningServer(folder, config=config) as running:
        yield running


@pytest.fixture
def make_person(server: RunningServer) -> Iterator[Callable[[], Person]]:
    people: list[Person] = []
    with server.client() as administrator:

        def make() -> Person:
            people.append(
                Person.create(administrator, server.url, f"{uuid.uuid4().hex[:12]}@example.org", "user", "Mo")
            )
            return people[-1]

        yield make
    for person in people:
        person.api.close()


def style_of(person: Person, shapes: dict[str, list[int]] = PLAIN) -> dict[str, Any]:
    given = {"name": "Ink", "trigger": "huaink", "licence": "CC0"}
    files = {"file": ("ink.safetensors", lora_file(shapes=shapes))}
    return dict(person.api.post("/api/styles", data=given, files=files).raise_for_status().json())


def ways(person: Person, style_id: str, model: str = MODEL) -> dict[str, Callable[[], httpx.Response]]:
    """Every way in that can name a trained style."""
    adapters = [{"id": style_id, "weight": 0.5}]
    native = {"task_type": "painting", "model_id": model}
    picture = base64.b64encode(png()).decode()
    form = {"prompt": WORDS, "model": model, "adapters": json.dumps(adapters)}
    return {
        "pictures": lambda: person.api.post(
            "/api/pictures", json={"prompt": WORDS, "model": model, "adapters": adapters, "enrich": False}
        ),
        "avatars": lambda: person.api.post(
            "/api/avatars", json={"text": WORDS, "engine": model, "adapter": style_id}
        ),
        "invoke": lambda: person.api.post(
            "/api/invoke", json={**native, "input": {"text": WORDS, "parameters": {"adapters": adapters}}}
        ),
        "invoke, in the words": lambda: person.api.post(
            "/api/invoke", json={**native, "input": {"text": f"{WORDS} <lora:{style_id}:1>"}}
        ),
        "invoke, with its ending": lambda: person.api.post(
            "/api/invoke",
            json={
                **native,
                "input": {"text": WORDS, "parameters": {"adapters": [f"{style_id}.safetensors"]}},
            },
        ),
        "invoke, otherwise written": lambda: person.api.post(
            "/api/invoke",
            json={**native, "input": {"text": WORDS, "parameters": {"adapters": [style_id.upper()]}}},
        ),
        "generations": lambda: person.api.post(
            "/v1/images/generations",
            json={"prompt": WORDS, "model": model, "adapters": adapters},
            headers=key(person),
        ),
        "edits": lambda: person.api.post(
            "/v1/images/edits",
            data=form,
            files={"image": ("a.png", base64.b64decode(picture))},
            headers=key(person),
        ),
    }


def key(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {person.post('/api/keys', {'name': 'sdk'})['secret']}"}


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (200, 40, 40)).save(out, "PNG")
    return out.getvalue()


def asked(easel: A1111Simulator) -> list[str]:
    """The prompts of all that was painted."""
    return [each.json["prompt"] for each in easel.requests if each.path.endswith("2img")]


def test_nobody_elses_style_is_there_over_any_way_in(
    make_person: Callable[[], Person], easel: A1111Simulator
) -> None:
    owner, stranger = make_person(), make_person()
    style_id = style_of(owner)["id"]
    before = len(asked(easel))
    for name, ask in ways(stranger, style_id).items():
        answer = ask()
        assert answer.status_code == 422, (name, answer.text)
        said = answer.json()
        assert "style_not_found" in (said.get("code"), said.get("error", {}).get("code")), (name, said)
    assert len(asked(easel)) == before
    for name, ask in ways(owner, style_id).items():
        if name != "invoke, otherwise written":  # its name is another one then
            assert ask().is_success, name


def test_a_style_brings_its_words_and_its_version_into_the_recipe(
    make_person: Callable[[], Person], easel: A1111Simulator
) -> None:
    owner = make_person()
    style = style_of(owner)
    wish = {"model": MODEL, "enrich": False, "seed": 5, "width": 64, "height": 64}
    adapters = [{"id": style["id"], "weight": 0.5}]
    (picture_id,) = owner.paint(WORDS, **wish, adapters=adapters)
    assert asked(easel)[-1] == f"huaink, {WORDS} <lora:{style['id']}:0.5>"
    recipe = owner.get(f"/api/pictures/{picture_id}")["recipe"]
    about = {"version": style["version"], "name": "Ink", "trigger": "huaink", "licence": "CC0"}
    assert recipe["adapters"] == [{"id": style["id"], "weight": 0.5} | about]
    file = owner.api.get(f"/api/pictures/{picture_id}/file", params={"size": "original"}).content
    assert json.loads(Image.open(io.BytesIO(file)).info["huahua-recipe"])["adapters"] == recipe["adapters"]
    found = owner.api.post("/api/pictures/recipe", files={"file": ("a.png", file)}).json()["recipe"]
    assert found["adapters"] == [{**adapters[0], "version": style["version"], "name": "Ink"}]
    licences = owner.get(f"/api/pictures/{picture_id}/licences")["items"]
    assert {"of": "adapter", "about": "Ink", "name": "CC0", "url": ""} in licences

    before = len(asked(easel))
    (again,) = owner.paint(WORDS, **wish, adapters=adapters)
    assert owner.get(f"/api/pictures/{again}")["cached"] and len(asked(easel)) == before
    owner.api.patch(f"/api/styles/{style['id']}", json={"trigger": "huaneu"}).raise_for_status()
    (anew,) = owner.paint(WORDS, **wish, adapters=adapters)
    assert not owner.get(f"/api/pictures/{anew}")["cached"]

    owner.api.delete(f"/api/styles/{style['id']}").raise_for_status()
    vary = {"mode": "vary", "source_id": picture_id, "prompt": ""}
    assert owner.api.post("/api/pictures", json=vary).json()["code"] == "style_not_found"


def test_a_team_paints_with_what_one_of_them_shares(make_person: Callable[[], Person]) -> None:
    owner, mate, stranger = make_person(), make_person(), make_person()
    style_id = style_of(owner)["id"]
    team = owner.post("/api/teams", {"name": "Atelier"})["id"]
    owner.post(f"/api/teams/{team}/invitations", {"email": mate.email, "role": "member"})
    invitation = mate.get("/api/invitations")["items"][0]["id"]
    mate.api.post(f"/api/invitations/{invitation}/accept").raise_for_status()
    path = f"/api/styles/{style_id}"

    assert mate.get("/api/styles")["items"] == []
    refused = stranger.api.patch(f"/api/styles/{style_of(stranger)['id']}", json={"team_id": team})
    assert refused.json()["code"] == "team_not_found"
    owner.api.patch(path, json={"team_id": team}).raise_for_status()
    (shared,) = mate.get("/api/styles")["items"]
    assert (shared["id"], shared["mine"], shared["name"]) == (style_id, False, "Ink")
    assert ways(mate, style_id)["invoke"]().is_success
    assert ways(stranger, style_id)["invoke"]().status_code == 422
    for refused in (
        mate.api.delete(path),
        mate.api.patch(path, json={"name": "Mine"}),
        mate.api.get(f"{path}/file"),
    ):
        assert refused.status_code == 404

    me = next(each for each in owner.get(f"/api/teams/{team}")["members"] if each["email"] == mate.email)
    owner.api.delete(f"/api/teams/{team}/members/{me['user_id']}").raise_for_status()
    assert mate.get("/api/styles")["items"] == []
    assert ways(mate, style_id)["invoke"]().status_code == 422

    assert owner.get(path)["team_id"] == team
    owner.api.delete(f"/api/teams/{team}").raise_for_status()
    assert owner.get(path)["team_id"] is None, "it is its owner's again"


IN_WORDS = ("invoke, in the words", "invoke, otherwise written")
"""There a style of one's own is not one of the request's; an engine that takes styles in words reads it itself."""


def test_a_style_of_another_kind_of_model_is_refused_before_anything_is_queued(
    make_person: Callable[[], Person],
) -> None:
    person = make_person()
    large = style_of(person, made_for(2048))
    assert large["family"] == "sdxl"
    models = {each["id"]: each["painting"] for each in person.get("/api/models")["items"]}
    assert models[OLD]["adapter_families"] == ["sd1"] and models[MODEL]["adapter_families"] == []
    for name, ask in ways(person, large["id"], OLD).items():
        if name in IN_WORDS:
            continue
        answer = ask()
        assert answer.status_code == 422, (name, answer.text)
        said = answer.json()
        assert "style_does_not_fit" in (said.get("code"), said.get("error", {}).get("code")), (name, said)
        assert "Stable Diffusion XL" in answer.text and "Stable Diffusion 1" in answer.text, name
    assert person.pictures() == []


def test_what_fits_and_what_nobody_knows_goes_on(make_person: Callable[[], Person]) -> None:
    person = make_person()
    fitting, unknown = style_of(person, made_for(768)), style_of(person)
    assert (fitting["family"], unknown["family"]) == ("sd1", "")
    for style, model in ((fitting, OLD), (unknown, OLD), (unknown, MODEL), (fitting, MODEL)):
        body = {"prompt": WORDS, "model": model, "enrich": False, "adapters": [{"id": style["id"]}]}
        answer = person.api.post("/api/pictures", json=body)
        assert answer.status_code == 202, answer.text
        person.api.post(f"/api/runs/{answer.json()['run_id']}/cancel").raise_for_status()


def test_styles_of_before_families_were_kept_are_looked_at_once(
    make_person: Callable[[], Person], server: RunningServer
) -> None:
    person = make_person()
    style = style_of(person, made_for(1024))

    def kept(statement: str) -> Any:
        with closing(sqlite3.connect(server.data / "huahua.db", timeout=30)) as connection, connection:
            return connection.execute(statement, (style["id"],)).fetchone()

    kept("UPDATE styles SET family = NULL WHERE id = ?")
    assert person.get("/api/styles")["items"][0]["family"] == "sd2"
    assert kept("SELECT family FROM styles WHERE id = ?") == ("sd2",)

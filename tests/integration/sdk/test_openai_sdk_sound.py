"""OpenAI's own Python package: speech, transcripts and moderation through the running server."""

from __future__ import annotations

import io

import openai
import pytest

from tests.integration.sdk.conftest import Stage
from tests.simulators.openai_audio import SOUND, SUBTITLES, WORDS


def test_speech(openai_client: openai.OpenAI, stage: Stage) -> None:
    reply = openai_client.audio.speech.create(model="voice", voice="alloy", input="海上生明月")
    assert reply.content == SOUND
    assert stage.last("openai").json["voice"] == "alloy"


def test_streamed_speech(openai_client: openai.OpenAI) -> None:
    create = openai_client.audio.speech.with_streaming_response.create
    with create(model="voice", voice="alloy", input="moon", response_format="wav") as reply:
        assert reply.headers["content-type"] == "audio/wav"
        assert b"".join(reply.iter_bytes()) == SOUND


def test_transcripts(openai_client: openai.OpenAI, stage: Stage) -> None:
    sound = ("hello.wav", io.BytesIO(b"RIFF"), "audio/wav")
    create = openai_client.audio.transcriptions.create
    assert create(model="ears", file=sound).text == WORDS
    sent = next(part for part in stage.last("openai").form if part.name == "file")
    assert (sent.filename, sent.content_type, sent.data) == ("hello.wav", "audio/wav", b"RIFF")
    assert create(model="ears", file=sound, response_format="srt") == SUBTITLES
    assert create(model="ears", file=sound, response_format="verbose_json").duration == pytest.approx(8.47)
    assert openai_client.audio.translations.create(model="ears", file=sound).text == WORDS


def test_streamed_transcripts(openai_client: openai.OpenAI) -> None:
    events = openai_client.audio.transcriptions.create(
        model="ears", file=("hello.wav", b"RIFF"), stream=True, response_format="json"
    )
    words = "".join(event.delta for event in events if event.type == "transcript.text.delta")
    assert words == WORDS


def test_moderation(openai_client: openai.OpenAI) -> None:
    assert openai_client.moderations.create(input="how to harm").results[0].flagged
    reply = openai_client.moderations.create(model="guard", input=["a boat"])
    assert not reply.results[0].flagged


def test_a_conversation(openai_client: openai.OpenAI, stage: Stage) -> None:
    with openai_client.realtime.connect(model="live") as talk:
        assert talk.recv().type == "session.created"
        talk.session.update(session={"type": "realtime", "instructions": "Be brief."})
        updated = talk.recv()
        assert updated.type == "session.updated"
        talk.response.create()
        words = ""
        for event in talk:
            if event.type == "response.output_text.delta":
                words += event.delta
            if event.type == "response.done":
                break
        assert words == "海上生明月。"
    sent = stage.last("openai")
    assert sent.query == {"model": "gpt-realtime"}
    assert stage.key not in str(sent.headers)
    stage.sims.wait_until_gone(sent)


def test_a_conversation_as_older_programs_hold_it(stage: Stage) -> None:
    """The beta takes TLS for granted unless it is told an address of its own for WebSockets."""
    sockets = stage.url.replace("http", "ws", 1) + "/v1"
    client = openai.OpenAI(api_key=stage.key, base_url=f"{stage.url}/v1", websocket_base_url=sockets)
    with client.beta.realtime.connect(model="live") as talk:
        assert talk.recv().type == "session.created"
    assert stage.last("openai").headers["openai-beta"] == "realtime=v1"


def test_a_conversation_with_a_wrong_key(stage: Stage) -> None:
    client = openai.OpenAI(api_key="sk-wrong", base_url=f"{stage.url}/v1")
    with pytest.raises(Exception, match="401"):
        client.realtime.connect(model="live").enter()

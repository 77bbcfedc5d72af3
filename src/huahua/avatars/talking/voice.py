"""A recorded voice as timing: where it speaks and how loudly, and mouth shapes that follow it."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from typing import Any

import numpy as np

from huahua.avatars.errors import BadVoice
from huahua.avatars.talking.timeline import MAX_MS, MAX_TEXT_CHARS, MIN_MS
from huahua.avatars.talking.visemes import VOWELS, Sound, Viseme, sounds_of

MAX_VOICE_BYTES = 12 * 2**20
"""30 seconds of 48 kHz stereo in 24 bits are 8.6 MB."""
RATES = range(8_000, 96_001)
STEP_MS = 20
QUIET = 0.08
"""Less than this share of the loudest moments is silence."""
PAUSE_MS = 160
Beat = tuple[Viseme, int, int]
"""A mouth shape, when it begins and how long it lasts, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """`levels` are 0 to 1, one for each `STEP_MS`."""

    ms: int
    levels: tuple[float, ...]


def loudness_of(data: bytes) -> Loudness:
    """Of a WAV file in PCM. Raises BadVoice."""
    try:
        with wave.open(io.BytesIO(data)) as sound:
            channels, width, rate = sound.getnchannels(), sound.getsampwidth(), sound.getframerate()
            announced = sound.getnframes()
            _check(channels, width, rate, announced)
            raw = sound.readframes(announced)
    except (wave.Error, EOFError, ValueError, RuntimeError, OverflowError) as fault:
        raise BadVoice(
            f"This is no WAV file in PCM that can be read: {fault or 'it ends too early'}."
        ) from fault
    frames = len(raw) // (channels * width)
    if frames < announced:
        raise BadVoice("The file is cut off: it holds less sound than it announces.")
    samples = _samples(raw, width).reshape(frames, channels).mean(axis=1)
    per_step = max(1, rate * STEP_MS // 1000)
    padded = np.pad(samples, (0, -len(samples) % per_step)).reshape(-1, per_step)
    levels = np.sqrt((padded**2).mean(axis=1))
    loud = float(np.percentile(levels, 95))
    if loud < 1e-4:
        raise BadVoice("There is nothing to hear in this file.")
    return Loudness(round(frames * 1000 / rate), tuple(np.clip(levels / loud, 0, 1).tolist()))


def _check(channels: int, width: int, rate: int, frames: int) -> None:
    if channels not in (1, 2) or width not in (1, 2, 3, 4) or rate not in RATES:
        raise BadVoice("A voice has one or two channels, 8 to 32 bits, and 8 to 96 kHz.")
    if not MIN_MS <= frames * 1000 / rate <= MAX_MS:
        raise BadVoice(f"A voice takes {MIN_MS / 1000} to {MAX_MS // 1000} seconds.")


def _samples(raw: bytes, width: int) -> Any:
    """An array of floats from -1 to 1. Eight bits are unsigned in WAV, everything else is signed."""
    if width == 1:
        return (np.frombuffer(raw, np.uint8).astype(float) - 128) / 128
    if width == 3:
        three = np.frombuffer(raw, np.uint8).reshape(-1, 3).astype(np.int32)
        whole = (three[:, 0] << 8 | three[:, 1] << 16 | three[:, 2] << 24) >> 8
        return whole.astype(float) / 2**23
    kind = np.dtype("<i2") if width == 2 else np.dtype("<i4")
    return np.frombuffer(raw, kind).astype(float) / 2 ** (8 * width - 1)


def beats_of(voice: Loudness, text: str | None) -> list[Beat]:
    """Mouth shapes that follow a voice: those of `text`, laid into the stretches in which somebody speaks, or without
    words wider and narrower by loudness. Raises BadVoice."""
    if text and len(text) > MAX_TEXT_CHARS:
        raise BadVoice(f"The text has more than {MAX_TEXT_CHARS} characters.")
    spoken = _stretches(voice)
    if not text or not text.strip():
        return [beat for start, end in spoken for beat in _by_loudness(voice, start, end)]
    sounds = [sound for sound in sounds_of(text) if sound[0] != "sil"]
    return _laid(sounds, spoken)


def _stretches(voice: Loudness) -> list[tuple[int, int]]:
    """[start, end) in milliseconds; shorter pauses than `PAUSE_MS` are bridged."""
    found: list[tuple[int, int]] = []
    for number, level in enumerate(voice.levels):
        if level < QUIET:
            continue
        start, end = number * STEP_MS, min((number + 1) * STEP_MS, voice.ms)
        if found and start - found[-1][1] < PAUSE_MS:
            found[-1] = (found[-1][0], end)
        elif end > start:
            found.append((start, end))
    return found


def _by_loudness(voice: Loudness, start: int, end: int) -> list[Beat]:
    beats: list[Beat] = []
    for at in range(start, end, 4 * STEP_MS):
        until = min(at + 4 * STEP_MS, end)
        levels = voice.levels[at // STEP_MS : max(at // STEP_MS + 1, until // STEP_MS)]
        level = sum(levels) / len(levels)
        shape: Viseme = "aa" if level > 0.75 else "E" if level > 0.45 else "I" if level > 0.2 else "PP"
        if beats and beats[-1][0] == shape:
            beats[-1] = (shape, beats[-1][1], until - beats[-1][1])
        else:
            beats.append((shape, at, until - at))
    return beats


def _laid(sounds: list[Sound], spoken: list[tuple[int, int]]) -> list[Beat]:
    """Sounds over the stretches by their shares of time. One ends where a pause begins, and is left out where
    it would be too short to be seen."""
    natural = sum(length for _, length in sounds)
    room = sum(end - start for start, end in spoken)
    if not natural or not room:
        return []
    beats: list[Beat] = []
    passed = 0
    for shape, length in sounds:
        begin, passed = passed * room / natural, passed + length
        start = _at(begin, spoken)
        stretch_end = next(end for _, end in spoken if start <= end)
        end = min(_at(passed * room / natural, spoken, ending=True), stretch_end)
        least = 30 if shape in VOWELS else 10
        if end - start >= least and (not beats or start >= beats[-1][1] + beats[-1][2]):
            beats.append((shape, start, end - start))
    return beats


def _at(passed: float, spoken: list[tuple[int, int]], *, ending: bool = False) -> int:
    """Where in the recording so much speech has passed."""
    for start, end in spoken:
        if passed < end - start or (ending and passed <= end - start):
            return round(start + passed)
        passed -= end - start
    return spoken[-1][1]

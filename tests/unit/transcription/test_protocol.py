"""Messages survive the pipe; anything else is recognised as no message."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import AudioFileError, ModelError, StarlingError, TranscriptionError
from desktop.domain.transcript import Word
from desktop.transcription.protocol import (
    Cancel,
    Cancelled,
    Done,
    Failed,
    Finish,
    Follow,
    Hello,
    Message,
    Progress,
    ProtocolError,
    Quality,
    Ready,
    Transcribe,
    Warm,
    Words,
    decode,
    encode,
)

SAID = (Word("“Übung", 0.1, 0.42, 0.9), Word("line\nbreak", 0.5, 0.5, 1.0))
MESSAGES: list[Message] = [
    Warm("tiny.en"), Follow("a/1", "C:\\Ton\\ä.wav", "tiny.en"), Finish("a/1"),
    Transcribe("a/2", "/tmp/ü ö.flac", "base.en"), Cancel("a/2"), Hello(1, 77),
    Ready("tiny.en", 3.5), Words("a/1", SAID, 0.6), Progress("a/1", 0.6, 12.0),
    Done("a/1", SAID, "tiny.en", "en", Quality(12.0, 9.5, 0.9, 0.1, -0.2, 1)),
    Failed("a/1", "ModelError", "What.", "Kept.", "Do."), Cancelled("a/1"),
]  # fmt: skip


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: m.kind)
def test_a_message_comes_back_equal_from_one_line(message: Message) -> None:
    line = encode(message)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert decode(line) == message


@pytest.mark.parametrize(
    "line",
    [
        b"", b"Loading model...", b"[]", b"{}", b'{"kind": "dance"}', b'{"kind": ["warm"]}',
        b'{"kind": "warm"}', b'{"kind": "warm", "model": 3}', b"\xff\xfe",
        b'{"kind": "warm", "model": "a", "extra": 1}',
        b'{"kind": "words", "job": "a", "words": [{}], "until_s": 1}',
        b'{"kind": "hello", "version": true, "pid": 1}',
    ],
)  # fmt: skip
def test_anything_else_is_no_message(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(line)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        decode(data)
    except ProtocolError:
        return
    assert "kind" in json.loads(data)


@pytest.mark.parametrize("kind", [AudioFileError, ModelError, TranscriptionError])
def test_an_error_arrives_as_what_it_was(kind: type[StarlingError]) -> None:
    sent = kind("What.", kept="Kept.", todo="Do.")
    told = decode(encode(Failed.of("a", sent)))
    assert isinstance(told, Failed)
    error = told.to_error()
    assert type(error) is kind
    assert (error.what, error.kept, error.todo) == ("What.", "Kept.", "Do.")

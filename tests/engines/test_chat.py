"""The talk with a model server, against a real HTTP server that misbehaves in every way we know."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import socket
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from posta.engines.chat import KEY_VARIABLE, Message, Question, Server, Session, Settled, settle, talk
from posta.engines.question import jpeg_url, read_json
from posta.errors import Cancelled, EngineError
from tests.engines.scripted_server import Reply, Script, never, said, scripted, streamed

SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"], "additionalProperties": False}
QUESTION = Question((Message("system", "Count."), Message("user", "How many?")), SCHEMA, "count", 0.0, 64, 11)


def ask(url: str, question: Question = QUESTION, **times: Any) -> Any:
    """One answer."""
    server = Server(url, **{"model": "tiny", "wait_s": 0.01, "stall_s": 5, "total_s": 8, **times})
    return talk(server, lambda session: session.ask(question))


def failing(script: Script | Reply | list[Reply], **times: Any) -> tuple[str, int]:
    """What a person is told when it fails, and how often the server was asked."""
    with scripted(script) as server:
        with pytest.raises(EngineError) as problem:
            ask(server.url, **times)
        assert server.url in str(problem.value)
        assert problem.value.hint
        return str(problem.value), len(server.asked)


def test_a_good_answer_is_read_and_the_schema_is_asked_for_strictly() -> None:
    with scripted(said('{"n": 3}')) as server:
        assert ask(server.url).value == {"n": 3}
        body = server.asked[0]
    assert server.paths == ["/v1/chat/completions"]
    assert body["response_format"] == {
        "type": "json_schema", "json_schema": {"name": "count", "schema": SCHEMA, "strict": True}
    }  # fmt: skip
    assert (body["model"], body["temperature"], body["max_tokens"], body["seed"]) == ("tiny", 0.0, 64, 11)


def test_a_stream_is_put_together() -> None:
    text = json.dumps({"n": 7, "words": "Gdańsk " * 60}, ensure_ascii=False)
    with scripted(streamed(text)) as server:
        answer = ask(server.url)
    assert answer.text == text
    assert answer.value["n"] == 7


def test_without_a_name_the_first_model_of_the_server_is_asked() -> None:
    with scripted(said('{"n": 1}'), models=("first", "second")) as server:
        ask(server.url, model="")
        assert server.paths[0] == "/v1/models"
        assert server.asked[0]["model"] == "first"


def test_a_server_without_a_model_is_told_so() -> None:
    with scripted(said("{}"), models=()) as server, pytest.raises(EngineError, match="lists no model"):
        ask(server.url, model="")


def test_pictures_go_as_small_jpegs_before_the_text() -> None:
    picture = np.zeros((900, 1600, 3), np.uint8)
    picture[:, 800:] = 200
    question = Question((Message("user", "See", (picture,)),), SCHEMA)
    with scripted(said('{"n": 1}')) as server:
        ask(server.url, question)
        content = server.asked[0]["messages"][0]["content"]
    assert [part["type"] for part in content] == ["image_url", "text"]
    data = content[0]["image_url"]["url"].removeprefix("data:image/jpeg;base64,")
    seen = Image.open(io.BytesIO(base64.b64decode(data)))
    assert (seen.format, seen.size) == ("JPEG", (768, 432))
    assert abs(int(np.asarray(seen)[200, 600, 0]) - 200) < 4


@pytest.mark.parametrize("array", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)])
def test_what_is_no_picture_is_refused(array: Any) -> None:
    with pytest.raises(ValueError, match="a picture is"):
        jpeg_url(array)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(status: int) -> None:
    with scripted([Reply(b'{"error": {"message": "busy"}}', status), Reply(b"", status), said('{"n": 2}')]) as server:
        assert ask(server.url).value == {"n": 2}
        assert len(server.asked) == 3


def test_a_server_that_stays_busy_is_given_up_with_its_reason() -> None:
    told, tries = failing(Reply(b'{"error": {"message": "out of slots"}}', 503), retries=2)
    assert "503: out of slots after 3 tries" in told
    assert tries == 3


def test_a_broken_connection_is_tried_again() -> None:
    half = Reply(b'{"choices"', headers={"Content-Length": "500"})
    with scripted([half, said('{"n": 5}')]) as server:
        assert ask(server.url).value == {"n": 5}


def test_a_stream_that_stops_in_the_middle_is_tried_again_and_never_taken_for_an_answer() -> None:
    with scripted([streamed('{"n": 5}', whole=False), streamed('{"n": 6}')]) as server:
        assert ask(server.url).value == {"n": 6}
    told, tries = failing(streamed('{"n": 5}', whole=False), retries=1)
    assert "broke off in the middle" in told
    assert tries == 2


def test_nobody_at_the_address_is_told_with_the_address() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
    with pytest.raises(EngineError, match="No model server answers at") as problem:
        ask(url, retries=1)
    assert url in str(problem.value)
    assert "posta serve-mllm" in problem.value.hint


def test_a_silent_server_is_given_up() -> None:
    told, tries = failing(never(), stall_s=0.3)
    assert "said nothing for 0.3 s" in told
    assert tries == 1


def test_an_answer_that_trickles_is_given_up_at_the_total_time() -> None:
    told, _ = failing(streamed("x" * 4000, gap_s=0.1), total_s=0.6)
    assert "did not finish its answer in 0.6 s" in told


def test_a_server_without_json_schema_is_asked_for_a_json_object_with_the_schema_in_words() -> None:
    def script(body: dict[str, Any], _: int) -> Reply:
        if body["response_format"]["type"] == "json_schema":
            return Reply(b'{"error": {"message": "response_format json_schema is not supported"}}', 400)
        return said('```json\n{"n": 4}\n```')

    async def work(session: Session) -> tuple[Any, str]:
        return (await session.ask(QUESTION)).value, session.format

    with scripted(script) as server:
        value, form = talk(Server(server.url, "tiny"), work)
        last = server.asked[-1]["messages"][-1]["content"]
    assert (value, form) == ({"n": 4}, "json_object")
    assert json.dumps(SCHEMA) in last


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(b"<!DOCTYPE html><html><body>Welcome</body></html>", kind="text/html"), "a web page"),
        (Reply(b"hello"), "'hello'"),
        (Reply(b"", 302, headers={"Location": "http://169.254.169.254/"}), "redirects are not followed"),
        (Reply(b'{"detail": "no key"}', 401), KEY_VARIABLE),
        (Reply(b'{"message": "model not found"}', 404), "serves the model 'tiny'"),
        (Reply(b'{"error": "this model has no image input"}', 400), "sees pictures"),
        (Reply(b'{"error": "exceeds context of 2048"}', 400), "longer context"),
        (Reply(b"x" * 10_000_000), "more than a megabyte"),
        (Reply(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), "packed"),
    ],
    ids=["html", "prose", "redirect", "key", "no model", "blind", "short", "10 MB", "gzip"],
)
def test_what_is_no_answer_is_told_at_once(reply: Reply, words: str) -> None:
    told, tries = failing(reply)
    assert words in told
    assert tries == 1


def test_a_stream_without_end_is_refused() -> None:
    event = b'data: {"choices": [{"delta": {"content": "' + b"a" * 60_000 + b'"}}]}\n\n'
    told, _ = failing(Reply(kind="text/event-stream", pieces=(event,) * 200))
    assert "more than a megabyte" in told
    told, _ = failing(Reply(kind="text/event-stream", pieces=(b"data: " + b"a" * 60_000,) * 60))
    assert "more than a megabyte" in told


def test_a_cut_answer_is_no_value_and_says_that_it_was_cut() -> None:
    with scripted(said('{"n": 1', end="length")) as server:
        answer = ask(server.url)
    assert answer.value is None
    assert "cut at 64 tokens" in answer.problem


@pytest.mark.parametrize("when", ["before the first byte", "while it writes"])
def test_cancelling_ends_it_at_once_and_hangs_up(when: str) -> None:
    reply = never() if when.startswith("before") else streamed("word " * 4000, gap_s=0.05)
    calls = []

    def progress(done: float, doing: str) -> None:
        calls.append(doing)
        if len(calls) == 4:
            raise Cancelled("Stopped.")

    with scripted(reply) as server:
        with pytest.raises(Cancelled):
            talk(Server(server.url, "tiny"), lambda s: s.ask(QUESTION), progress)
        assert not server.answered.is_set()
        if when.startswith("while"):
            assert server.hung_up.wait(5)
            assert "characters so far" in calls[-1]


def test_the_key_comes_from_the_environment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(said('{"n": 1}')) as server:
        ask(server.url)
        monkeypatch.setenv(KEY_VARIABLE, "sesame")
        ask(server.url)
        assert [h.get("Authorization") for h in server.headers] == [None, "Bearer sesame"]
    monkeypatch.setenv(KEY_VARIABLE, "two words\n")
    with pytest.raises(EngineError, match="characters no key has") as problem:
        ask(server.url)
    assert "two words" not in str(problem.value)


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with scripted(said('{"n": 1}')) as server:
        assert ask(server.url).value == {"n": 1}


def test_where_no_address_is_given_the_environments_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from posta.design.mllm import Mllm

    monkeypatch.delenv("POSTA_MLLM_URL", raising=False)
    assert Server().url == Mllm().server.url == "http://127.0.0.1:8000/v1"
    monkeypatch.setenv("POSTA_MLLM_URL", "http://gpu.example:9000")
    assert Server().url == Mllm().server.url == "http://gpu.example:9000/v1"


@pytest.mark.parametrize(
    "url",
    ["", "localhost:8000", "file:///etc/passwd", "ftp://h/v1", "http://", "http://u:p@h/v1", "http://h/v1?key=1",
     "http://h:99999/v1", "http://h /v1"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(EngineError, match="no address of a model server"):
        Server(url)


@pytest.mark.parametrize(
    ("given_url", "used"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/v1"),
        ("https://h/openai/v1/", "https://h/openai/v1"),
        ("http://h/v1/chat/completions", "http://h/v1"),
    ],
)
def test_addresses_are_completed(given_url: str, used: str) -> None:
    assert Server(given_url).url == used


@pytest.mark.parametrize(
    "text",
    [
        '{"n": NaN}',
        '{"n": Infinity}',
        '{"n": 1e999}',
        "",
        "I cannot do that.",
        '{"n": ',
        "[1, 2]",
        "{" * 9000,
        '{"a":' * 9000,
    ],
)
def test_what_is_no_json_object_says_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"JSON"):
        read_json(text)


@pytest.mark.parametrize(
    "text", ['{"n": 1}', '```json\n{"n": 1}\n```', 'Here it is: {"n": 1}. Enjoy!', '<think>{"x"</think>{"n": 1}']
)
def test_words_around_the_json_are_passed_over(text: str) -> None:
    assert read_json(text) == {"n": 1}


def test_raw_control_characters_in_strings_are_read() -> None:
    assert read_json('{"idea": "a\x10b\nc"}') == {"idea": "a\x10b\nc"}


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(read_json(text), dict)


def test_problems_go_back_with_the_answer_until_there_are_none() -> None:
    with scripted([said("Sorry?"), said('{"n": 200}'), said('{"n": 2}')]) as server:
        how = settled(server.url, repairs=2)
        talk_so_far = [m["content"] for m in server.asked[2]["messages"]]
        seeds = [body["seed"] for body in server.asked]
    assert (how.rounds, how.problems) == (2, [])
    assert talk_so_far == ["Count.", "How many?", '{"n": 200}', "Wrong: too many"]
    assert seeds == [11, 12, 13]


def test_corrections_stop_after_two() -> None:
    with scripted(said('{"n": 200}')) as server:
        how = settled(server.url, repairs=2)
        assert len(server.asked) == 3
    assert (how.rounds, how.problems) == (2, ["too many"])


def settled(url: str, repairs: int) -> Settled:
    def review(value: Any) -> list[str]:
        return ["too many"] if value["n"] > 100 else []

    return talk(
        Server(url, "tiny"), lambda s: settle(s, QUESTION, review, lambda wrong: "Wrong: " + "; ".join(wrong), repairs)
    )

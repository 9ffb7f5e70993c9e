"""Messages, pictures and a JSON Schema in; a model's answer out, from any OpenAI-compatible server (vLLM, llama.cpp, Ollama).

Nothing leaves the machine but to the address that is given: proxies and redirects are refused. The key is read from the
environment variable POSTA_MLLM_KEY, the address that is asked where none is given from POSTA_MLLM_URL.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import wait
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import numpy as np

from posta.engines import Progress, silent
from posta.engines.question import Answer, Form, Message, Question, chosen_text, read_json, reason_in, request_body
from posta.errors import EngineError

KEY_VARIABLE, URL_VARIABLE = "POSTA_MLLM_KEY", "POSTA_MLLM_URL"
DEFAULT_URL = "http://127.0.0.1:8000/v1"
MOST_CHARACTERS = 1_000_000
MOST_RECEIVED = 32_000_000  # bytes of a stream: each word comes wrapped in some 250 of them
MOST_SENT_BACK = 12_000  # characters of a wrong answer that are shown to the model again
LOOK_S = 0.1  # how often the person is asked whether to go on
LONGEST_WAIT_S = 20.0
TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
T = TypeVar("T")

__all__ = ["Answer", "Message", "Question", "Server", "Session", "Settled", "settle", "talk"]


def usual_url() -> str:
    """The address that is asked where none is given: $POSTA_MLLM_URL, else vLLM's own on this computer."""
    return os.environ.get(URL_VARIABLE, "").strip() or DEFAULT_URL


@dataclass(frozen=True, slots=True)
class Server:
    """Where the model answers. Raises EngineError for an address that cannot be used."""

    url: str = field(default_factory=usual_url)
    """The API's address; `/v1` is added where only a host is given."""
    model: str = ""
    """The model's name there; empty: the first one the server lists."""
    connect_s: float = 5.0
    stall_s: float = 120.0
    """Longest silence, also before the first word."""
    total_s: float = 300.0
    """Longest time for one answer, further tries included."""
    retries: int = 3
    """Further tries after a lost connection or a busy server."""
    wait_s: float = 0.5
    """The first pause before a further try; each next one is twice as long, give or take half."""

    def __post_init__(self) -> None:
        hint = f"Give the address of an OpenAI-compatible server, such as {DEFAULT_URL}."
        if not isinstance(self.url, str):
            raise EngineError(f"{self.url!r} is no address of a model server.", hint=hint)
        try:
            parts = urlsplit(self.url.strip())
            odd = parts.username is not None or bool(parts.query or parts.fragment) or parts.port == 0
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not odd
        except ValueError:
            usable = False
        if not usable or any(c.isspace() or ord(c) < 32 for c in self.url.strip()):
            raise EngineError(f"{self.url[:200]!r} is no address of a model server.", hint=hint)
        path = parts.path.rstrip("/").removesuffix("/chat/completions") or "/v1"
        object.__setattr__(self, "url", f"{parts.scheme}://{parts.netloc}{path}")
        for name in ("connect_s", "stall_s", "total_s", "wait_s"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 86_400:
                raise EngineError(f"The model server's {name} is {value!r}.", hint="Give seconds above 0.")
        if isinstance(self.retries, bool) or not isinstance(self.retries, int) or not 0 <= self.retries <= 20:
            raise EngineError(f"The model server's retries are {self.retries!r}.", hint="From 0 to 20 works.")
        if not isinstance(self.model, str) or len(self.model) > 500:
            raise EngineError("The model's name is no text.", hint="Give it as the server lists it.")


@dataclass(slots=True)
class Settled:
    """How a question ended."""

    rounds: int = 0
    problems: list[str] = field(default_factory=list)
    """What is still wrong with the last answer; empty: nothing."""
    last: str = ""
    """The last answer's beginning."""


class _Again(Exception):
    """A failure that may pass."""

    def __init__(self, message: str, hint: str, pause_s: float | None = None) -> None:
        super().__init__(message)
        self.message, self.hint, self.pause_s = message, hint, pause_s


class _Plainer(Exception):
    """The server knows no JSON Schema."""


class Session:
    """An open line to one server. Use it inside `talk`."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.model = server.model
        self.format: Form = "json_schema"
        """How the answer's shape is asked for; json_object once the server said that it knows no JSON Schema."""
        self.done, self.doing = 0.0, f"asking {server.url}"
        """What progress is told."""
        self.heard = 0
        """Characters of answers so far."""
        self._rng = np.random.default_rng()  # pauses only: callers that failed together should not come back together

    async def open(self, stack: AsyncExitStack) -> None:
        key = os.environ.get(KEY_VARIABLE, "").strip()
        if not key.isascii() or any(c.isspace() for c in key):
            raise EngineError(f"The key in {KEY_VARIABLE} has characters no key has.", hint="Copy it again.")
        headers = {"Accept-Encoding": "identity", "User-Agent": "posta"} | (
            {"Authorization": f"Bearer {key}"} if key else {}
        )
        s = self.server
        limit = httpx.Timeout(s.stall_s, connect=s.connect_s, pool=s.total_s)
        client = httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=limit, headers=headers)
        self._client = await stack.enter_async_context(client)

    async def ask(self, question: Question) -> Answer:
        """The model's answer. Raises EngineError when none comes; an answer without JSON says so in `problem`."""
        s = self.server
        try:
            async with asyncio.timeout(s.total_s):
                if not self.model:
                    self.model = await self._tried(self._first_model)
                return await self._tried(lambda: self._once(question))
        except TimeoutError:
            raise EngineError(
                f"The model at {s.url} did not finish its answer in {s.total_s:g} s.",
                hint="Give it more time (total_s), a smaller model, or fewer candidates.",
            ) from None

    async def _tried(self, work: Callable[[], Awaitable[T]]) -> T:
        tries = 0
        while True:
            try:
                return await self._told(work)
            except _Plainer:
                continue
            except _Again as problem:
                if tries == self.server.retries:
                    times = f" after {tries + 1} tries" if tries else ""
                    raise EngineError(f"{problem.message}{times}.", hint=problem.hint) from None
                pause = self.server.wait_s * 2**tries * float(self._rng.uniform(0.5, 1.5))
                tries += 1
                await asyncio.sleep(min(LONGEST_WAIT_S, max(pause, problem.pause_s or 0.0)))

    async def _told(self, work: Callable[[], Awaitable[T]]) -> T:
        """The work, with what the network says told in our words."""
        url = self.server.url
        start = "Start it with `posta serve-mllm`, or give the address of one that runs."
        try:
            return await work()
        except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
            why = str(problem).strip() or "no answer in time"
            raise _Again(f"No model server answers at {url} ({why})", start) from None
        except httpx.TimeoutException:
            raise EngineError(
                f"The model server at {url} said nothing for {self.server.stall_s:g} s.",
                hint="Look at its log; a large model on a slow machine needs a longer stall_s.",
            ) from None
        except httpx.HTTPError as problem:
            why = str(problem).strip() or type(problem).__name__
            raise _Again(f"The model server at {url} broke off ({why[:200]})", "Look at the server's log.") from None

    async def _first_model(self) -> str:
        async with self._client.stream("GET", f"{self.server.url}/models") as reply:
            if reply.status_code != 200:
                await self._refused(reply, "")
            told = self._parsed(await self._body(reply, MOST_CHARACTERS), reply)
        rows = told.get("data")
        names = (
            [r["id"] for r in rows if isinstance(r, dict) and isinstance(r.get("id"), str)]
            if isinstance(rows, list)
            else []
        )
        if not names:
            raise EngineError(
                f"The server at {self.server.url} lists no model.", hint="Load one there, or name it with `model`."
            )
        return str(names[0])

    async def _once(self, question: Question) -> Answer:
        form = self.format
        body = request_body(question, self.model, form)
        async with self._client.stream("POST", f"{self.server.url}/chat/completions", json=body) as reply:
            if reply.status_code != 200:
                await self._refused(reply, form)
            if "text/event-stream" in reply.headers.get("content-type", ""):
                text, end = await self._streamed(reply)
            else:
                text, end = chosen_text(self._parsed(await self._body(reply, 2 * MOST_CHARACTERS), reply), "message")
        if len(text) > MOST_CHARACTERS:
            raise self._too_long()
        if end == "length":
            return Answer(text, None, f"the answer was cut at {question.max_tokens} tokens; it must be shorter")
        try:
            return Answer(text, read_json(text), "")
        except ValueError as problem:
            return Answer(text, None, str(problem))

    async def _streamed(self, reply: httpx.Response) -> tuple[str, str]:
        """The text of a stream of events, and why it ended."""
        parts: list[str] = []
        end, length, finished = "", 0, False
        async with aclosing(self._lines(reply)) as lines:
            async for line in lines:
                if not line.startswith("data:"):
                    continue
                data = line[5:].strip()
                if data == "[DONE]":
                    finished = True
                    break
                event = self._parsed(data.encode("utf-8"), reply)
                if event.get("error"):
                    raise _Again(f"The model server at {self.server.url} failed: {reason_in(data)}", "Look at its log.")
                text, why = chosen_text(event, "delta")
                parts.append(text)
                length += len(text)
                self.heard += len(text)
                end = why or end
                if length > MOST_CHARACTERS:
                    raise self._too_long()
        if not finished and not end:
            raise _Again(f"The model server at {self.server.url} broke off in the middle", "Look at the server's log.")
        return "".join(parts), end

    async def _lines(self, reply: httpx.Response) -> AsyncGenerator[str, None]:
        """Lines of a stream, its bytes and its longest line bounded."""
        rest, received = b"", 0
        async with aclosing(self._raw(reply)) as blocks:
            async for block in blocks:
                received += len(block)
                *whole, rest = (rest + block).split(b"\n")
                if received > MOST_RECEIVED or len(rest) > 2 * MOST_CHARACTERS:
                    raise self._too_long()
                for line in whole:
                    yield line.decode("utf-8", "replace").strip()
        if rest.strip():
            yield rest.decode("utf-8", "replace").strip()

    async def _raw(self, reply: httpx.Response) -> AsyncGenerator[bytes, None]:
        if reply.headers.get("content-encoding", "identity").lower() != "identity":
            raise EngineError(
                f"The server at {self.server.url} sends packed answers although they are not wanted.",
                hint="Turn compression off in the server or the proxy before it.",
            )
        async with aclosing(reply.aiter_raw()) as blocks:  # type: ignore[type-var]
            async for block in blocks:
                yield block

    async def _body(self, reply: httpx.Response, most: int) -> bytes:
        parts, length = [], 0
        async with aclosing(self._raw(reply)) as blocks:
            async for block in blocks:
                length += len(block)
                if length > most:
                    raise self._too_long()
                parts.append(block)
        return b"".join(parts)

    def _too_long(self) -> EngineError:
        return EngineError(
            f"The model server at {self.server.url} sent more than a megabyte; no layout is that long.",
            hint="Check that the address is a model server's and that max_tokens is kept.",
        )

    def _parsed(self, body: bytes, reply: httpx.Response) -> dict[str, Any]:
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            return value
        shown = body[:100].decode("utf-8", "replace").strip()
        kind = "a web page" if shown.lower().startswith(("<!doctype", "<html")) else f"{shown!r}"
        raise EngineError(
            f"{reply.request.url} answered with {kind}, not with JSON.",
            hint="Give the address of the API itself; for most servers it ends in /v1.",
        )

    async def _refused(self, reply: httpx.Response, form: str) -> None:
        """Tell what a status other than 200 means."""
        url, status = self.server.url, reply.status_code
        if 300 <= status < 400:
            where = reply.headers.get("location", "nowhere")[:200]
            raise EngineError(f"{url} sends on to {where}; redirects are not followed.", hint="Give the last address.")
        reason = reason_in((await self._beginning(reply)).decode("utf-8", "replace"))
        told = f"The model server at {url} answered {status}" + (f": {reason}" if reason else "")
        if status in (401, 403):
            raise EngineError(told, hint=f"Put its key into the environment variable {KEY_VARIABLE}.")
        if status == 404:
            hint = "Check the address (for most servers it ends in /v1)"
            hint += f" and that it serves the model {self.model!r}." if self.model else "."
            raise EngineError(told, hint=hint)
        low = reason.lower()
        words = ("response_format", "json_schema", "schema", "grammar", "structured", "guided")
        if form == "json_schema" and status in (400, 415, 422, 500, 501) and any(w in low for w in words):
            self.format = "json_object"
            raise _Plainer
        if status in TRY_AGAIN:
            raise _Again(told, "Wait a little, or ask fewer candidates at once.", _pause(reply))
        hint = "See the server's log."
        if any(w in low for w in ("image", "multimodal", "vision", "multi-modal")):
            hint = "Serve a model that sees pictures, such as Qwen/Qwen3-VL-8B-Instruct."
        elif any(w in low for w in ("context", "max_model_len", "too long", "maximum")):
            hint = "Give the server a longer context (for vLLM --max-model-len 16384), or lower max_tokens."
        raise EngineError(told, hint=hint)

    async def _beginning(self, reply: httpx.Response) -> bytes:
        found = b""
        async with aclosing(reply.aiter_raw()) as blocks:  # type: ignore[type-var]
            async for block in blocks:
                found += block
                if len(found) >= 4096:
                    break
        return found[:4096]


def _pause(reply: httpx.Response) -> float:
    told = reply.headers.get("retry-after", "")
    return min(LONGEST_WAIT_S, float(told)) if re.fullmatch(r"\d{1,4}(\.\d+)?", told) else 0.0


async def settle(
    session: Session,
    question: Question,
    review: Callable[[Any], list[str]],
    say: Callable[[list[str]], str],
    repairs: int,
) -> Settled:
    """Ask, review, and send problems back at most `repairs` times.

    `review` gets an answer's JSON and says what is wrong with it; `say` puts problems into words for the model.
    """
    how = Settled()
    first = question
    while True:
        answer = await session.ask(question)
        how.problems = [answer.problem] if answer.problem else review(answer.value)
        how.last = answer.text[:200]
        if not how.problems or how.rounds >= repairs:
            return how
        how.rounds += 1
        shown = answer.text if len(answer.text) <= MOST_SENT_BACK else answer.text[:MOST_SENT_BACK] + " …"
        back = (Message("assistant", shown or "(nothing)"), Message("user", say(how.problems)))
        question = replace(first, messages=(*first.messages, *back), seed=first.seed + how.rounds)


def talk(server: Server, work: Callable[[Session], Awaitable[T]], progress: Progress = silent) -> T:
    """Run `work` with a session to its end; `progress` is told ten times a second and ends it at once by raising.

    Raises what `work` raises, among it EngineError.
    """
    loop = asyncio.new_event_loop()

    async def inside() -> T:
        async with AsyncExitStack() as stack:
            await session.open(stack)
            return await work(session)

    session = Session(server)
    # Its own thread: a name that is looked up cannot be interrupted, and the caller may run a loop already.
    threading.Thread(target=_run, args=(loop,), name="posta chat", daemon=True).start()
    result = asyncio.run_coroutine_threadsafe(inside(), loop)
    shown = 0.0
    try:
        while not wait([result], LOOK_S).done:
            heard = f", {session.heard:,} characters so far" if session.heard else ""
            shown = max(shown, session.done)
            progress(shown, session.doing + heard)
        return result.result()
    finally:
        if not result.done():
            result.cancel()
            closing = time.monotonic() + 0.3
            while time.monotonic() < closing and any(not t.done() for t in asyncio.all_tasks(loop)):
                time.sleep(0.01)
        loop.call_soon_threadsafe(loop.stop)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()

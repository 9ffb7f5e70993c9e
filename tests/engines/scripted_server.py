"""A real HTTP server on 127.0.0.1 that answers as its script says: replies in, the requests it got out."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """What goes over the wire."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0.0
    """Before the first byte; cut short when the server is closed."""
    pieces: tuple[bytes, ...] = ()
    """Sent one by one instead of `body`."""
    gap_s: float = 0.0
    """Between the pieces."""


Script = Callable[[dict[str, Any], int], Reply]


class Scripted:
    """The server and what it was asked."""

    def __init__(self, script: Script, models: tuple[str, ...]) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.closed = threading.Event()
        self.hung_up = threading.Event()
        """Set when a caller went away before its answer was whole."""
        self.answered = threading.Event()
        """Set when an answer to a question was sent whole."""
        lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                return

            def do_GET(self) -> None:
                outer.paths.append(self.path)
                rows = [{"id": m, "object": "model"} for m in models]
                self._send(Reply(json.dumps({"data": rows}).encode()))

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                with lock:
                    number = len(outer.asked)
                    outer.asked.append(body)
                    outer.headers.append(dict(self.headers))
                    outer.paths.append(self.path)
                if self._send(script(body, number)):
                    outer.answered.set()

            def _send(self, reply: Reply) -> bool:
                outer.closed.wait(reply.pause_s)
                try:
                    self.send_response(reply.status)
                    self.send_header("Content-Type", reply.kind)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.send_header("Connection", "close")
                    self.end_headers()
                    for piece in reply.pieces or (reply.body,):
                        self.wfile.write(piece)
                        self.wfile.flush()
                        if reply.gap_s:
                            outer.closed.wait(reply.gap_s)
                except (BrokenPipeError, ConnectionResetError):
                    outer.hung_up.set()
                    return False
                return True

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

        self._http = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.closed.set()
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def scripted(script: Script | Reply | list[Reply], models: tuple[str, ...] = ("tiny",)) -> Iterator[Scripted]:
    """A running server; a list answers in turn, its last reply again and again."""
    if isinstance(script, Reply):
        replies = [script]
    elif isinstance(script, list):
        replies = script
    else:
        replies = []
    chosen: Script = script if callable(script) else lambda _, n: replies[min(n, len(replies) - 1)]
    server = Scripted(chosen, models)
    try:
        yield server
    finally:
        server.close()


def said(text: str, end: str = "stop") -> Reply:
    """A whole answer in one piece."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": end}
    return Reply(json.dumps({"choices": [choice]}).encode())


def events(text: str, size: int = 40) -> tuple[bytes, ...]:
    """A stream's events for a text, without its end."""
    parts = [text[i : i + size] for i in range(0, len(text), size)]
    rows = [{"choices": [{"index": 0, "delta": {"content": p}, "finish_reason": None}]} for p in parts]
    return tuple(f"data: {json.dumps(r)}\n\n".encode() for r in rows)


def streamed(text: str, *, gap_s: float = 0.0, whole: bool = True) -> Reply:
    """An answer as a stream of events; not `whole`: it stops in the middle."""
    end = json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    tail = (f"data: {end}\n\n".encode(), b"data: [DONE]\n\n") if whole else ()
    return Reply(kind="text/event-stream", pieces=(b": hello\n\n", *events(text), *tail), gap_s=gap_s)


def never() -> Reply:
    """Silence."""
    return Reply(pause_s=60)

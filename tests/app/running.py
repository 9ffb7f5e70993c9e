"""A real server in a process of its own: a library folder in, a running studio and its posters out."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]


@dataclass
class Studio:
    """A running studio."""

    address: str
    library: Path
    process: subprocess.Popen

    @property
    def api(self) -> str:
        return f"{self.address}/api/v1"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


API_ONLY = """
import sys, uvicorn
from pathlib import Path
from app.server import Settings, create
server = create(Settings(Path({library!r}), password={password!r}), studio=False)
uvicorn.run(server, host="127.0.0.1", port={port}, log_level="warning", timeout_graceful_shutdown=2)
"""


def start_api(library: Path, *, password: str = "", before: str = "", own: dict[str, str] | None = None) -> Studio:
    """The HTTP API alone over `library`; `before` is Python that the process runs first, `own` as in `start`."""
    port = free_port()
    return _started(
        before + API_ONLY.format(library=str(library), password=password, port=port), library, port, own or {}
    )


def start(library: Path, own: dict[str, str] | None = None, *, before: str = "", port: int = 0) -> Studio:
    """The whole studio over `library`, as its command starts it; `own`: further variables of its environment; `before`:
    Python that the process runs first."""
    code = "import typer\nfrom app.__main__ import studio\ntyper.run(studio)"
    return _started(before + code, library, port or free_port(), own or {})


def _started(code: str, library: Path, port: int, own: dict[str, str]) -> Studio:
    environment = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "OMP_NUM_THREADS": "1", **own}
    log = library.parent / f"server-{port}.log"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", code, "--port", str(port), "--library", str(library), "--no-browser"],
            cwd=ROOT, env=environment, stderr=said,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            httpx.get(f"{address}/favicon.ico", timeout=5)
            return Studio(address, library, process)
        except httpx.TransportError:
            time.sleep(0.1)
    process.kill()
    raise RuntimeError("the studio did not start")


def make(studio: Studio, title: str, *, count: int = 1, **brief: object) -> list[str]:
    """Posters of a brief: their ids."""
    words = {"title": title, "date": "3 June", "place": "Pier 4", "theme": "calm sea at dawn", "format": "a4", **brief}
    job = httpx.post(f"{studio.api}/posters:make", json={"brief": words, "variants": count}, timeout=60).json()
    return finished(studio, job["id"])["result"]["posters"]


def finished(studio: Studio, job_id: str) -> dict:
    """A job once it has ended."""
    for _ in range(200):
        told = httpx.get(f"{studio.api}/jobs/{job_id}", params={"wait": 5}, timeout=60).json()
        if told["state"] in ("done", "failed", "cancelled"):
            return told
    raise AssertionError("the job did not end")


def copy_of(studio: Studio, poster_id: str) -> dict:
    """The state of a fresh copy of a poster, for a test to change."""
    return httpx.post(f"{studio.api}/posters/{poster_id}/duplicate", timeout=60).json()

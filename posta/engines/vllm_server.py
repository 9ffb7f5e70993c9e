"""A model's name in; a running vLLM server on 127.0.0.1 out, healthy, its log in a file, stopped with everything it started.

vLLM runs as a program of its own, never inside this one: its packages and its GPU memory end with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from posta.engines import Progress, silent
from posta.errors import EngineError, OutOfMemory

DEFAULT_MODEL = "Qwen/Qwen3-VL-8B-Instruct"
LOOK_S = 0.1
GRACE_S = 1.0  # for workers whose server has ended
LAST_LINES = 12
GIB = 2**30

MODELS: dict[str, float] = {
    "Qwen/Qwen3-VL-2B-Instruct": 2.1,
    "Qwen/Qwen3-VL-4B-Instruct": 4.4,
    "Qwen/Qwen3-VL-8B-Instruct": 8.8,
    "Qwen/Qwen3-VL-32B-Instruct": 33.4,
    "Qwen/Qwen2.5-VL-7B-Instruct": 8.3,
    "Qwen/Qwen2.5-VL-32B-Instruct": 33.5,
}
"""Vision-language models under Apache-2.0 and their billions of parameters, for judging whether they fit."""
SPARE_GIB = 5.0  # beside two bytes a parameter: the cache of a few talks, the pictures, the graphs


@dataclass(frozen=True, slots=True)
class Config:
    """How to serve."""

    model: str = DEFAULT_MODEL
    """A repository id or a folder."""
    port: int = 0
    """0: one that is free."""
    context: int = 16_384
    """Tokens of one talk: examples, picture, answer and corrections."""
    memory_share: float = 0.85
    """Of the GPU's memory that vLLM may take."""
    log: FilePath | None = None
    """Where its output goes; None: a new file in the temporary folder."""
    wait_s: float = 900.0
    """How long it may take until it answers; the first start downloads the model."""
    arguments: tuple[str, ...] = ()
    """More arguments for `vllm serve`."""
    command: tuple[str, ...] = ()
    """The program in place of `vllm`, for one that lives elsewhere; empty: $POSTA_VLLM, or the one that is found."""
    needs_gpu: bool = True
    """False: a vLLM that was built for CPUs is meant."""
    environment: dict[str, str] = field(default_factory=dict)
    """Variables set for it."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    url: str
    """Its API: http://127.0.0.1:<port>/v1."""
    model: str
    log: FilePath
    pid: int
    alive: Callable[[], bool]
    """Whether it still runs."""


class _Log:
    """A program's output on its way into a file and to whoever listens."""

    def __init__(self, process: subprocess.Popen[bytes], path: FilePath, on_line: Callable[[str], None] | None) -> None:
        self.path, self.last = path, deque[str](maxlen=LAST_LINES)
        self.problem: Exception | None = None
        """What the listener raised; it is not told any more lines then."""
        self._process, self._on_line = process, on_line
        self._thread = threading.Thread(target=self._read, name="posta vllm log", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self.path.open("ab") as file, self._process.stdout as out:
            for raw in out:
                file.write(raw)
                file.flush()
                line = raw.decode("utf-8", "replace").rstrip()[:2000]
                if not line:
                    continue
                self.last.append(line)
                if self._on_line and self.problem is None:
                    try:
                        self._on_line(line)
                    except Exception as problem:  # raised where the server is waited for; unread output would block it
                        self.problem = problem

    def end(self, seconds: float) -> None:
        self._thread.join(seconds)


@contextmanager
def serve(
    config: Config, on_line: Callable[[str], None] | None = None, progress: Progress = silent
) -> Iterator[Running]:
    """Start vLLM, wait until it is healthy, and stop it with all its processes at the block's end.

    `on_line` gets every line of its log as it comes, from another thread; `progress` is told while it starts and stops the
    start by raising. Raises EngineError when vLLM or a GPU is missing, the port is taken, or it ends before it answers;
    OutOfMemory when the model is larger than the GPU.
    """
    command = _command(config)
    if config.needs_gpu:
        _must_fit(config, gpus())
    port = _port(config.port)
    path = config.log or FilePath(tempfile.mkstemp(prefix="posta-vllm-", suffix=".log")[1])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("ab").close()
    except OSError as problem:
        raise EngineError(
            f"The log {path} cannot be written: {problem.strerror or problem}.", hint="Choose another file."
        ) from None
    try:
        process = subprocess.Popen(
            [*command, *flags(config, port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1", **config.environment},
            start_new_session=True,  # a group of its own, so that its workers end with it
        )
    except OSError as problem:
        raise EngineError(f"{command[0]} cannot be started: {problem.strerror}.", hint="Install vLLM again.") from None
    log = _Log(process, path, on_line)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(process, url, config.wait_s, log, progress)
        yield Running(f"{url}/v1", config.model, path, process.pid, lambda: process.poll() is None)
    finally:
        stop(process)
        log.end(5)


def flags(config: Config, port: int) -> list[str]:
    """The arguments of `vllm`: local only, compact JSON, no code from the model's repository."""
    structured = {"backend": "xgrammar", "disable_any_whitespace": True}  # small models ramble in spaces otherwise
    # On CPUs vLLM 0.32 dies of a seeded request whose prompt is read in chunks ("CPU Generator does not use offset").
    on_cpu = (
        [] if config.needs_gpu else ["--no-enable-chunked-prefill", "--max-num-batched-tokens", str(config.context)]
    )
    return [
        "serve", config.model, "--host", "127.0.0.1", "--port", str(port), "--max-model-len", str(config.context),
        "--gpu-memory-utilization", f"{config.memory_share:g}", "--limit-mm-per-prompt", json.dumps({"image": 4, "video": 0}),
        "--structured-outputs-config", json.dumps(structured), "--generation-config", "vllm", *on_cpu, *config.arguments,
    ]  # fmt: skip


def _command(config: Config) -> list[str]:
    if config.command:
        return list(config.command)
    if own := os.environ.get("POSTA_VLLM"):
        return [own]
    beside = FilePath(sys.executable).with_name("vllm")
    found = str(beside) if beside.is_file() else shutil.which("vllm")
    if not found:
        raise EngineError(
            "vLLM is not installed here.",
            hint='Install it with `pip install "posta[vllm]"`, name one that lives elsewhere by POSTA_VLLM, or give the '
            "address of another server (llama.cpp, Ollama, a vLLM elsewhere) as the design engine's `url`.",
        )
    return [found]


def gpus() -> list[tuple[str, float, float]]:
    """(name, free GiB, all GiB) of the NVIDIA GPUs here; empty where there is none."""
    program = shutil.which("nvidia-smi")
    if not program:
        return []
    try:
        told = subprocess.run(
            [program, "--query-gpu=name,memory.free,memory.total", "--format=csv,noheader,nounits"],
            capture_output=True, text=True, timeout=20, check=True,
        ).stdout  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return []
    rows = [row.rsplit(",", 2) for row in told.splitlines() if row.count(",") >= 2]
    return [
        (name.strip(), float(free) / 1024, float(whole) / 1024)
        for name, free, whole in rows
        if re.fullmatch(r"\s*\d+\s*", free) and re.fullmatch(r"\s*\d+\s*", whole)
    ]


def memory_needed(model: str) -> float | None:
    """GiB a known model takes at 16 bits with room for its talks; None for others."""
    billions = MODELS.get(model)
    return None if billions is None else billions * 2e9 / GIB + SPARE_GIB


def _must_fit(config: Config, found: Sequence[tuple[str, float, float]]) -> None:
    if not found:
        raise EngineError(
            "There is no NVIDIA GPU here, and vLLM needs one.",
            hint="Give the address of a server elsewhere as the design engine's `url`, or use the design engine 'rules'.",
        )
    name, free, whole = max(found, key=lambda gpu: gpu[1])
    needed = memory_needed(config.model)
    usable = min(free, whole * config.memory_share)
    if needed is not None and needed > usable and "--tensor-parallel-size" not in config.arguments:
        fits = [m for m in MODELS if (memory_needed(m) or 0) <= usable]
        better = f"{max(fits, key=MODELS.__getitem__)} fits." if fits else "None of the listed models fits."
        raise OutOfMemory(
            f"{config.model} takes about {needed:.0f} GiB; {name} has {usable:.0f} GiB for it ({free:.0f} of {whole:.0f} free).",
            hint=f"{better} A quantised checkpoint (AWQ, FP8) of the same model takes a half or less.",
        )


def _port(wanted: int) -> int:
    """A port on 127.0.0.1 nobody listens on. Raises EngineError when the wanted one is taken."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind(("127.0.0.1", wanted))
        except (OSError, OverflowError):
            raise EngineError(f"Port {wanted} cannot be used.", hint="Leave it out to take a free one.") from None
        return int(held.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], url: str, wait_s: float, log: _Log, progress: Progress) -> None:
    """Until it is healthy. Raises EngineError when it ends or takes too long, and what a listener raises."""
    began = time.monotonic()
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        if process.poll() is not None:
            log.end(2)
            raise _ended(process.returncode, log)
        with contextlib.suppress(OSError, ValueError), direct.open(f"{url}/health", timeout=2) as reply:
            if reply.status == 200:
                return
        waited = time.monotonic() - began
        if waited > wait_s:
            raise EngineError(
                f"vLLM did not answer within {wait_s:g} s.",
                hint=f"Its log is {log.path}; wait longer for it, or take a smaller model.",
            )
        if log.problem is not None:
            raise log.problem
        progress(min(0.99, waited / wait_s), f"vLLM is starting, {waited:.0f} s")
        time.sleep(LOOK_S)


def _ended(code: int, log: _Log) -> EngineError | OutOfMemory:
    """What a server's last lines mean."""
    said = "\n".join(log.last)
    where = f"Its log is {log.path}."
    if re.search(
        r"out of memory|No available memory for the cache|larger than the (available|maximum)", said, re.IGNORECASE
    ):
        return OutOfMemory("The model does not fit into the GPU's memory.", hint=f"Take a smaller model. {where}")
    if re.search(r"401|403|gated|RepositoryNotFound|not a valid model identifier", said):
        return EngineError(
            "vLLM could not get the model.",
            hint=f"Check its name and, for a gated one, `huggingface-cli login`. {where}",
        )
    last = next((line for line in reversed(log.last) if "Error" in line), log.last[-1] if log.last else "nothing")
    return EngineError(f"vLLM ended with {code} before it answered: {last[:300]}", hint=where)


def stop(process: subprocess.Popen[bytes], patience_s: float = 15.0) -> None:
    """End a server and everything it started: it is asked to end its own workers, what is left is made to."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.terminate()
        process.wait(patience_s)
    until = time.monotonic() + GRACE_S
    while _group_lives(process.pid) and time.monotonic() < until:
        time.sleep(LOOK_S)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True

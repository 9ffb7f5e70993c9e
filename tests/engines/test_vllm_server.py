"""Starting and stopping a model server: a small real program in vLLM's place, and vLLM itself where it is asked for."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from posta.engines import vllm_server
from posta.engines.vllm_server import Config, flags, memory_needed, serve
from posta.errors import Cancelled, EngineError, OutOfMemory

PROGRAM = """
import http.server, subprocess, sys, time
wanted = sys.argv[sys.argv.index("--port") + 1]
print("arguments:", *sys.argv[1:], flush=True)
{body}
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", int(wanted)), Handler).serve_forever()
"""
WORKER = """
worker = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"])
print("worker", worker.pid, flush=True)
"""


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Config]:
    """A function that makes a Config whose program does `body` before it answers."""

    def make(body: str = "", **changes: object) -> Config:
        file = tmp_path / "serve.py"
        file.write_text(PROGRAM.format(body=body))
        config = Config(
            "some/model", log=tmp_path / "logs" / "vllm.log", command=(sys.executable, str(file)), wait_s=30
        )
        return replace(config, needs_gpu=False, **changes)  # type: ignore[arg-type]

    return make


def runs(pid: int) -> bool:
    """Whether a process is alive, a dead one that nobody buried not counted."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_it_is_healthy_inside_the_block_and_all_of_it_is_gone_afterwards(program: Callable[..., Config]) -> None:
    lines: list[str] = []
    with serve(program(WORKER), lines.append) as running:
        assert running.url.startswith("http://127.0.0.1:")
        assert running.url.endswith("/v1")
        worker = int(next(line for line in lines if line.startswith("worker")).split()[1])
        assert runs(running.pid)
        assert runs(worker)
    assert not runs(running.pid)
    until = time.monotonic() + 5
    while runs(worker) and time.monotonic() < until:
        time.sleep(0.01)
    assert not runs(worker), "a worker that ignores being asked is made to end"
    log = running.log.read_text()
    assert log.splitlines() == lines
    assert "--host 127.0.0.1" in log


def test_a_failure_inside_the_block_also_stops_it(program: Callable[..., Config]) -> None:
    with pytest.raises(RuntimeError, match="mine"), serve(program()) as running:
        raise RuntimeError("mine")
    assert not runs(running.pid)


def test_what_it_said_last_is_told_when_it_ends_early(program: Callable[..., Config]) -> None:
    config = program("print('ValueError: no such architecture'); sys.exit(3)")
    with (
        pytest.raises(
            EngineError, match="ended with 3 before it answered: ValueError: no such architecture"
        ) as problem,
        serve(config),
    ):
        pass
    assert str(config.log) in problem.value.hint


def test_too_little_memory_is_told_as_such(program: Callable[..., Config]) -> None:
    with (
        pytest.raises(OutOfMemory),
        serve(program("print('torch.OutOfMemoryError: CUDA out of memory.'); sys.exit(1)")),
    ):
        pass


def test_a_gated_model_is_told_as_such(program: Callable[..., Config]) -> None:
    refused = program("print('OSError: 401 Client Error'); sys.exit(1)")
    with pytest.raises(EngineError, match="could not get the model"), serve(refused):
        pass


def test_one_that_never_answers_is_given_up_and_stopped(program: Callable[..., Config]) -> None:
    with (
        pytest.raises(EngineError, match=r"did not answer within 0\.3 s"),
        serve(program("time.sleep(60)", wait_s=0.3)),
    ):
        pass


def test_the_start_can_be_cancelled(program: Callable[..., Config]) -> None:
    pids: list[int] = []

    def on_line(line: str) -> None:
        if line.startswith("me"):
            pids.append(int(line.split()[1]))

    def progress(done: float, doing: str) -> None:
        if pids:
            raise Cancelled("Stopped.")

    body = "import os; print('me', os.getpid(), flush=True); time.sleep(60)"
    with pytest.raises(Cancelled), serve(program(body), on_line, progress):
        pass
    assert not runs(pids[0])


def test_a_listener_that_fails_stops_the_start_and_says_why(program: Callable[..., Config]) -> None:
    def on_line(line: str) -> None:
        raise OSError("the screen is gone")

    with pytest.raises(OSError, match="the screen is gone"), serve(program("time.sleep(60)"), on_line):
        pass


def test_a_taken_port_is_told(program: Callable[..., Config]) -> None:
    import socket

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        with pytest.raises(EngineError, match=f"Port {port} cannot be used"), serve(program(port=port)):
            pass


def test_without_vllm_the_way_to_get_it_and_the_way_round_it_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(EngineError, match="not installed") as problem, serve(Config()):
        pass
    assert "posta[vllm]" in problem.value.hint
    assert "Ollama" in problem.value.hint


def test_without_a_gpu_nothing_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: Callable[..., Config]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="no NVIDIA GPU"), serve(replace(program(), needs_gpu=True)):
        pass
    assert not (tmp_path / "logs").exists()


@pytest.mark.parametrize(("free", "fits"), [(143_000, True), (16_000, False), (3_000, False)])
def test_a_model_must_fit_the_gpu(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: Callable[..., Config], free: int, fits: bool
) -> None:
    smi = tmp_path / "nvidia-smi"
    smi.write_text(f"#!/bin/sh\necho 'NVIDIA Test, {free}, {free + 500}'\n")
    smi.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    config = replace(program(), needs_gpu=True, model="Qwen/Qwen3-VL-8B-Instruct")
    if fits:
        with serve(config) as running:
            assert runs(running.pid)
        return
    with pytest.raises(OutOfMemory, match="takes about 21 GiB; NVIDIA Test has") as problem, serve(config):
        pass
    assert ("Qwen/Qwen3-VL-4B-Instruct fits" if free > 14_000 else "None of the listed") in problem.value.hint


def test_the_flags_keep_it_local_and_bounded() -> None:
    told = flags(Config("a/b", context=8192, arguments=("--quantization", "fp8")), 8123)
    assert told[:6] == ["serve", "a/b", "--host", "127.0.0.1", "--port", "8123"]
    assert told[told.index("--max-model-len") + 1] == "8192"
    assert told[-2:] == ["--quantization", "fp8"]
    assert "--trust-remote-code" not in told
    assert memory_needed("someone/else") is None


def test_a_dead_server_can_be_stopped_again(program: Callable[..., Config]) -> None:
    with serve(program()) as running:
        os.kill(running.pid, signal.SIGKILL)
        until = time.monotonic() + 5
        while runs(running.pid) and time.monotonic() < until:
            time.sleep(0.01)
    assert not runs(running.pid)


@pytest.mark.skipif(
    not os.environ.get("POSTA_TEST_VLLM"), reason="POSTA_TEST_VLLM names a model, or tiny, for an installed vllm"
)
def test_a_real_vllm_sees_a_picture_and_keeps_to_the_schemas(tmp_path: Path) -> None:
    import jsonschema
    import numpy as np

    from posta.design import DesignRequest
    from posta.design.expand import expand
    from posta.design.mllm import Mllm
    from posta.document.page import page_for
    from posta.engines.chat import Message, Question, Server, Session, talk
    from tests.tiny import vlm

    model = os.environ["POSTA_TEST_VLLM"]
    tiny = model == "tiny"
    config = Config(str(vlm.save(tmp_path / "vlm")) if tiny else model, needs_gpu=bool(vllm_server.gpus()))
    if not config.needs_gpu:
        on_cpu = ("--dtype", "bfloat16", "--enforce-eager")
        config = replace(config, arguments=on_cpu, environment={"VLLM_CPU_KVCACHE_SPACE": "1", "HF_HUB_OFFLINE": "1"})
    schema = {
        "type": "object",
        "properties": {
            "piece": {"type": "string", "enum": ["title", "date"]},
            "x": {"type": "integer", "minimum": 0, "maximum": 1000},
        },
        "required": ["piece", "x"],
        "additionalProperties": False,
    }  # fmt: skip
    picture = np.full((224, 160, 3), 40, np.uint8)
    question = Question((Message("user", "Where does the title stand?", (picture,)),), schema, max_tokens=512)
    pieces = {"title": "Harbour Lights", "date": "13 March", "place": "Cellar 9"}
    request = DesignRequest(pieces, page_for("a3"), picture, theme="harbour at dusk")
    heard: list[str] = []
    ask = Session.ask

    async def listening(session: Session, asked: Question):  # type: ignore[no-untyped-def]
        answer = await ask(session, asked)
        heard.append(answer.text)
        print("answer:", answer.text[:600], answer.problem)
        if not answer.problem:
            jsonschema.validate(answer.value, asked.schema)
        return answer

    with pytest.MonkeyPatch.context() as patch, serve(config) as running:
        patch.setattr(Session, "ask", listening)
        print("healthy at", running.url)
        answer = talk(Server(running.url), lambda session: session.ask(question))
        assert answer.value["piece"] in ("title", "date")
        engine = Mllm(running.url, candidates=2, shots=1)
        if tiny:  # random weights place words anywhere; that is told after two corrections for each
            with pytest.raises(EngineError, match="no usable layout, also after 2 corrections") as told:
                engine.arrange(request)
            assert len(heard) == 1 + 2 * 3
            print("told:", told.value)
        else:
            print("designs:", len(engine.arrange(request)))
        print("described:", expand("jazz at night", Server(running.url)).text)
    assert not runs(running.pid)

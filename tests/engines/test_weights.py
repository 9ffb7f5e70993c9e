"""Weights from folders, files and a hub: safe ones are found, all others refused with what would work."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from posta.engines import keep, weights
from posta.engines.models import MODELS
from posta.engines.weights import find, own_folder, snapshot, tensor_names
from posta.errors import ModelError
from tests.engines import tiny_pipelines as tiny


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTA_CONFIG", str(tmp_path / "config"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny.folder("flux"), tmp_path / "mine"))


@pytest.mark.parametrize(("name", "family"), tiny.ROWS.items())
def test_a_persons_own_folder_is_known_by_its_pipeline(name: str, family: str) -> None:
    found = find(str(tiny.folder(name)))
    assert found.row.family == family
    assert 0 < found.row.transformer_b < 0.001
    assert found.row.name == name
    assert found.row.licence.name.startswith("not known")


def test_flux_without_a_guidance_embedding_is_taken_for_the_fast_one(copy: Path) -> None:
    assert own_folder(copy).row.steps == MODELS["flux1-dev"].steps
    config = json.loads((copy / "transformer" / "config.json").read_text())
    (copy / "transformer" / "config.json").write_text(json.dumps(config | {"guidance_embeds": False}))
    assert own_folder(copy).row.steps == MODELS["flux1-schnell"].steps


def test_a_missing_path_is_told() -> None:
    with pytest.raises(ModelError, match="nothing at"):
        find("/nowhere/model.safetensors")
    with pytest.raises(ModelError, match="There is no model"):
        find("nowhere")


def test_a_folder_that_is_no_checkpoint_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model_index\.json"):
        find(str(tmp_path))


@pytest.mark.parametrize("suffix", [".bin", ".ckpt", ".pt", ".pth", ".pkl"])
def test_a_pickle_is_refused_by_its_name(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"model{suffix}"
    path.write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(ModelError, match="pickle"):
        find(str(path))


def test_a_pickle_is_refused_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    torch.save({"a": torch.zeros(3)}, path)
    with pytest.raises(ModelError, match="is a pickle"):
        find(str(path))
    path.write_bytes(pickle.dumps({"a": 1}, protocol=4))
    with pytest.raises(ModelError, match="is a pickle"):
        find(str(path))


def test_a_part_that_is_only_there_as_a_pickle_is_refused(copy: Path) -> None:
    for path in (copy / "vae").glob("*.safetensors"):
        path.rename(path.with_suffix(".bin"))
    with pytest.raises(ModelError, match="The vae of mine is only there as a pickle"):
        find(str(copy))


def test_code_that_comes_with_weights_is_refused(copy: Path) -> None:
    (copy / "transformer" / "model.py").write_text("print('hello')")
    with pytest.raises(ModelError, match="its own code"):
        find(str(copy))


def test_a_part_from_another_library_is_refused(copy: Path) -> None:
    index = json.loads((copy / "model_index.json").read_text())
    (copy / "model_index.json").write_text(json.dumps(index | {"vae": ["my_module", "MyVAE"]}))
    with pytest.raises(ModelError, match="run its own code"):
        find(str(copy))


def test_a_pipeline_of_another_family_is_refused_with_those_that_work(copy: Path) -> None:
    index = json.loads((copy / "model_index.json").read_text())
    (copy / "model_index.json").write_text(json.dumps(index | {"_class_name": "StableDiffusionXLPipeline"}))
    with pytest.raises(ModelError, match="StableDiffusionXLPipeline") as told:
        find(str(copy))
    assert "z-image" in told.value.hint


@pytest.mark.parametrize("damage", ["cut", "missing", "empty", "header"])
def test_a_damaged_checkpoint_is_told_by_part(copy: Path, damage: str) -> None:
    [path] = (copy / "transformer").glob("*.safetensors")
    data = path.read_bytes()
    if damage == "missing":
        shutil.rmtree(copy / "vae")
    else:
        path.write_bytes({"cut": data[:-10], "empty": b"", "header": data[:8] + b"x" + data[9:]}[damage])
    with pytest.raises(ModelError, match="vae" if damage == "missing" else r"safetensors"):
        find(str(copy))


def test_a_lora_is_not_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is a LoRA"):
        find(str(tiny.lora(tmp_path / "ink.safetensors", "flux")))


def test_tensors_of_no_known_model_are_refused(tmp_path: Path) -> None:
    save_file({"unet.weight": torch.zeros(2)}, tmp_path / "other.safetensors")
    with pytest.raises(ModelError, match="no model known here"):
        find(str(tmp_path / "other.safetensors"))


@pytest.mark.parametrize(("name", "family"), tiny.ROWS.items())
def test_a_single_file_is_known_by_its_tensors(
    name: str, family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "snapshot", lambda _, **__: (tiny.folder(name), "0" * 40))
    monkeypatch.setattr(weights, "require", lambda _: None)
    [source] = (tiny.folder(name) / "transformer").glob("*.safetensors")
    path = tmp_path / "my own.safetensors"
    save_file({f"model.diffusion_model.{k}": v for k, v in load_file(source).items()}, path)
    found = find(str(path))
    assert found.row.family == family
    assert found.transformer == path
    assert found.row.name == "my own"


def test_headers_are_read_without_the_tensors(tmp_path: Path) -> None:
    save_file({"a": torch.zeros(2, 3, dtype=torch.bfloat16)}, tmp_path / "a.safetensors", {"about": "x"})
    assert tensor_names(tmp_path / "a.safetensors") == {"a": ("BF16", (2, 3))}


# A hub of our own: the real client talks to a server that keeps one repository.

COMMIT = "c" * 40
REPO = "someone/tiny"


class Hub(BaseHTTPRequestHandler):
    folder: Path
    answer = "files"
    asked: list[str]

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        if self.answer == "gated":
            return self._send(403, b"{}", {"X-Error-Code": "GatedRepo", "X-Error-Message": "gated"})
        if self.answer == "missing":
            return self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"})
        files = [str(p.relative_to(self.folder)) for p in sorted(self.folder.rglob("*")) if p.is_file()]
        if self.path.startswith(f"/api/models/{REPO}"):
            if "/tree/" in self.path:
                tree = [
                    {"type": "file", "path": f, "size": (self.folder / f).stat().st_size, "oid": "0" * 40}
                    for f in files
                ]
                return self._send(200, json.dumps(tree).encode(), {"Content-Type": "application/json"})
            told = {"id": REPO, "modelId": REPO, "sha": COMMIT, "siblings": [{"rfilename": f} for f in files]}
            return self._send(200, json.dumps(told).encode(), {"Content-Type": "application/json"})
        path = self.folder / self.path.split(f"/resolve/{COMMIT}/")[-1].split("?")[0]
        if not path.is_file():
            return self._send(404, b"", {"X-Error-Code": "EntryNotFound"})
        data = path.read_bytes()
        etag = hashlib.sha1(data).hexdigest()
        return self._send(200, data, {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hub]]:
    from huggingface_hub import constants

    kind = type("OwnHub", (Hub,), {"folder": tiny.folder("flux"), "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    yield kind
    server.shutdown()
    server.server_close()


ROW = replace(MODELS["flux1-schnell"], name="tiny", repo=REPO, revision="", download_gb=0.001)


def test_nothing_is_downloaded_unless_it_was_allowed_and_size_and_licence_are_told(hub: type[Hub]) -> None:
    with pytest.raises(ModelError, match=r"0\.001 GB to download, licence Apache-2\.0"):
        snapshot(ROW, download=False)
    assert hub.asked == []


def test_a_download_brings_a_checkpoint_and_keeps_its_commit(hub: type[Hub]) -> None:
    said: list[str] = []
    folder, commit = snapshot(ROW, download=True, progress=lambda _, doing: said.append(doing))
    assert commit == COMMIT
    assert weights.check_folder(folder) == "FluxPipeline"
    assert "0.001 GB" in said[0]
    assert keep.recall("revisions") == {REPO: COMMIT}
    asked = len(hub.asked)
    assert snapshot(ROW, download=False) == (folder, COMMIT)
    assert len(hub.asked) == asked


def test_what_is_at_hand_is_known_without_a_network(hub: type[Hub]) -> None:
    assert weights.at_hand(ROW) is None
    assert hub.asked == []
    fetched = snapshot(ROW, download=True)
    asked = len(hub.asked)
    assert weights.at_hand(ROW) == fetched
    assert len(hub.asked) == asked


def test_a_control_network_is_fetched_like_a_model(hub: type[Hub]) -> None:
    control = MODELS["qwen-image"].control
    assert control is not None
    hub.folder = tiny.folder("flux") / "vae"
    small = replace(control, repo=REPO, params_b=0.001)
    with pytest.raises(ModelError, match="licence Apache-2"):
        snapshot(small, download=False)
    folder, commit = snapshot(small, download=True)
    assert commit == COMMIT
    assert list(folder.glob("*.safetensors"))
    assert weights.at_hand(small) == (folder, commit)


def test_a_download_broken_off_is_taken_up_again(hub: type[Hub]) -> None:
    folder, _ = snapshot(ROW, download=True)
    [path] = (folder / "transformer").glob("*.safetensors")
    path.unlink()
    with pytest.raises(ModelError, match="Not on this computer"):
        snapshot(ROW, download=False)
    folder, _ = snapshot(ROW, download=True)
    assert weights.check_folder(folder) == "FluxPipeline"


@pytest.mark.parametrize(("answer", "told"), [("gated", "is gated"), ("missing", "There is no repository")])
def test_a_repository_that_cannot_be_had_is_told(hub: type[Hub], answer: str, told: str) -> None:
    hub.answer = answer
    with pytest.raises(ModelError, match=told):
        snapshot(ROW, download=True)


def test_no_network_is_told(hub: type[Hub], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelError, match="no connection") as told:
        snapshot(ROW, download=True)
    assert "folder" in told.value.hint


def test_too_little_room_is_told_before_a_download_starts(hub: type[Hub]) -> None:
    with pytest.raises(ModelError, match="GB free"):
        snapshot(replace(ROW, download_gb=10_000_000), download=True)
    assert hub.asked == []

"""What can be offered here is told as plain data, whatever is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from posta.engines import offer
from posta.engines.device import Device
from posta.engines.licences import accept
from posta.engines.models import MODELS
from posta.errors import EngineError
from tests.engines import tiny_pipelines as tiny


@pytest.fixture(autouse=True)
def own_config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("POSTA_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("POSTA_STYLES", raising=False)
    return tmp_path / "config"


def on(monkeypatch: pytest.MonkeyPatch, device: Device | None) -> None:
    def found(_: str = "auto") -> Device:
        if device is None:
            raise EngineError("There is no GPU here.", hint="Use the procedural engine.")
        return device

    monkeypatch.setattr(offer, "find_device", found)


def test_without_a_gpu_the_models_are_told_and_why_they_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, None)
    told = json.loads(json.dumps(offer.offers()))
    assert told["device"] == ""
    assert told["why_not"] == "There is no GPU here. Use the procedural engine."
    assert [m["name"] for m in told["models"]] == list(MODELS)
    assert told["styles"] == []


def test_each_model_tells_the_plan_that_fits_or_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, Device("cuda", "Test GPU", 15, 16, 64))
    models = {m["name"]: m for m in offer.offers()["models"]}
    assert "one part at a time" in models["z-image-turbo"]["plan"]
    assert "edit" in models["flux2-klein-4b"]["abilities"]
    assert "sketch" in models["qwen-image"]["controls"]
    on(monkeypatch, Device("cuda", "Test GPU", 2, 2, 8))
    small = {m["name"]: m for m in offer.offers()["models"]}["qwen-image"]
    assert small["plan"] == ""
    assert "needs" in small["why_not"]


def test_an_accepted_licence_and_the_persons_styles_are_told(monkeypatch: pytest.MonkeyPatch, own_config: Path) -> None:
    on(monkeypatch, None)
    tiny.lora(own_config / "styles" / "ink.safetensors", "flux")
    (own_config / "styles" / "ink.json").write_text('{"words": "ink wash", "family": "flux"}')
    assert not {m["name"]: m for m in offer.offers()["models"]}["flux1-dev"]["accepted"]
    accept(MODELS["flux1-dev"])
    told = offer.offers()
    assert {m["name"]: m for m in told["models"]}["flux1-dev"]["accepted"]
    assert told["styles"] == [{"name": "ink", "about": "", "words": "ink wash", "weight": 1.0, "family": "flux"}]
    (own_config / "styles" / "bad.safetensors").write_bytes(b"PK\x03\x04 no tensors")
    damaged = offer.offers()
    assert damaged["styles"] == []
    assert "bad.safetensors" in damaged["styles_why_not"]


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = offer.find_spec
    monkeypatch.setattr(offer, "find_spec", lambda name: None if name == "diffusers" else real(name))
    assert "posta[gpu]" in offer.offers()["why_not"]
    assert "diffusers" in offer.offers()["why_not"]

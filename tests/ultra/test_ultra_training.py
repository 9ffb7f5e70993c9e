"""The URAE recipe end to end on a tiny random FLUX.1: the loss falls, the result loads, a resumed run is the same run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import FluxTransformer2DModel
from PIL import Image
from pydantic import ValidationError

from posta.errors import AssetError, Cancelled, ModelError, StageError
from posta.ultra import data
from posta.ultra.adapters import check_lora, kind_of, lora, minor_components, read_minor, split_all
from posta.ultra.highres import query_scale
from posta.ultra.sizes import Size
from posta.ultra.train import UltraTrainConfig, train
from posta.ultra.weights import read_tensors
from tests.tiny import models


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return models.save(models.flux, tmp_path_factory.mktemp("flux"))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    for number, (width, height) in enumerate([(100, 100), (128, 96), (90, 130)]):
        y, x = np.mgrid[0:height, 0:width]
        planes = np.stack([x * 2 % 256, y * 2 % 256, (x + y * number) % 256], -1).astype(np.uint8)
        Image.fromarray(planes).save(folder / f"{number}.png")
        words = {"prompt": "a poster of the sea"} | ({"generated_prompt": "the night sky"} if number else {})
        (folder / f"{number}.json").write_text(json.dumps(words))
    return folder


def config(model: Path, pictures: Path, out: Path, **changes: Any) -> UltraTrainConfig:
    settings = {
        "longest": 64, "steps": 6, "rank": 4, "learning_rate": 0.02, "max_sequence_length": 16,
        "checkpoint_every": 4, "seed": 3, "way": "whole", "precision": "fp32",
    }  # fmt: skip
    return UltraTrainConfig(model=model, pictures=pictures, out=out, **settings | changes)


@pytest.mark.parametrize("adapter", ["lora", "minor"])
def test_the_loss_falls(model: Path, pictures: Path, tmp_path: Path, adapter: str) -> None:
    run = config(model, pictures, tmp_path, adapter=adapter, steps=60, batch=2, checkpoint_every=1000)
    losses: list[float] = []
    train(run, lambda _step, _steps, loss: losses.append(loss))
    assert len(losses) == 60
    assert np.mean(losses[-15:]) < 0.9 * np.mean(losses[:15])


def test_the_model_is_asked_as_the_recipe_says(
    model: Path, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []
    forward = FluxTransformer2DModel.forward

    def spied(self: Any, *args: Any, **asked: Any) -> Any:
        attention = self.transformer_blocks[0].attn.processor
        seen.append(asked | {"theta": self.pos_embed.theta, "scale": getattr(attention, "query_scale", None)})
        return forward(self, *args, **asked)

    monkeypatch.setattr(FluxTransformer2DModel, "forward", spied)
    train(config(model, pictures, tmp_path, gradient_checkpointing=False))
    assert len(seen) == 6
    for asked in seen:
        assert (asked["guidance"] == 1).all(), "dev is guidance-distilled: plain data is learned at 1"
        levels = asked["timestep"] * 1000
        assert torch.allclose(levels, levels.round(), atol=1e-3), "the unshifted levels"
        assert asked["theta"] == pytest.approx(10 * 10_000)
        assert asked["scale"] == pytest.approx(query_scale(asked["txt_ids"].shape[0] + asked["img_ids"].shape[0]))
        assert asked["hidden_states"].shape[1] == asked["img_ids"].shape[0]
    assert len({float(level) for asked in seen for level in asked["timestep"]}) == 6, "drawn anew each time"


def test_a_minor_adapter_loads_again_and_its_lora_is_the_same_model(
    model: Path, pictures: Path, tmp_path: Path
) -> None:
    first = train(config(model, pictures, tmp_path / "two_k"))
    assert kind_of(first) == "lora"
    file = train(config(model, pictures, tmp_path / "four_k", adapter="minor", two_k=first, batch=2))
    assert kind_of(file) == "minor"
    pipe = models.flux()
    inputs = {
        "hidden_states": torch.ones(1, 16, 64), "encoder_hidden_states": torch.ones(1, 4, 32),
        "pooled_projections": torch.ones(1, 32), "timestep": torch.tensor([0.5]), "guidance": torch.tensor([3.5]),
        "img_ids": torch.zeros(16, 3), "txt_ids": torch.zeros(4, 3), "return_dict": False,
    }  # fmt: skip
    with torch.no_grad():
        stock = pipe.transformer(**inputs)[0]
        with lora(pipe, first):
            untuned = split_all(pipe.transformer, 4)
            tuned = read_minor(file, pipe.transformer, 4)
            with minor_components(pipe.transformer, untuned, tuned):
                wanted = pipe.transformer(**inputs)[0]
        converted = tmp_path / "four_k" / "adapter_lora.safetensors"
        assert check_lora(converted, pipe.transformer) == 12
        with lora(pipe, converted):
            found = pipe.transformer(**inputs)[0]
    assert torch.allclose(found, wanted, atol=1e-5)
    assert (wanted - stock).abs().max() > 1e-3


@pytest.mark.parametrize("adapter", ["lora", "minor"])
def test_a_resumed_run_ends_as_the_uninterrupted_one(model: Path, pictures: Path, tmp_path: Path, adapter: str) -> None:
    whole = train(config(model, pictures, tmp_path / "whole", adapter=adapter, accumulate=2))

    def stop(step: int, steps: int, loss: float) -> None:
        if step == 5:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        train(config(model, pictures, tmp_path / "broken", adapter=adapter, accumulate=2), stop)
    assert [p.name for p in (tmp_path / "broken").glob("checkpoint-*")] == ["checkpoint-000004"]
    seen: list[int] = []
    again = config(model, pictures, tmp_path / "broken", adapter=adapter, accumulate=2, resume=True)
    resumed = train(again, lambda step, _steps, _loss: seen.append(step))
    assert seen == [5, 6]
    for key, value in read_tensors(whole).items():
        assert torch.allclose(read_tensors(resumed)[key], value, atol=1e-6), key
    about = json.loads((tmp_path / "broken" / "training.json").read_text())
    assert about["steps"] == len(about["losses"]) == 6
    assert about["config"]["adapter"] == adapter
    assert about["config"]["guidance"] == 1.0


def test_resuming_with_other_settings_is_refused(model: Path, pictures: Path, tmp_path: Path) -> None:
    train(config(model, pictures, tmp_path))
    with pytest.raises(StageError, match="another learning_rate"):
        train(config(model, pictures, tmp_path, learning_rate=0.5, resume=True))


@pytest.mark.parametrize("adapter", ["lora", "minor"])
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_adapters_are_float32_whatever_the_model_is(
    model: Path, pictures: Path, tmp_path: Path, precision: str, adapter: str
) -> None:
    file = train(config(model, pictures, tmp_path, precision=precision, steps=2, adapter=adapter))
    assert {t.dtype for t in read_tensors(file).values()} == {torch.float32}


def test_buckets_are_the_recipes() -> None:
    assert data.bucket(1000, 1000, 4096) == (4096, 4096)
    assert data.bucket(1400, 1000, 4096) == (4096, 3072)
    assert data.bucket(1000, 1900, 4096) == (2048, 4096)
    assert data.bucket(5000, 1000, 2048) == (2048, 512)


def test_batches_hold_one_size_every_sample_once_and_follow_the_seed(tmp_path: Path) -> None:
    samples = [data.Sample(str(i), Size(64, 64 + 16 * (i % 2)), tmp_path, ()) for i in range(9)]
    epoch = list(data.batches(samples, 2, seed=1, epoch=0))
    assert sorted(s.name for group in epoch for s in group) == [str(i) for i in range(9)]
    assert all(len({s.size for s in group}) == 1 and len(group) <= 2 for group in epoch)
    assert epoch == list(data.batches(samples, 2, seed=1, epoch=0))
    assert epoch != list(data.batches(samples, 2, seed=1, epoch=1))


def test_a_changed_picture_is_encoded_again_and_an_unchanged_one_is_not(pictures: Path, tmp_path: Path) -> None:
    vae = models.vae16()
    source = tmp_path / "a.png"
    source.write_bytes((pictures / "0.png").read_bytes())
    size, file = data.cache_latents(vae, source, tmp_path / "cache", 64, "strips")
    assert size == (64, 64)
    stamp = file.stat().st_mtime_ns
    assert data.cache_latents(vae, source, tmp_path / "cache", 64, "strips")[1].stat().st_mtime_ns == stamp
    source.write_bytes((pictures / "1.png").read_bytes())
    assert data.cache_latents(vae, source, tmp_path / "cache", 64, "strips")[1] != file


def test_folders_that_cannot_be_trained_on_are_refused(model: Path, pictures: Path, tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="no folder"):
        data.find_pictures(tmp_path / "absent")
    with pytest.raises(AssetError, match="holds no picture"):
        data.find_pictures(tmp_path)
    (tmp_path / "a.png").write_bytes(b"not a picture")
    with pytest.raises(AssetError, match=r"a\.json is missing"):
        data.find_pictures(tmp_path)
    (tmp_path / "a.json").write_text('{"prompt": "  "}')
    with pytest.raises(AssetError, match="no usable"):
        data.find_pictures(tmp_path)
    with pytest.raises(AssetError, match="not a readable picture"):
        data.load_picture(tmp_path / "a.png", 64)
    with pytest.raises(ModelError, match="not a diffusers pipeline folder"):
        train(config(tmp_path, pictures, tmp_path / "out"))
    with pytest.raises(ModelError, match=r"FLUX.1 \[dev\] Non-Commercial"):
        train(config(Path("flux1-dev"), pictures, tmp_path / "out"))
    z_image = models.save(models.z_image, tmp_path / "z")
    with pytest.raises(ModelError, match=r"FLUX\.1"):
        train(config(z_image, pictures, tmp_path / "out"))
    with pytest.raises(ValidationError):
        config(model, pictures, tmp_path, rank=0)

"""Enlarging with a diffusion model, end to end on a tiny random FLUX.1: sizes, record, adapters, memory, stopping, refusals."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from posta.engines import load
from posta.engines.reading import Reading
from posta.engines.warm import Warm
from posta.errors import Cancelled, EngineError, ModelError, StageError
from posta.ultra import adapters, coarse
from posta.ultra import plan as ultra_plan
from posta.ultra.sizes import Size, ladder
from posta.ultra.train import UltraTrainConfig, train
from posta.upscale import ENGINES, UpscaleRequest, urae
from posta.upscale.urae import Urae, start_size
from tests.tiny import models

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return models.save(models.flux, tmp_path_factory.mktemp("tiny") / "flux")


@pytest.fixture(scope="module")
def warm() -> Warm:
    return Warm()


@pytest.fixture
def make(folder: Path, warm: Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An engine on the tiny model."""
    monkeypatch.setenv("POSTA_CONFIG", str(tmp_path / "config"))
    monkeypatch.setattr(urae, "WARM", warm)

    def built(**options: Any) -> Urae:
        return load(ENGINES, "upscale", "urae", **{"model": str(folder), "device": "cpu", "steps": 4, **options})

    return built


def picture(width: int = 64, height: int = 96) -> np.ndarray:
    """A slope with a bright disc: something with a layout."""
    y, x = np.mgrid[0:height, 0:width]
    base = np.stack([x / width, y / height, 1 - x / width], -1) * 180
    base[(x - width * 0.7) ** 2 + (y - height * 0.7) ** 2 < (width * 0.2) ** 2] = (250, 240, 60)
    return base.astype(np.uint8)


def request(width: int = 128, height: int = 192, **more: Any) -> UpscaleRequest:
    return UpscaleRequest(picture(), width, height, **{"prompt": "a poster of the sea", "seed": 7, **more})


@pytest.mark.parametrize("method", ["sdedit", "projected"])
def test_the_picture_is_drawn_at_the_size_asked_for_and_its_layout_kept(make: Any, method: str) -> None:
    made = make(method=method).enlarged(request(200, 300))
    assert made.pixels.shape == (300, 200, 3)
    told = json.loads(json.dumps(made.settings))
    assert told["method"] == method
    assert told["plan"] == "resident"
    assert [p["px"] for p in told["passes"]] == [list(size) for size in ladder(Size(64, 96), 300)]
    assert told["kept"]["whole"]["structure"] > 0.8
    assert told["kept"]["whole"]["color"] < 6
    assert told["finished_by"]["engine"] == "lanczos"
    assert told["lettering_seen"]["new"] is False
    again = make(method=method).enlarge(request(200, 300))
    assert np.array_equal(made.pixels, again)
    assert not np.array_equal(made.pixels, make(method=method).enlarge(request(200, 300, seed=8)))


def test_the_engine_does_what_the_method_alone_does(make: Any) -> None:
    pipe = models.flux()
    pipe.set_progress_bar_config(disable=True)
    stages = coarse.passes(Size(64, 96), 192, "projected", steps=4)
    call = {"prompt": "a poster of the sea", "max_sequence_length": 512}
    wanted = coarse.refine(pipe, picture(), stages, coarse.Request(call, 7))
    assert np.array_equal(make().enlarge(request()), wanted)


def test_what_lies_past_the_longest_side_is_left_to_the_other_engine(make: Any, tmp_path: Path) -> None:
    made = make(longest=192).enlarged(request(256, 384))
    assert made.settings["passes"][-1]["px"] == [128, 192]
    assert made.pixels.shape == (384, 256, 3)
    if find_spec("spandrel") is None:
        pytest.skip("spandrel is not installed")
    from tests.upscale import tiny_networks

    network = tiny_networks.compact(tmp_path / "net.safetensors")
    finish = {"model": str(network), "device": "cpu"}
    other = make(longest=192, finish="spandrel", finish_options=finish).enlarged(request(256, 384))
    assert other.settings["finished_by"]["network"] == "net"
    assert other.pixels.shape == (384, 256, 3)
    assert not np.array_equal(made.pixels, other.pixels)


def test_too_little_memory_falls_to_the_next_plan_and_to_half_the_size(make: Any, monkeypatch: Any) -> None:
    said: list[str] = []
    refine = ultra_plan.refine

    def tight(pipe: Any, source: Any, stages: Any, ask: Any) -> Any:
        if stages[-1].size.height > 200:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return refine(pipe, source, stages, ask)

    # A plan that streams layers needs CUDA; here every plan runs where the model is.
    monkeypatch.setattr(ultra_plan, "refine", tight)
    monkeypatch.setattr(ultra_plan, "place", lambda *_: None)
    every = ultra_plan.plans

    def resident(*args: Any, **settings: Any) -> Any:
        return tuple(replace(p, offload="none") for p in every(*args, **settings))

    monkeypatch.setattr(urae, "plans", resident)
    made = make().enlarged(request(256, 384), lambda _, doing: said.append(doing))
    assert made.pixels.shape == (384, 256, 3)
    assert made.settings["leftover_doublings"] == 1
    assert made.settings["plan"] == "half the size, layer by layer"
    assert made.settings["skipped"] == [s for s in said if "Memory ran out" in s]
    assert len(made.settings["skipped"]) >= 3


def test_zones_are_measured_and_told(make: Any) -> None:
    zones = {"quiet": [0.0, 0.0, 0.4, 0.3], "focus": [0.5, 0.5, 0.5, 0.5]}
    kept = make().enlarged(request(settings={"zones": zones})).settings["kept"]
    assert set(kept) == {"whole", "quiet", "focus"}
    assert all(set(k) == {"color", "structure", "detail", "calm", "faithful"} for k in kept.values())
    with pytest.raises(StageError, match="zone"):
        make().enlarge(request(settings={"zones": {"a": [0, 0, 2, 1]}}))


def test_lettering_that_was_not_there_is_drawn_again_and_told(make: Any) -> None:
    seen: list[float] = []

    def reader(pixels: np.ndarray) -> Reading:
        seen.append(0.0 if len(seen) == 0 else (0.9, 0.8, 0.95)[len(seen) - 1])
        return Reading("shapes", (), seen[-1])

    told = make(tries=3, method="sdedit", reader=reader).enlarged(request()).settings
    assert seen == [0.0, 0.9, 0.8, 0.95]
    assert told["seed"] == 1007, "the least lettered of them"
    assert told["lettering_seen"] == {"by": "shapes", "before": 0.0, "after": 0.8, "new": True}


def test_lettering_that_comes_up_on_the_way_stops_that_drawing(make: Any) -> None:
    sizes: list[tuple[int, int]] = []

    def reader(pixels: np.ndarray) -> Reading:
        sizes.append(pixels.shape[1::-1])
        return Reading("shapes", (), 0.9 if len(sizes) == 2 else 0.0)

    told = make(tries=3, method="sdedit", reader=reader).enlarged(request(256, 384)).settings
    assert sizes == [(64, 96), (128, 192), (128, 192), (256, 384)], "the source, the spoilt pass, and the next drawing"
    assert (told["seed"], told["lettering_seen"]["new"]) == (1007, False)


@pytest.mark.parametrize("family", ["z_image", "klein", "qwen"])
def test_the_tables_other_models_enlarge_too(make: Any, tmp_path: Path, family: str) -> None:
    own = models.save(models.FAMILIES[family], tmp_path / family)
    for method in ("sdedit", "projected"):
        made = make(model=str(own), method=method, tries=1).enlarged(request())
        assert made.pixels.shape == (192, 128, 3)
        assert made.settings["kept"]["whole"]["color"] < 6
    with pytest.raises(ModelError, match=r"trained for FLUX\.1"):
        make(model=str(own), attention="clear").enlarge(request())


def test_local_attention_is_an_option_and_its_weights_are_put_back(make: Any, tmp_path: Path) -> None:
    plain = make().enlarge(request())
    wide = make(attention="clear", window=64).enlarged(request())
    assert np.abs(wide.pixels.astype(int) - plain).max() <= 1, "a window over the whole picture is full attention"
    assert (wide.settings["attention"], wide.settings["window"]) == ("clear", 64)
    said: list[str] = []
    narrow = make(attention="clear", window=2).enlarged(request(), lambda _, doing: said.append(doing))
    assert not np.array_equal(narrow.pixels, plain)
    assert any("without its distilled weights" in s for s in said)
    tensors = {
        name: torch.randn_like(p)
        for name, p in models.flux().transformer.named_parameters()
        if any(f".attn.{part}." in name for part in ("to_q", "to_k", "to_v", "to_out"))
    }
    save_file(tensors, tmp_path / "clear_local_2.safetensors")
    file = str(tmp_path / "clear_local_2.safetensors")
    distilled = make(attention="clear", window=2, clear=file).enlarged(request())
    assert list(distilled.settings["adapters"]) == ["clear_local_2.safetensors"]
    assert not np.array_equal(distilled.pixels, narrow.pixels)
    assert np.array_equal(make().enlarge(request()), plain)
    save_file({"x": torch.zeros(2)}, tmp_path / "x.safetensors")
    with pytest.raises(ModelError, match="not a CLEAR file"):
        make(attention="clear", clear=str(tmp_path / "x.safetensors")).enlarge(request())


def test_a_direct_picture_is_marked_experimental_and_takes_nothing_of_the_source(make: Any) -> None:
    made = make(method="direct").enlarged(request(256, 384))
    assert made.settings["experimental"] is True
    assert [p["px"] for p in made.settings["passes"]] == [[256, 384]]
    other = UpscaleRequest(255 - picture(), 256, 384, prompt="a poster of the sea", seed=7)
    assert np.array_equal(make(method="direct").enlarge(other), made.pixels)


def test_without_a_gpu_the_message_names_engines_that_enlarge(make: Any) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    with pytest.raises(EngineError, match=r"no GPU here.*spandrel or lanczos"):
        make(device="auto").enlarge(request())


def test_adapters_change_the_picture_and_leave_the_model_as_it_was(make: Any, tmp_path: Path) -> None:
    draw = torch.Generator().manual_seed(0)
    key = "transformer.transformer_blocks.0.attn.to_q"
    tensors = {
        f"{key}.lora_A.weight": torch.randn(2, 32, generator=draw),
        f"{key}.lora_B.weight": torch.randn(32, 2, generator=draw),
    }
    save_file(tensors, tmp_path / "urae2k.safetensors")
    plain = make().enlarge(request())
    adapted = make(two_k=str(tmp_path / "urae2k.safetensors")).enlarged(request())
    assert list(adapted.settings["adapters"]) == ["urae2k.safetensors"]
    assert not np.array_equal(adapted.pixels, plain)
    assert np.array_equal(make().enlarge(request()), plain)
    save_file({f"{key}.lora_A.weight": torch.zeros(2, 31), f"{key}.lora_B.weight": torch.zeros(32, 2)}, tmp_path / "x")
    with pytest.raises(ModelError, match="another size"):
        make(two_k=str(tmp_path / "x")).enlarge(request())
    with pytest.raises(ModelError, match="no weights file"):
        make(four_k=str(tmp_path / "nothing.safetensors")).enlarge(request())


def test_what_was_trained_here_is_used_here(make: Any, folder: Path, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "pictures").mkdir()
    Image.fromarray(picture()).save(tmp_path / "pictures" / "a.png")
    (tmp_path / "pictures" / "a.json").write_text('{"prompt": "the sea"}')
    recipe: dict[str, Any] = {
        "model": folder, "pictures": tmp_path / "pictures", "longest": 64, "steps": 3, "rank": 4, "learning_rate": 0.05,
        "max_sequence_length": 16, "precision": "fp32", "way": "whole",
    }  # fmt: skip
    two_k = train(UltraTrainConfig(out=tmp_path / "two_k", **recipe))
    four_k = train(UltraTrainConfig(out=tmp_path / "four_k", adapter="minor", two_k=two_k, **recipe))
    plain, with_two_k = make().enlarge(request()), make(two_k=str(two_k)).enlarge(request())
    assert not np.array_equal(plain, with_two_k)
    monkeypatch.setattr(coarse, "TWO_K_SIDE", 128)  # so that this size counts as 4K
    minor = make(two_k=str(two_k), four_k=str(four_k)).enlarge(request())
    converted = make(four_k=str(four_k.parent / "adapter_lora.safetensors")).enlarge(request())
    assert not np.array_equal(minor, plain)
    assert np.abs(minor.astype(int) - converted).max() <= 1


def test_released_minor_components_are_made_a_lora_once(make: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(coarse, "TWO_K_SIDE", 128)
    transformer = models.flux().transformer
    tuned = {name: adapters.Minor(m.b * 1.5, m.a * 1.5) for name, m in adapters.split_all(transformer, 4).items()}
    file = adapters.write_minor(tmp_path / "urae_4k_adapter.safetensors", tuned)
    said: list[str] = []
    plain = make().enlarge(request())
    made = make(four_k=str(file)).enlarged(request(), lambda _, doing: said.append(doing))
    assert any("splitting weights" in s and "7 of 7" in s for s in said)
    assert not np.array_equal(made.pixels, plain)
    assert list(made.settings["adapters"]) == [file.name]
    said.clear()
    again = make(four_k=str(file)).enlarged(request(), lambda _, doing: said.append(doing))
    assert not any("splitting" in s for s in said)
    assert np.array_equal(again.pixels, made.pixels)
    wanted = adapters.export_lora(tmp_path / "lora.safetensors", adapters.split_all(transformer, 4), tuned)
    assert np.abs(make(four_k=str(wanted)).enlarge(request()).astype(int) - made.pixels).max() <= 1
    with pytest.raises(ModelError, match="Give it as four_k"):
        make(two_k=str(file)).enlarge(request())


def test_it_stops_after_a_step_and_works_again(make: Any) -> None:
    told: list[tuple[float, str]] = []

    def listen(done: float, doing: str) -> None:
        told.append((done, doing))
        if "step 2" in doing:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        make().enlarge(request(), listen)
    assert "128 x 192 px, step 2 of 4" in told[-1][1]
    assert [d for d, _ in told] == sorted(d for d, _ in told)
    assert make().enlarge(request()).shape == (192, 128, 3)


def test_alpha_and_sizes_that_are_no_multiples_are_kept(make: Any) -> None:
    source = np.dstack([picture(61, 93), np.full((93, 61), 128, np.uint8)])
    made = make(method="sdedit").enlarge(UpscaleRequest(source, 122, 186, seed=1))
    assert made.shape == (186, 122, 4)
    assert (made[..., 3] == 128).all()


def test_a_picture_that_has_the_pixels_is_only_finished(make: Any) -> None:
    told = make(model="nothing-there").enlarged(request(32, 48)).settings
    assert "nothing" in told["drawn"]


def test_start_sizes_are_multiples_of_16_and_true_to_the_picture() -> None:
    assert start_size(848, 1200) == (848, 1200)
    assert start_size(1000, 1500) == (992, 1488)
    for width, height in ((61, 93), (700, 301), (3000, 2000)):
        size = start_size(width, height)
        assert size.width % 16 == 0 == size.height % 16
    with pytest.raises(StageError, match="aspect"):
        start_size(4000, 100)


def test_wrong_models_and_options_are_refused(make: Any, tmp_path: Path, folder: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "transformer" / "diffusion_pytorch_model.safetensors").unlink()
    with pytest.raises(ModelError):
        make(model=str(copy)).enlarge(request())
    refused: dict[str, dict[str, Any]] = {
        "method": {"method": "magic"},
        "attention 'half'": {"attention": "half"},
        "attention=clear with them": {"clear": "x.safetensors"},
        "tries": {"tries": 9},
        "px cannot": {"longest": 10**6},
        "no option": {"colour": 1},
        "its own work": {"finish": "urae"},
        "longest of urae is 'big'.*whole number": {"longest": "big"},
        "tries of urae is True": {"tries": True},
        "finish_options of urae.*table": {"finish_options": "x"},
        "reader of urae": {"reader": "x"},
        "no upscale engine": {"finish": "lancsoz"},
    }
    for reason, options in refused.items():
        with pytest.raises(EngineError, match=reason):
            make(**options)


def test_a_model_under_terms_is_not_used_before_they_are_accepted(make: Any) -> None:
    with pytest.raises(ModelError, match=r"FLUX.1 \[dev\] Non-Commercial"):
        make(model="flux1-dev").enlarge(request())

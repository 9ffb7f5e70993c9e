"""The model table: what it says is true of the installed diffusers, and sizes and licences are kept to."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import diffusers
import pytest
import torch

from posta.engines import keep, licences
from posta.engines.device import bytes_of
from posta.engines.families import FAMILIES, by_tensors
from posta.engines.models import DEFAULT, MODELS, able, card, model, native_size
from posta.errors import EngineError, ModelError
from tests.bench import gpu_stages
from tests.tiny import models


@pytest.fixture(autouse=True)
def own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POSTA_CONFIG", str(tmp_path / "config"))
    return tmp_path / "config"


@pytest.mark.parametrize("row", MODELS.values(), ids=list(MODELS))
def test_every_class_named_in_the_table_is_in_diffusers(row) -> None:
    names = [*row.pipelines.values(), FAMILIES[row.family].transformer]
    if row.control:
        names += [row.control.model_class, *row.control.pipelines.values()]
    for name in names:
        assert isinstance(getattr(diffusers, name), type)
    assert row.pipelines["text"] in FAMILIES[row.family].pipelines


@pytest.mark.parametrize("row", MODELS.values(), ids=list(MODELS))
def test_pinned_revisions_are_full_commits(row) -> None:
    assert len(row.revision) == 40
    assert set(row.revision) <= set("0123456789abcdef")


def test_the_default_may_be_used_commercially_without_an_account() -> None:
    assert MODELS[DEFAULT].licence.commercial
    assert not MODELS[DEFAULT].gated


def test_an_unknown_model_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ModelError, match=r"Did you mean 'qwen-image'") as told:
        model("qwen-imge")
    assert "z-image-turbo" in told.value.hint


def test_asking_a_model_for_what_it_cannot_do_names_models_that_can() -> None:
    with pytest.raises(ModelError, match="editing") as told:
        able(MODELS["z-image-turbo"], "edit")
    assert "flux2-klein-4b" in told.value.hint


@pytest.mark.parametrize("row", MODELS.values(), ids=list(MODELS))
@pytest.mark.parametrize("size", [(2480, 3508), (1080, 1920), (1000, 1000), (3000, 1000), (18, 24), (997, 1499)])
def test_native_sizes_keep_the_aspect_and_the_pixel_count(row, size: tuple[int, int]) -> None:
    found = native_size(row, *size)
    assert found.width % row.multiple == found.height % row.multiple == 0
    assert abs(found.width * found.height / row.native_px - 1) < 0.11
    wide, high = found.crop
    assert abs(wide / high / (size[0] / size[1]) - 1) < 0.002
    assert found.width - row.multiple <= wide <= found.width
    assert found.height - row.multiple <= high <= found.height


def test_a_picture_far_too_long_is_refused() -> None:
    with pytest.raises(ModelError, match="longer"):
        native_size(MODELS[DEFAULT], 5000, 1000)


def test_the_card_tells_size_and_licence() -> None:
    told = card(MODELS["flux1-dev"])
    assert "33.7 GB" in told
    assert "NO commercial use" in told


def test_non_commercial_weights_need_an_acceptance_that_is_remembered(own_config: Path) -> None:
    dev = MODELS["flux1-dev"]
    with pytest.raises(ModelError, match="no commercial use"):
        licences.require(dev)
    licences.accept(dev)
    licences.require(dev)
    assert (own_config / "licences.json").is_file()
    assert not list(own_config.glob("*.part"))


def test_an_acceptance_of_other_terms_does_not_count() -> None:
    keep.remember("licences", {MODELS["flux1-dev"].repo: {"licence": "some older terms"}})
    assert not licences.accepted(MODELS["flux1-dev"])


def test_a_damaged_settings_file_is_named_and_left_alone(own_config: Path) -> None:
    own_config.mkdir()
    (own_config / "licences.json").write_text("{broken")
    with pytest.raises(EngineError, match=r"licences\.json"):
        licences.accepted(MODELS["flux1-dev"])
    assert (own_config / "licences.json").read_text() == "{broken"


@pytest.mark.parametrize("row", MODELS.values(), ids=list(MODELS))
def test_parameters_and_tensor_names_are_those_of_the_real_architecture(row) -> None:
    with torch.device("meta"):
        transformer = gpu_stages.transformer_of(row)
        real = gpu_stages.REAL[row.family]
        vae = getattr(diffusers, real.vae_class)(**real.vae)
    count = sum(p.numel() for p in transformer.parameters()) / 1e9
    assert abs(count / row.transformer_b - 1) < 0.01
    assert abs(sum(p.numel() for p in vae.parameters()) / 1e9 / row.vae_b - 1) < 0.02
    family, own = by_tensors(transformer.state_dict().keys())
    assert (family.name, own) == (row.family, True)
    transformer.to(torch.bfloat16)
    transformer.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn, compute_dtype=torch.bfloat16)
    assert abs(bytes_of(transformer) / count / 1e9 - row.fp8_bytes) < 0.03


@pytest.mark.parametrize(
    ("name", "row"),
    [("flux", "flux1-dev"), ("z_image", "z-image-turbo"), ("klein", "flux2-klein-4b"), ("qwen", "qwen-image")],
)
def test_the_benchmark_runs_on_every_family(name: str, row: str) -> None:
    pipe = models.FAMILIES[name](0)
    told = gpu_stages.measure(
        pipe, replace(MODELS[row], max_tokens=16), plan="bf16", steps=2, size=(64, 96), pictures=2
    )
    assert told["shape"] == [2, 96, 64, 3]
    assert told["s_per_step"] > 0
    [*_, line] = gpu_stages.table([told], "Test GPU").splitlines()
    assert line.startswith(f"| {row} | bf16 | 64x96 | 2 | ")


def test_the_benchmark_says_kindly_that_there_is_no_gpu() -> None:
    command = [sys.executable, "-m", "tests.bench.gpu_stages"]
    done = subprocess.run(
        command, env={**os.environ, "CUDA_VISIBLE_DEVICES": ""}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "There is no CUDA GPU here" in done.stderr
    assert "Traceback" not in done.stderr

"""Memory plans: the best that fits comes first, and too little memory is told with what is needed."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from posta.engines import diffusion
from posta.engines.device import Device, find_device, is_out_of_memory, next_cheaper, plan, plans_for
from posta.engines.models import MODELS
from posta.errors import EngineError, OutOfMemory

Z = MODELS["z-image-turbo"]


def test_a_large_gpu_holds_everything_at_bf16() -> None:
    assert plan(80, Z)[0].name == "bf16"
    assert plan(139, MODELS["qwen-image"])[0].name == "bf16"


def test_sixteen_gigabytes_run_z_image_with_the_text_encoder_taken_out_in_turn() -> None:
    first = plan(16, Z, host_free_gb=64)[0]
    assert (first.weights, first.offload) == ("fp8", "model")


def test_a_small_gpu_streams_layer_by_layer() -> None:
    assert plan(6, MODELS["flux1-schnell"], host_free_gb=64)[0].offload == "leaf"


def test_four_bit_weights_are_offered_only_where_they_can_be_used() -> None:
    assert "nf4" not in {p.name for p in plans_for(Z)}
    assert "nf4" in {p.name for p in plans_for(Z, nf4=True)}


def test_too_little_memory_says_what_is_needed_and_what_would_work() -> None:
    with pytest.raises(OutOfMemory, match=r"needs 3\.\d GB on the GPU .* 2\.0 GB are free") as told:
        plan(2, Z)
    assert "procedural" in told.value.hint


def test_too_little_main_memory_rules_offloading_out() -> None:
    with pytest.raises(OutOfMemory, match="main memory"):
        plan(12, Z, host_free_gb=4)


@given(st.sampled_from(list(MODELS)), st.floats(1, 200), st.floats(1, 300), st.booleans(), st.integers(1, 8))
def test_every_plan_offered_fits_and_more_memory_never_offers_less(
    name: str, free: float, host: float, nf4: bool, pictures: int
) -> None:
    row = MODELS[name]
    try:
        found = plan(free, row, host_free_gb=host, nf4=nf4, pictures=pictures)
    except OutOfMemory:
        return
    assert all(p.needs_gb < free and p.host_gb <= host for p in found)
    more = plan(free * 1.5, row, host_free_gb=host, nf4=nf4, pictures=pictures)
    assert {p.name for p in found} <= {p.name for p in more}


def test_the_next_cheaper_plan_needs_less_and_the_cheapest_has_none() -> None:
    plans = plan(139, Z, nf4=True)
    current, seen = plans[0], [plans[0]]
    while (cheaper := next_cheaper(plans, current)) is not None:
        assert cheaper.needs_gb < current.needs_gb
        current = cheaper
        seen.append(current)
    assert current.needs_gb == min(p.needs_gb for p in plans)


@pytest.mark.skipif(torch.cuda.is_available() or torch.backends.mps.is_available(), reason="this machine has a GPU")
def test_no_gpu_is_told_with_what_would_work() -> None:
    with pytest.raises(EngineError, match="no GPU") as told:
        find_device("auto")
    assert "procedural" in told.value.hint


@pytest.mark.parametrize("wish", ["cuda:x", "tpu", "", "cpu:-1"])
def test_a_device_that_does_not_exist_is_refused(wish: str) -> None:
    with pytest.raises(EngineError, match="no device"):
        find_device(wish)


def test_the_allocators_own_words_are_understood() -> None:
    assert is_out_of_memory(torch.OutOfMemoryError("CUDA out of memory."))
    assert is_out_of_memory(RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"))
    assert not is_out_of_memory(RuntimeError("shape mismatch"))


def test_a_computer_that_cannot_run_a_model_is_told_so_before_any_download(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POSTA_CONFIG", str(tmp_path))
    monkeypatch.setattr(diffusion, "find", lambda *_, **__: pytest.fail("weights were looked for"))
    small = Device("cuda", "Test GPU", 2, 2, 8)
    monkeypatch.setattr(diffusion, "find_device", lambda _: small)
    with pytest.raises(OutOfMemory, match="qwen-image needs"):
        diffusion.checkpoint_of(diffusion.Options(model="qwen-image", download=True))


def test_options_by_a_wrong_name_are_told_with_the_right_one() -> None:
    with pytest.raises(EngineError, match=r"'devise'\. Did you mean 'device'") as told:
        diffusion.options_from("z-image-turbo", {"devise": "cpu"}, ("steps",))
    assert "steps" in told.value.hint

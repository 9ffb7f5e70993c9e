"""Memory plans: the arithmetic against published figures, the order of routes, and trying the next when memory runs out."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from posta.engines.models import MODELS
from posta.errors import OutOfMemory
from posta.ultra.clear import ClearWindow
from posta.ultra.coarse import Progress, Request, refine
from posta.ultra.plan import (
    FLUX1,
    GB,
    Plan,
    activation_bytes,
    dense_attention_bytes,
    enlarge,
    place,
    plans,
    run_with_plans,
    shape_of,
    speed_of,
    step_operations,
    tokens,
    vae_bytes,
)
from posta.ultra.sizes import Size
from tests.tiny import models

FOUR_K = plans(Size(1024, 1024), 4096, card="NVIDIA H100 80GB")


def test_tokens_and_attention_are_the_published_ones() -> None:
    assert [tokens(Size(side, side)) for side in (1024, 2048, 4096, 8192)] == [4608, 16896, 66048, 262656]
    for side, tera in ((1024, 0.26), (2048, 3.51), (4096, 53.60), (8192, 847.73)):
        count = tokens(Size(side, side))
        assert 4 * count**2 * FLUX1.width / 1e12 == pytest.approx(tera, rel=0.01)
        linear = FLUX1.layers * 24.0 * count * FLUX1.width**2
        assert step_operations(Size(side, side)) == pytest.approx(linear + FLUX1.layers * tera * 1e12, rel=0.01)


def test_local_attention_saves_nothing_at_1k_and_most_at_8k() -> None:
    def gain(side: int) -> float:
        return step_operations(Size(side, side)) / step_operations(Size(side, side), ClearWindow(8))

    assert gain(1024) < 1.2
    assert gain(4096) > 3
    assert gain(8192) > 8


def test_unfused_attention_could_not_be_held_at_4k() -> None:
    assert dense_attention_bytes(tokens(Size(4096, 4096))) > 200 * GB
    assert activation_bytes(tokens(Size(4096, 4096))) < 10 * GB


def test_strips_and_tiles_cut_the_autoencoders_memory() -> None:
    size = Size(4096, 4096)
    whole, strips = vae_bytes(size, "whole"), vae_bytes(size, "strips")
    outside, tiles = vae_bytes(size, "strips", "cpu"), vae_bytes(size, "tiles")
    assert whole > 1.5 * strips
    assert strips > 3 * outside
    assert tiles < outside < 6 * GB


def test_routes_go_from_the_best_to_the_cheapest() -> None:
    needs = [plan.bytes for plan in FOUR_K]
    assert needs == sorted(needs, reverse=True)
    assert 35 * GB < needs[0] < 80 * GB
    assert needs[-1] < 8 * GB
    assert [plan.leftover for plan in FOUR_K] == [0, 0, 0, 0, 0, 1]
    assert FOUR_K[0].passes[-1].size == (4096, 4096)
    assert FOUR_K[-1].passes[-1].size == (2048, 2048)
    assert all(plan.passes[0].method == "projected" for plan in FOUR_K)


def test_a_fast_card_is_said_to_be_fast_and_an_unknown_one_slow() -> None:
    assert speed_of("NVIDIA H200") > speed_of("NVIDIA GeForce RTX 3090") > speed_of("Some card")
    slow = plans(Size(1024, 1024), 4096, card="Some card")
    assert slow[0].seconds > 5 * FOUR_K[0].seconds
    assert 60 < FOUR_K[0].seconds < 900, "about five minutes on an H100 by URAE's own account"


def test_every_model_of_the_table_has_plans_of_its_own_size() -> None:
    offered = {
        name: plans(Size(1024, 1024), 4096, card="NVIDIA H200", shape=shape_of(row)) for name, row in MODELS.items()
    }
    needs = {name: found[0].bytes / GB for name, found in offered.items()}
    assert needs["flux2-klein-4b"] < needs["flux1-dev"] < needs["qwen-image"]
    assert offered["flux2-klein-4b"][0].seconds < offered["flux1-dev"][0].seconds < offered["qwen-image"][0].seconds
    ways = {p.way for plan in offered["qwen-image"] for p in plan.passes}
    assert ways == {"tiles"}, "its autoencoder cannot run in strips"
    assert [p.offload for p in offered["qwen-image"]] == ["none", "model", "leaf", "leaf"]


def test_words_say_size_stages_memory_and_time() -> None:
    assert "4096 x 4096 px in 2 stages, all on the device: about" in FOUR_K[0].words
    assert "then enlarged 2x without a model" in FOUR_K[-1].words


def simulated(limit: float) -> tuple[list[str], list[str], object]:
    """Run the 4K plans on a pretended device of `limit` bytes: names tried, messages, outcome."""
    tried: list[str] = []
    said: list[str] = []

    def work(plan: Plan) -> str:
        tried.append(plan.name)
        if plan.bytes > limit:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 12.00 GiB.")
        return f"made by {plan.name}"

    return tried, said, run_with_plans(FOUR_K, work, said.append, device="cpu")


def test_running_out_of_memory_tries_the_next_cheaper_plan_and_says_so() -> None:
    limit = FOUR_K[2].bytes
    tried, said, outcome = simulated(limit)
    assert tried == [FOUR_K[0].name, FOUR_K[1].name, FOUR_K[2].name]
    assert outcome.plan is FOUR_K[2]  # type: ignore[attr-defined]
    assert outcome.result == f"made by {FOUR_K[2].name}"  # type: ignore[attr-defined]
    assert outcome.skipped == tuple(said)  # type: ignore[attr-defined]
    assert len(said) == 2
    assert said[0].startswith("Memory ran out: resident: 4096 x 4096 px")


def test_plans_that_cannot_fit_are_passed_over_without_trying() -> None:
    tried: list[str] = []
    said: list[str] = []

    def work(plan: Plan) -> int:
        tried.append(plan.name)
        return 1

    outcome = run_with_plans(FOUR_K, work, said.append, free_bytes=FOUR_K[3].bytes, device="cpu")
    assert tried == [FOUR_K[3].name]
    assert outcome.plan is FOUR_K[3]
    assert all(message.startswith("Passed over") for message in said)


def test_when_nothing_fits_every_need_is_named() -> None:
    with pytest.raises(OutOfMemory, match=r"No way.*resident.*half the size.*The cheapest needs about"):
        simulated(0)
    with pytest.raises(OutOfMemory):
        run_with_plans(FOUR_K, lambda plan: plan, lambda _: None, free_bytes=1, device="cpu")


def test_main_memory_running_out_counts_and_other_errors_go_through() -> None:
    def memory(plan: Plan) -> str:
        if plan is FOUR_K[0]:
            raise MemoryError
        return plan.name

    assert run_with_plans(FOUR_K, memory, lambda _: None, device="cpu").plan is FOUR_K[1]

    def wrong(plan: Plan) -> str:
        raise RuntimeError(f"shapes do not match in {plan.name}")

    with pytest.raises(RuntimeError, match="shapes do not match"):
        run_with_plans(FOUR_K, wrong, lambda _: None, device="cpu")


def test_a_pipeline_streams_layer_by_layer_and_gives_the_same_picture() -> None:
    def latents(offload: str) -> torch.Tensor:
        pipe = models.flux()
        pipe.set_progress_bar_config(disable=True)
        place(pipe, offload, "cpu")  # type: ignore[arg-type]
        return pipe(
            "the sea", height=64, width=64, num_inference_steps=2, max_sequence_length=16, output_type="latent",
            generator=torch.Generator().manual_seed(0),
        ).images  # fmt: skip

    assert torch.equal(latents("leaf"), latents("none"))


def test_a_picture_is_enlarged_by_the_next_plan_when_memory_runs_out_on_the_way() -> None:
    pipe = models.flux()
    pipe.set_progress_bar_config(disable=True)
    source = np.full((96, 64, 3), 128, np.uint8)
    candidates = plans(Size(64, 96), 192, "sdedit", steps=4)
    stages: list[str] = []

    def watch(progress: Progress) -> None:
        stages.append(f"{progress.step}/{progress.steps}")
        if len(stages) == 1:
            raise torch.OutOfMemoryError("CUDA out of memory.")

    said: list[str] = []
    call = {"prompt": "the sea", "max_sequence_length": 16}
    outcome = enlarge(pipe, source, candidates, Request(call, 1, watch), "cpu", said.append)
    assert outcome.result.shape == (192, 128, 3)
    assert outcome.plan is candidates[1]
    assert outcome.skipped == tuple(said)
    assert "Memory ran out: resident" in said[0]
    wanted = refine(pipe, source, candidates[1].passes, Request(call, 1))
    assert np.array_equal(outcome.result, wanted)

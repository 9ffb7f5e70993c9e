"""From coarse to fine on tiny models: sizes, schedules, every route, progress, cancelling, and refusing what cannot be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import DDIMScheduler, FlowMatchEulerDiscreteScheduler

from posta.errors import Cancelled, ModelError, StageError
from posta.geometry import Rect
from posta.ultra import imax
from posta.ultra.clear import ClearWindow
from posta.ultra.coarse import Pass, Progress, Request, direct, passes, refine, tail, with_adapters
from posta.ultra.families import low_pass_plane, low_pass_tokens
from posta.ultra.highres import shifted, static_shift
from posta.ultra.match import match_colors, preserved
from posta.ultra.sizes import Size, fit_size, ladder
from posta.ultra.weights import write_tensors
from tests.tiny import models

CALL = {"prompt": "a poster of the sea", "max_sequence_length": 16}


def settings(pipe: Any) -> dict[str, Any]:
    """What each family needs: Qwen-Image's autoencoder has no strips, Z-Image takes guidance for its own."""
    return {"way": "whole" if "Qwen" in type(pipe).__name__ else "strips", "guidance": 1.0}


def picture(width: int = 64, height: int = 96) -> np.ndarray:
    """A slope with a bright disc in the lower right: something with a layout."""
    y, x = np.mgrid[0:height, 0:width]
    base = np.stack([x / width, y / height, 1 - x / width], -1) * 180
    disc = (x - width * 0.7) ** 2 + (y - height * 0.7) ** 2 < (width * 0.2) ** 2
    base[disc] = (250, 240, 60)
    return base.astype(np.uint8)


@pytest.fixture(scope="module", params=sorted(models.FAMILIES))
def pipe(request: pytest.FixtureRequest) -> Any:
    built = models.FAMILIES[request.param](0)
    built.set_progress_bar_config(disable=True)
    return built


@pytest.mark.parametrize("pixels", [1024**2, 4 * 1024**2, 16 * 1024**2])
@pytest.mark.parametrize("aspect", [210 / 297, 2 / 3, 27 / 40, 1.0, 297 / 210, 16 / 9, 1 / 2])
def test_sizes_are_true_to_the_page(aspect: float, pixels: int) -> None:
    size = fit_size(aspect, pixels)
    assert size.width % 16 == 0 == size.height % 16
    assert abs(size.aspect / aspect - 1) < 0.0015
    assert abs(size.pixels / pixels - 1) < 0.08


def test_the_usual_pages_have_their_known_sizes() -> None:
    assert fit_size(210 / 297) == (848, 1200)
    assert fit_size(2 / 3) == (832, 1248)
    assert fit_size(27 / 40) == (832, 1232)
    assert ladder(Size(848, 1200), 4800) == ((1696, 2400), (3392, 4800))
    assert ladder(Size(848, 1200), 4096) == ((1696, 2400), (2896, 4096))
    assert ladder(Size(1024, 1024), 3072) == ((2048, 2048), (3072, 3072))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: fit_size(10.0), "aspect 10"),
        (lambda: fit_size(float("nan")), "aspect nan"),
        (lambda: fit_size(1.0, 100), "too few"),
        (lambda: ladder(Size(1000, 1024), 4096), "multiples of 16"),
        (lambda: ladder(Size(1024, 1024), 1000), "nothing more"),
        (lambda: ladder(Size(1024, 1024), 10**6), "past 16384"),
        (lambda: Pass(Size(64, 64), "sdedit", strength=0.0), "no step at all"),
        (lambda: Pass(Size(64, 64), "sdedit", strength=1.5), "strength of 1.5"),
        (lambda: Pass(Size(64, 64), "magic"), "no method 'magic'"),
        (lambda: Pass(Size(64, 64), "direct", steps=0), "out of range"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused(wrong: Any, said: str) -> None:
    with pytest.raises(StageError, match=said):
        wrong()


@pytest.mark.parametrize(
    ("strength", "run", "start"),
    [(0.2, 4, 0.429), (0.3, 6, 0.562), (0.35, 7, 0.618), (0.45, 9, 0.711), (0.5, 10, 0.750), (0.7, 14, 0.875)],
)
def test_sdedit_runs_the_published_steps_from_the_published_noise(strength: float, run: int, start: float) -> None:
    levels = tail(20, strength)
    assert len(levels) == run
    assert shifted(levels[0], 3.0) == pytest.approx(start, abs=1e-3)
    scheduler = static_shift(FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True), 3.0)
    scheduler.set_timesteps(sigmas=levels)
    assert float(scheduler.sigmas[0]) == pytest.approx(start, abs=1e-3)


def test_strengths_fall_and_projected_flow_has_its_own_settings() -> None:
    sdedit = passes(Size(1024, 1024), 4096, "sdedit")
    assert [p.strength for p in sdedit] == [0.45, 0.3]
    projected = passes(Size(1024, 1024), 4096)
    assert [(p.method, p.steps, p.shift) for p in projected] == [("projected", 30, None)] * 2


def test_projected_flow_follows_its_formulas() -> None:
    assert imax.guidance_weight(0, 30) == 1
    assert imax.guidance_weight(15, 30) == pytest.approx(0.5)
    assert imax.guidance_weight(30, 30) == pytest.approx(0)
    guide, noise = torch.randn(2, 1, 16, 8, 8)
    sigma = 0.6
    sample = (1 - sigma) * guide + sigma * noise
    assert torch.allclose(imax.guide_velocity(sample, guide, sigma), noise - guide, atol=1e-4)
    velocity = torch.randn(1, 16, 8, 8)
    led = imax.projected(velocity, sample, guide, sigma, 1.0, low_pass_plane)
    assert torch.allclose(low_pass_plane(led), low_pass_plane(noise - guide), atol=1e-4), "low frequencies: the guide's"
    high = velocity - low_pass_plane(velocity)
    assert torch.allclose(led - low_pass_plane(led), high, atol=1e-5), "high frequencies: the model's"
    assert torch.equal(imax.projected(velocity, sample, guide, sigma, 0.0, low_pass_plane), velocity)


def test_the_two_by_two_mean_is_the_haar_approximation() -> None:
    z = torch.randn(1, 3, 8, 8)
    low = torch.tensor([1.0, 1.0]) / 2**0.5
    kernel = torch.outer(low, low)[None, None].expand(3, 1, 2, 2)
    band = torch.nn.functional.conv2d(z, kernel, stride=2, groups=3)
    back = torch.nn.functional.conv_transpose2d(band, kernel, stride=2, groups=3)
    assert torch.allclose(low_pass_plane(z), back, atol=1e-6)


def test_a_guided_scheduler_steps_by_the_formula_and_draws_nearer_to_the_guide() -> None:
    base = static_shift(FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True), 6.0)
    guide, start = torch.randn(2, 1, 16, 64, generator=torch.Generator().manual_seed(0))
    scheduler = imax.projected_flow(base, guide, low_pass_tokens)
    scheduler.set_timesteps(sigmas=tail(30, 1.0))
    sample = start
    for i, t in enumerate(scheduler.timesteps):
        velocity = torch.full_like(sample, 0.1)
        sigma, step = float(scheduler.sigmas[i]), float(scheduler.sigmas[i + 1] - scheduler.sigmas[i])
        weight = imax.guidance_weight(i, 30)
        expected = sample + step * imax.projected(velocity, sample, guide, sigma, weight, low_pass_tokens)
        sample = scheduler.step(velocity, t, sample, return_dict=False)[0]
        assert torch.allclose(sample, expected, atol=1e-5)

    def distance(x: torch.Tensor) -> float:
        return float((low_pass_tokens(x) - low_pass_tokens(guide)).abs().mean())

    assert distance(sample) < 0.85 * distance(start)
    with pytest.raises(ModelError, match="DDIM"):
        imax.projected_flow(DDIMScheduler(), guide, low_pass_tokens)


@pytest.mark.parametrize("method", ["sdedit", "projected"])
def test_both_routes_reach_the_target_and_leave_the_model_as_it_was(pipe: Any, method: Any) -> None:
    scheduler = pipe.scheduler
    seen: list[Progress] = []
    plan = passes(Size(64, 96), 384, method, steps=6, **settings(pipe))
    made = refine(pipe, picture(), plan, Request(CALL, 11, seen.append))
    assert made.shape == (384, 256, 3)
    assert made.dtype == np.uint8
    assert pipe.scheduler is scheduler
    assert [p.stage for p in seen] == sorted(p.stage for p in seen)
    assert [p.step for p in seen if p.stage == 2] == list(range(1, seen[-1].steps + 1))
    assert seen[-1].size == (256, 384)
    again = refine(pipe, picture(), plan, Request(CALL, 11))
    assert np.array_equal(made, again)
    assert not np.array_equal(made, refine(pipe, picture(), plan, Request(CALL, 12)))
    kept = preserved(made / 255, picture() / 255, {"all": Rect(0, 0, 1, 1)})["all"]
    assert kept.color < 4
    assert kept.structure > 0.8


@pytest.mark.parametrize("way", ["whole", "strips", "tiles"])
def test_every_way_through_the_autoencoder_gives_the_same_picture(way: Any) -> None:
    pipe = models.flux()
    pipe.set_progress_bar_config(disable=True)
    settings = {"steps": 4, "guidance": 1.0}
    wanted = refine(pipe, picture(), passes(Size(64, 96), 192, "sdedit", **settings), Request(CALL, 1))
    made = refine(
        pipe, picture(), passes(Size(64, 96), 192, "sdedit", **settings, way=way, keep="cpu"), Request(CALL, 1)
    )
    assert np.abs(made.astype(int) - wanted).max() <= 1


def test_a_direct_picture_and_local_attention_run_too() -> None:
    pipe = models.flux()
    pipe.set_progress_bar_config(disable=True)
    made = direct(pipe, Pass(Size(128, 192), "direct", steps=3), Request(CALL, 1))
    assert made.shape == (192, 128, 3)
    plan = passes(Size(64, 96), 192, "sdedit", steps=6, window=ClearWindow(4))
    local = refine(pipe, picture(), plan, Request(CALL, 1))
    full = refine(pipe, picture(), passes(Size(64, 96), 192, "sdedit", steps=6), Request(CALL, 1))
    assert not np.array_equal(local, full)


def test_each_stage_runs_with_its_own_adapter_and_none_stays(tmp_path: Path) -> None:
    pipe = models.flux()
    pipe.set_progress_bar_config(disable=True)
    files = []
    for number in range(2):
        generator = torch.Generator().manual_seed(number)
        tensors = {
            "transformer.transformer_blocks.0.attn.to_q.lora_A.weight": torch.randn(2, 32, generator=generator),
            "transformer.transformer_blocks.0.attn.to_q.lora_B.weight": torch.randn(32, 2, generator=generator),
        }
        files.append(write_tensors(tmp_path / f"{number}.safetensors", tensors, {"format": "pt"}))
    plan = passes(Size(64, 96), 384, "sdedit", steps=4)
    plain = refine(pipe, picture(), plan, Request(CALL, 1))
    assert [p.lora for p in with_adapters(passes(Size(1024, 1024), 4096), *files)] == files
    adapted = tuple(replace(stage, lora=file) for stage, file in zip(plan, files, strict=True))
    made = refine(pipe, picture(), adapted, Request(CALL, 1))
    assert not np.array_equal(made, plain)
    assert np.array_equal(refine(pipe, picture(), plan, Request(CALL, 1)), plain)


@pytest.mark.parametrize(
    ("scheduler", "method", "expected"),
    [
        ({"shift": 3.0, "use_dynamic_shifting": True}, "sdedit", 3.0),
        ({"shift": 3.0, "use_dynamic_shifting": True}, "projected", 6.0),
        ({"shift": 1.0, "use_dynamic_shifting": False}, "sdedit", 1.0),
    ],
)
def test_each_way_runs_at_the_models_own_shift(scheduler: dict[str, Any], method: Any, expected: float) -> None:
    pipe = models.flux()
    pipe.set_progress_bar_config(disable=True)
    pipe.scheduler = FlowMatchEulerDiscreteScheduler(**scheduler)
    seen: list[float] = []
    plan = passes(Size(64, 96), 192, method, steps=4)
    refine(pipe, picture(), plan, Request(CALL, 1, lambda _: seen.append(pipe.scheduler.shift)))
    assert set(seen) == {expected}


def test_a_half_precision_model_works_too() -> None:
    pipe = models.flux().to(torch.bfloat16)
    pipe.set_progress_bar_config(disable=True)
    for method in ("sdedit", "projected"):
        made = refine(pipe, picture(), passes(Size(64, 96), 192, method, steps=4), Request(CALL, 1))
        assert made.std() > 10


@pytest.mark.parametrize("method", ["sdedit", "projected"])
def test_cancelling_stops_after_that_step_and_leaves_the_model_as_it_was(pipe: Any, method: Any) -> None:
    steps: list[int] = []

    def stop(progress: Progress) -> None:
        steps.append(progress.step)
        if len(steps) == 2:
            raise Cancelled("Stopped.")

    scheduler = pipe.scheduler
    plan = passes(Size(64, 96), 192, method, steps=8, **settings(pipe))
    wanted = refine(pipe, picture(), plan, Request(CALL, 5))
    with pytest.raises(Cancelled):
        refine(pipe, picture(), plan, Request(CALL, 5, stop))
    assert steps == [1, 2]
    assert pipe.scheduler is scheduler
    assert np.array_equal(refine(pipe, picture(), plan, Request(CALL, 5)), wanted)


def test_wrong_sources_plans_and_families_are_refused() -> None:
    pipe = models.flux()
    plan = passes(Size(64, 96), 192, "sdedit")
    with pytest.raises(StageError, match="not \\(height, width, 3\\)"):
        refine(pipe, picture()[..., 0], plan, Request(CALL, 1))
    with pytest.raises(StageError, match="another aspect"):
        refine(pipe, picture(96, 64), plan, Request(CALL, 1))
    with pytest.raises(StageError, match="has no source"):
        refine(pipe, picture(), (Pass(Size(128, 192), "direct"),), Request(CALL, 1))
    with pytest.raises(StageError, match=r"latents.* cannot be given"):
        refine(pipe, picture(), plan, Request(CALL | {"latents": None}, 1))
    with pytest.raises(StageError, match="multiple of 16"):
        refine(pipe, picture(), (Pass(Size(120, 180), "sdedit"),), Request(CALL, 1))
    with pytest.raises(ModelError, match="cannot be run in strips"):
        refine(models.qwen(), picture(), plan, Request(CALL, 1))


def test_the_colour_match_takes_large_forms_from_the_source_and_keeps_detail() -> None:
    source = picture(64, 96).astype(np.float32) / 255
    grain = np.random.default_rng(0).normal(0, 0.03, (384, 256, 3)).astype(np.float32)
    big = np.repeat(np.repeat(source, 4, 0), 4, 1) * 0.8 + 0.05
    made = np.clip(big * np.array([1.1, 0.95, 0.8], np.float32) + grain, 0, 1)
    matched = match_colors(made, source)
    zone = {"all": Rect(0, 0, 1, 1)}
    assert preserved(made, source, zone)["all"].color > 5
    assert preserved(matched, source, zone)["all"].color < 1.5
    inner = (slice(40, 120), slice(30, 60))
    grains = [float(np.diff(p[inner], axis=0).std()) for p in (matched, made)]
    assert grains[0] == pytest.approx(grains[1], rel=0.05)
    assert np.abs(match_colors(source, source) - source).max() < 1e-6


def test_preservation_tells_a_quiet_zone_from_a_disturbed_one() -> None:
    source = picture(128, 192).astype(np.float32) / 255
    big = np.repeat(np.repeat(source, 2, 0), 2, 1)
    zones = {"quiet": Rect(0.05, 0.05, 0.4, 0.3), "focus": Rect(0.45, 0.55, 0.5, 0.4)}
    kept = preserved(big, source, zones)
    assert kept["quiet"].calm
    assert kept["focus"].faithful
    assert kept["focus"].structure > 0.999
    busy = big.copy()
    busy[10:120, 10:110] += np.random.default_rng(0).normal(0, 0.2, (110, 100, 3)).astype(np.float32)
    busy[210:, 110:] = busy[210:, 110:][::-1, ::-1]
    drifted = preserved(np.clip(busy, 0, 1), source, zones)
    assert not drifted["quiet"].calm
    assert not drifted["focus"].faithful
    with pytest.raises(StageError, match="does not lie in the picture"):
        preserved(big, source, {"out": Rect(0.9, 0.9, 0.3, 0.3)})
    with pytest.raises(StageError, match="differ in aspect"):
        preserved(big[:100], source, zones)

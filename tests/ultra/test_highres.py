"""The high-resolution patch: what it computes, that it does nothing at home, and that it leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, UNet2DConditionModel

from posta.errors import ModelError, StageError
from posta.ultra.families import FAMILIES, family_of, low_pass_plane, low_pass_tokens, pack_tokens, unpack_tokens
from posta.ultra.highres import HighRes, highres, highres_model, query_scale, shifted, static_shift
from tests.tiny import models

PICTURE_TOKENS = 4 * 6


@pytest.fixture(scope="module", params=sorted(models.FAMILIES))
def pipe(request: pytest.FixtureRequest) -> Any:
    built = models.FAMILIES[request.param](0)
    built.set_progress_bar_config(disable=True)
    return built


def latents(pipe: Any) -> torch.Tensor:
    return pipe(
        prompt="a poster of the sea",
        height=64,
        width=96,
        num_inference_steps=2,
        max_sequence_length=64,
        output_type="latent",
        generator=torch.Generator().manual_seed(1),
    ).images


def at_home(pipe: Any, **changes: Any) -> HighRes:
    text = family_of(pipe.transformer).base_tokens - PICTURE_TOKENS
    return HighRes(96, 64, **{"text_tokens": text, "ntk": 1, "shift": None} | changes)


def state(pipe: Any) -> list[Any]:
    family = family_of(pipe.transformer)
    rope = getattr(pipe.transformer, "pos_embed", None) or pipe.transformer.rope_embedder
    processors = [layer.processor for _, layer in family.attentions(pipe.transformer)]
    return [pipe.scheduler, rope, family.theta(pipe.transformer), *processors]


def test_factor_one_at_the_training_length_is_the_stock_model_bit_for_bit(pipe: Any) -> None:
    stock = latents(pipe)
    with highres(pipe, at_home(pipe)) as scale:
        assert scale == 1.0
        assert torch.equal(latents(pipe), stock)


def test_a_whole_1k_picture_with_its_512_text_tokens_is_the_stock_models_bit_for_bit() -> None:
    transformer = models.flux_transformer()
    rows, columns = torch.meshgrid(torch.arange(64), torch.arange(64), indexing="ij")
    draw = torch.Generator().manual_seed(0)
    inputs = {
        "hidden_states": torch.randn(1, 64 * 64, 64, generator=draw),
        "encoder_hidden_states": torch.randn(1, 512, 32, generator=draw),
        "pooled_projections": torch.randn(1, 32, generator=draw),
        "timestep": torch.tensor([0.5]),
        "guidance": torch.tensor([3.5]),
        "img_ids": torch.stack([torch.zeros(64, 64), rows, columns], -1).reshape(-1, 3),
        "txt_ids": torch.zeros(512, 3),
    }
    with torch.no_grad():
        stock = transformer(**inputs)[0]
        with highres_model(transformer, HighRes(1024, 1024, ntk=1)) as scale:
            assert scale == 1.0, "c(4608): nothing is switched off, the formula itself gives 1"
            assert torch.equal(transformer(**inputs)[0], stock)
        with highres_model(transformer, HighRes(1024, 1024)):
            assert not torch.equal(transformer(**inputs)[0], stock)


@pytest.mark.parametrize("change", [{"ntk": 10}, {"text_tokens": 40_000}, {"shift": 6.0}])
def test_each_of_the_three_changes_changes_the_picture(pipe: Any, change: dict[str, Any]) -> None:
    stock = latents(pipe)
    with highres(pipe, at_home(pipe, **change)):
        assert not torch.equal(latents(pipe), stock)


def test_leaving_the_patch_puts_the_identical_objects_back(pipe: Any) -> None:
    stock, before, config = latents(pipe), state(pipe), dict(pipe.config)

    def interrupted() -> None:
        with highres(pipe, HighRes(96, 64)):
            assert all(a is not b for a, b in zip(state(pipe)[3:], before[3:], strict=True))
            latents(pipe)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert all(a is b for a, b in zip(state(pipe), before, strict=True))
    assert dict(pipe.config) == config
    assert torch.equal(latents(pipe), stock)


def test_patching_qwen_again_builds_no_second_embedding() -> None:
    transformer = models.qwen().transformer
    seen = []
    for _ in range(2):
        with highres_model(transformer, HighRes(96, 64)):
            seen.append(transformer.pos_embed)
    assert seen[0] is seen[1]


def test_a_failing_patch_leaves_nothing_behind() -> None:
    pipe = models.flux()
    pipe.transformer.single_transformer_blocks[0].attn.set_processor(object())
    before = state(pipe)
    with pytest.raises(ModelError, match="cannot be scaled"), highres(pipe, HighRes(96, 64)):
        pass
    assert all(a is b for a, b in zip(state(pipe), before, strict=True))


@pytest.mark.parametrize(
    ("width", "height", "tokens", "expected"),
    [
        (1024, 1024, 4_608, 1.0),
        (1536, 1536, 9_728, 1.0434),
        (2048, 2048, 16_896, 1.0743),
        (3840, 2160, 32_912, 1.1104),
        (3072, 3072, 37_376, 1.1172),
        (2896, 4096, 46_848, 1.1291),
        (4096, 4096, 66_048, 1.1470),
        (8192, 8192, 262_656, 1.2163),
    ],
)
def test_query_scale_follows_the_published_table(width: int, height: int, tokens: int, expected: float) -> None:
    spec = HighRes(width, height)
    assert spec.tokens(FAMILIES["FluxTransformer2DModel"]) == tokens
    assert query_scale(tokens) == pytest.approx(expected, abs=5e-5)


def test_query_scale_of_schnell_counts_its_shorter_text() -> None:
    flux = FAMILIES["FluxTransformer2DModel"]
    assert query_scale(HighRes(2048, 2048, text_tokens=256).tokens(flux)) == pytest.approx(1.0734, abs=5e-5)
    assert query_scale(HighRes(4096, 4096, text_tokens=256).tokens(flux)) == pytest.approx(1.1468, abs=5e-5)


@pytest.mark.parametrize(
    ("shift", "table"),
    [
        (3.0, [1, 0.947, 0.882, 0.800, 0.692, 0.545, 0.333]),
        (6.0, [1, 0.973, 0.938, 0.889, 0.818, 0.706, 0.500]),
        (10.0, [1, 0.984, 0.962, 0.930, 0.882, 0.800, 0.625]),
    ],
)
def test_the_static_scheduler_runs_the_published_noise_levels(shift: float, table: list[float]) -> None:
    dynamic = FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True)
    scheduler = static_shift(dynamic, shift)
    sigmas = [1 - i / 28 for i in range(28)]
    scheduler.set_timesteps(sigmas=sigmas, mu=11.55)  # the dynamic shift of 4096 x 4096 must have no effect
    assert [scheduler.sigmas[i].item() for i in range(0, 28, 4)] == pytest.approx(table, abs=6e-4)
    assert [shifted(sigmas[i], shift) for i in range(0, 28, 4)] == pytest.approx(table, abs=6e-4)
    assert scheduler is not dynamic
    assert dynamic.config.use_dynamic_shifting


def test_schnell_keeps_a_shift_of_one() -> None:
    schnell = FlowMatchEulerDiscreteScheduler(shift=1.0, use_dynamic_shifting=False)
    built = static_shift(schnell, schnell.config.shift)
    built.set_timesteps(sigmas=[1.0, 0.75, 0.5, 0.25])
    assert built.sigmas.tolist() == [1.0, 0.75, 0.5, 0.25, 0.0]


def test_a_model_without_rotary_positions_is_refused_with_what_works() -> None:
    unet = UNet2DConditionModel(
        block_out_channels=(8, 8), layers_per_block=1, norm_num_groups=2, cross_attention_dim=8, attention_head_dim=4,
        down_block_types=("DownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "UpBlock2D"),
    )  # fmt: skip
    with pytest.raises(ModelError, match=r"no rotary positions.*FLUX.1"):
        family_of(unet)
    with pytest.raises(ModelError, match="AutoencoderKL"):
        family_of(AutoencoderKL(block_out_channels=(8,), norm_num_groups=2))


@pytest.mark.parametrize("size", [(1000, 1024), (1024, 1000), (0, 64), (-16, 64)])
def test_sizes_that_do_not_divide_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(StageError, match="multiple of 16"):
        HighRes(*size)


def test_a_side_past_the_position_table_is_refused_before_anything_runs() -> None:
    pipe = models.z_image()
    with pytest.raises(StageError, match="positions up to 1024 px"), highres(pipe, HighRes(1040, 64)):
        pass


def test_a_compiled_model_takes_the_patch_and_gives_it_back() -> None:
    transformer = models.flux_transformer()
    inputs = {
        "hidden_states": torch.randn(1, PICTURE_TOKENS, 64),
        "encoder_hidden_states": torch.randn(1, 8, 32),
        "pooled_projections": torch.randn(1, 32),
        "timestep": torch.tensor([0.5]),
        "img_ids": torch.zeros(PICTURE_TOKENS, 3),
        "txt_ids": torch.zeros(8, 3),
        "guidance": torch.tensor([3.5]),
    }

    class Pipe:
        pass

    pipe = Pipe()
    pipe.transformer = transformer  # type: ignore[attr-defined]
    compiled = torch.compile(transformer, backend="eager", fullgraph=True)
    pipe.transformer = compiled  # type: ignore[attr-defined]
    with torch.no_grad():
        stock = compiled(**inputs)[0]
        assert torch.equal(stock, transformer(**inputs)[0])
        with highres(pipe, HighRes(96, 64, shift=None)):
            patched = compiled(**inputs)[0]
            assert torch.equal(patched, transformer(**inputs)[0])
        assert not torch.equal(patched, stock), "a model compiled before the patch must notice it"
        assert torch.equal(compiled(**inputs)[0], stock)


def test_packing_is_the_pipelines_own_and_its_low_pass_is_the_two_by_two_mean() -> None:
    z = torch.randn(2, 16, 8, 12)
    pipe = models.flux()
    assert torch.equal(pack_tokens(z), pipe._pack_latents(z, 2, 16, 8, 12))
    assert torch.equal(unpack_tokens(pack_tokens(z), 8, 12), z)
    assert torch.allclose(unpack_tokens(low_pass_tokens(pack_tokens(z)), 8, 12), low_pass_plane(z), atol=1e-6)

"""Local attention: the mask as a pure function, the block plan against it, the two ways to compute it, the weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch.nn.attention.flex_attention import flex_attention
from torch.nn.functional import scaled_dot_product_attention

from posta.errors import ModelError, OutOfMemory, StageError
from posta.ultra.adapters import lora
from posta.ultra.clear import (
    BLOCK,
    ClearWindow,
    allow,
    clear_processor,
    dense_mask,
    flex_block_mask,
    plan_blocks,
    pooled_query_scale,
)
from posta.ultra.clear_weights import clear_weights, read_clear_weights
from posta.ultra.highres import HighRes, highres
from tests.tiny import models

TEXT = 20
GRIDS = [(8, 16), (24, 36), (17, 23), (9, 130)]


@pytest.mark.parametrize(("radius", "neighbours"), [(8, 193), (16, 793), (32, 3205)])
def test_an_inner_token_has_the_published_number_of_neighbours(radius: int, neighbours: int) -> None:
    height = width = 80
    q = 512 + 40 * width + 40
    keys = np.arange(512, 512 + height * width)
    assert int(allow(q, keys, height, width, radius).sum()) == neighbours
    assert allow(q, q + radius - 1, height, width, radius)
    assert not allow(q, q + radius, height, width, radius)


def test_text_sees_all_and_is_seen_by_all_and_nothing_lies_past_the_picture() -> None:
    index = torch.arange(TEXT + 6 * 7)
    mask = allow(index[:, None], index[None, :], 6, 7, 2, TEXT)
    assert mask[:TEXT].all()
    assert mask[:, :TEXT].all()
    assert torch.equal(mask, mask.T)
    assert not allow(0, TEXT + 6 * 7, 6, 7, 2, TEXT)


@pytest.mark.parametrize("permute", [True, False])
@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("radius", [2, 8])
def test_the_block_plan_holds_exactly_the_blocks_the_dense_mask_needs(
    grid: tuple[int, int], radius: int, permute: bool
) -> None:
    window = ClearWindow(radius, permute=permute)
    blocks = plan_blocks(grid, window, TEXT)
    dense = dense_mask(grid, window, TEXT).numpy()
    padded = np.zeros((blocks.picture_end,) * 2, bool)
    padded[np.ix_(blocks.back, blocks.back)] = dense
    count = blocks.picture_end // BLOCK
    squares = padded.reshape(count, BLOCK, count, BLOCK)
    needed = squares.any((1, 3))
    assert np.array_equal(blocks.state[1:, 1:] > 0, needed[1:, 1:])
    assert np.array_equal(blocks.state > 0, needed | (blocks.state > 0))
    rows = np.zeros(blocks.picture_end, bool)
    rows[blocks.back] = True
    real_rows = rows.reshape(count, BLOCK)
    for q, k in zip(*np.nonzero(blocks.state == 2), strict=True):
        assert squares[q][real_rows[q]][:, k].all(), "a block taken whole hides no masked pair"


@pytest.mark.parametrize(
    ("radius", "pool", "grid"),
    [(3, 1, (12, 20)), (3, 4, (12, 20)), (8, 1, (21, 27)), (8, 4, (20, 24)), (16, 1, (18, 40)), (32, 1, (10, 70))],
)
@pytest.mark.parametrize("permute", [True, False])
def test_attention_in_blocks_equals_the_dense_mask(
    permute: bool, radius: int, pool: int, grid: tuple[int, int]
) -> None:
    text = TEXT
    window = ClearWindow(radius, pool=pool, permute=permute)
    tokens = text + grid[0] * grid[1]
    generator = torch.Generator().manual_seed(0)
    query, key, value = (torch.randn(1, 2, tokens, 16, generator=generator) for _ in range(3))
    processor = clear_processor(window, grid, "any", 1.0)
    blockwise = processor.attend_in_blocks(query, key, value, flex_attention)
    assert torch.allclose(blockwise, processor._attend(query, key, value), atol=2e-6)
    full = scaled_dot_product_attention(query, key, value)
    assert not torch.allclose(blockwise, full, atol=1e-2), "the window is smaller than the picture"


def test_the_flex_mask_skips_what_the_plan_skips() -> None:
    grid, window = (24, 36), ClearWindow(3)
    mask = flex_block_mask(grid, window, TEXT, "cpu")
    assert np.array_equal(mask.to_dense()[0, 0].numpy() > 0, plan_blocks(grid, window, TEXT).state > 0)


@pytest.mark.parametrize(("radius", "at_most"), [(8, 0.033), (16, 0.043), (32, 0.091)])
def test_tiles_touch_less_than_half_the_blocks_of_rows_at_4k(radius: int, at_most: float) -> None:
    tiled = plan_blocks((256, 256), ClearWindow(radius), 512).fraction
    rows = plan_blocks((256, 256), ClearWindow(radius, permute=False), 512).fraction
    assert tiled < at_most
    assert tiled < 0.45 * rows


def test_a_window_larger_than_the_picture_is_full_attention_and_a_small_one_is_not() -> None:
    pipe = models.flux()
    pipe.set_progress_bar_config(disable=True)

    def latents() -> torch.Tensor:
        return pipe(
            "the sea", height=64, width=96, num_inference_steps=2, max_sequence_length=16,
            output_type="latent", generator=torch.Generator().manual_seed(1),
        ).images  # fmt: skip

    stock = latents()
    home = {"text_tokens": 16, "ntk": 1, "shift": None, "proportional": False}
    with highres(pipe, HighRes(96, 64, **home, window=ClearWindow(32))):
        assert torch.allclose(latents(), stock, atol=1e-5)
    with highres(pipe, HighRes(96, 64, **home, window=ClearWindow(2))):
        assert not torch.allclose(latents(), stock, atol=1e-3)
    with highres(pipe, HighRes(96, 64, **home, window=ClearWindow(2, pool=2))):
        assert torch.isfinite(latents()).all()
    assert torch.equal(latents(), stock)


def test_pooling_changes_the_scale_as_its_weights_were_trained() -> None:
    assert pooled_query_scale(16_896, ClearWindow(8, pool=4), 1.07) == pytest.approx(1.1946, abs=5e-5)
    assert pooled_query_scale(66_048, ClearWindow(8, pool=4), 1.14) == pytest.approx(1.2604, abs=5e-5)
    assert pooled_query_scale(66_048, ClearWindow(8), 1.14) == 1.14


def test_what_cannot_be_local_is_refused() -> None:
    with pytest.raises(OutOfMemory, match="needs a CUDA device"):
        dense_mask((256, 256), ClearWindow(8), 512)
    with pytest.raises(StageError, match="cannot be pooled"):
        clear_processor(ClearWindow(8, pool=4), (6, 8), "any", 1.0)
    with pytest.raises(StageError, match="radius"):
        ClearWindow(0)
    with (
        pytest.raises(ModelError, match=r"trained for FLUX.1"),
        highres(models.z_image(), HighRes(96, 64, window=ClearWindow(8))),
    ):
        pass
    processor = clear_processor(ClearWindow(8), (6, 8), "any", 1.0)
    with pytest.raises(StageError, match="fewer than"):
        processor._attend(*(torch.zeros(1, 2, 40, 16),) * 3)


def released(transformer: torch.nn.Module, pool: int = 0) -> dict[str, torch.Tensor]:
    """A file laid out like the released ones, with other values than the model's."""
    tensors = {
        name: torch.randn_like(p)
        for name, p in transformer.named_parameters()
        if any(f".attn.{part}." in name for part in ("to_q", "to_k", "to_v", "to_out"))
    }
    for layer in ("transformer_blocks.0.attn", "single_transformer_blocks.0.attn") if pool else ():
        tensors[f"{layer}.processor.spatial_weight"] = torch.rand(1, 1, 1, pool, 1, pool, 1)
    return tensors


def test_distilled_weights_are_used_inside_and_gone_outside(tmp_path: Path) -> None:
    transformer = models.flux_transformer()
    tensors = released(transformer, pool=4)
    save_file(tensors, tmp_path / "clear_local_8_down_4.safetensors")
    weights = read_clear_weights(tmp_path / "clear_local_8_down_4.safetensors", transformer)
    assert weights.pool == 4
    assert set(weights.pools) == {"transformer_blocks.0.attn", "single_transformer_blocks.0.attn"}
    parameter = transformer.transformer_blocks[0].attn.to_q.weight
    before = parameter.data
    with clear_weights(transformer, weights):
        assert torch.equal(parameter.data, tensors["transformer_blocks.0.attn.to_q.weight"])
    assert parameter.data is before or torch.equal(parameter.data, before)


def test_distilled_weights_go_under_a_lora(tmp_path: Path) -> None:
    pipe = models.flux()
    tensors = released(pipe.transformer)
    save_file(tensors, tmp_path / "clear_local_8.safetensors")
    key = "transformer_blocks.0.attn.to_q"
    adapter = {
        f"transformer.{key}.lora_{side}.weight": torch.zeros(shape) for side, shape in (("A", (2, 32)), ("B", (32, 2)))
    }
    save_file(adapter, tmp_path / "lora.safetensors", {"format": "pt"})
    with lora(pipe, tmp_path / "lora.safetensors"):
        weights = read_clear_weights(tmp_path / "clear_local_8.safetensors", pipe.transformer)
        with clear_weights(pipe.transformer, weights):
            base = pipe.transformer.transformer_blocks[0].attn.to_q.base_layer
            assert torch.equal(base.weight, tensors[f"{key}.weight"])


@pytest.mark.parametrize("damage", ["missing", "unknown", "shape"])
def test_weights_of_another_model_are_refused(tmp_path: Path, damage: str) -> None:
    transformer = models.flux_transformer()
    tensors = released(transformer)
    key = "transformer_blocks.0.attn.to_q.weight"
    if damage == "missing":
        del tensors[key]
    elif damage == "unknown":
        tensors["transformer_blocks.7.attn.to_q.weight"] = torch.zeros(2, 2)
    else:
        tensors[key] = torch.zeros(2, 2)
    save_file(tensors, tmp_path / "wrong.safetensors")
    with pytest.raises(ModelError, match="not a CLEAR file for this model"):
        read_clear_weights(tmp_path / "wrong.safetensors", transformer)

"""Local attention for FLUX.1 (CLEAR): a window in tokens goes in, attention processors whose cost grows linearly come out.

A picture token attends to the text and to the picture tokens nearer than `radius` (a Euclidean disc, strict); text
attends to everything (arXiv 2412.16112, section 3). Optionally every picture token also sees a pooled copy of the
whole picture. On CUDA the disc runs on torch flex_attention, with picture tokens reordered into tiles of 8 x 16, one
tile per block of 128, so that few blocks are touched; elsewhere an exact dense mask is used, for small grids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import log, sqrt
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from posta.errors import OutOfMemory, StageError

BLOCK = 128
TILE_ROWS, TILE_COLUMNS = 8, 16  # 8 x 16 = one block
COMPILED_SIZES = 64
DENSE_LIMIT = 24_000  # tokens: the dense mask is this long squared, in bytes

Grid = tuple[int, int]


@dataclass(frozen=True)
class ClearWindow:
    """How far a picture token sees, in tokens of 16 px.

    radius: of the disc, strict; released weights exist for 8, 16 and 32. pool: side of the squares that are summed
    into extra tokens every picture token sees; 1 means none, released weights exist for 4. permute: reorder tokens
    into tiles (same result, fewer blocks). pool_weights: learned weights by attention layer, each (1,1,1,p,1,p,1).
    """

    radius: int
    pool: int = 1
    permute: bool = True
    pool_weights: Mapping[str, Tensor] = field(default_factory=dict, compare=False, hash=False)

    def __post_init__(self) -> None:
        if not 1 <= self.radius <= 4096 or not 1 <= self.pool <= 64:
            raise StageError(
                f"A local window of radius {self.radius} with pooling {self.pool} is out of range.",
                hint="Use radius 8, 16 or 32, and pooling 1 (none) or 4.",
            )


def allow(q: Any, k: Any, height: Any, width: Any, radius: Any, text: Any = 512) -> Any:
    """Whether token `q` may attend to token `k` in [text | height x width picture tokens, row by row].

    Works on integers, numpy arrays and tensors alike. In the open picture a token has 193 / 793 / 3205 picture
    neighbours, itself included, for radius 8 / 16 / 32. `height` says how far the picture reaches: past it, nothing.
    """
    dy = (q - text) // width - (k - text) // width
    dx = (q - text) % width - (k - text) % width
    inside = (q < text + height * width) & (k < text + height * width)
    return inside & ((q < text) | (k < text) | (dy * dy + dx * dx < radius * radius))


def dense_mask(grid: Grid, window: ClearWindow, text: int, device: torch.device | str = "cpu") -> Tensor:
    """The whole mask, bool (N, N + pooled): row = query, column = key. Raises OutOfMemory past `DENSE_LIMIT` tokens."""
    height, width = grid
    tokens = text + height * width
    if tokens > DENSE_LIMIT:
        raise OutOfMemory(
            f"Local attention over {tokens} tokens needs a CUDA device: its dense mask would take {tokens**2 >> 30} GiB.",
            hint="Run it on a GPU, or leave the window out.",
        )
    index = torch.arange(tokens, device=device)
    mask = allow(index[:, None], index[None, :], height, width, window.radius, text)
    if window.pool > 1:
        pooled = (height // window.pool) * (width // window.pool)
        mask = torch.cat([mask, (index >= text)[:, None].expand(-1, pooled)], dim=1)
    return mask


_cached_dense_mask = lru_cache(maxsize=1)(dense_mask)


@dataclass(frozen=True)
class Blocks:
    """What flex_attention computes for one grid, in blocks of 128 queries x 128 keys.

    state: int8 (query blocks, key blocks): 0 skipped, 1 masked inside, 2 taken whole.
    order: source token of each position of the padded sequence (padding points at token 0), int64.
    back: position of each source token in the padded sequence, int64. text_end, picture_end: padded ends.
    """

    state: NDArray[np.int8]
    order: NDArray[np.int64]
    back: NDArray[np.int64]
    text_end: int
    picture_end: int

    @property
    def fraction(self) -> float:
        """Touched blocks over all blocks."""
        return float((self.state > 0).mean())

    @property
    def picture_fraction(self) -> float:
        """The same among picture queries and picture keys only."""
        first, last = self.text_end // BLOCK, self.picture_end // BLOCK
        return float((self.state[first:last, first:last] > 0).mean())


@lru_cache(maxsize=8)
def plan_blocks(grid: Grid, window: ClearWindow, text: int) -> Blocks:
    """Lay the tokens of [text | picture] out in blocks and find which pairs of blocks hold an allowed pair. Exact."""
    height, width = grid
    text_end = -(-text // BLOCK) * BLOCK
    place = _tiled(grid) if window.permute else np.arange(height * width)
    length = int(place.max()) + 1
    picture_end = text_end + -(-length // BLOCK) * BLOCK
    back = np.concatenate([np.arange(text), text_end + place]).astype(np.int64)
    order = np.zeros(picture_end, np.int64)
    order[back] = np.arange(text + height * width)
    real = np.zeros(picture_end, bool)
    real[back] = True
    whole: NDArray[np.bool_] = np.asarray(real.reshape(-1, BLOCK).all(1))
    some = real.reshape(-1, BLOCK).any(1)

    first, count = text_end // BLOCK, picture_end // BLOCK
    everything = np.where(whole, 2, np.where(some, 1, 0)).astype(np.int8)
    state = np.broadcast_to(everything, (count, count)).copy()
    rects = _tile_rects(grid) if window.permute else _row_rects(grid)
    near, far = _distances(rects)
    reach = window.radius**2
    inside = np.logical_and(far < reach, whole[first:])
    state[first:, first:] = np.where(inside, 2, np.where(near < reach, 1, 0))
    if window.pool > 1:
        pooled = (height // window.pool) * (width // window.pool)
        columns = np.full(-(-pooled // BLOCK), 2, np.int8)
        if pooled % BLOCK:
            columns[-1] = 1
        extra = np.zeros((count, len(columns)), np.int8)
        extra[first:] = columns
        state = np.concatenate([state, extra], axis=1)
    return Blocks(state, order, back, text_end, picture_end)


def _tiled(grid: Grid) -> NDArray[np.int64]:
    """Where each picture token goes when 8 x 16 tiles follow each other; tiles at the far edges may have holes."""
    y, x = np.divmod(np.arange(grid[0] * grid[1]), grid[1])
    across = -(-grid[1] // TILE_COLUMNS)
    tile = (y // TILE_ROWS) * across + x // TILE_COLUMNS
    return tile * BLOCK + (y % TILE_ROWS) * TILE_COLUMNS + x % TILE_COLUMNS


def _tile_rects(grid: Grid) -> NDArray[np.int64]:
    """(tiles, 1, 4): top, bottom, left, right of each tile's real tokens, inclusive."""
    rows, columns = -(-grid[0] // TILE_ROWS), -(-grid[1] // TILE_COLUMNS)
    ty, tx = np.divmod(np.arange(rows * columns), columns)
    bottom = np.minimum(ty * TILE_ROWS + TILE_ROWS, grid[0]) - 1
    right = np.minimum(tx * TILE_COLUMNS + TILE_COLUMNS, grid[1]) - 1
    return np.stack([ty * TILE_ROWS, bottom, tx * TILE_COLUMNS, right], -1)[:, None]


def _row_rects(grid: Grid) -> NDArray[np.int64]:
    """(blocks, 3, 4): a run of 128 tokens in row order is a row's tail, whole rows and a row's head (or less)."""
    height, width = grid
    rects = []
    for start in range(0, height * width, BLOCK):
        end = min(start + BLOCK, height * width) - 1
        (y0, x0), (y1, x1) = divmod(start, width), divmod(end, width)
        if y0 == y1:
            parts = [(y0, y0, x0, x1)]
        else:
            parts = [(y0, y0, x0, width - 1), (y1, y1, 0, x1)]
            if y1 - y0 > 1:
                parts.append((y0 + 1, y1 - 1, 0, width - 1))
        rects.append(parts + parts[:1] * (3 - len(parts)))
    return np.array(rects, np.int64)


def _distances(rects: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Squared distance of the nearest and of the farthest pair of tokens, for every pair of blocks."""
    count, parts, _ = rects.shape
    near = np.full((count, count), np.iinfo(np.int64).max)
    far = np.zeros((count, count), np.int64)
    for a in range(parts):
        for b in range(parts):
            y0, y1, x0, x1 = (rects[:, a, i][:, None] for i in range(4))
            v0, v1, u0, u1 = (rects[:, b, i][None, :] for i in range(4))
            dy, dx = (np.maximum(0, np.maximum(v0 - y1, y0 - v1)), np.maximum(0, np.maximum(u0 - x1, x0 - u1)))
            near = np.minimum(near, dy**2 + dx**2)
            fy, fx = np.maximum(v1 - y0, y1 - v0), np.maximum(u1 - x0, x1 - u0)
            far = np.maximum(far, fy**2 + fx**2)
    return near, far


def flex_block_mask(grid: Grid, window: ClearWindow, text: int, device: torch.device | str) -> Any:
    """The BlockMask for flex_attention over the padded, reordered sequence of `plan_blocks`; never N x N in size."""
    from torch.nn.attention.flex_attention import BlockMask

    blocks = plan_blocks(grid, window, text)
    partial, whole = (_indices(blocks.state == value, device) for value in (1, 2))
    return BlockMask.from_kv_blocks(
        *partial,
        *whole,
        BLOCK_SIZE=BLOCK,
        mask_mod=_mask_mod(blocks, grid, window, text),
        seq_lengths=(blocks.picture_end, blocks.state.shape[1] * BLOCK),
        compute_q_blocks=False,
    )


_cached_block_mask = lru_cache(maxsize=4)(flex_block_mask)


def _indices(taken: NDArray[np.bool_], device: torch.device | str) -> tuple[Tensor, Tensor]:
    counts = taken.sum(1).astype(np.int32)
    indices = np.argsort(~taken, axis=1, kind="stable").astype(np.int32)
    return (torch.from_numpy(counts)[None, None].to(device), torch.from_numpy(indices)[None, None].to(device))


def _mask_mod(blocks: Blocks, grid: Grid, window: ClearWindow, text: int) -> Callable[..., Tensor]:
    (height, width), text_end, picture_end = grid, blocks.text_end, blocks.picture_end
    across, reach = -(-width // TILE_COLUMNS), window.radius**2
    pooled = (height // window.pool) * (width // window.pool) if window.pool > 1 else 0

    def position(index: Tensor) -> tuple[Tensor, Tensor]:
        index = index - text_end
        if not window.permute:
            return index // width, index % width
        tile, inner = index // BLOCK, index % BLOCK
        y = (tile // across) * TILE_ROWS + inner // TILE_COLUMNS
        return y, (tile % across) * TILE_COLUMNS + inner % TILE_COLUMNS

    def mask_mod(_batch: Tensor, _head: Tensor, q: Tensor, k: Tensor) -> Tensor:
        (qy, qx), (ky, kx) = position(q), position(k)
        near = (qy - ky) * (qy - ky) + (qx - kx) * (qx - kx) < reach
        in_picture = (k >= text_end) & (k < picture_end) & (ky < height) & (kx < width)
        picture = in_picture & ((q < text_end) | near)
        pool = (q >= text_end) & (k >= picture_end) & (k < picture_end + pooled)
        return (k < text) | picture | pool

    return mask_mod


@cache
def _compiled_flex() -> Callable[..., Tensor]:
    from torch._dynamo import config
    from torch.nn.attention.flex_attention import flex_attention

    # Every size and window compiles anew. Past dynamo's limit of 8 it would quietly run uncompiled and build the whole
    # N x N matrix; `fullgraph` turns that into an error, and the higher limit keeps it from happening.
    compiled = torch.compile(flex_attention, dynamic=False, fullgraph=True)

    def flex(*args: Any, **kwargs: Any) -> Tensor:
        with config.patch(recompile_limit=COMPILED_SIZES):
            return compiled(*args, **kwargs)

    return flex


def pooled_query_scale(tokens: int, window: ClearWindow, scale: float) -> float:
    """The query scale for a window: pooled weights were trained with log(10 N), plain ones with log(N); 1 stays 1."""
    if window.pool == 1 or scale == 1.0:
        return scale
    return sqrt(log(10 * tokens) / log(512 + 64 * 64))


def clear_processor(window: ClearWindow, grid: Grid, name: str, scale: float) -> ClearFluxProcessor:
    """The local attention processor for the FLUX.1 attention layer called `name`."""
    if window.pool > 1 and (grid[0] % window.pool or grid[1] % window.pool):
        raise StageError(
            f"A picture of {grid[1]} x {grid[0]} tokens cannot be pooled in squares of {window.pool}.",
            hint=f"Both sides must be multiples of {window.pool * 16} px.",
        )
    return ClearFluxProcessor(window, grid, scale, window.pool_weights.get(name))


class ClearFluxProcessor:
    """Attention processor for FLUX.1 blocks: local attention over a picture of `grid` tokens, queries times `scale`."""

    _attention_backend = None
    _parallel_config = None

    def __init__(self, window: ClearWindow, grid: Grid, scale: float, pool_weight: Tensor | None) -> None:
        self.window, self.grid, self.query_scale = window, grid, scale
        pool = window.pool
        self.pool_weight = torch.full((1, 1, 1, pool, 1, pool, 1), pool**-2.0) if pool_weight is None else pool_weight

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        image_rotary_emb: tuple[Tensor, Tensor] | None = None,
    ) -> Tensor | tuple[Tensor, Tensor]:
        from diffusers.models.embeddings import apply_rotary_emb

        if attention_mask is not None or self._parallel_config is not None:
            raise StageError("Local attention takes no other mask and no context parallelism.", hint="Leave them out.")
        query, key, value = _project(attn, hidden_states, encoder_hidden_states)
        if image_rotary_emb is not None:
            query = apply_rotary_emb(query, image_rotary_emb, sequence_dim=1)
            key = apply_rotary_emb(key, image_rotary_emb, sequence_dim=1)
        mixed = self._attend(*(x.transpose(1, 2) for x in (query * self.query_scale, key, value)))
        mixed = mixed.transpose(1, 2).flatten(2, 3).to(query.dtype)
        if encoder_hidden_states is None:
            return mixed
        text, picture = mixed.split([encoder_hidden_states.shape[1], hidden_states.shape[1]], dim=1)
        return attn.to_out[1](attn.to_out[0](picture.contiguous())), attn.to_add_out(text.contiguous())

    def _attend(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        text = query.shape[2] - self.grid[0] * self.grid[1]
        if text < 0:
            raise StageError(
                f"The model was given {query.shape[2]} tokens, fewer than the {self.grid[1]} x {self.grid[0]} of its patch.",
                hint="Generate at the size the patch was made for.",
            )
        if query.device.type != "cuda":
            mask = _cached_dense_mask(self.grid, self.window, text, query.device)
            key, value = (torch.cat([x, *self._pooled(x, text)], dim=2) for x in (key, value))
            return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return self.attend_in_blocks(query, key, value, _compiled_flex())

    def attend_in_blocks(self, query: Tensor, key: Tensor, value: Tensor, flex: Callable[..., Tensor]) -> Tensor:
        """The blockwise way, with `flex` (flex_attention, compiled or not): (B, heads, N, D) in and out."""
        text = query.shape[2] - self.grid[0] * self.grid[1]
        blocks = plan_blocks(self.grid, self.window, text)
        mask = _cached_block_mask(self.grid, self.window, text, query.device)
        order, back = _on_device(self.grid, self.window, text, query.device)
        extra = blocks.state.shape[1] * BLOCK - blocks.picture_end
        keys, values = (
            torch.cat(
                [x[:, :, order], *(functional.pad(p, (0, 0, 0, extra - p.shape[2])) for p in self._pooled(x, text))], 2
            )
            for x in (key, value)
        )
        return flex(query[:, :, order], keys, values, block_mask=mask)[:, :, back]

    def _pooled(self, x: Tensor, text: int) -> list[Tensor]:
        pool = self.window.pool
        if pool == 1:
            return []
        squares = x[:, :, text:].unflatten(2, (self.grid[0] // pool, pool, self.grid[1] // pool, pool))
        return [(squares * self.pool_weight.to(x)).sum(dim=(3, 5)).flatten(2, 3)]


@lru_cache(maxsize=8)
def _on_device(grid: Grid, window: ClearWindow, text: int, device: torch.device) -> tuple[Tensor, Tensor]:
    blocks = plan_blocks(grid, window, text)
    return torch.from_numpy(blocks.order).to(device), torch.from_numpy(blocks.back).to(device)


def _project(attn: Any, picture: Tensor, text: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
    """Normed query, key and value (B, N, heads, D), text first."""
    if attn.fused_projections:
        parts = attn.to_qkv(picture).chunk(3, dim=-1)
    else:
        parts = (attn.to_q(picture), attn.to_k(picture), attn.to_v(picture))
    query, key, value = (x.unflatten(-1, (-1, attn.head_dim)) for x in parts)
    query, key = attn.norm_q(query), attn.norm_k(key)
    if text is None:
        return query, key, value
    if attn.fused_projections:
        parts = attn.to_added_qkv(text).chunk(3, dim=-1)
    else:
        parts = (attn.add_q_proj(text), attn.add_k_proj(text), attn.add_v_proj(text))
    text_query, text_key, text_value = (x.unflatten(-1, (-1, attn.head_dim)) for x in parts)
    text_query, text_key = attn.norm_added_q(text_query), attn.norm_added_k(text_key)
    return torch.cat([text_query, query], 1), torch.cat([text_key, key], 1), torch.cat([text_value, value], 1)

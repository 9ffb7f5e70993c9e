"""A CUDA device goes in, seconds per step and peak GB of a FLUX.1-shaped model at 1K to 8K come out, as a Markdown table.

    python -m tests.bench.gpu_ultra [--sides 1024 2048 4096 8192] [--steps 2] [--seconds 560] [--out FILE.json]
    python -m tests.bench.gpu_ultra --tiny        (any machine, seconds: the same logic on a toy model)

Random weights in bf16, so no download. Rows: the stock model, the URAE patch, local attention (CLEAR) of radius 8, 16 and 32 with
and without tiles; each as a ratio to the stock model of its size. Before anything is timed, the local attention of this device is
compared with a dense mask, and the patch at home with the stock model. Sides past `--deep` run a few of the 57 blocks, which are
all of one shape: time is scaled to all of them, and such columns are marked.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch
from torch.nn.attention.flex_attention import flex_attention

from posta.ultra.clear import ClearWindow, _compiled_flex, clear_processor
from posta.ultra.highres import HighRes, highres_model

DOUBLE, SINGLE = 19, 38
CLOSE = {"cuda": 2e-2, "cpu": 1e-5}  # of bf16 and float32 attention against a dense mask


@dataclass(frozen=True)
class Setup:
    """What is measured: a model's shape, where it runs, and the sizes and radii. Sides in pixels, multiples of 16."""

    device: str
    sides: tuple[int, ...]
    radii: tuple[int, ...] = (8, 16, 32)
    text: int = 512
    heads: int = 24
    head_dim: int = 128
    axes: tuple[int, ...] = (16, 56, 56)
    embedding: int = 4096
    pooled: int = 768
    depth: tuple[int, int] = (DOUBLE, SINGLE)
    shallow: tuple[int, int] = (1, 2)
    deep: int = 4096
    """The longest side that runs the whole depth."""

    @property
    def dtype(self) -> torch.dtype:
        return torch.bfloat16 if self.device == "cuda" else torch.float32


TINY = Setup(
    "cpu", (64, 96), (1, 2, 8), text=16, heads=2, head_dim=16, axes=(4, 4, 8), embedding=32, pooled=32, depth=(1, 2),
    shallow=(1, 1), deep=64,
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One measurement. `seconds` None: not made, `note` says why. `scaled`: from a part of the blocks."""

    side: int
    name: str
    seconds: float | None = None
    gb: float | None = None
    ratio: float | None = None
    scaled: bool = False
    note: str = ""


def build(setup: Setup, depth: tuple[int, int]) -> Any:
    """A FLUX.1-dev transformer of this depth with small random weights on the device."""
    from diffusers import FluxTransformer2DModel

    with torch.device("meta"):
        model = FluxTransformer2DModel(
            num_layers=depth[0], num_single_layers=depth[1], attention_head_dim=setup.head_dim,
            num_attention_heads=setup.heads, joint_attention_dim=setup.embedding, pooled_projection_dim=setup.pooled,
            axes_dims_rope=setup.axes, guidance_embeds=True,
        ).to(setup.dtype)  # fmt: skip
    model = model.to_empty(device=setup.device).eval().requires_grad_(False)
    for name, parameter in model.named_parameters():
        if parameter.dim() == 1 and name.endswith("weight"):
            parameter.fill_(1)  # norms: queries and keys as loud as a real model's
        else:
            parameter.normal_(0, 0.02)
    return model


def inputs(setup: Setup, side: int) -> dict[str, Any]:
    """One step's arguments at side x side px."""
    rows = side // 16
    ids = torch.zeros(rows, rows, 3, device=setup.device)
    ids[..., 1] = torch.arange(rows, device=setup.device)[:, None]
    ids[..., 2] = torch.arange(rows, device=setup.device)[None, :]
    kind: dict[str, Any] = {"device": setup.device, "dtype": setup.dtype}
    return {
        "hidden_states": torch.randn(1, rows * rows, 64, **kind),
        "encoder_hidden_states": torch.randn(1, setup.text, setup.embedding, **kind),
        "pooled_projections": torch.randn(1, setup.pooled, **kind),
        "timestep": torch.full((1,), 0.5, **kind),
        "guidance": torch.full((1,), 3.5, device=setup.device),
        "txt_ids": torch.zeros(setup.text, 3, device=setup.device),
        "img_ids": ids.reshape(-1, 3),
        "return_dict": False,
    }


def variants(setup: Setup, side: int) -> Iterator[tuple[str, HighRes | None]]:
    """Names and patches; None is the stock model."""
    base: dict[str, Any] = {"text_tokens": setup.text, "shift": None}
    yield "stock", None
    yield "URAE patch", HighRes(side, side, **base)
    for radius in setup.radii:
        for permute in (True, False):
            window = ClearWindow(radius, permute=permute)
            yield f"CLEAR r={radius}, {'tiles' if permute else 'rows'}", HighRes(side, side, **base, window=window)


def output(model: Any, spec: HighRes | None, call: dict[str, Any]) -> torch.Tensor:
    """One step."""
    with torch.no_grad(), ExitStack() as stack:
        if spec is not None:
            stack.enter_context(highres_model(model, spec))
        return model(**call)[0]


def check(setup: Setup) -> list[str]:
    """Compare before timing; what was compared. Raises AssertionError where this device computes something else."""
    told = []
    for radius in setup.radii:
        for permute in (True, False):
            grid = (20, 28)
            window = ClearWindow(radius, permute=permute)
            draw = torch.Generator().manual_seed(0)
            tokens = setup.text + grid[0] * grid[1]
            qkv = [torch.randn(1, 2, tokens, setup.head_dim, generator=draw) for _ in range(3)]
            dense = clear_processor(window, grid, "any", 1.0)._attend(*qkv)
            here = [x.to(setup.device, setup.dtype) for x in qkv]
            blockwise = clear_processor(window, grid, "any", 1.0).attend_in_blocks
            made = blockwise(*here, _compiled_flex() if setup.device == "cuda" else flex_attention).float().cpu()
            gap = float((made - dense).abs().max())
            assert gap <= CLOSE[setup.device], f"local attention r={radius} tiles={permute}: {gap} off the dense mask"
            told.append(f"r={radius} {'tiles' if permute else 'rows'}: {gap:.1e} off the dense mask")
    model, call = build(setup, setup.shallow), inputs(setup, 64)
    stock = output(model, None, call)
    home = HighRes(64, 64, text_tokens=setup.text, ntk=1, shift=None, proportional=False)
    assert torch.equal(output(model, home, call), stock), "the patch at scale 1 is not the stock model"
    assert not torch.equal(output(model, HighRes(64, 64, text_tokens=setup.text, shift=None), call), stock)
    assert torch.equal(output(model, None, call), stock), "a patch left something behind"
    return [*told, "patch at scale 1: bit for bit the stock model, and put back afterwards"]


def measure(model: Any, spec: HighRes | None, call: dict[str, Any], steps: int) -> tuple[float, float]:
    """Median seconds per step and peak GB, after one step that compiles."""
    cuda = call["hidden_states"].is_cuda
    taken = []
    for number in range(steps + 1):
        if cuda and number == 1:
            torch.cuda.reset_peak_memory_stats()
        start = time.perf_counter()
        output(model, spec, call)
        if cuda:
            torch.cuda.synchronize()
        taken.append(time.perf_counter() - start)
    return sorted(taken[1:])[steps // 2], torch.cuda.max_memory_allocated() / 1e9 if cuda else 0.0


def run(setup: Setup, steps: int, until: float, say: Any = print) -> list[Row]:
    """Every variant at every side, smallest first; nothing new is begun past `until` (of time.monotonic)."""
    found: list[Row] = []
    whole = sum(setup.depth)
    built: dict[tuple[int, int], Any] = {}
    weights: dict[tuple[int, int], float] = {}
    for side in sorted(setup.sides):
        depth = setup.depth if side <= setup.deep else setup.shallow
        if depth not in built:
            built.clear()
            if setup.device == "cuda":
                torch.cuda.empty_cache()
            built[depth] = build(setup, depth)
        weights[depth] = sum(p.numel() * p.element_size() for p in built[depth].parameters()) / 1e9
        # Missing blocks hold weights, too; activations do not add up over blocks.
        more = weights.get(setup.depth, weights[depth]) - weights[depth]
        times, scaled, stock = whole / sum(depth), depth != setup.depth, None
        call = inputs(setup, side)
        for name, spec in variants(setup, side):
            if time.monotonic() > until:
                found.append(Row(side, name, note="no time left"))
                continue
            try:
                seconds, peak = measure(built[depth], spec, call, steps)
            except torch.OutOfMemoryError:
                torch.cuda.empty_cache()
                found.append(Row(side, name, note="out of memory"))
            else:
                seconds *= times
                stock = seconds if name == "stock" else stock
                ratio = stock / seconds if stock else None
                found.append(Row(side, name, seconds, peak + more if peak else None, ratio, scaled))
            say(line(found[-1]), flush=True)
    return found


def line(row: Row) -> str:
    """A row while it runs."""
    return f"{row.side:5d} {row.name:18s} {cell(row)}"


def cell(row: Row) -> str:
    """A row as a cell: seconds per step, how many times as fast as stock, peak memory."""
    if row.seconds is None:
        return row.note
    parts = [f"{row.seconds:.3g} s"]
    if row.ratio is not None and row.name != "stock":
        parts.append(f"{row.ratio:.2f}x")
    if row.gb is not None:
        parts.append(f"{row.gb:.0f} GB")
    return ", ".join(parts)


def table(rows: list[Row]) -> str:
    """The Markdown table: a row a variant, a column a side."""
    sides = sorted({row.side for row in rows})
    marks = {side: "\\*" if any(r.scaled for r in rows if r.side == side) else "" for side in sides}
    names = list(dict.fromkeys(row.name for row in rows))
    by = {(row.name, row.side): cell(row) for row in rows}
    lines = ["| s/step, speed-up, peak | " + " | ".join(f"{side} x {side}{marks[side]}" for side in sides) + " |"]
    lines.append("|---|" + "---|" * len(sides))
    lines += [f"| {name} | " + " | ".join(by.get((name, side), "") for side in sides) + " |" for name in names]
    if any(marks.values()):
        lines.append("\n\\* from a part of the blocks, which are all alike, scaled to all of them.")
    return "\n".join(lines)


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sides", type=int, nargs="+", default=[1024, 2048, 4096, 8192])
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=560, help="begin nothing new after this long")
    parser.add_argument("--deep", type=int, default=4096, help="the longest side that runs all 57 blocks")
    parser.add_argument("--out", type=Path, help="also write the numbers here, as JSON")
    parser.add_argument("--tiny", action="store_true", help="a toy model on the CPU")
    arguments = parser.parse_args(words)
    until = time.monotonic() + arguments.seconds
    setup = TINY if arguments.tiny else Setup("cuda", tuple(arguments.sides), deep=arguments.deep)
    if setup.device == "cuda" and not torch.cuda.is_available():
        print("No CUDA device here: nothing measured. --tiny checks the logic without one.")
        return 1
    torch.manual_seed(0)
    name = torch.cuda.get_device_name() if setup.device == "cuda" else "CPU, a toy model: the times say nothing"
    print(f"{name}, torch {torch.__version__}")
    for told in check(setup):
        print(told, flush=True)
    found = run(setup, arguments.steps, until)
    print(f"\n{table(found)}")
    if arguments.out:
        about = {"device": name, "torch": torch.__version__, "rows": [asdict(row) for row in found]}
        arguments.out.write_text(json.dumps(about, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

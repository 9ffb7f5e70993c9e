"""A CUDA device goes in, seconds per step and peak GB of a FLUX.1-shaped model at 1K to 8K come out, printed as a table.

Random weights in bf16, so no download: python tests/bench/gpu_ultra.py [--sides 1024 2048 4096 8192] [--steps 3]
Rows: the stock model, the URAE patch, local attention of radius 8, 16 and 32 with and without tiles.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))


def build() -> Any:
    """FLUX.1-dev's transformer with small random weights on the GPU."""
    import torch
    from diffusers import FluxTransformer2DModel

    with torch.device("meta"):
        model = FluxTransformer2DModel(guidance_embeds=True).to(torch.bfloat16)
    model = model.to_empty(device="cuda").eval().requires_grad_(False)
    for parameter in model.parameters():
        parameter.normal_(0, 0.02)
    return model


def inputs(side: int) -> dict[str, Any]:
    """One step's arguments at side x side px with 512 text tokens."""
    import torch

    rows = side // 16
    ids = torch.zeros(rows, rows, 3, device="cuda")
    ids[..., 1] = torch.arange(rows, device="cuda")[:, None]
    ids[..., 2] = torch.arange(rows, device="cuda")[None, :]
    half = {"device": "cuda", "dtype": torch.bfloat16}
    return {
        "hidden_states": torch.randn(1, rows * rows, 64, **half),
        "encoder_hidden_states": torch.randn(1, 512, 4096, **half),
        "pooled_projections": torch.randn(1, 768, **half),
        "timestep": torch.full((1,), 0.5, **half),
        "guidance": torch.full((1,), 3.5, device="cuda"),
        "txt_ids": torch.zeros(512, 3, device="cuda"),
        "img_ids": ids.reshape(-1, 3),
        "return_dict": False,
    }


def rows(side: int) -> Iterator[tuple[str, Any]]:
    """Names and patches; None is the stock model."""
    from posta.ultra.clear import ClearWindow
    from posta.ultra.highres import HighRes

    yield "stock", None
    yield "urae", HighRes(side, side, shift=None)
    for radius in (8, 16, 32):
        for permute in (True, False):
            name = f"clear r={radius} {'tiles' if permute else 'rows'}"
            yield name, HighRes(side, side, shift=None, window=ClearWindow(radius, permute=permute))


def measure(model: Any, spec: Any, call: dict[str, Any], steps: int) -> tuple[float, float]:
    """Median seconds per step and peak GB, after one step that compiles."""
    import torch

    from posta.ultra.highres import highres_model

    with torch.no_grad(), ExitStack() as stack:
        if spec is not None:
            stack.enter_context(highres_model(model, spec))
        model(**call)
        torch.cuda.synchronize()
        torch.cuda.reset_peak_memory_stats()
        taken = []
        for _ in range(steps):
            start = time.perf_counter()
            model(**call)
            torch.cuda.synchronize()
            taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2], torch.cuda.max_memory_allocated() / 1e9


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sides", type=int, nargs="+", default=[1024, 2048, 4096, 8192])
    parser.add_argument("--steps", type=int, default=3)
    arguments = parser.parse_args()
    import torch

    if not torch.cuda.is_available():
        print("No CUDA device here: nothing measured.")
        return 1
    torch.manual_seed(0)
    model = build()
    print(torch.cuda.get_device_name(), torch.__version__, f"{torch.cuda.memory_allocated() / 1e9:.1f} GB of weights")
    for side in arguments.sides:
        call, stock = inputs(side), None
        for name, spec in rows(side):
            try:
                seconds, peak = measure(model, spec, call, arguments.steps)
            except torch.OutOfMemoryError:
                torch.cuda.empty_cache()
                print(f"{side:5d} {name:18s} out of memory")
                continue
            stock = seconds if stock is None else stock
            print(f"{side:5d} {name:18s} {seconds:8.3f} s/step {peak:6.1f} GB {stock / seconds:5.2f}x", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

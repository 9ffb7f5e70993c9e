"""A source size and the pixels wanted go in, routes with their memory and time come out, from the best to the cheapest.

Estimates in bf16 from a model's `Shape` (FLUX.1's unless told otherwise): bytes of weights, activations and autoencoder
layers, and floating-point operations per step. Memory is meant to err high; times are rough (a factor of 1.5 either way)
and only rank the routes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from posta.engines.device import forget, is_out_of_memory
from posta.engines.models import MODELS, Model
from posta.errors import OutOfMemory
from posta.ultra.clear import ClearWindow, plan_blocks
from posta.ultra.coarse import Method, Pass, Request, direct, passes, refine
from posta.ultra.sizes import Size

Offload = Literal["none", "model", "leaf"]
Result = TypeVar("Result")

GB = 10**9
TEXT = 512


@dataclass(frozen=True)
class Shape:
    """What memory and time depend on: hidden width, layers that see the picture, bytes of weights in bf16.

    strips: whether its autoencoder can run in strips. calls: model calls a step (two with real guidance).
    """

    width: int
    layers: int
    transformer: float
    text: float
    vae: float = 0.17e9
    strips: bool = True
    calls: int = 1


# (width, layers that see the picture, autoencoder runs in strips) by the model table's family.
WIDTHS: dict[str, tuple[int, int, bool]] = {
    "flux": (3072, 19 + 38, True),
    "flux2-klein": (3072, 5 + 20, True),
    "qwen-image": (3072, 60, False),
    "z-image": (3840, 30 + 2, True),
}


def shape_of(row: Model) -> Shape:
    """The shape of a row of the model table."""
    width, layers, strips = WIDTHS[row.family]
    sizes = (row.transformer_b * 2e9, row.text_b * 2e9, row.vae_b * 2e9)
    return Shape(width, layers, *sizes, strips, 2 if row.takes_negative else 1)


FLUX1 = shape_of(MODELS["flux1-dev"])
LEAF_BYTES = 1.2e9  # the largest layers and what is fetched ahead
CONTEXT_BYTES = 1.2e9  # CUDA's own, kernels, fragments
# Tensors of (tokens, 3072) alive at the peak of a single block: states, q, k, v, their float32 rotations, the MLP's 4
# and the concatenation's 5; four more when local attention gathers its tokens.
ACTIVATION_UNITS, GATHER_UNITS = 18, 4
# bf16 bytes per picture pixel at the autoencoder's last level: 256 channels in, 128 between and out, and temporaries.
VAE_WHOLE, VAE_STRIPS, VAE_BAND = 2300, 1100, 4000
TILE_PIXELS = (96 * 8) ** 2

# Dense bf16 operations per second that a step of FLUX.1 reaches, by a part of the card's name.
SPEEDS: tuple[tuple[str, float], ...] = (
    ("B200", 9e14),
    ("H200", 4.5e14),
    ("H100", 4.5e14),
    ("5090", 1.6e14),
    ("A100", 2e14),
    ("L40", 1.5e14),
    ("4090", 1.3e14),
    ("3090", 6e13),
)
SLOWEST = 4e13


def tokens(size: Size, text: int = TEXT) -> int:
    """Sequence length of a picture with its text."""
    return text + size.pixels // 256


def activation_bytes(count: int, window: ClearWindow | None = None, shape: Shape = FLUX1) -> float:
    """What a forward pass holds beside its weights, with fused attention (no N x N matrix)."""
    return count * shape.width * 2.0 * (ACTIVATION_UNITS + (GATHER_UNITS if window else 0))


def dense_attention_bytes(count: int, heads: int = 24) -> float:
    """The N x N scores of all heads in bf16: what attention would take if it were not fused."""
    return heads * 2.0 * count * count


def vae_bytes(size: Size, way: str, keep: str | None = None, rows: int = 256) -> float:
    """What the autoencoder holds at its peak on the device."""
    if way == "whole":
        return FLUX1.vae + VAE_WHOLE * size.pixels
    if way == "tiles":
        return FLUX1.vae + VAE_WHOLE * min(size.pixels, TILE_PIXELS) + 12 * size.pixels
    band = VAE_BAND * size.width * min(rows, size.height)
    return FLUX1.vae + band + (12 if keep == "cpu" else VAE_STRIPS) * size.pixels


def step_operations(size: Size, window: ClearWindow | None = None, shape: Shape = FLUX1) -> float:
    """Floating-point operations of one step: projections and MLPs grow with N, attention with N squared or its blocks."""
    count, width = tokens(size), shape.width
    share = 1.0 if window is None else plan_blocks((size.height // 16, size.width // 16), window, TEXT).fraction
    return shape.calls * shape.layers * (24.0 * count * width**2 + 4.0 * count**2 * width * share)


def speed_of(card: str) -> float:
    """Operations per second a card of this name reaches; unknown cards count as slow."""
    return next((speed for part, speed in SPEEDS if part.lower() in card.lower()), SLOWEST)


@dataclass(frozen=True)
class Plan:
    """One way to reach the size: its passes, where the weights wait, and what it takes on the device.

    leftover: how often the result must still be doubled by another engine (spandrel) to reach what was wanted.
    """

    name: str
    passes: tuple[Pass, ...]
    offload: Offload
    bytes: float
    seconds: float
    leftover: int = 0

    @property
    def words(self) -> str:
        """For a person: size, stages, memory and time."""
        last, stages = self.passes[-1].size, len(self.passes)
        how = {"none": "all on the device", "model": "one part at a time", "leaf": "layer by layer, slow"}[self.offload]
        rest = f", then enlarged {2**self.leftover}x without a model" if self.leftover else ""
        minutes = max(1, round(self.seconds / 60))
        return (
            f"{self.name}: {last.width} x {last.height} px in {stages} stage{'s' * (stages > 1)}{rest}, {how}: "
            f"about {self.bytes / GB:.0f} GB and {minutes} min"
        )


@dataclass(frozen=True)
class Row:
    """A route of the table: how weights are held, how the autoencoder runs, and how many doublings are left out."""

    name: str
    offload: Offload
    way: Literal["whole", "strips", "tiles"]
    keep: str | None = None
    leave: int = 0


ROUTES: tuple[Row, ...] = (  # from the best and fastest to the cheapest
    Row("resident", "none", "strips"),
    Row("resident, layers kept outside", "none", "strips", "cpu"),
    Row("part by part", "model", "strips", "cpu"),
    Row("layer by layer", "leaf", "strips", "cpu"),
    Row("layer by layer, in tiles", "leaf", "tiles"),
    Row("half the size, layer by layer", "leaf", "tiles", leave=1),
)


def plans(
    source: Size, longest: int, method: Method = "projected", card: str = "", shape: Shape = FLUX1, **settings: Any
) -> tuple[Plan, ...]:
    """Every route from a source to about `longest` px, best first; `settings` are fields of `Pass` for all stages."""
    stages = passes(source, longest, method, **settings)
    found = []
    for row in ROUTES if shape.strips else _tiled(ROUTES):
        kept = stages[: len(stages) - row.leave]
        if kept:
            run = tuple(replace(stage, way=row.way, keep=row.keep) for stage in kept)
            found.append(_plan(row, run, speed_of(card), shape))
    return tuple(found)


def _tiled(rows: Sequence[Row]) -> list[Row]:
    """The routes for an autoencoder that cannot run in strips: tiles, each way of holding the weights once."""
    by_hold = {(row.offload, row.leave): replace(row, way="tiles", keep=None) for row in reversed(rows)}
    return list(reversed(by_hold.values()))


def _plan(row: Row, run: tuple[Pass, ...], speed: float, shape: Shape) -> Plan:
    weights = {
        "none": shape.transformer + shape.text + shape.vae,
        "model": max(shape.transformer, shape.text),
        "leaf": min(LEAF_BYTES, shape.transformer),
    }[row.offload]
    resident = weights if row.offload == "none" else 0.0
    working = max(weights + activation_bytes(tokens(stage.size), stage.window, shape) for stage in run)
    coding = max(resident + vae_bytes(stage.size, row.way, row.keep) for stage in run)
    seconds = 0.0
    for stage in run:
        steps = max(1, round(stage.steps * stage.strength)) if stage.method == "sdedit" else stage.steps
        compute = step_operations(stage.size, stage.window, shape) / speed
        # Streaming the weights from main memory takes about a second a step; it hides behind a longer step.
        seconds += steps * (max(compute, 1.2) if row.offload == "leaf" else compute)
        seconds += stage.size.pixels * (1.5e-6 if row.keep is None else 4e-6)
    return Plan(row.name, run, row.offload, max(working, coding) + CONTEXT_BYTES, seconds, row.leave)


@dataclass(frozen=True)
class Outcome(Generic[Result]):
    """What a run gave, by which plan, and why the ones before it were not used."""

    result: Result
    plan: Plan
    skipped: tuple[str, ...]


def run_with_plans(
    candidates: Sequence[Plan],
    work: Callable[[Plan], Result],
    say: Callable[[str], None],
    free_bytes: float | None = None,
    device: str = "cuda",
) -> Outcome[Result]:
    """Do `work` by the first plan that fits; where memory runs out, say so and try the next one that needs less.

    free_bytes: plans that need more are passed over without trying. Any other exception of `work` goes through. Raises
    OutOfMemory, naming what each plan needs, when the last one did not fit either.
    """
    skipped: list[str] = []
    failed: float | None = None
    for plan in candidates:
        if failed is not None and plan.bytes >= failed:
            continue
        if free_bytes is not None and plan.bytes > free_bytes:
            message = f"Passed over: {plan.words}; {free_bytes / GB:.0f} GB are free."
        else:
            done, result, message = _tried(plan, work)
            if done:
                return Outcome(result, plan, tuple(skipped))
            forget(device)
            failed = plan.bytes
        skipped.append(message)
        say(message)
    least = min((plan.bytes for plan in candidates), default=0.0)
    raise OutOfMemory(
        "No way to make the picture at this size fits in memory. " + " ".join(skipped),
        hint=f"The cheapest needs about {least / GB:.0f} GB: free that much, ask for fewer pixels, or enlarge with spandrel.",
    )


def _tried(plan: Plan, work: Callable[[Plan], Result]) -> tuple[bool, Any, str]:
    # A frame of its own: the exception, whose traceback holds the tensors that filled the memory, is gone on return.
    try:
        return True, work(plan), ""
    except (RuntimeError, MemoryError) as problem:
        if not is_out_of_memory(problem):
            raise
        return False, None, f"Memory ran out: {plan.words}."


def place(pipe: Any, offload: Offload, device: str) -> None:
    """Put a pipeline where a plan wants it: whole on the device, one part at a time, or layer by layer.

    May be called again with a thriftier way. The autoencoder stays on the device when layers stream: it is small, and
    `vae` runs its layers itself.
    """
    import torch

    pipe.remove_all_hooks()
    if offload == "none":
        pipe.to(device)
    elif offload == "model":
        pipe.enable_model_cpu_offload(device=device)
    else:
        pipe.to("cpu")
        streams = device.startswith("cuda")
        pipe.enable_group_offload(
            onload_device=torch.device(device),
            offload_type="leaf_level",
            use_stream=streams,
            exclude_modules=["vae"],
        )
        pipe.vae.to(device)


def enlarge(
    pipe: Any,
    source: NDArray[np.uint8],
    candidates: Sequence[Plan],
    request: Request,
    device: str,
    say: Callable[[str], None],
) -> Outcome[NDArray[np.uint8]]:
    """Refine a picture (H, W, 3) by the first of the candidates that fits on the device; see `run_with_plans`.

    Plans of the method "direct" take nothing of the picture: theirs is made from the prompt alone.
    Without CUDA only the plans that keep the model whole are tried: there is nowhere to move it to.
    """
    import torch

    cuda = device.startswith("cuda")
    free = torch.cuda.mem_get_info(device)[0] + torch.cuda.memory_reserved(device) if cuda else None

    def work(plan: Plan) -> NDArray[np.uint8]:
        place(pipe, plan.offload, device)
        if plan.passes[-1].method == "direct":
            return direct(pipe, plan.passes[-1], request)
        return refine(pipe, source, plan.passes, request)

    usable = [plan for plan in candidates if cuda or plan.offload == "none"]
    return run_with_plans(usable, work, say, free, device)

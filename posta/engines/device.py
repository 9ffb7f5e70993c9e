"""Where a model runs and how it fits: free memory and a table row go in, memory plans come out, the best that fits first.

Best: full precision before fewer bits (the same seed then gives the same picture on more machines), and all on the device before
taking turns; streaming layer by layer comes last.

Memory is in GB (10^9 bytes). What a plan needs is computed from the row's parameters and its working memory; nothing is tried.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any, Literal

from posta.engines.models import GB, Model
from posta.errors import EngineError, OutOfMemory

Kind = Literal["cuda", "mps", "cpu"]
Weights = Literal["float32", "bf16", "fp8", "nf4"]
Offload = Literal["none", "model", "leaf"]

BYTES: dict[str, float] = {"float32": 4.0, "bf16": 2.0, "nf4": 0.6}
"""Bytes a weight takes (fp8: as the row says); nf4 keeps block scales, and some layers stay bf16."""

LEAF_GB = 1.2  # the largest layers of a model with their prefetched successors
SLACK = 0.94  # of the free memory: fragments and the driver's own buffers take the rest


@dataclass(frozen=True, slots=True)
class Device:
    """A place to compute."""

    kind: Kind
    name: str
    free_gb: float
    total_gb: float
    host_free_gb: float
    """Free main memory: what is not on the device waits there."""
    index: int = 0

    @property
    def torch_name(self) -> str:
        return f"cuda:{self.index}" if self.kind == "cuda" else self.kind


@dataclass(frozen=True, slots=True)
class MemoryPlan:
    """One way to fit a model."""

    name: str
    weights: Weights
    offload: Offload
    """none: all on the device. model: one part at a time. leaf: layer by layer, streamed from main memory."""
    needs_gb: float
    """On the device."""
    host_gb: float
    """In main memory."""
    tiled_vae: bool = False
    """Decode in overlapping tiles (needs less; blends where tiles meet)."""

    @property
    def words(self) -> str:
        """For a person: how it runs and what it takes."""
        how = {"none": "all on the device", "model": "one part at a time on the device", "leaf": "layer by layer, slow"}
        return f"{self.weights} weights, {how[self.offload]}: about {self.needs_gb:.1f} GB"


def plans_for(row: Model, *, nf4: bool = False, pictures: int = 1, control: bool = False) -> tuple[MemoryPlan, ...]:
    """Every plan for a model on a GPU, best first.

    `nf4`: whether 4-bit weights can be used (the package bitsandbytes); `pictures` made at once; `control`: with the row's
    control network.
    """
    rest = row.vae_b * 2 + row.working_gb * max(1, pictures)
    extra = row.control.params_b * 2 if control and row.control else 0.0
    whole = row.weights_gb() + extra

    def shares(weights: Weights) -> tuple[float, float]:
        """Memory of transformer (with control network) and text encoder, which stays bf16 beside an fp8 transformer."""
        each = row.fp8_bytes if weights == "fp8" else BYTES[weights]
        return row.transformer_b * each + extra, row.text_b * (2.0 if weights == "fp8" else each)

    def big(weights: Weights) -> float:
        return max(shares(weights)) + rest

    def both(weights: Weights) -> float:
        return sum(shares(weights)) + rest

    found = [
        MemoryPlan("bf16", "bf16", "none", both("bf16"), whole + 2),
        MemoryPlan("bf16-offload", "bf16", "model", big("bf16"), whole + 2),
        MemoryPlan("fp8", "fp8", "none", both("fp8"), whole + 2),
        MemoryPlan("fp8-offload", "fp8", "model", big("fp8"), sum(shares("fp8")) + 2),
        MemoryPlan(
            "leaf", "bf16", "leaf", LEAF_GB + row.vae_b * 2 + row.working_gb * 0.6 * max(1, pictures), whole + 2, True
        ),
    ]
    if nf4:
        found[4:4] = [
            MemoryPlan("nf4", "nf4", "none", both("nf4"), whole / 2),
            MemoryPlan("nf4-offload", "nf4", "model", big("nf4"), sum(shares("nf4")) + 2),
        ]
    return tuple(replace(p, needs_gb=round(p.needs_gb, 2), host_gb=round(p.host_gb, 2)) for p in found)


def plan(
    memory_free_gb: float,
    row: Model,
    *,
    host_free_gb: float | None = None,
    nf4: bool = False,
    pictures: int = 1,
    control: bool = False,
) -> tuple[MemoryPlan, ...]:
    """The plans that fit in the free memory of a GPU (and of the machine, if given), best first.

    Raises OutOfMemory, saying what the cheapest plan needs, when none fits.
    """
    every = plans_for(row, nf4=nf4, pictures=pictures, control=control)
    fits = tuple(
        p for p in every if p.needs_gb <= memory_free_gb * SLACK and (host_free_gb is None or p.host_gb <= host_free_gb)
    )
    if fits:
        return fits
    least = min(every, key=lambda p: p.needs_gb)
    host = "" if host_free_gb is None else f" and {host_free_gb:.1f} GB of main memory"
    raise OutOfMemory(
        f"{row.name} needs {least.needs_gb:.1f} GB on the GPU and {least.host_gb:.1f} GB of main memory at the least; "
        f"{memory_free_gb:.1f} GB{host} are free.",
        hint="Close other programs, choose a smaller model (flux2-klein-4b), or use the procedural engine.",
    )


def plan_on(
    device: Device, row: Model, *, reclaimable_gb: float = 0.0, pictures: int = 1, control: bool = False
) -> tuple[MemoryPlan, ...]:
    """The plans for a device as it is; `reclaimable_gb`: held by models kept warm that may be let go."""
    if device.kind == "cuda":
        nf4 = find_spec("bitsandbytes") is not None
        free, host = device.free_gb + reclaimable_gb, device.host_free_gb
        return plan(free, row, host_free_gb=host, nf4=nf4, pictures=pictures, control=control)
    weights: Weights = "bf16" if device.kind == "mps" else "float32"
    needs = row.weights_gb(BYTES[weights]) + row.working_gb * BYTES[weights] / 2
    if needs > device.free_gb + reclaimable_gb:
        raise OutOfMemory(
            f"{row.name} needs {needs:.1f} GB here; {device.free_gb:.1f} GB are free.",
            hint="Choose a smaller model, or use the procedural engine.",
        )
    return (MemoryPlan(f"{device.kind}-{weights}", weights, "none", round(needs, 2), round(needs, 2)),)


def next_cheaper(plans: tuple[MemoryPlan, ...], failed: MemoryPlan) -> MemoryPlan | None:
    """The best plan that needs less than the one that did not fit."""
    return next((p for p in plans if p.needs_gb < failed.needs_gb), None)


def find_device(wish: str = "auto") -> Device:
    """The device to compute on: "auto" (a GPU), "cuda", "cuda:1", "mps" or "cpu". Raises EngineError if it is not there."""
    import torch

    kind, _, number = wish.partition(":")
    if kind not in ("auto", "cuda", "mps", "cpu") or (number and not number.isdigit()):
        raise EngineError(f"There is no device {wish!r}.", hint="Choose auto, cuda, cuda:1, mps or cpu.")
    host = _host_free_gb()
    if kind in ("auto", "cuda") and torch.cuda.is_available():
        index = int(number or 0)
        if index >= torch.cuda.device_count():
            raise EngineError(f"There is no GPU {index}; {torch.cuda.device_count()} are there.", hint="Count from 0.")
        free, total = torch.cuda.mem_get_info(index)
        return Device("cuda", torch.cuda.get_device_name(index), free / GB, total / GB, host, index)
    if kind in ("auto", "mps") and torch.backends.mps.is_available():
        return Device("mps", "Apple GPU", host, host, host)
    if kind == "cpu":
        return Device("cpu", f"{os.cpu_count()} CPU cores", host, host, host)
    raise EngineError(
        "There is no GPU here, and a picture model would take minutes to hours on the CPU.",
        hint="Use the procedural engine, a machine with a GPU, or ask for it by the option device=cpu.",
    )


def _host_free_gb() -> float:
    import psutil  # type: ignore[import-untyped]

    return float(psutil.virtual_memory().available / GB)


def is_out_of_memory(problem: BaseException) -> bool:
    """Whether an exception says that memory ran out, on a GPU or in main memory."""
    import torch

    if isinstance(problem, (torch.OutOfMemoryError, MemoryError)):
        return True
    text = str(problem).lower()
    return isinstance(problem, RuntimeError) and ("out of memory" in text or "can't allocate memory" in text)


def forget(torch_name: str) -> None:
    """Give freed memory back to the device."""
    import gc

    import torch

    gc.collect()
    if torch_name.startswith("cuda"):
        torch.cuda.empty_cache()


def bytes_of(module: Any) -> int:
    """Bytes of a module's weights and buffers as they are now."""
    tensors = [*module.parameters(), *module.buffers()]
    return sum(t.numel() * t.element_size() for t in tensors)

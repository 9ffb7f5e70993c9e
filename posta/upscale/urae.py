"""Enlarge with a picture model past its training size: a picture, its prompt and the size wanted in, more drawn detail out.

The picture goes up in doublings (1K, 2K, 4K …) by the methods of `posta.ultra`, with URAE's adapters and local attention (CLEAR)
for FLUX.1 where they are given; the table's other models work by the same methods without adapters. What is left to the size
wanted another engine does. Slower than a network of the engine `spandrel`, and it draws what was not there.
The same request gives the same picture with the same weights, plan, device and package versions.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from math import log
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.engines import Progress, find, load, part, silent
from posta.engines.device import Device, MemoryPlan, find_device
from posta.engines.keep import config_folder
from posta.engines.loaded import Loaded
from posta.engines.reading import Reading, read
from posta.engines.turns import time_left, turn
from posta.engines.warm import WARM, WarmKey
from posta.engines.weights import Checkpoint
from posta.engines.weights import find as find_weights
from posta.errors import EngineError, OutOfMemory
from posta.geometry import Rect
from posta.ultra import coarse
from posta.ultra.adapters import check_lora
from posta.ultra.clear import ClearWindow
from posta.ultra.clear_weights import ClearWeights, clear_weights, read_clear_weights
from posta.ultra.plan import GB, Outcome, Plan, enlarge, place, plans, shape_of
from posta.ultra.released import as_lora
from posta.ultra.sizes import MAX_SIDE, STEP, Size, fit_size
from posta.ultra.weights import check_tensors
from posta.upscale import ENGINES, UpscaleRequest
from posta.upscale.enlarged import Enlarged, enlarge_with
from posta.upscale.kept import kept, words, zones_of
from posta.upscale.machine import note_drawing
from posta.upscale.options import check_kinds
from posta.upscale.plan import FEW_STEPS
from posta.upscale.transparency import apart, together

Method = Literal["sdedit", "projected", "direct"]
Attention = Literal["full", "clear"]
MOST_TRIES = 4
CONVERTED = "converted"  # folder of adapters made LoRA files, in the person's config folder
_Files = tuple[Path | None, Path | None]
KINDS: dict[str, type] = {
    "model": str, "method": str, "longest": int, "two_k": str, "four_k": str, "attention": str, "window": int,
    "clear": str, "steps": int, "guidance": float, "finish": str, "finish_options": dict, "device": str, "download": bool,
    "tries": int,
}  # fmt: skip
MAY_BE_NONE = frozenset({"steps", "guidance", "finish_options"})
REAL_B = 5.0  # billions of parameters: what a smaller model takes says nothing of FLUX.1


@dataclass(frozen=True, slots=True)
class Urae:
    """The engine `urae` with its options. Raises EngineError for an option out of range."""

    model: str = "flux1-schnell"
    """A row of the model table, or the folder of a person's own checkpoint."""
    method: Method = "projected"
    """projected: led by the picture's large forms. sdedit: starts from the picture itself, and changes less. direct
    (experimental): a new picture at the full size from the prompt alone; nothing of the old one is kept, forms may repeat."""
    longest: int = 4096
    """The longer side the model draws at most, in pixels; the rest is left to `finish`."""
    two_k: str = ""
    """URAE's LoRA for 2K, a .safetensors file; empty: none."""
    four_k: str = ""
    """URAE's 4K adapter, used past 3072 px; empty: none. Its minor components are made a LoRA once, on top of `two_k`."""
    attention: Attention = "full"
    """clear: local attention (CLEAR, FLUX.1 only); pays from about 4K on."""
    window: int = 16
    """Radius of the local window in tokens of 16 px: 8, 16 or 32."""
    clear: str = ""
    """CLEAR's distilled weights for this window, a .safetensors file; without them pictures come out worse."""
    steps: int | None = None
    """Of the whole noise schedule; None: 20 (sdedit) or 30 (projected), for models of few steps twice their own."""
    guidance: float | None = None
    finish: str = "lanczos"
    """The engine that brings the result to exactly the size wanted."""
    finish_options: Mapping[str, Any] | None = None
    device: str = "auto"
    download: bool = False
    tries: int = 2
    """How often to draw at most until no lettering is seen that the picture did not have."""
    reader: Callable[[NDArray[np.uint8]], Reading] = read
    """Tells whether there is lettering in a picture."""

    def __post_init__(self) -> None:
        check_kinds("urae", {name: getattr(self, name) for name in KINDS}, KINDS, MAY_BE_NONE)
        if self.method not in ("sdedit", "projected", "direct"):
            raise EngineError(f"There is no method {self.method!r}.", hint="Choose projected, sdedit or direct.")
        if self.attention not in ("full", "clear"):
            raise EngineError(f"There is no attention {self.attention!r}.", hint="Choose full or clear.")
        if self.clear and self.attention != "clear":
            raise EngineError("The weights of CLEAR are for local attention.", hint="Give attention=clear with them.")
        ClearWindow(self.window)
        if not 2 * STEP <= self.longest <= MAX_SIDE:
            raise EngineError(f"{self.longest} px cannot be drawn.", hint=f"Up to {MAX_SIDE} px works.")
        if not 1 <= self.tries <= MOST_TRIES:
            raise EngineError(f"{self.tries} tries are not possible.", hint=f"1 to {MOST_TRIES} are.")
        if self.finish == "urae":
            raise EngineError("urae cannot finish its own work.", hint="Choose lanczos or spandrel.")
        if not callable(self.reader):
            raise EngineError("The option reader of urae is no function.", hint="Leave it out.")
        find(ENGINES, "upscale", self.finish)

    def enlarge(self, request: UpscaleRequest, progress: Progress = silent) -> NDArray[np.uint8]:
        """The picture at the size wanted. Raises ModelError, EngineError (no GPU), OutOfMemory, StageError and Cancelled."""
        return self.enlarged(request, progress).pixels

    def enlarged(self, request: UpscaleRequest, progress: Progress = silent) -> Enlarged:
        """The picture and how it was made, with how well it kept to the source."""
        zones = zones_of(request.settings.get("zones", {}))
        for name in (self.two_k, self.four_k, self.clear):
            if path := _path(name):
                check_tensors(path)  # now, not after gigabytes were loaded
        finisher = load(ENGINES, "upscale", self.finish, **(self.finish_options or {}))
        colors, alpha = apart(request.pixels)
        start = start_size(colors.shape[1], colors.shape[0])
        target = min(self.longest, max(request.width_px, request.height_px))
        record: dict[str, Any]
        if target < max(start) + STEP:
            record = {"drawn": f"nothing: {max(start)} px are as long as {target} px"}
            progress(0.0, f"Nothing to draw: the picture is {max(start)} px long; finishing with {self.finish}.")
            made, reached = colors, 0.0
        else:
            reached = 0.9
            made, record = self._drawn(_Work(colors, start, target, request, zones), part(progress, 0.0, reached))
        rest = replace(request, pixels=made, settings={})
        finished = enlarge_with(finisher, rest, part(progress, reached, 1.0))
        record["finished_by"] = {"engine": self.finish, **finished.settings}
        pixels = together(finished.pixels, alpha, request.pixels.shape[2], request.width_px, request.height_px)
        return Enlarged(pixels, record)

    def _drawn(self, work: _Work, progress: Progress) -> tuple[NDArray[np.uint8], dict[str, Any]]:
        """The picture enlarged by the model."""
        device = _device(self.device)
        checkpoint = find_weights(self.model, download=self.download, progress=progress)
        with turn(device.torch_name, progress):
            # What is free may have changed while waiting.
            return _Desk(self, checkpoint, _device(self.device)).drawn(work, progress)


@dataclass(frozen=True, slots=True)
class _Work:
    """One picture to be drawn larger."""

    colors: NDArray[np.uint8]
    start: Size
    target: int
    request: UpscaleRequest
    zones: dict[str, Rect]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A loaded model, the plans for it, and the picture at the size it starts from."""

    model: Loaded
    candidates: tuple[Plan, ...]
    source: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Try:
    """A finished drawing, and whether lettering is in it."""

    reading: Reading
    seed: int
    outcome: Outcome[NDArray[np.uint8]]


class _Lettered(Exception):
    """Lettering came up in a pass before the last one."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where it is drawn."""

    engine: Urae
    checkpoint: Checkpoint
    device: Device

    def drawn(self, work: _Work, progress: Progress) -> tuple[NDArray[np.uint8], dict[str, Any]]:
        window = ClearWindow(self.engine.window) if self._local else None
        candidates = self._plans(work, window, (None, None))
        source = _resized(work.colors, work.start)
        before = self.engine.reader(source)
        model = self._loaded(candidates, progress)
        files = self._adapters(model.base, progress)
        local = self._clear_weights(model.base, progress)
        if local is not None:
            window = ClearWindow(self.engine.window, local.pool, pool_weights=local.pools)
        candidates = self._plans(work, window, files)
        tried: list[_Try] = []
        settled = False
        try:
            with ExitStack() as undo:
                if local is not None:
                    undo.enter_context(clear_weights(model.base.transformer, local))
                for attempt in range(self.engine.tries):
                    found = self._attempt(attempt, before, work, _Ready(model, candidates, source), progress)
                    if found is not None:
                        tried.append(found)
                        if before.lettered or not found.reading.lettered:
                            break
            settled = self._settled(model, tried[-1].outcome.plan)
        finally:
            if not settled:
                WARM.drop(self._key)
        best = min(tried, key=lambda t: t.reading.likelihood)
        outcome = best.outcome
        measured = kept(outcome.result, source, work.zones)
        drift = "" if self.engine.method == "direct" else "; ".join(words(measured))
        progress(1.0, f"drawn, but {drift}" if drift else "drawn")
        return outcome.result, {
            **self._told(outcome.plan),
            "seed": best.seed,
            "skipped": list(outcome.skipped),
            "leftover_doublings": outcome.plan.leftover,
            "kept": measured,
            "lettering_seen": {
                "by": best.reading.by,
                "before": round(before.likelihood, 3),
                "after": round(best.reading.likelihood, 3),
                "new": best.reading.lettered and not before.lettered,
            },
        }

    def _attempt(self, attempt: int, before: Reading, work: _Work, ready: _Ready, progress: Progress) -> _Try | None:
        """One drawing of all passes. None where lettering came up on the way and another attempt is left."""
        # Nearly always the first is the last.
        low = 0.9 + 0.1 * (attempt - 1) / MOST_TRIES if attempt else 0.0
        told = part(progress, low, 0.9 + 0.1 * attempt / MOST_TRIES)
        last = attempt + 1 == self.engine.tries
        seed = work.request.seed + 1000 * attempt
        readings: list[Reading] = []

        def look(stage: int, stages: int, picture: NDArray[np.uint8]) -> None:
            readings.append(self.engine.reader(picture))
            if readings[-1].lettered and not before.lettered:
                told(1.0, f"lettering was seen in the enlargement to {picture.shape[1]} x {picture.shape[0]} px")
                if stage < stages and not last:
                    raise _Lettered

        ask = coarse.Request(self._call(work), seed, _watch(ready.candidates[0], told), look)
        started = time.monotonic()
        try:
            outcome = enlarge(
                ready.model.base, ready.source, ready.candidates, ask, self.device.torch_name, partial(told, 0.0)
            )
        except _Lettered:
            return None
        if not outcome.skipped and self.checkpoint.row.transformer_b > REAL_B:
            note_drawing(self.device, outcome.plan.seconds, time.monotonic() - started)
        return _Try(readings[-1], seed, outcome)

    @property
    def _local(self) -> bool:
        return self.engine.attention == "clear"

    def _clear_weights(self, pipe: Any, progress: Progress) -> ClearWeights | None:
        """CLEAR's weights, checked against the model; None without local attention or without a file."""
        if not self._local:
            return None
        if not self.engine.clear:
            progress(0.0, "local attention without its distilled weights (option clear): expect a worse picture")
            return None
        return read_clear_weights(Path(self.engine.clear).expanduser(), pipe.transformer)

    def _plans(self, work: _Work, window: ClearWindow | None, files: _Files) -> tuple[Plan, ...]:
        row = self.checkpoint.row
        settings: dict[str, Any] = {"window": window, "shape": shape_of(row)}
        if self.engine.guidance is not None:
            settings["guidance"] = self.engine.guidance
        if self.engine.steps is not None:
            settings["steps"] = self.engine.steps
        elif row.steps <= FEW_STEPS:
            settings["steps"] = 2 * row.steps
        found = plans(work.start, work.target, self.engine.method, card=self.device.name, **settings)
        return tuple(replace(p, passes=coarse.with_adapters(p.passes, *files)) for p in found)

    def _call(self, work: _Work) -> dict[str, Any]:
        row = self.checkpoint.row
        call: dict[str, Any] = {"prompt": work.request.prompt, "max_sequence_length": row.max_tokens}
        if row.family != "flux":  # FLUX.1's pipeline and projected flow have their own
            call[row.guidance_name] = row.guidance
        return call | ({"negative_prompt": " "} if row.takes_negative else {})

    @property
    def _key(self) -> WarmKey:
        return WarmKey(self.checkpoint.key, self.device.torch_name, "ultra")

    def _loaded(self, candidates: tuple[Plan, ...], progress: Progress) -> Loaded:
        """The model with its weights in main memory (on a GPU machine); a plan then places them."""
        row, cuda = self.checkpoint.row, self.device.kind == "cuda"
        host_gb = row.weights_gb(4.0 if self.device.kind == "cpu" else 2.0)
        by = MemoryPlan(
            "ultra", "float32" if self.device.kind == "cpu" else "bf16", "model" if cuda else "none", host_gb, host_gb
        )

        def fresh() -> Loaded:
            if host_gb + 1 > self.device.host_free_gb:
                raise OutOfMemory(
                    f"{row.name} needs {host_gb:.0f} GB of main memory to be loaded; {self.device.host_free_gb:.0f} are free.",
                    hint="Close other programs, or enlarge with the spandrel engine.",
                )
            progress(0.0, f"loading {row.name} on {self.device.name}")
            return Loaded(self.checkpoint, self.device, by)

        needs = candidates[0].bytes / GB if cuda else host_gb
        model: Loaded = WARM.get(self._key, needs, self.device.free_gb, fresh)
        model.base.set_progress_bar_config(disable=True)
        return model

    def _adapters(self, pipe: Any, progress: Progress) -> _Files:
        """The adapters as LoRA files (2K, 4K), checked against the model before any drawing."""
        two_k, four_k = _path(self.engine.two_k), _path(self.engine.four_k)
        if two_k:
            check_lora(two_k, pipe.transformer)

        def split(done: int, of: int) -> None:
            progress(0.0, f"splitting weights for {self.engine.four_k}, once: {done + 1} of {of}")

        if four_k:
            four_k = as_lora(pipe, four_k, two_k, config_folder() / CONVERTED, self.device.torch_name, split)
        return two_k, four_k

    def _settled(self, model: Loaded, plan: Plan) -> bool:
        """Whether the model waits as it was loaded, so that it may be kept; streamed layers cannot be put back."""
        if self.device.kind != "cuda":
            return True
        if plan.offload == "leaf":
            return False
        place(model.base, "model", self.device.torch_name)
        return True

    def _told(self, plan: Plan) -> dict[str, Any]:
        row = self.checkpoint.row
        adapters: dict[str, str] = {}
        for name in (self.engine.two_k, self.engine.four_k, self.engine.clear):
            if path := _path(name):
                with path.open("rb") as file:
                    adapters[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
        return {
            "model": row.repo,
            "revision": self.checkpoint.revision,
            "licence": row.licence.name,
            "adapters": adapters,
            "method": self.engine.method,
            **({"experimental": True} if self.engine.method == "direct" else {}),
            **({"attention": "clear", "window": self.engine.window} if self._local else {}),
            "plan": plan.name,
            "passes": [
                {"px": list(p.size), "steps": p.steps} | ({"strength": p.strength} if p.method == "sdedit" else {})
                for p in plan.passes
            ],
            "guidance": self.engine.guidance,
            "device": self.device.name,
            "noise": "numpy PCG64",
            "versions": {name: version(name) for name in ("torch", "diffusers", "transformers")},
        }


def start_size(width: int, height: int) -> Size:
    """The size in multiples of 16 that a picture of width x height px starts from. Raises StageError (aspect, too small)."""
    size = Size(max(1, round(width / STEP)) * STEP, max(1, round(height / STEP)) * STEP)
    return size if abs(log(size.aspect * height / width)) <= 0.01 else fit_size(width / height, width * height)


def _device(wish: str) -> Device:
    try:
        return find_device(wish)
    except EngineError as problem:
        if wish != "auto":
            raise
        raise EngineError(
            problem.message, hint="Enlarge with spandrel or lanczos, use a machine with a GPU, or ask for device=cpu."
        ) from None


def _path(name: str) -> Path | None:
    return Path(name).expanduser() if name else None


def _watch(plan: Plan, progress: Progress) -> coarse.Watch:
    """Tells the share of all steps done, larger pictures counting more (their steps take longer)."""
    costs = [stage.size.pixels**1.4 for stage in plan.passes]
    started = time.monotonic()

    def tell(at: coarse.Progress) -> None:
        before = sum(costs[: at.stage - 1])
        done = (before + costs[at.stage - 1] * at.step / at.steps) / sum(costs[: at.stages])
        left = time_left(done, time.monotonic() - started)
        rest = "" if left is None or done >= 1 else f", {max(1, round(left))} s left"
        progress(done, f"{at.size.width} x {at.size.height} px, step {at.step} of {at.steps}{rest}")

    return tell


def _resized(colors: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    shrinks = size.width <= colors.shape[1] and size.height <= colors.shape[0]
    return cv2.resize(colors, tuple(size), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LANCZOS4)

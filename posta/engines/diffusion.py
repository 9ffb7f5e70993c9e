"""Pictures from models: a model's name and a Drawing go in, pictures and how they were made come out.

Chooses the device and the memory plan, keeps models warm, takes its turn on the device, and tries one picture at a time and
the next cheaper plan, once each, when memory runs out after all.
"""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from posta.engines import Progress, part, silent
from posta.engines.device import Device, MemoryPlan, find_device, forget, next_cheaper, plan_on
from posta.engines.licences import require
from posta.engines.loaded import Drawing, Loaded
from posta.engines.models import DEFAULT, MODELS, Model, able
from posta.engines.turns import turn
from posta.engines.warm import WARM, Warm, WarmKey
from posta.engines.weights import Checkpoint, controlled_by, find, snapshot
from posta.errors import EngineError, OutOfMemory

MOST_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Options:
    """How pictures are made, whatever they show."""

    model: str = DEFAULT
    """A name of the model table, a checkpoint's folder, or a .safetensors file."""
    device: str = "auto"
    download: bool = False
    """Whether weights that are missing may be fetched (their size and licence are told before)."""
    plan: str = ""
    """A memory plan by name; empty: the best that fits."""
    cache: Literal["auto", "none", "first_block", "taylorseer"] = "auto"
    """Reuse of work between steps: faster, a little less true. auto: only where there are many steps."""
    compile: bool = False
    """Compile the transformer: minutes once, then faster. GPUs only."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Finished pictures."""

    pictures: list[NDArray[np.uint8]]
    """One for each seed, (height, width, 3) sRGB."""
    settings: dict[str, Any]
    """Everything, beside the drawing's own words and pictures, that is needed to make them again."""


def options_from(model: str, given: Mapping[str, Any], also: Iterable[str] = ()) -> Options:
    """Options from what a person wrote; `also` names what else the engine takes. Raises EngineError for an unknown name."""
    if wrong := sorted(set(given) - set(Options.__dataclass_fields__)):
        offered = tuple(dict.fromkeys((*Options.__dataclass_fields__, *also)))
        near = difflib.get_close_matches(wrong[0], offered, n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise EngineError(
            f"The diffusion engine has no such option: {wrong[0]!r}.{meant}", hint=f"There are: {', '.join(offered)}."
        )
    return Options(model=model, **given)


def checkpoint_of(options: Options, progress: Progress = silent) -> Checkpoint:
    """The weights of the model, once this computer is known to be able to run it: nothing large is fetched in vain.

    Raises EngineError, OutOfMemory, and ModelError as `posta.engines.weights.find` does.
    """
    device = find_device(options.device)
    if (row := MODELS.get(options.model)) is not None:
        plan_on(device, row, reclaimable_gb=WARM.held_gb(device.torch_name))
    return find(options.model, download=options.download, progress=progress)


def draw(
    drawing: Drawing,
    options: Options | None = None,
    *,
    progress: Progress = silent,
    warm: Warm = WARM,
    plans: tuple[MemoryPlan, ...] | None = None,
) -> Drawn:
    """Make the pictures. `plans` replaces the plans found for the device.

    Raises ModelError (weights), EngineError (device, options), OutOfMemory (no plan fits) and Cancelled (from `progress`).
    """
    options = options or Options()
    device = find_device(options.device)
    checkpoint = checkpoint_of(options, progress)
    able(checkpoint.row, drawing.ability)
    if drawing.ability in ("control", "control_inpaint") and checkpoint.row.control is not None:
        require(MODELS[controlled_by(checkpoint.row.control)])  # also where the model itself is the person's own
        snapshot(checkpoint.row.control, download=options.download, progress=progress)
    with turn(device.torch_name, progress):
        # What is free may have changed while waiting.
        desk = _Desk(checkpoint, find_device(options.device), options, warm)
        count = len(drawing.seeds) if plans else desk.at_once(drawing)
        offered = plans or desk.offered(drawing, count)
        first = desk.chosen(offered)
        cheaper = next_cheaper(offered, first)
        tries = [(first, count)] + [(first, 1)] * (count > 1) + ([(cheaper, 1)] if cheaper else [])
        for at, (by, together) in enumerate(tries):
            try:
                drawn = desk.drawn(drawing, by, together, progress)
            except OutOfMemory as problem:
                # Kept without its traceback, whose frames would hold on to the memory that is needed now.
                failure = OutOfMemory(problem.message, hint=problem.hint)
            else:
                changed = {} if by == first else {"plan_first_tried": first.name}
                return Drawn(drawn.pictures, drawn.settings | changed)
            warm.clear()
            forget(device.torch_name)
            if at + 1 < len(tries):
                then = tries[at + 1][0].words if tries[at + 1][0] != by else "one picture at a time"
                progress(0.0, f"{failure.message} Trying {then}.")
        raise failure


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where one drawing is made."""

    checkpoint: Checkpoint
    device: Device
    options: Options
    warm: Warm

    def at_once(self, drawing: Drawing) -> int:
        """How many of a drawing's pictures are made at once: as many as do not take a worse plan than one alone."""
        if drawing.ability not in ("text", "control"):
            return 1
        alone = self.offered(drawing, 1)[0]
        for count in range(min(len(drawing.seeds), MOST_AT_ONCE), 1, -1):
            with contextlib.suppress(OutOfMemory):
                if self.offered(drawing, count)[0].name == alone.name:
                    return count
        return 1

    def offered(self, drawing: Drawing, count: int) -> tuple[MemoryPlan, ...]:
        """The plans by which `count` pictures fit, best first. Raises OutOfMemory, or EngineError for a plan by a wrong name."""
        control = drawing.ability.startswith("control")
        kept = self.warm.held_gb(self.device.torch_name)
        plans = plan_on(self.device, self.checkpoint.row, reclaimable_gb=kept, pictures=count, control=control)
        if not self.options.plan:
            return plans
        named = tuple(p for p in plans if p.name == self.options.plan)
        if not named:
            raise EngineError(
                f"The plan {self.options.plan!r} does not exist or does not fit here.",
                hint=f"Choose from {', '.join(p.name for p in plans)}, or leave it empty.",
            )
        return named

    def chosen(self, offered: tuple[MemoryPlan, ...]) -> MemoryPlan:
        """The first plan; or the one by which the same model is kept warm, if that still fits."""
        held = self.warm.like(self.checkpoint.key, self.device.torch_name)
        return next((p for p in offered if self._key(p) == held), offered[0])

    def _key(self, p: MemoryPlan) -> WarmKey:
        return WarmKey(
            self.checkpoint.key, self.device.torch_name, f"{p.name}/{self.options.cache}/{self.options.compile}"
        )

    def drawn(self, drawing: Drawing, by: MemoryPlan, together: int, progress: Progress) -> Drawn:
        """Draw by a plan, so many pictures at once. Raises OutOfMemory."""

        def load() -> Loaded:
            progress(0.0, f"loading {self.checkpoint.row.name} on {self.device.name}: {by.words}")
            loaded = Loaded(self.checkpoint, self.device, by, cache=self.options.cache)
            compiled = self.options.compile and loaded.compile()
            progress(0.0, f"loaded; step cache: {loaded.cache}; compiled: {'yes' if compiled else 'no'}")
            return loaded

        model = self.warm.get(self._key(by), by.needs_gb, self.device.free_gb, load)
        seeds, pictures = drawing.seeds, list[NDArray[np.uint8]]()
        for start in range(0, len(seeds), together):
            some = seeds[start : start + together]
            mine = part(progress, start / len(seeds), (start + len(some)) / len(seeds))
            pictures += model.draw(replace(drawing, seeds=some), mine)
        told = _told(model, drawing)
        return Drawn(pictures, told | {"drawn_at_once": together} if len(seeds) > 1 else told)


def _told(model: Loaded, drawing: Drawing) -> dict[str, Any]:
    row: Model = model.row
    told: dict[str, Any] = {
        "model": row.repo,
        "revision": model.checkpoint.revision,
        "licence": row.licence.name,
        "ability": drawing.ability,
        "drawn_px": [drawing.width, drawing.height],
        "seeds": list(drawing.seeds),
        "steps": drawing.steps or row.steps,
        "guidance": row.guidance if drawing.guidance is None else drawing.guidance,
        "plan": model.plan.name,
        "step_cache": model.cache,
        "compiled": model.compiled,
        "device": model.device.name,
        "noise": "torch CPU generator",
        "versions": {name: version(name) for name in ("torch", "diffusers", "transformers")},
    }
    if row.takes_negative:
        told["negative"] = drawing.negative
    if drawing.ability in ("image", "inpaint") or (drawing.ability == "control" and drawing.image is not None):
        told["strength"] = drawing.strength
    if drawing.ability == "control":
        assert row.control is not None
        told["control_network"] = row.control.repo
        told["control_scale"] = row.control.scale if drawing.control_scale is None else drawing.control_scale
    if drawing.styles:
        told["styles"] = [{"name": c.style.name, "weight": c.weight} for c in drawing.styles]
    return told

"""A 1K picture and its prompt go in, the same picture at 2K and 4K with made detail comes out, stage by stage.

Each stage enlarges the picture, lets the patched transformer work on it (`highres`), and matches the large-scale
colours to the source again. Two ways to hold the layout: "sdedit" starts from the enlarged picture with some noise
(arXiv 2108.01073), "projected" starts from pure noise and is led by the picture's low frequencies (I-Max, `imax`).
The third, "direct", makes a picture at the target size from the prompt alone: experimental, layouts may repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from posta.errors import StageError
from posta.ultra import vae as autoencoder
from posta.ultra.adapters import lora
from posta.ultra.clear import ClearWindow
from posta.ultra.families import Family, family_of
from posta.ultra.highres import NTK, ONE_K_PIXELS, HighRes, highres, home_shift
from posta.ultra.imax import projected_flow
from posta.ultra.match import match_colors
from posta.ultra.sizes import Size, ladder

Method = Literal["sdedit", "projected", "direct"]
TWO_K_SIDE = 3072
STRENGTHS = (0.45, 0.3, 0.2, 0.1)  # of each doubling: the larger the picture, the less may change


@dataclass(frozen=True)
class Pass:
    """One run of the model at one size.

    strength: share of the noise schedule that is run ("sdedit" only). steps: of the whole schedule. guidance: the
    pipeline's guidance_scale, None for its own (projected flow on FLUX.1-dev: 7, as I-Max). shift: static time shift,
    None for the model's own at home, twice that for projected flow (I-Max runs 6 where dev has 3).
    way: how the autoencoder runs. keep: the device that holds its layers between strips, None for its own. lora: an
    adapter for this pass.
    """

    size: Size
    method: Method
    strength: float = 0.3
    steps: int = 28
    guidance: float | None = None
    shift: float | None = None
    ntk: float | None = None
    window: ClearWindow | None = None
    way: autoencoder.Way = "strips"
    keep: str | None = None
    lora: Path | None = None

    def __post_init__(self) -> None:
        if self.method not in ("sdedit", "projected", "direct"):
            raise StageError(f"There is no method {self.method!r}.", hint="Use sdedit, projected or direct.")
        if not 1 <= self.steps <= 1000:
            raise StageError(f"{self.steps} steps are out of range.", hint="20 to 30 are usual, 4 for schnell.")
        if self.method == "sdedit" and not 0 < self.strength <= 1:
            raise StageError(
                f"A strength of {self.strength} " + ("is past 1." if self.strength > 0 else "runs no step at all."),
                hint="0.45 for the first doubling and 0.3 for the second are good starts.",
            )


@dataclass(frozen=True)
class Progress:
    """Where a run is: stage and step count from 1."""

    stage: int
    stages: int
    step: int
    steps: int
    size: Size


Watch = Callable[[Progress], None]
Look = Callable[[int, int, NDArray[np.uint8]], None]


def _unwatched(_: Progress) -> None:
    """The watcher of a run nobody watches."""


def _unseen(stage: int, stages: int, picture: NDArray[np.uint8]) -> None:
    """The look at pictures nobody looks at."""


@dataclass(frozen=True)
class Request:
    """What to make: keyword arguments of the pipeline (prompt or prompt_embeds, max_sequence_length, ...) and a seed.

    `watch` is called after every step, `look(stage, stages, picture)` after every pass; whatever they raise
    (posta.errors.Cancelled, say) ends the run with the model as it was before.
    """

    call: Mapping[str, Any]
    seed: int
    watch: Watch = field(default=_unwatched)
    look: Look = field(default=_unseen)


def passes(source: Size, longest: int, method: Method = "projected", **settings: Any) -> tuple[Pass, ...]:
    """The stages from a source size to about `longest` px: strengths fall for "sdedit", over 20 steps; "projected"
    runs 30; "direct" is one stage of 28. `settings` are fields of `Pass` that hold for every stage."""
    usual = {"steps": {"sdedit": 20, "projected": 30}.get(method, 28)}
    sizes = ladder(source, longest)
    return tuple(
        Pass(size, method, **{"strength": STRENGTHS[min(i, len(STRENGTHS) - 1)], **usual, **settings})
        for i, size in enumerate(sizes[-1:] if method == "direct" else sizes)
    )


def with_adapters(plan: tuple[Pass, ...], two_k: Path | None, four_k: Path | None) -> tuple[Pass, ...]:
    """The plan with URAE's LoRA files: the 2K one up to 3072 px on the longer side, the converted 4K one above."""
    return tuple(replace(stage, lora=two_k if max(stage.size) <= TWO_K_SIDE else four_k) for stage in plan)


def tail(steps: int, strength: float) -> list[float]:
    """The unshifted noise levels SDEdit runs: the last `strength` of 1, 1 - 1/n, ..., 1/n."""
    start = int(max(steps - steps * strength, 0))
    return [1 - i / steps for i in range(steps)][start:]


def refine(pipe: Any, source: NDArray[np.uint8], plan: tuple[Pass, ...], request: Request) -> NDArray[np.uint8]:
    """Take an RGB picture (H, W, 3) up through `plan`; the last pass' size is the result's.

    Same seed, same picture (noise comes from numpy's PCG64 on the CPU). Raises StageError for a picture that does not
    fit the plan, ModelError for a model that is not in the table of families, and whatever the watcher raises.
    """
    _check_picture(source)
    family = family_of(pipe.transformer)
    wanted: NDArray[np.float32] = (source / np.float32(255)).astype(np.float32)
    picture = wanted
    for number, stage in enumerate(plan, start=1):
        if stage.method == "direct":
            raise StageError(
                'A "direct" pass has no source.', hint="Call `direct` with it, or use sdedit or projected."
            )
        if abs(np.log(stage.size.aspect * picture.shape[0] / picture.shape[1])) > 0.02:
            raise StageError(
                f"The source is {source.shape[1]} x {source.shape[0]}, the plan asks for {stage.size.width} x "
                f"{stage.size.height}: another aspect.",
                hint="Make the plan with passes(Size(width, height), ...) of this source.",
            )
        spot = _Spot(family, number, len(plan))
        picture = _run(pipe, _enlarged(picture, stage.size), stage, request, spot)
        picture = match_colors(picture, wanted)
        request.look(number, len(plan), _bytes(picture))
    return _bytes(picture)


def direct(pipe: Any, stage: Pass, request: Request) -> NDArray[np.uint8]:
    """Experimental: a picture at the target size from the prompt alone (URAE's own 4K way, uneven by its authors' word)."""
    spot = _Spot(family_of(pipe.transformer), 1, 1)
    made = _bytes(_run(pipe, None, replace(stage, method="direct"), request, spot))
    request.look(1, 1, made)
    return made


@dataclass(frozen=True)
class _Spot:
    """The family's row and where in the plan a pass stands."""

    family: Family
    stage: int
    stages: int


def _run(pipe: Any, start: Tensor | None, stage: Pass, request: Request, spot: _Spot) -> NDArray[np.float32]:
    """One pass: a picture -1..1 (or None) in, a picture 0..1 (H, W, 3) out."""
    size, layout = stage.size, spot.family.layout
    levels = tail(stage.steps, stage.strength if stage.method == "sdedit" else 1.0)
    with torch.no_grad(), ExitStack() as undo:
        if stage.lora is not None:
            undo.enter_context(lora(pipe, stage.lora, name="ultra_pass"))
        undo.enter_context(highres(pipe, _patch(stage, request, spot.family, pipe.scheduler)))
        guide = None if start is None else autoencoder.encode(pipe.vae, start, stage.way, keep=stage.keep).float()
        noise = _noise(request.seed + spot.stage, (1, _channels(pipe), size.height // 8, size.width // 8))
        if guide is not None and stage.method == "sdedit":
            pipe.scheduler.set_timesteps(sigmas=levels)
            sigma = float(pipe.scheduler.sigmas[0])
            noise = (1 - sigma) * guide + sigma * noise.to(guide.device)
        elif guide is not None:
            undo.callback(setattr, pipe, "scheduler", pipe.scheduler)
            pipe.scheduler = projected_flow(pipe.scheduler, layout.seen(guide), layout.low_pass)
        made = pipe(
            **_call(stage, request, pipe, spot.family),
            width=size.width,
            height=size.height,
            sigmas=levels,
            num_inference_steps=len(levels),
            latents=layout.given(noise),
            output_type="latent",
            callback_on_step_end=_watcher(request, stage, spot, len(levels)),
        ).images
        latents = layout.made(made, size.height // 8, size.width // 8)
        raw = latents if layout.finished else autoencoder.denormalised(pipe.vae, latents)
        out = autoencoder.decode(pipe.vae, raw, stage.way, keep=stage.keep)
    return (out[0].float() / 2 + 0.5).clamp(0, 1).permute(1, 2, 0).cpu().numpy()


def _channels(pipe: Any) -> int:
    config = pipe.vae.config
    return config.get("latent_channels") or config.z_dim


def _call(stage: Pass, request: Request, pipe: Any, family: Family) -> dict[str, Any]:
    taken = {"width", "height", "sigmas", "num_inference_steps", "latents", "output_type", "callback_on_step_end"}
    clash = sorted(taken & request.call.keys())
    if clash:
        raise StageError(f"The pipeline's {', '.join(clash)} cannot be given: the pass sets it.", hint="Leave it out.")
    call = dict(request.call)
    if stage.guidance is not None:
        call[family.guidance_name] = stage.guidance
    elif stage.method == "projected" and family.led_guidance and pipe.transformer.config.guidance_embeds:
        call.setdefault("guidance_scale", family.led_guidance)
    return call


def _patch(stage: Pass, request: Request, family: Family, scheduler: Any) -> HighRes:
    home = home_shift(scheduler, family)
    at_home = stage.size.pixels <= ONE_K_PIXELS
    embeds = request.call.get("prompt_embeds")
    text = embeds.shape[1] if isinstance(embeds, Tensor) else request.call.get("max_sequence_length")
    return HighRes(
        stage.size.width,
        stage.size.height,
        text_tokens=text if family.name == "FLUX.1" else None,
        ntk=(1.0 if at_home else NTK) if stage.ntk is None else stage.ntk,
        shift=stage.shift or home * (2 if stage.method == "projected" else 1),
        window=stage.window,
    )


def _watcher(request: Request, stage: Pass, spot: _Spot, steps: int) -> Callable[..., dict[str, Any]]:
    def after_step(_pipe: Any, step: int, _timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        request.watch(Progress(spot.stage, spot.stages, step + 1, steps, stage.size))
        return tensors

    return after_step


def _noise(seed: int, shape: tuple[int, ...]) -> Tensor:
    return torch.from_numpy(np.random.default_rng(seed).standard_normal(shape, np.float32))


def _enlarged(picture: NDArray[np.float32], size: Size) -> Tensor:
    planes = torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))[None]
    big = functional.interpolate(planes, size=(size.height, size.width), mode="bicubic", align_corners=False)
    return big.clamp(0, 1) * 2 - 1


def _bytes(picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)


def _check_picture(source: NDArray[np.uint8]) -> None:
    if source.ndim != 3 or source.shape[2] != 3 or source.dtype != np.uint8:
        raise StageError(
            f"The source has the shape {source.shape} and type {source.dtype}, not (height, width, 3) of uint8.",
            hint="Give an RGB picture without alpha.",
        )

"""A checkpoint in memory: weights, a device and a memory plan go in, a model that draws comes out.

`Loaded.draw` takes a `Drawing` (sizes in pixels) and returns pictures as (height, width, 3) uint8 sRGB.
"""

from __future__ import annotations

import contextlib
import inspect
import json
import time
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from posta.engines import Progress, looked_at, part, silent
from posta.engines.begin import noised_start
from posta.engines.device import Device, MemoryPlan, forget, is_out_of_memory
from posta.engines.families import FAMILIES, PREFIX, by_tensors
from posta.engines.models import Ability, Control, able
from posta.engines.previews import color_map, picture_of
from posta.engines.quiet import quiet
from posta.engines.styles import ChosenStyle, put_on
from posta.engines.turns import time_left
from posta.engines.weights import Checkpoint, parts, snapshot, tensor_names
from posta.errors import EngineError, ModelError, OutOfMemory, PostaError

PREVIEWS = 8
"""How many are shown of one drawing, about."""
FEW_STEPS = 10
"""Models of at most so many steps are distilled: starting from a picture, they still need about all of them."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is to be drawn."""

    prompt: str
    width: int
    height: int
    seeds: tuple[int, ...] = (0,)
    """One picture each; the noise is drawn by torch's CPU generator seeded with it."""
    ability: Ability = "text"
    negative: str = ""
    steps: int | None = None
    guidance: float | None = None
    image: NDArray[np.uint8] | None = None
    """(height, width, 3): what to start from (with "control" too, if given), to inpaint or to edit."""
    mask: NDArray[np.float32] | None = None
    """(height, width) 0..1: where to inpaint."""
    strength: float = 0.6
    """How much of `image` is drawn anew, 0..1."""
    control: NDArray[np.uint8] | None = None
    """(height, width, 3): the drawing to follow."""
    control_scale: float | None = None
    styles: tuple[ChosenStyle, ...] = ()


class Loaded:
    """One checkpoint on one device by one plan. Not for several threads at once: take a turn (`posta.engines.turns`)."""

    def __init__(self, checkpoint: Checkpoint, device: Device, plan: MemoryPlan, *, cache: str = "none") -> None:
        self.checkpoint, self.device, self.plan = checkpoint, device, plan
        self.row = checkpoint.row
        self.family = FAMILIES[self.row.family]
        self.cache = "none"
        self.compiled = False
        self._siblings: dict[str, Any] = {}
        try:
            self.base = _load(checkpoint, plan)
            self._prepare(self.base)
            self._active = self.base
            if cache != "none":
                self._cache(cache)
        except PostaError:
            raise
        except Exception as problem:
            if is_out_of_memory(problem):
                raise OutOfMemory(f"{self.row.name} does not fit ({plan.words}).") from problem
            raise ModelError(
                f"{self.row.name} cannot be loaded: {type(problem).__name__}: {str(problem)[:300]}",
                hint="The checkpoint is damaged or of another kind; download it again.",
            ) from problem

    @property
    def needs_gb(self) -> float:
        """Memory held while it waits (with offload, next to nothing)."""
        return max(0.0, self.plan.needs_gb - self.row.working_gb) if self.plan.offload == "none" else 0.5

    def close(self) -> None:
        """Give the memory back."""
        with contextlib.suppress(RuntimeError, AttributeError):
            self.base.remove_all_hooks()
        self._siblings.clear()
        del self.base, self._active
        forget(self.device.torch_name)

    # Drawing --------------------------------------------------------------------------------------------------------------

    def draw(self, drawing: Drawing, progress: Progress = silent) -> list[NDArray[np.uint8]]:
        """One picture for each seed, all at once where the pipeline can. Raises OutOfMemory, ModelError, Cancelled.

        Where `progress` looks at pictures (`posta.engines.looked_at`), it is shown about eight times what every variant will be
        by the step's own direction, small (`posta.engines.previews`).
        """
        put_on(self.base, drawing.styles)
        pipe = self._pipe(drawing.ability)
        try:
            if drawing.ability in ("text", "control"):
                return self._call(pipe, drawing, drawing.seeds, progress)
            pictures: list[NDArray[np.uint8]] = []
            for i, seed in enumerate(drawing.seeds):
                mine = part(progress, i / len(drawing.seeds), (i + 1) / len(drawing.seeds))
                pictures += self._call(pipe, drawing, (seed,), mine)
            return pictures
        except PostaError:
            raise
        except Exception as problem:
            if is_out_of_memory(problem):
                raise OutOfMemory(
                    f"{self.row.name} at {drawing.width} x {drawing.height} px did not fit ({self.plan.words}).",
                    hint="Close other programs, or choose a smaller model.",
                ) from problem
            raise

    def steps(self, drawing: Drawing) -> int:
        """The steps to ask the pipeline for: a share `strength` of them is run."""
        steps = drawing.steps or self.row.steps
        if drawing.ability in ("image", "inpaint") and steps <= FEW_STEPS:
            return min(3 * steps, ceil(steps / max(drawing.strength, 0.05)))
        return steps

    def _call(self, pipe: Any, d: Drawing, seeds: tuple[int, ...], progress: Progress) -> list[NDArray[np.uint8]]:
        steps = self.steps(d)
        arguments: dict[str, Any] = {
            "prompt": d.prompt,
            "width": d.width,
            "height": d.height,
            "num_inference_steps": steps,
            self.row.guidance_name: self.row.guidance if d.guidance is None else d.guidance,
            "max_sequence_length": self.row.max_tokens,
            "num_images_per_prompt": len(seeds),
            "generator": [torch.Generator("cpu").manual_seed(s) for s in seeds],
            "output_type": "np",
            "callback_on_step_end": _Watch(self, d, progress),
        }
        if self.row.takes_negative:
            arguments["negative_prompt"] = d.negative or " "
        arguments |= self._pictures(d)
        if d.ability == "control" and d.image is not None:
            arguments |= noised_start(pipe, d.image, seeds, steps=steps, strength=d.strength)
        if self.cache != "none":  # what a drawing that was stopped left in it would change this one
            self.base.transformer._reset_stateful_cache()
        with torch.inference_mode():
            made = np.asarray(pipe(**arguments).images)
        if not np.isfinite(made).all():
            raise EngineError(
                f"{self.row.name} gave values that are no picture (not a number).",
                hint="Use a plan with bf16 weights, or remove the style that was added.",
            )
        return list((np.clip(made, 0, 1) * 255 + 0.5).astype(np.uint8))

    def _pictures(self, d: Drawing) -> dict[str, Any]:
        """The arguments that are pictures."""
        from PIL import Image

        if d.ability == "text":
            return {}
        if d.ability == "control":
            assert d.control is not None
            assert self.row.control is not None
            scale = self.row.control.scale if d.control_scale is None else d.control_scale
            return {"control_image": Image.fromarray(d.control), "controlnet_conditioning_scale": scale}
        assert d.image is not None
        if d.image.shape[:2] != (d.height, d.width):
            raise EngineError(f"The picture is {d.image.shape[1]} x {d.image.shape[0]} px, not {d.width} x {d.height}.")
        image = Image.fromarray(d.image)
        if d.ability == "edit":
            return {"image": [image]}
        if d.ability == "image" and self.row.family != "flux2-klein":
            return {"image": image, "strength": d.strength}
        mask = np.ones((d.height, d.width), np.float32) if d.mask is None else d.mask
        return {"image": image, "mask_image": Image.fromarray(np.uint8(mask * 255 + 0.5)), "strength": d.strength}

    # Pipelines ------------------------------------------------------------------------------------------------------------

    def _pipe(self, ability: Ability) -> Any:
        """The pipeline for an ability, sharing this model's parts."""
        import diffusers

        name = able(self.row, ability)
        if type(self.base).__name__ == name:
            pipe = self.base
        else:
            if name not in self._siblings:
                kind = getattr(diffusers, name)
                takes = inspect.signature(kind.__init__).parameters
                given = {k: v for k, v in self.base.components.items() if k in takes}
                if "is_distilled" in takes:
                    given["is_distilled"] = self.base.config.is_distilled
                if "controlnet" in takes:
                    assert self.row.control is not None
                    given["controlnet"] = _controlnet(self.row.control, self.base.transformer)
                # Not from_pipe: it casts the shared parts to float32.
                self._siblings[name] = kind(**given)
            pipe = self._siblings[name]
        # Loading a style puts the base's own offloading back, so with offloading the hooks are always made anew.
        if pipe is not self._active or self.plan.offload == "model":
            self._hook(pipe)
            self._active = pipe
        pipe.set_progress_bar_config(disable=True)
        return pipe

    def _prepare(self, pipe: Any) -> None:
        """Put the parts where the plan wants them, in its precision."""
        if self.plan.weights == "fp8":
            pipe.transformer.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn, compute_dtype=torch.bfloat16)
        pipe.vae.enable_slicing()
        if self.plan.tiled_vae:
            pipe.vae.enable_tiling()
        if self.plan.offload != "none":  # later the autoencoder is only on the device when its turn comes
            self.colors = color_map(pipe.vae)
        self._hook(pipe)
        if self.plan.offload == "none":
            self.colors = color_map(pipe.vae)

    def _hook(self, pipe: Any) -> None:
        where = torch.device(self.device.torch_name)
        if self.plan.offload == "none":
            if self.plan.weights != "nf4":  # 4-bit weights are on the device since they were loaded
                pipe.to(where)
        elif self.plan.offload == "model":
            pipe.enable_model_cpu_offload(device=where)
        elif pipe is getattr(self, "base", pipe):
            pipe.enable_group_offload(
                onload_device=where, offload_device=torch.device("cpu"), offload_type="leaf_level",
                use_stream=where.type == "cuda",
            )  # fmt: skip
        elif (controlnet := getattr(pipe, "controlnet", None)) is not None:
            controlnet.to(where)

    def _cache(self, wish: str) -> None:
        """Turn on a step cache where it pays and runs: "auto", "first_block" or "taylorseer"."""
        import diffusers

        blocks = getattr(self.base.transformer, "transformer_blocks", ())
        if wish == "auto":
            if not self.row.cache_worth or len(blocks) < 2:
                return
            wish = self.row.caches[0]
        if wish not in self.row.caches:
            offered = ", ".join(("none", *self.row.caches))
            raise EngineError(f"{self.row.name} has no step cache {wish!r}.", hint=f"Choose from {offered}.")
        # 0.08: the makers' advice for a difference that is hard to see; larger is faster and less true.
        config = (
            diffusers.FirstBlockCacheConfig(threshold=0.08)
            if wish == "first_block"
            else diffusers.TaylorSeerCacheConfig()
        )
        self.base.transformer.enable_cache(config)
        self.cache = wish

    def compile(self) -> bool:
        """Compile the transformer's blocks (the first drawing then takes minutes longer). False where that cannot help."""
        if self.device.kind != "cuda" or self.plan.offload != "none" or self.plan.weights == "nf4":
            return False
        self.base.transformer.compile_repeated_blocks(fullgraph=False)
        self.compiled = True
        return True


class _Watch:
    """The step callback: tells progress (which may raise to stop) and shows previews."""

    def __init__(self, model: Loaded, drawing: Drawing, progress: Progress) -> None:
        self.model, self.drawing, self.progress = model, drawing, progress
        self.show = looked_at(progress)
        self.before: Any = None
        self.started = time.monotonic()

    def __call__(self, pipe: Any, step: int, timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        steps = pipe.num_timesteps
        done = (step + 1) / steps
        left = time_left(done, time.monotonic() - self.started)
        said = f"step {step + 1} of {steps}"
        self.progress(done, said if left is None or done >= 1 else f"{said}, {max(1, round(left))} s left")
        if self.show is not None:
            latents = tensors["latents"]
            if self.before is not None and step + 1 < steps and step % max(1, steps // PREVIEWS) == 0:
                self.show(self._look(pipe, latents))
            self.before = latents
        return tensors

    def _look(self, pipe: Any, latents: Any) -> NDArray[np.uint8]:
        """What the pictures will about be: the clean latents this step's direction points to, in colours.

        A flow's Euler step is x' = x + (s' - s) v and the clean picture x' - s' v, so two steps tell v.
        """
        after = pipe.scheduler.step_index
        s, s_next = (float(pipe.scheduler.sigmas[i]) for i in (after - 1, after))
        direction = (latents.float() - self.before.float()) / (s_next - s)
        clean = latents.float() - s_next * direction
        plane = self.model.family.picture(pipe.vae, clean, self.drawing.height, self.drawing.width)
        return picture_of(plane, self.model.colors)


# Loading ------------------------------------------------------------------------------------------------------------------

DTYPES = {"float32": torch.float32, "bf16": torch.bfloat16, "fp8": torch.bfloat16, "nf4": torch.bfloat16}


def _load(checkpoint: Checkpoint, plan: MemoryPlan) -> Any:
    """The text-to-image pipeline of a checkpoint, in main memory. Only local, safe files are read."""
    import diffusers

    quiet()
    kind = getattr(diffusers, able(checkpoint.row, "text"))
    dtype = DTYPES[plan.weights]
    extra: dict[str, Any] = {}
    if checkpoint.transformer is not None:
        extra["transformer"] = _transformer(checkpoint, dtype)
    if plan.weights == "nf4":
        extra["quantization_config"] = diffusers.PipelineQuantizationConfig(
            quant_backend="bitsandbytes_4bit",
            quant_kwargs={"load_in_4bit": True, "bnb_4bit_quant_type": "nf4", "bnb_4bit_compute_dtype": dtype},
            components_to_quantize=_large_parts(checkpoint),
        )
    return kind.from_pretrained(
        str(checkpoint.folder), dtype=dtype, local_files_only=True, use_safetensors=True, **extra
    )


def _large_parts(checkpoint: Checkpoint) -> list[str]:
    """What is worth storing in fewer bits: the transformer and the text encoder (of two, the second and larger one)."""
    there = parts(checkpoint.folder)
    return ["transformer", "text_encoder_2" if "text_encoder_2" in there else "text_encoder"]


def _transformer(checkpoint: Checkpoint, dtype: torch.dtype) -> Any:
    """The transformer of a single file, built as the folder's configuration says."""
    import diffusers
    from safetensors.torch import load_file

    path = checkpoint.transformer
    assert path is not None
    family, own = by_tensors(tensor_names(path))
    kind = getattr(diffusers, family.transformer)
    if not own:  # the makers' names: diffusers translates them
        return kind.from_single_file(
            str(path), config=str(checkpoint.folder), subfolder="transformer", local_files_only=True, dtype=dtype
        )
    config = json.loads((checkpoint.folder / "transformer" / "config.json").read_text(encoding="utf-8"))
    with torch.device("meta"):
        transformer = kind.from_config(config)
    tensors = {k.removeprefix(PREFIX): v.to(dtype) for k, v in load_file(path).items()}
    try:
        transformer.load_state_dict(tensors, assign=True)
    except RuntimeError as problem:
        raise ModelError(
            f"{path.name} does not fit {checkpoint.row.family} as configured in {checkpoint.folder.name}: {str(problem)[:200]}",
            hint="It is of another size or version; use a whole checkpoint folder.",
        ) from None
    return transformer.eval()


def _controlnet(control: Control, transformer: Any) -> Any:
    import diffusers

    folder, _ = snapshot(control, download=False)
    kind = getattr(diffusers, control.model_class)
    return kind.from_pretrained(str(folder), dtype=transformer.dtype, local_files_only=True, use_safetensors=True)

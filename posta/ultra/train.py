"""Pictures with captions and a FLUX.1 folder go in, a URAE adapter (safetensors) with its settings beside it comes out.

The recipe of URAE (arXiv 2503.16322; Huage001/URAE: train_2k.py, train_4k.py): flow matching with target eps - x at
uniform noise levels, the guidance embedding held at 1 (dev is guidance-distilled; regressing plain data at 3.5 would
undo that), a LoRA for 2K, minor components for 4K, latents sampled anew at each step. All randomness comes from the
seed and the step's number, so a resumed run goes on exactly as an uninterrupted one would.
"""

from __future__ import annotations

import itertools
import json
import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn
from torch.nn import functional

from posta.engines.models import MODELS
from posta.engines.quiet import quiet
from posta.engines.weights import find
from posta.errors import EngineError, ModelError, StageError
from posta.ultra import adapters, data
from posta.ultra.families import pack_tokens
from posta.ultra.highres import NTK, HighRes, highres_model
from posta.ultra.vae import Way, normalised
from posta.ultra.weights import check_tensors, read_tensors, write_tensors

ADAPTER, RECORD = "adapter.safetensors", "training.json"
LORA = "urae"  # peft's name of the adapter while it is trained
LEVELS = 1000  # noise levels are k / 1000, unshifted
_MAY_CHANGE = {"resume", "steps", "checkpoint_every", "out"}  # between a run and its continuation

Watch = Callable[[int, int, float], None]


class UltraTrainConfig(BaseModel):
    """Everything a training run depends on; written beside its result.

    model: flux1-dev or flux1-schnell, or the folder of a diffusers FLUX.1 pipeline. pictures: see posta.ultra.data. out:
    folder for checkpoints and result.
    adapter: "lora" (2K, synthetic data) or "minor" (4K, real data). two_k: the 2K LoRA a minor adapter builds on.
    longest: px of a bucket's longer side. guidance: the guidance embedding, 1 by the recipe.
    real_share: how often a picture's own caption is taken instead of the machine's. clip: gradient norm.
    precision: of the frozen weights; the adapter is always trained and written in float32.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Path
    pictures: Path
    out: Path
    adapter: Literal["lora", "minor"] = "lora"
    two_k: Path | None = None
    rank: int = Field(16, ge=1, le=256)
    longest: int = Field(2048, ge=64, le=8192)
    steps: int = Field(2000, ge=1, le=1_000_000)
    batch: int = Field(1, ge=1, le=256)
    accumulate: int = Field(1, ge=1, le=1024)
    optimizer: Literal["adamw", "prodigy"] = "adamw"
    learning_rate: float = Field(1e-4, gt=0, le=10)
    weight_decay: float = Field(1e-4, ge=0, le=1)
    clip: float = Field(1.0, gt=0)
    guidance: float = Field(1.0, ge=0, le=30)
    real_share: float = Field(0.2, ge=0, le=1)
    ntk: float = Field(NTK, gt=0, le=1000)
    proportional: bool = True
    max_sequence_length: int = Field(512, ge=1, le=512)
    precision: Literal["fp32", "bf16"] = "bf16"
    gradient_checkpointing: bool = True
    way: Way = "strips"
    checkpoint_every: int = Field(500, ge=1)
    resume: bool = False
    seed: int = Field(0, ge=0)


def train(config: UltraTrainConfig, watch: Watch | None = None) -> Path:
    """Run the recipe; returns the adapter's file, `adapter.safetensors` in `config.out`.

    Beside it stand `training.json` (settings, losses, versions) and, for minor components, `adapter_lora.safetensors`,
    the same as an ordinary LoRA. `watch(step, steps, loss)` is called after each step and may raise to stop; the last
    checkpoint stays and `resume` goes on from it. Raises ModelError, AssetError or StageError for what cannot be used.
    """
    checkpoint = _latest(config.out) if config.resume else None
    if checkpoint is not None:
        _check_same_run(config, checkpoint)
    run = _start(config)
    losses = [] if checkpoint is None else run.restore(checkpoint)
    groups = _lane(run.samples, config, run.accelerator)
    for _ in range(len(losses) * config.accumulate):
        next(groups)
    while len(losses) < config.steps:
        losses.append(run.step(groups, len(losses)))
        if len(losses) % config.checkpoint_every == 0 and len(losses) < config.steps:
            run.checkpoint(losses)
        if watch is not None:
            watch(len(losses), config.steps, losses[-1])
    return run.finish(losses)


@dataclass
class _Run:
    """A prepared training run: the model with its adapter in place, the optimizer and the cached samples."""

    config: UltraTrainConfig
    accelerator: Any
    transformer: nn.Module
    model: Any  # the transformer as accelerate wraps it
    optimizer: Any
    trained: list[nn.Parameter]
    untuned: adapters.Minors | None  # the split a minor adapter started from
    samples: list[data.Sample]
    vae: Any  # for its shift and scale

    def step(self, groups: Iterator[tuple[data.Sample, ...]], number: int) -> float:
        """One optimizer step over `accumulate` batches; returns the mean loss."""
        total = 0.0
        for part in range(self.config.accumulate):
            rng = np.random.default_rng([self.config.seed, self.accelerator.process_index, number, part])
            batch = data.load_batch(next(groups), rng, self.config.real_share)
            with self.accelerator.accumulate(self.model):
                total += self._backward(batch, rng) / self.config.accumulate
                if self.accelerator.sync_gradients:
                    self.accelerator.clip_grad_norm_(self.trained, self.config.clip)
                self.optimizer.step()
                self.optimizer.zero_grad()
        if not math.isfinite(total):
            raise StageError(f"The loss is {total} at step {number + 1}.", hint="Lower the learning rate.")
        return total

    def _backward(self, batch: data.Batch, rng: np.random.Generator) -> float:
        """Loss of one batch, flow matching at uniform noise levels, and its gradients."""
        device = self.accelerator.device
        mean, std = batch.mean.to(device), batch.std.to(device)
        clean = normalised(self.vae, mean + std * _noise(rng, mean))
        noise = _noise(rng, clean)
        levels = rng.integers(1, LEVELS + 1, len(clean)) / LEVELS
        sigma = torch.from_numpy(levels.astype(np.float32)).to(device)[:, None, None, None]
        noisy = (1 - sigma) * clean + sigma * noise
        dtype = next(p for p in self.transformer.parameters() if not p.requires_grad).dtype
        spec = HighRes(
            *batch.size,
            text_tokens=batch.text.shape[1],
            ntk=self.config.ntk,
            proportional=self.config.proportional,
            shift=None,
        )
        # Backward stays inside: gradient checkpointing runs the blocks a second time and must meet the same patch.
        with highres_model(self.transformer, spec):
            velocity = self.model(
                hidden_states=pack_tokens(noisy).to(dtype),
                timestep=sigma.flatten(),
                guidance=self._guidance(len(clean), device),
                pooled_projections=batch.pooled.to(device, dtype),
                encoder_hidden_states=batch.text.to(device, dtype),
                txt_ids=torch.zeros(batch.text.shape[1], 3, device=device, dtype=dtype),
                img_ids=_picture_ids(spec.grid).to(device, dtype),
                return_dict=False,
            )[0]
            loss = functional.mse_loss(velocity.float(), pack_tokens(noise - clean).float())
            self.accelerator.backward(loss)
        return float(loss.detach())

    def _guidance(self, count: int, device: torch.device) -> Tensor | None:
        if not self.transformer.config.guidance_embeds:
            return None
        return torch.full((count,), self.config.guidance, device=device)

    def save_adapter(self, path: Path) -> Path:
        """Write what was trained, under the released key names."""
        if self.untuned is not None:
            return adapters.write_minor(path, adapters.tuned_values(self.transformer))
        tensors = {}
        for name, layer in adapters.targets(self.transformer).items():
            tensors[f"transformer.{name}.lora_A.weight"] = layer.lora_A[LORA].weight.float()
            tensors[f"transformer.{name}.lora_B.weight"] = layer.lora_B[LORA].weight.float()
        return write_tensors(path, tensors, {"format": "pt"})

    def checkpoint(self, losses: list[float]) -> None:
        """Write `checkpoint-<step>`, whole or not at all: the adapter, the optimizer's state and the losses so far."""
        self.accelerator.wait_for_everyone()
        if not self.accelerator.is_main_process:
            return
        folder = self.config.out / f"checkpoint-{len(losses):06d}"
        beside = self.config.out / f".{folder.name}.part"
        for stale in (folder, beside):
            shutil.rmtree(stale, ignore_errors=True)
        beside.mkdir(parents=True)
        self.save_adapter(beside / ADAPTER)
        torch.save(self.optimizer.state_dict(), beside / "optimizer.pt")
        _write_record(beside, self.config, losses)
        beside.rename(folder)

    def restore(self, checkpoint: Path) -> list[float]:
        """Put a checkpoint's adapter and optimizer in place; returns the losses up to it."""
        tensors = read_tensors(checkpoint / ADAPTER)
        with torch.no_grad():
            for name, layer in adapters.targets(self.transformer).items():
                if isinstance(layer, adapters.MinorLinear):
                    saved = adapters.read_minor(checkpoint / ADAPTER, self.transformer, self.config.rank)[name]
                    layer.a.copy_(saved.a)
                    layer.b.copy_(saved.b)
                else:
                    layer.lora_A[LORA].weight.copy_(tensors[f"transformer.{name}.lora_A.weight"])
                    layer.lora_B[LORA].weight.copy_(tensors[f"transformer.{name}.lora_B.weight"])
        self.optimizer.load_state_dict(torch.load(checkpoint / "optimizer.pt", map_location="cpu", weights_only=True))
        return _read_record(checkpoint)["losses"]

    def finish(self, losses: list[float]) -> Path:
        """Write the result; returns the adapter's file."""
        self.accelerator.wait_for_everyone()
        file = self.config.out / ADAPTER
        if self.accelerator.is_main_process:
            self.config.out.mkdir(parents=True, exist_ok=True)
            self.save_adapter(file)
            if self.untuned is not None:
                two_k = read_tensors(self.config.two_k) if self.config.two_k else None
                tuned = adapters.tuned_values(self.transformer)
                adapters.export_lora(self.config.out / "adapter_lora.safetensors", self.untuned, tuned, two_k)
            _write_record(self.config.out, self.config, losses)
        self.accelerator.wait_for_everyone()
        return file


def _start(config: UltraTrainConfig) -> _Run:
    from accelerate import Accelerator

    accelerator = Accelerator(
        mixed_precision="no",  # the frozen weights are cast below, the trained ones stay float32
        gradient_accumulation_steps=config.accumulate,
        cpu=not torch.cuda.is_available(),
    )
    pictures = data.find_pictures(config.pictures)  # before gigabytes are loaded
    if config.two_k is not None:
        check_tensors(config.two_k)
    pipe = _load(config)
    samples = _prepare(pipe, pictures, config, accelerator)
    dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[config.precision]
    transformer = pipe.transformer.requires_grad_(False).to(accelerator.device, dtype).train()
    untuned = _install(pipe, config)
    if config.gradient_checkpointing:
        transformer.enable_gradient_checkpointing()
    trained = [p for p in transformer.parameters() if p.requires_grad]
    for parameter in trained:
        parameter.data = parameter.data.float()  # the optimizer's steps are too small for half precision
    model, optimizer = accelerator.prepare(transformer, _optimizer(config, trained))
    return _Run(config, accelerator, transformer, model, optimizer, trained, untuned, samples, pipe.vae)


def _load(config: UltraTrainConfig) -> Any:
    quiet()
    from diffusers import FluxPipeline

    folder = find(str(config.model)).folder if str(config.model) in MODELS else config.model
    index = folder / "model_index.json"
    if not index.is_file():
        raise ModelError(
            f"{config.model} is not a diffusers pipeline folder.",
            hint="Give flux1-dev, flux1-schnell, or a folder with a FLUX.1 model_index.json.",
        )
    try:
        kind = json.loads(index.read_text("utf-8")).get("_class_name")
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(f"{index} cannot be read ({error}).", hint="Download the model again.") from error
    if kind != "FluxPipeline":
        raise ModelError(f"{config.model} holds a {kind}.", hint="Only FLUX.1 (FluxPipeline) can be trained here.")
    try:
        pipe = FluxPipeline.from_pretrained(folder, local_files_only=True, use_safetensors=True)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(
            f"{config.model} cannot be loaded as FLUX.1 ({error}).", hint="Only FLUX.1 can be trained here."
        ) from error
    adapters.targets(pipe.transformer)
    return pipe


def _prepare(
    pipe: Any, pictures: list[tuple[Path, tuple[str, ...]]], config: UltraTrainConfig, accelerator: Any
) -> list[data.Sample]:
    """Cache every picture's latents and captions (each process its share), then let the encoders go."""
    cache = config.out / "cache"
    tag = f"{config.model.resolve().name}-{config.max_sequence_length}"
    encoders = [pipe.vae, pipe.text_encoder, pipe.text_encoder_2]
    for part in encoders:
        part.to(accelerator.device)

    @torch.no_grad()
    def embed(caption: str) -> tuple[Tensor, Tensor]:
        text, pooled, _ = pipe.encode_prompt(
            caption, None, device=accelerator.device, max_sequence_length=config.max_sequence_length
        )
        return text[0], pooled[0]

    samples: list[data.Sample] = []
    for turn in (True, False):  # first each process does its share, then everyone reads all of it
        samples = []
        for number, (path, captions) in enumerate(pictures):
            if turn and number % accelerator.num_processes != accelerator.process_index:
                continue
            size, latents = data.cache_latents(pipe.vae, path, cache, config.longest, config.way)
            prompts = tuple(data.cache_prompt(embed, caption, cache, tag) for caption in captions)
            samples.append(data.Sample(path.name, size, latents, prompts))
        accelerator.wait_for_everyone()
    for part in encoders:
        part.to("cpu")
    pipe.text_encoder = pipe.text_encoder_2 = None
    return samples


def _install(pipe: Any, config: UltraTrainConfig) -> adapters.Minors | None:
    """Put the trainable adapter in place; for minor components returns the split they start from."""
    transformer = pipe.transformer
    if config.adapter == "lora":
        from peft import LoraConfig

        names = list(adapters.targets(transformer))
        transformer.add_adapter(
            LoraConfig(r=config.rank, lora_alpha=config.rank, init_lora_weights="gaussian", target_modules=names),
            adapter_name=LORA,
        )
        rng = np.random.default_rng(config.seed)
        for layer in adapters.targets(transformer).values():  # peft's gaussian start, from a seed of our own
            down = layer.lora_A[LORA].weight
            down.data = (_noise(rng, down) / config.rank).to(down.dtype)
        return None
    if config.two_k is not None:
        adapters.check_lora(config.two_k, transformer)
        pipe.load_lora_weights(
            config.two_k.parent, weight_name=config.two_k.name, adapter_name="two_k", local_files_only=True
        )
        transformer.requires_grad_(False)
    untuned = adapters.split_all(transformer, config.rank, config.out / "cache")
    adapters.attach(transformer, untuned)
    return untuned


def _optimizer(config: UltraTrainConfig, parameters: list[nn.Parameter]) -> Any:
    settings: dict[str, Any] = {"betas": (0.9, 0.999), "weight_decay": config.weight_decay}
    if config.optimizer == "adamw":
        return torch.optim.AdamW(parameters, lr=config.learning_rate, **settings)
    try:
        prodigy = import_module("prodigyopt")
    except ImportError as error:
        raise EngineError(
            "The Prodigy optimizer is not installed.", hint="pip install prodigyopt, or use adamw."
        ) from error
    return prodigy.Prodigy(
        parameters, lr=config.learning_rate, use_bias_correction=True, safeguard_warmup=True, **settings
    )


def _lane(samples: list[data.Sample], config: UltraTrainConfig, accelerator: Any) -> Iterator[tuple[data.Sample, ...]]:
    """This process' batches, epoch after epoch, without end."""
    turn = 0
    for epoch in itertools.count():
        for group in data.batches(samples, config.batch, config.seed, epoch):
            if turn % accelerator.num_processes == accelerator.process_index:
                yield group
            turn += 1


def _noise(rng: np.random.Generator, like: Tensor) -> Tensor:
    return torch.from_numpy(rng.standard_normal(tuple(like.shape), np.float32)).to(like.device)


def _picture_ids(grid: tuple[int, int]) -> Tensor:
    """(rows * columns, 3): 0, row, column of each picture token, as FLUX.1 counts them."""
    rows, columns = torch.meshgrid(torch.arange(grid[0]), torch.arange(grid[1]), indexing="ij")
    return torch.stack([torch.zeros_like(rows), rows, columns], -1).reshape(-1, 3).float()


def _latest(out: Path) -> Path | None:
    numbered = (path for path in out.glob("checkpoint-*") if path.name.removeprefix("checkpoint-").isdigit())
    return max(numbered, key=lambda path: int(path.name.removeprefix("checkpoint-")), default=None)


def _record(config: UltraTrainConfig) -> dict[str, Any]:
    return json.loads(config.model_dump_json())


def _write_record(folder: Path, config: UltraTrainConfig, losses: list[float]) -> None:
    import diffusers

    about = {
        "config": _record(config),
        "steps": len(losses),
        "losses": losses,
        "versions": {"torch": torch.__version__, "diffusers": diffusers.__version__},
    }
    beside = folder / f".{RECORD}.part"
    beside.write_text(json.dumps(about, indent=1), "utf-8")
    beside.replace(folder / RECORD)


def _read_record(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StageError(
            f"{folder.name} cannot be resumed: {error}.", hint="Remove it, or train without resume."
        ) from error


def _check_same_run(config: UltraTrainConfig, checkpoint: Path) -> None:
    before, now = _read_record(checkpoint)["config"], _record(config)
    changed = sorted(key for key in now if key not in _MAY_CHANGE and now[key] != before.get(key))
    if changed:
        raise StageError(
            f"{checkpoint.name} was trained with another {', '.join(changed)}.",
            hint="Resume with the same settings, or give another out folder.",
        )

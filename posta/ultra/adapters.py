"""URAE adapters for FLUX.1: files go in, a transformer with 2K or 4K weights comes out, and ordinary LoRA files.

The 2K adapter is a plain LoRA. The 4K one tunes, of every chosen weight W, only the part with the smallest singular
values: W = W0 + B0 A0 with W0 frozen (the major part) and B A, starting at B0 A0, trained (arXiv 2503.16322, section 3;
keys and layers as in Huage001/URAE: attention_processor.py, inference_4k.ipynb). Since W0 = W - B0 A0, the layer here
computes W x + B (A x) - B0 (A0 x): W is never copied, and an untuned adapter changes nothing, bit for bit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from posta.errors import ModelError
from posta.ultra.weights import read_tensors, write_tensors

RANK = 16
_DOUBLE = ("to_q", "to_k", "to_v", "to_out.0")
_SINGLE = ("to_q", "to_k", "to_v")

Kind = Literal["lora", "minor"]
SplitWatch = Callable[[int, int], None]


@dataclass(frozen=True)
class Minor:
    """The low-rank part of one weight: `b` (out, rank) and `a` (rank, in), its product b @ a the part itself."""

    b: Tensor
    a: Tensor

    @property
    def rank(self) -> int:
        return self.a.shape[0]


Minors = Mapping[str, Minor]


def targets(transformer: nn.Module) -> dict[str, Any]:
    """The layers URAE adapts, by name: picture q, k, v and output of double blocks, q, k, v of single blocks.

    Raises ModelError for anything but a FLUX.1 transformer. 190 matrices in the real model.
    """
    found: dict[str, Any] = {}
    for stack, layers in (("transformer_blocks", _DOUBLE), ("single_transformer_blocks", _SINGLE)):
        for number, block in enumerate(getattr(transformer, stack, ())):
            for layer in layers:
                name = f"{stack}.{number}.attn.{layer}"
                try:
                    found[name] = block.get_submodule(f"attn.{layer}")
                except AttributeError:
                    found.clear()
                    break
    if not found or type(getattr(transformer, "_orig_mod", transformer)).__name__ != "FluxTransformer2DModel":
        raise ModelError(
            f"URAE adapters fit FLUX.1, not a {type(transformer).__name__}.", hint="Load FLUX.1-dev or FLUX.1-schnell."
        )
    return found


def adapter_size(transformer: nn.Module, rank: int = RANK) -> tuple[int, int]:
    """Matrices and parameters of an adapter of this rank; the model may live on the meta device."""
    shapes = [_weight_shape(layer) for layer in targets(transformer).values()]
    return len(shapes), sum(rank * (rows + columns) for rows, columns in shapes)


def split(weight: Tensor, rank: int = RANK) -> tuple[Tensor, Minor]:
    """W as its major part and its `rank` smallest singular components, in float32: W = W0 + B A.

    B = U sqrt(S), A = sqrt(S) V^T of the smallest; no zero initialisation and no alpha.
    """
    if not 0 < rank < min(weight.shape):
        raise ModelError(f"A weight of {tuple(weight.shape)} has no {rank} minor components.", hint="Use rank 16.")
    u, s, vt = torch.linalg.svd(weight.float(), full_matrices=False)
    root = s[-rank:].sqrt()
    minor = Minor(b=u[:, -rank:] * root, a=root[:, None] * vt[-rank:])
    return (u[:, :-rank] * s[:-rank]) @ vt[:-rank], minor


def unwatched(done: int, of: int) -> None:
    """The watcher of a split nobody watches."""


def split_all(
    transformer: nn.Module, rank: int = RANK, cache: Path | None = None, device: str = "", watch: SplitWatch = unwatched
) -> dict[str, Minor]:
    """The minor components of every target, from its weight as it is now (with any active LoRA), float32 on the CPU.

    cache: a folder; the split is written there under a hash of the weights and read back while they are the same.
    device: where to decompose, empty: where each weight is. `watch(done, all)` is told before each weight.
    """
    layers = targets(transformer)
    file = None
    if cache is not None:
        file = cache / f"minor-r{rank}-{_hash(layers)}.safetensors"
        if file.is_file():
            return read_minor(file, transformer, rank)
    minors = {}
    for number, (name, layer) in enumerate(layers.items()):
        watch(number, len(layers))
        weight = effective_weight(layer)
        found = split(weight.to(device) if device else weight, rank)[1]
        minors[name] = Minor(found.b.cpu(), found.a.cpu())
    if file is not None:
        write_minor(file, minors)
    return minors


def effective_weight(layer: Any) -> Tensor:
    """A Linear's weight in float32, with the LoRA that peft has active on it, if any."""
    if isinstance(layer, MinorLinear):
        raise ModelError("Minor components are already attached to this model.", hint="Detach them first.")
    if not hasattr(layer, "base_layer"):
        return layer.weight.detach().float()
    weight = layer.base_layer.weight.detach().float()
    if layer.merged or layer.disable_adapters:
        return weight
    for adapter in layer.active_adapters:
        if adapter in layer.lora_A:
            down, up = (part[adapter].weight.detach().float() for part in (layer.lora_A, layer.lora_B))
            weight = weight + layer.scaling[adapter] * (up @ down).to(weight)
    return weight


class MinorLinear(nn.Module):
    """A frozen Linear whose minor components are exchanged for trainable ones: W x + b + B (A x) - B0 (A0 x)."""

    def __init__(self, base: nn.Module, untuned: Minor, tuned: Minor | None = None) -> None:
        super().__init__()
        self.base = base
        device = next(base.parameters()).device
        start = untuned if tuned is None else tuned
        self.register_buffer("b0", untuned.b.to(device))
        self.register_buffer("a0", untuned.a.to(device))
        self.b = nn.Parameter(start.b.to(device).clone())
        self.a = nn.Parameter(start.a.to(device).clone())

    def forward(self, x: Tensor) -> Tensor:
        tuned = functional.linear(functional.linear(x, self.a.to(x.dtype)), self.b.to(x.dtype))
        untuned = functional.linear(functional.linear(x, self.a0.to(x.dtype)), self.b0.to(x.dtype))
        return self.base(x) + (tuned - untuned)


def attach(transformer: nn.Module, untuned: Minors, tuned: Minors | None = None) -> dict[str, MinorLinear]:
    """Put a `MinorLinear` in the place of every target; returns them by name. `detach` takes them out again."""
    layers = targets(transformer)
    _check(untuned, layers, "the split")
    if tuned is not None:
        _check(tuned, layers, "the adapter")
    attached = {}
    for name, layer in layers.items():
        if isinstance(layer, MinorLinear):
            detach(transformer)
            raise ModelError("Minor components are already attached to this model.", hint="Detach them first.")
        attached[name] = MinorLinear(layer, untuned[name], None if tuned is None else tuned[name])
        _replace(transformer, name, attached[name])
    return attached


def detach(transformer: nn.Module) -> None:
    """Put every original layer back, the identical objects."""
    for name, layer in targets(transformer).items():
        if isinstance(layer, MinorLinear):
            _replace(transformer, name, layer.base)


@contextmanager
def minor_components(transformer: nn.Module, untuned: Minors, tuned: Minors) -> Iterator[None]:
    """Run with a trained minor-component adapter; the model is as before afterwards."""
    attach(transformer, untuned, tuned)
    try:
        yield
    finally:
        detach(transformer)


def tuned_values(transformer: nn.Module) -> dict[str, Minor]:
    """The attached components as they are now, float32 on the CPU."""
    return {
        name: Minor(layer.b.detach().float().cpu(), layer.a.detach().float().cpu())
        for name, layer in targets(transformer).items()
        if isinstance(layer, MinorLinear)
    }


def kind_of(path: Path) -> Kind:
    """Whether an adapter file holds a LoRA or minor components. Raises ModelError when it is neither."""
    keys = read_tensors(path).keys()
    if keys and all(".lora_A." in key or ".lora_B." in key or key.endswith(".alpha") for key in keys):
        return "lora"
    if keys and all(".processor.to_" in key for key in keys):
        return "minor"
    raise ModelError(
        f"{path.name} is neither a LoRA nor a minor-component adapter (its first key is {min(keys, default='none')!r}).",
        hint="URAE's files are urae_2k_adapter, urae_4k_adapter and their lora_conversion.",
    )


def read_minor(path: Path, transformer: nn.Module, rank: int | None = None) -> dict[str, Minor]:
    """Read a minor-component adapter (`urae_4k_adapter.safetensors`, a training checkpoint, a cached split).

    rank: the rank it must have, if any. Raises ModelError for a LoRA, another model's file or another rank.
    """
    tensors = read_tensors(path)
    if any(".lora_A." in key for key in tensors):
        raise ModelError(f"{path.name} is a LoRA, not a minor-component adapter.", hint="Load it with `lora`.")
    layers = targets(transformer)
    wanted = {_released_key(name, side) for name in layers for side in "ab"}
    missing, unknown = wanted - tensors.keys(), tensors.keys() - wanted
    if missing or unknown:
        raise ModelError(
            f"{path.name} is an adapter for another model: {len(missing)} of {len(wanted)} weights are missing and "
            f"{len(unknown)} unknown (such as {min(missing or unknown)}).",
            hint="The adapter and the model must both be FLUX.1.",
        )
    minors = {name: Minor(tensors[_released_key(name, "b")], tensors[_released_key(name, "a")]) for name in layers}
    _check(minors, layers, path.name, rank)
    return minors


def write_minor(path: Path, minors: Minors, dtype: torch.dtype = torch.float32) -> Path:
    """Write minor components under the released names, `<block>.attn.processor.to_q_a.weight` and so on."""
    tensors = {}
    for name, minor in minors.items():
        tensors[_released_key(name, "b")] = minor.b.to(dtype)
        tensors[_released_key(name, "a")] = minor.a.to(dtype)
    return write_tensors(path, tensors)


def export_lora(path: Path, untuned: Minors, tuned: Minors, two_k: Mapping[str, Tensor] | None = None) -> Path:
    """Write the adapter as an ordinary LoRA for the plain base model, float32, scale 1, no alpha; returns the path.

    A = [-A0; A; A_2K], B = [B0, B, B_2K]: rank 48 with the 2K LoRA (`read_tensors` of its file), 32 without. B0 A0 and
    B A nearly cancel, so keep the file in float32 and the LoRA unfused, or fuse it in float32.
    """
    others = {key.removeprefix("transformer.").partition(".lora_")[0].removesuffix(".alpha") for key in two_k or ()}
    if others - tuned.keys():
        raise ModelError(
            f"The 2K LoRA also changes {min(others - tuned.keys())}, which the adapter does not.",
            hint="Use urae_2k_adapter.safetensors, or one trained here.",
        )
    tensors = {}
    for name, minor in tuned.items():
        start = untuned[name]
        if start.rank != minor.rank:
            raise ModelError(f"The adapter has rank {minor.rank} and its split rank {start.rank} at {name}.")
        downs, ups = [-start.a.float(), minor.a.float()], [start.b.float(), minor.b.float()]
        if two_k is not None:
            down, up = _lora_pair(two_k, name)
            downs.append(down)
            ups.append(up)
        tensors[f"transformer.{name}.lora_A.weight"] = torch.cat(downs, dim=0)
        tensors[f"transformer.{name}.lora_B.weight"] = torch.cat(ups, dim=1)
    return write_tensors(path, tensors, {"format": "pt"})


@contextmanager
def lora(pipe: Any, path: Path, weight: float = 1.0, name: str = "ultra") -> Iterator[None]:
    """Load a plain LoRA (URAE 2K, or a converted 4K one) into a pipeline, unfused; it is gone afterwards.

    Raises ModelError before anything is loaded when the file is missing, damaged or made for another model.
    """
    check_lora(path, pipe.transformer)
    loaded = set(getattr(pipe.transformer, "peft_config", None) or ())
    if name in loaded:
        raise ModelError(f"An adapter called {name!r} is loaded already.", hint="Give this one another name.")
    active = _active_weights(pipe.transformer)
    pipe.load_lora_weights(path.parent, weight_name=path.name, adapter_name=name, local_files_only=True)
    try:
        pipe.set_adapters([*active, name], [*active.values(), weight])
        yield
    finally:
        if loaded:
            pipe.delete_adapters(name)
            if active:
                pipe.set_adapters(list(active), list(active.values()))
            else:
                pipe.disable_lora()
        else:
            pipe.unload_lora_weights()


def check_lora(path: Path, transformer: nn.Module) -> int:
    """Check that a LoRA file fits the transformer, and return its rank. Raises ModelError with what does not fit."""
    if kind_of(path) != "lora":
        raise ModelError(f"{path.name} is a minor-component adapter, not a LoRA.", hint="Give it as four_k.")
    tensors = read_tensors(path)
    shapes = {name: _weight_shape(m) for name, m in transformer.named_modules() if _is_linear(m)}
    ranks = set()
    for key, tensor in tensors.items():
        if key.endswith(".alpha"):
            continue
        name, _, side = key.removesuffix(".weight").rpartition(".lora_")
        name = name.removeprefix("transformer.")
        if name not in shapes or tensor.ndim != 2:
            raise ModelError(
                f"{path.name} is a LoRA for another model: this one has no layer {name}.",
                hint="URAE's LoRA files fit FLUX.1 only.",
            )
        rows, columns = shapes[name]
        fits = tensor.shape[1] == columns if side == "A" else tensor.shape[0] == rows
        if not fits:
            raise ModelError(
                f"{path.name} is a LoRA for a model of another size: {name} is {rows} x {columns}, its {side} part "
                f"{tuple(tensor.shape)}.",
                hint="URAE's LoRA files fit FLUX.1-dev and FLUX.1-schnell.",
            )
        ranks.add(tensor.shape[0] if side == "A" else tensor.shape[1])
    if len(ranks) != 1:
        raise ModelError(f"{path.name} mixes the ranks {sorted(ranks)}.", hint="Get a sound copy.")
    return ranks.pop()


def _lora_pair(tensors: Mapping[str, Tensor], name: str) -> tuple[Tensor, Tensor]:
    try:
        down = tensors[f"transformer.{name}.lora_A.weight"].float()
        up = tensors[f"transformer.{name}.lora_B.weight"].float()
    except KeyError as error:
        raise ModelError(f"The 2K LoRA has nothing for {name}.", hint="Use urae_2k_adapter.safetensors.") from error
    alpha = tensors.get(f"transformer.{name}.alpha")
    return down, up if alpha is None else up * (float(alpha) / down.shape[0])


def _active_weights(transformer: nn.Module) -> dict[str, float]:
    """The LoRA adapters that are switched on, with the weight of each."""
    for layer in transformer.modules():
        if hasattr(layer, "lora_A") and hasattr(layer, "active_adapters") and not layer.disable_adapters:
            names = [name for name in layer.active_adapters if name in layer.lora_A]
            return {name: layer.scaling[name] * layer.r[name] / layer.lora_alpha[name] for name in names}
    return {}


def _released_key(name: str, side: str) -> str:
    layer, _, part = name.partition(".attn.")
    return f"{layer}.attn.processor.{part.removesuffix('.0')}_{side}.weight"


def _check(minors: Minors, layers: Mapping[str, Any], what: str, rank: int | None = None) -> None:
    if minors.keys() != layers.keys():
        raise ModelError(f"{what} names other layers than this model has.", hint="Use one made for this model.")
    expected = rank or next(iter(minors.values())).rank
    for name, minor in minors.items():
        rows, columns = _weight_shape(layers[name])
        if minor.b.shape != (rows, expected) or minor.a.shape != (expected, columns):
            raise ModelError(
                f"{what} does not fit {name}: its parts are {tuple(minor.b.shape)} and {tuple(minor.a.shape)}, needed are "
                f"{(rows, expected)} and {(expected, columns)}.",
                hint="The released adapters have rank 16 and fit FLUX.1-dev and FLUX.1-schnell.",
            )


def _is_linear(layer: Any) -> bool:
    return isinstance(layer, nn.Linear | MinorLinear) or isinstance(getattr(layer, "base_layer", None), nn.Linear)


def _weight_shape(layer: Any) -> tuple[int, int]:
    inner = layer.base if isinstance(layer, MinorLinear) else layer
    weight = getattr(inner, "base_layer", inner).weight
    return weight.shape[0], weight.shape[1]


def _replace(transformer: nn.Module, name: str, layer: nn.Module) -> None:
    parent, _, leaf = name.rpartition(".")
    owner = transformer.get_submodule(parent)
    if isinstance(owner, nn.ModuleList):
        owner[int(leaf)] = layer
    else:
        setattr(owner, leaf, layer)


def _hash(layers: Mapping[str, Any]) -> str:
    digest = hashlib.sha256()
    for name, layer in layers.items():
        digest.update(name.encode())
        digest.update(effective_weight(layer).cpu().contiguous().numpy())
    return digest.hexdigest()[:24]

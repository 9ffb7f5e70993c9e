"""A CLEAR weights file goes in, a FLUX.1 transformer runs with its distilled attention layers for a while."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor, nn

from posta.errors import ModelError
from posta.ultra.weights import read_tensors

_LINEARS = ("to_q", "to_k", "to_v", "to_out")


@dataclass(frozen=True)
class ClearWeights:
    """Distilled attention weights: `linears` by parameter name, `pools` by attention layer name."""

    linears: Mapping[str, Tensor]
    pools: Mapping[str, Tensor]

    @property
    def pool(self) -> int:
        """Side of the pooled squares the weights were trained with; 1 for none."""
        return next(iter(self.pools.values())).shape[3] if self.pools else 1


def read_clear_weights(path: Path, transformer: nn.Module) -> ClearWeights:
    """Read a CLEAR file (`clear_local_8.safetensors` and its like) for this FLUX.1 transformer.

    Its keys are the transformer's own names of q, k, v and output projections, and
    `<layer>.processor.spatial_weight` where pooling is learned (Huage001/CLEAR: distill.py, inference_t2i.ipynb).
    Raises ModelError when keys are missing, unknown or of another shape.
    """
    tensors = read_tensors(path)
    own = {name: p.shape for name, p in _attention_linears(transformer).items()}
    pools = {
        key.removesuffix(".processor.spatial_weight"): value
        for key, value in tensors.items()
        if key.endswith(".processor.spatial_weight")
    }
    linears = {key: value for key, value in tensors.items() if not key.endswith(".processor.spatial_weight")}
    missing, unknown = own.keys() - linears.keys(), linears.keys() - own.keys()
    wrong = [key for key in own.keys() & linears.keys() if own[key] != linears[key].shape]
    if missing or unknown or wrong:
        raise ModelError(
            f"{path.name} is not a CLEAR file for this model: {len(missing)} weights missing, {len(unknown)} unknown, "
            f"{len(wrong)} of another shape (such as {min([*missing, *unknown, *wrong])}).",
            hint="CLEAR weights fit FLUX.1-dev and models of its shape only.",
        )
    return ClearWeights(linears, pools)


def _attention_linears(transformer: nn.Module) -> dict[str, nn.Parameter]:
    """The picture's attention parameters under their plain names, whether or not a LoRA is wrapped around them."""
    return {
        name.replace(".base_layer.", "."): parameter
        for name, parameter in transformer.named_parameters()
        if any(f".attn.{linear}." in name for linear in _LINEARS) and ".lora_" not in name
    }


@contextmanager
def clear_weights(transformer: nn.Module, weights: ClearWeights) -> Iterator[None]:
    """Run with distilled attention weights; the model's own are put back afterwards."""
    parameters = _attention_linears(transformer)
    before = {name: parameters[name].data for name in weights.linears}
    try:
        for name, value in weights.linears.items():
            parameters[name].data = value.to(before[name])
        yield
    finally:
        for name, value in before.items():
            parameters[name].data = value

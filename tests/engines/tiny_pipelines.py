"""Tiny random checkpoints on disk, each built and saved once in a test run: a family's name in, its folder out."""

from __future__ import annotations

import atexit
import inspect
import shutil
import tempfile
from functools import cache
from pathlib import Path

import torch
from safetensors.torch import save_file

from tests.tiny import models

torch.set_num_threads(1)

ROWS = {"flux": "flux", "z_image": "z-image", "klein": "flux2-klein", "qwen": "qwen-image"}
"""Family by the name of its builder."""


@cache
def room() -> Path:
    """A folder for this run's checkpoints."""
    path = Path(tempfile.mkdtemp(prefix="posta-tiny-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


@cache
def folder(name: str) -> Path:
    """The saved checkpoint of a builder in tests/tiny/models.py."""
    return models.save(models.FAMILIES[name], room() / name)


TARGETS = {
    "flux": "transformer_blocks.0.attn.to_q",
    "klein": "transformer_blocks.0.attn.to_q",
    "qwen": "transformer_blocks.0.attn.to_q",
    "z_image": "layers.0.attention.to_q",
}
WIDTH = 32


def lora(path: Path, name: str, *, seed: int = 1, target: str = "", width: int = WIDTH) -> Path:
    """A random LoRA of rank 4 for one attention matrix of a tiny transformer, strong enough to be seen."""
    key = f"transformer.{target or TARGETS[name]}"
    draw = torch.Generator().manual_seed(seed)
    tensors = {
        f"{key}.lora_A.weight": torch.randn(4, width, generator=draw),
        f"{key}.lora_B.weight": torch.randn(width, 4, generator=draw),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path)
    return path


CONTROLLED = {"qwen": "QwenImageControlNetModel", "flux": "FluxControlNetModel", "z_image": "ZImageControlNetModel"}
"""The control network's class by builder."""


def control_network(name: str, path: Path) -> Path:
    """A random control network for a builder's tiny transformer, one that is heard."""
    import diffusers

    config = {k: v for k, v in models.FAMILIES[name](0).transformer.config.items() if not k.startswith("_")}
    if name == "z_image":
        config |= {"control_layers_places": [0], "control_in_dim": 33, "control_refiner_layers_places": [0]}
        config |= {"add_control_noise_refiner": "control_layers"}
    kind = getattr(diffusers, CONTROLLED[name])
    takes = inspect.signature(kind.__init__).parameters
    torch.manual_seed(1)
    network = kind(**{k: v for k, v in config.items() if k in takes})
    # A fresh network says nothing: its way in and its ways out are zero.
    for part, layer in network.named_modules():
        if isinstance(layer, torch.nn.Linear) and ("control" in part or "proj" in part):
            torch.nn.init.normal_(layer.weight, std=1.0)
    network.save_pretrained(path)
    return path

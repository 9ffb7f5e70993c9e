"""Tiny upscaling networks of real architectures with seeded random weights: a folder goes in, a safetensors file's path out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from posta.upscale import networks  # noqa: F401  # it can import spandrel without torchvision

torch.set_num_threads(1)


def _saved(path: Path, model: torch.nn.Module, spread: float, seed: int) -> Path:
    draw = torch.Generator().manual_seed(seed)
    state: dict[str, Tensor] = {}
    for name, value in model.state_dict().items():
        if value.is_floating_point() and value.dim() > 1:
            value = torch.randn(value.shape, generator=draw) * spread
        elif name.endswith("bias"):
            value = torch.zeros_like(value)
        state[name] = value
    save_file({k: v.contiguous() for k, v in state.items()}, path)
    return path


def compact(path: Path, *, scale: int = 4, spread: float = 0.1, seed: int = 0) -> Path:
    """SRVGGNetCompact, 8 channels, 3 layers: nearest-neighbour enlargement plus what the layers say (none at spread 0)."""
    from spandrel.architectures.Compact import Compact

    return _saved(path, Compact(num_feat=8, num_conv=3, upscale=scale, act_type="prelu"), spread, seed)


def esrgan(path: Path, *, scale: int = 4, seed: int = 0) -> Path:
    """RRDBNet as Real-ESRGAN's, 32 channels and one block (the new-architecture names its files have)."""
    from spandrel.architectures.ESRGAN import ESRGAN

    model = ESRGAN(num_filters=32, num_blocks=1, scale=scale)
    draw = torch.Generator().manual_seed(seed)
    state = {}
    for name, value in model.state_dict().items():
        if value.dim() > 1:  # as loud a picture out as went in
            state[name] = torch.randn(value.shape, generator=draw) * (1.3 / value[0].numel() ** 0.5)
        else:
            state[name] = torch.full_like(value, 0.4) if value.shape == (3,) else torch.zeros_like(value)
    save_file(state, path)
    return path


def swinir(path: Path, *, seed: int = 0) -> Path:
    """SwinIR with windows of 8 px: a transformer whose tiles must be multiples of its window."""
    from spandrel.architectures.SwinIR import SwinIR

    model = SwinIR(
        upscale=2, img_size=16, window_size=8, depths=[1], embed_dim=8, num_heads=[2], mlp_ratio=2,
        upsampler="pixelshuffledirect", resi_connection="1conv",
    )  # fmt: skip
    return _saved(path, model, 0.1, seed)


def picture(width: int = 60, height: int = 80, channels: int = 3) -> np.ndarray:
    """Slopes, a disc and fine stripes; the alpha, if asked for, is a soft disc."""
    y, x = np.mgrid[0:height, 0:width]
    base = np.stack([x / width, y / height, 1 - x / width], -1) * 180 + 30
    base[(x - width * 0.6) ** 2 + (y - height * 0.4) ** 2 < (width * 0.2) ** 2] = (230, 220, 60)
    base[height // 2 :, ::3] *= 0.7
    if channels == 4:
        off = np.hypot(x - width / 2, y - height / 2)
        base = np.dstack([base, np.clip((min(width, height) * 0.45 - off) * 60, 0, 255)])
    return base.astype(np.uint8)

"""Previews of a drawing in the making: an autoencoder in, its map from latents to colours out; latents in, a picture out.

A latent's colour is nearly a linear function of its channels, so a map of (channels + 1) x 3 numbers shows a step at an eighth of
the picture's size for next to nothing, whatever takes turns in memory. The map is fitted to each autoencoder when it is loaded,
by least squares over a sheet of colours that it encodes and decodes: no table of numbers to keep, and own checkpoints work.
"""

from __future__ import annotations

from math import ceil
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

SHEET_PX = 128
LONGEST_PX = 256
"""A preview's longer side."""
RIDGE = 1e-3


def color_map(vae: Any) -> torch.Tensor:
    """(channels + 1, 3): what a latent's channels (and a 1) are multiplied with to give its colour, -1..1."""
    sheet = torch.from_numpy(_sheet()).permute(2, 0, 1)[None].to(vae.device, vae.dtype)
    video = type(vae).__name__ == "AutoencoderKLQwenImage"  # its pictures are films of one frame
    with torch.inference_mode():
        latents = vae.encode(sheet[:, :, None] if video else sheet).latent_dist.mode()
        seen = vae.decode(latents, return_dict=False)[0]
    if video:
        latents, seen = latents[:, :, 0], seen[:, :, 0]
    colors = torch.nn.functional.adaptive_avg_pool2d(seen.float().cpu(), latents.shape[-2:])[0].flatten(1).T
    channels = latents.float().cpu()[0].flatten(1).T
    known = torch.cat([channels, torch.ones(len(channels), 1)], 1).double()
    square = known.T @ known + RIDGE * len(known) * torch.eye(known.shape[1]).double()
    return torch.linalg.solve(square, known.T @ colors.double()).float()


def _sheet() -> NDArray[np.float32]:
    """(px, px, 3) -1..1: soft transitions above, even patches below."""
    rng = np.random.default_rng(0)
    soft = cv2.resize(rng.random((5, 8, 3), dtype=np.float32), (SHEET_PX, SHEET_PX // 2), interpolation=cv2.INTER_CUBIC)
    even = rng.random((SHEET_PX // 32, SHEET_PX // 16, 3), dtype=np.float32).repeat(16, 0).repeat(16, 1)
    return np.clip(np.concatenate([soft, even]), 0, 1) * 2 - 1


def picture_of(latents: torch.Tensor, colors: torch.Tensor) -> NDArray[np.uint8]:
    """Latents (n, channels, h, w) as the autoencoder decodes them, as one picture, at most 256 px long for each of the n."""
    plane = latents.float().cpu()
    shrink = ceil(max(plane.shape[-2:]) / LONGEST_PX)
    plane = torch.nn.functional.avg_pool2d(plane, shrink)
    seen = torch.einsum("nchw,cd->nhwd", plane, colors[:-1]) + colors[-1]
    return tiled(((seen.clamp(-1, 1) + 1) * 127.5).round().numpy().astype(np.uint8))


def tiled(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pictures (n, h, w, 3) as one, in rows; what is left of the last row is grey."""
    count, high, wide, _ = pictures.shape
    columns = ceil(count**0.5)
    rows = ceil(count / columns)
    sheet = np.full((rows * columns, high, wide, 3), 128, np.uint8)
    sheet[:count] = pictures
    return sheet.reshape(rows, columns, high, wide, 3).swapaxes(1, 2).reshape(rows * high, columns * wide, 3)

"""Previews: the map from latents to colours is the autoencoder's own, and pictures of latents are small and in rows."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import torch

from posta.engines.previews import LONGEST_PX, color_map, picture_of, tiled


class Linear(torch.nn.Module):
    """An autoencoder whose latents are mixed colours of 8 x 8 pixels."""

    device, dtype = torch.device("cpu"), torch.float32

    def __init__(self) -> None:
        super().__init__()
        self.mix = torch.linalg.qr(torch.randn(5, 3, generator=torch.Generator().manual_seed(0)))[0]

    def encode(self, pixels: torch.Tensor) -> SimpleNamespace:
        small = torch.nn.functional.avg_pool2d(pixels, 8)
        latents = torch.einsum("nchw,dc->ndhw", small, self.mix) + 0.3
        return SimpleNamespace(latent_dist=SimpleNamespace(mode=lambda: latents))

    def decode(self, latents: torch.Tensor, **_: object) -> tuple[torch.Tensor]:
        small = torch.einsum("ndhw,dc->nchw", latents - 0.3, self.mix)
        return (torch.nn.functional.interpolate(small, scale_factor=8),)


def test_the_map_gives_the_colours_the_autoencoder_decodes() -> None:
    vae = Linear()
    picture = np.random.default_rng(1).integers(0, 256, (6, 9, 3)).astype(np.uint8)
    pixels = torch.from_numpy(picture.repeat(8, 0).repeat(8, 1)).permute(2, 0, 1)[None] / 127.5 - 1
    shown = picture_of(vae.encode(pixels).latent_dist.mode(), color_map(vae))
    assert np.abs(shown.astype(int) - picture).max() <= 6


def test_a_large_drawing_is_shown_small() -> None:
    vae = Linear()
    shown = picture_of(torch.zeros(1, 5, 600, 400), color_map(vae))
    assert max(shown.shape[:2]) <= LONGEST_PX


def test_several_pictures_stand_in_rows_and_the_rest_is_grey() -> None:
    five = np.stack([np.full((2, 3, 3), 10 * n, np.uint8) for n in range(5)])
    sheet = tiled(five)
    assert sheet.shape == (4, 9, 3)
    assert [int(sheet[r, c, 0]) for r, c in ((0, 0), (0, 3), (0, 6), (2, 0), (2, 3), (2, 6))] == [
        0,
        10,
        20,
        30,
        40,
        128,
    ]

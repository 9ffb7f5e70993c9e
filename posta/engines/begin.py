"""A noised start for pipelines that only start from noise: a picture and a strength in, latents and sigmas for the call out.

Control pipelines take no picture to start from. Theirs is encoded, mixed with noise to the level at which the last `strength` of
the steps begins, and only those steps are run: what image-to-image pipelines do inside (SDEdit, arXiv 2108.01073).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from posta.errors import ModelError


def noised_start(
    pipe: Any, image: NDArray[np.uint8], seeds: tuple[int, ...], *, steps: int, strength: float
) -> dict[str, Any]:
    """The arguments `latents`, `sigmas` and `num_inference_steps` of a control pipeline; `image` (h, w, 3) has the drawn size.

    Raises ModelError for a family that is not known here.
    """
    kind = type(pipe.transformer).__name__
    if kind not in ("QwenImageTransformer2DModel", "FluxTransformer2DModel", "ZImageTransformer2DModel"):
        raise ModelError(
            f"{type(pipe).__name__} cannot follow a drawing and start from a picture at once.",
            hint="Leave one of them out.",
        )
    clean = _clean(pipe.vae, image)
    _, channels, high, wide = clean.shape
    noise = torch.cat([torch.randn(clean.shape, generator=torch.Generator("cpu").manual_seed(s)) for s in seeds])
    run = min(steps, max(1, round(steps * strength)))
    sigmas = np.linspace(1.0, 1 / steps, steps)[steps - run :].tolist()
    level = _first_level(pipe.scheduler, sigmas, high * wide // 4)
    mixed = (1 - level) * clean + level * noise
    latents = mixed.to(pipe._execution_device, torch.float32)
    if kind != "ZImageTransformer2DModel":  # which packs its latents itself
        packed = mixed.reshape(len(seeds), channels, high // 2, 2, wide // 2, 2).permute(0, 2, 4, 1, 3, 5)
        packed = packed.reshape(len(seeds), high * wide // 4, channels * 4)
        latents = packed.to(pipe._execution_device, pipe.transformer.dtype)
    return {"latents": latents, "sigmas": sigmas, "num_inference_steps": run}


def _clean(vae: Any, image: NDArray[np.uint8]) -> torch.Tensor:
    """(1, channels, h / 8, w / 8): a picture as the transformer's own latents."""
    pixels = torch.from_numpy(image.astype(np.float32) / 127.5 - 1).permute(2, 0, 1)[None].to(vae.device, vae.dtype)
    with torch.inference_mode():
        if type(vae).__name__ != "AutoencoderKLQwenImage":
            plane = vae.encode(pixels).latent_dist.mode().float().cpu()
            return (plane - vae.config.shift_factor) * vae.config.scaling_factor
        plane = vae.encode(pixels[:, :, None]).latent_dist.mode()[:, :, 0].float().cpu()
    mean = torch.tensor(vae.config.latents_mean).view(1, -1, 1, 1)
    spread = torch.tensor(vae.config.latents_std).view(1, -1, 1, 1)
    return (plane - mean) / spread


def _first_level(scheduler: Any, sigmas: list[float], tokens: int) -> float:
    """The noise level the scheduler really begins at, after its shift for this many tokens."""
    told = scheduler.config
    share = (tokens - told.base_image_seq_len) / (told.max_image_seq_len - told.base_image_seq_len)
    mu = told.base_shift + share * (told.max_shift - told.base_shift)
    scheduler.set_timesteps(sigmas=sigmas, mu=mu)
    return float(scheduler.sigmas[0])

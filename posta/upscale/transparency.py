"""A picture with alpha in, opaque colours and the alpha apart out, so that each can be enlarged in its own way."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.upscale import UpscaleRequest
from posta.upscale.lanczos import Lanczos


def apart(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """(h, w, 3 or 4) -> colours (h, w, 3) and alpha (h, w), None without transparency.

    Where the picture is transparent its colours mean nothing; there they are continued from the visible ones, so that a
    network sees no black edge around a cut-out.
    """
    if pixels.shape[2] == 3:
        return np.ascontiguousarray(pixels), None
    alpha = np.ascontiguousarray(pixels[..., 3])
    colors = np.ascontiguousarray(pixels[..., :3])
    if alpha.min() == 255:
        return colors, alpha
    weight = alpha.astype(np.float32) / np.float32(255)
    filled = _continued(colors.astype(np.float32) * weight[..., None], weight)
    hidden = alpha < 255
    colors[hidden] = np.clip(filled[hidden] + 0.5, 0, 255).astype(np.uint8)
    return colors, alpha


def together(
    colors: NDArray[np.uint8], alpha: NDArray[np.uint8] | None, channels: int, width: int, height: int
) -> NDArray[np.uint8]:
    """Enlarged colours (height, width, 3) with the alpha brought to their size, as `channels` channels."""
    if alpha is None or channels == 3:
        return colors
    large = Lanczos().enlarge(UpscaleRequest(np.repeat(alpha[..., None], 3, axis=2), width, height))
    return np.dstack([colors, large[..., 0]])


def _continued(premultiplied: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Colours everywhere: the picture's own where it is visible, elsewhere those of ever coarser levels (pull-push)."""
    high, wide = weight.shape
    if min(high, wide) < 2:
        mean = premultiplied.sum((0, 1)) / max(float(weight.sum()), 1e-6)
        coarse = np.broadcast_to(mean, premultiplied.shape)
    else:
        below = _continued(cv2.pyrDown(premultiplied), cv2.pyrDown(weight))
        coarse = cv2.resize(np.ascontiguousarray(below), (wide, high), interpolation=cv2.INTER_LINEAR)
    own = premultiplied / np.maximum(weight, 1e-6)[..., None]
    trust = np.clip(weight * 8, 0, 1)[..., None]
    return (own * trust + coarse * (1 - trust)).astype(np.float32)

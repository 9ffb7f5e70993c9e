"""What draws the eye and what leaves it in peace: sRGB pixels (h, w, 3) uint8 in, small float32 maps 0..1 out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.color import rgb_to_oklab

QUIET_ACROSS = 64
"""Cells of a quiet map along the picture's width."""


def saliency(pixels: NDArray[np.uint8], across: int = 96) -> NDArray[np.float32]:
    """(h, w) share 0..1 of attention, `across` cells wide: the spectral residual of lightness and both colour axes.

    Hou and Zhang, "Saliency detection: a spectral residual approach", CVPR 2007.
    """
    lab = _small_lab(pixels, across)
    total = np.zeros(lab.shape[:2], np.float32)
    for channel in np.moveaxis(lab, -1, 0):
        spectrum = np.fft.fft2(channel - channel.mean())
        size = np.log(np.abs(spectrum) + 1e-6)
        residual = size - cv2.blur(size, (3, 3), borderType=cv2.BORDER_REFLECT)
        back = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
        total += cv2.GaussianBlur(back.astype(np.float32), (0, 0), across / 32) * np.float32(channel.std())
    total -= total.min()
    return total / max(float(total.max()), 1e-9)


def quiet_map(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(h, QUIET_ACROSS) share 0..1: 1 where type would lie on calm ground.

    Calm is little change of lightness or colour (OKLab) inside a cell and its neighbours; grain too fine to disturb type is
    averaged away first.
    """
    lab = _small_lab(pixels, QUIET_ACROSS * 4)
    high, wide = max(1, round(QUIET_ACROSS * lab.shape[0] / lab.shape[1])), QUIET_ACROSS
    busy = np.zeros(lab.shape[:2], np.float32)
    for channel, weight in zip(np.moveaxis(lab, -1, 0), (1.0, 0.7, 0.7), strict=True):
        channel = np.ascontiguousarray(channel)
        across, down = (cv2.Sobel(channel, cv2.CV_32F, *d, ksize=3, scale=0.125) for d in ((1, 0), (0, 1)))
        busy += np.float32(weight) * (across * across + down * down)
    busy = cv2.resize(cv2.GaussianBlur(busy, (0, 0), 4), (wide, high), interpolation=cv2.INTER_AREA)
    return np.exp(-np.sqrt(np.maximum(busy, 0)) / 0.018).astype(np.float32)


def focal_point(attention: NDArray[np.float32]) -> tuple[float, float]:
    """Where the weight of a saliency map lies, as shares of width and height: the heart of its strongest region."""
    high, wide = attention.shape
    # The frame of a photo draws less than its middle, and a single bright speck less than a region.
    y, x = (
        (np.arange(high, dtype=np.float32)[:, None] + 0.5) / high,
        (np.arange(wide, dtype=np.float32)[None, :] + 0.5) / wide,
    )
    weight = cv2.GaussianBlur(attention, (0, 0), wide / 14) * (1 - 0.6 * ((x - 0.5) ** 2 + (y - 0.5) ** 2))
    top, left = np.unravel_index(int(np.argmax(weight)), weight.shape)
    near = weight * np.exp(-(((x - (left + 0.5) / wide) ** 2 + (y - (top + 0.5) / high) ** 2) / (2 * 0.12**2)))
    total = float(near.sum()) or 1.0
    return float((near * x).sum()) / total, float((near * y).sum()) / total


def _small_lab(pixels: NDArray[np.uint8], across: int) -> NDArray[np.float32]:
    high, wide = pixels.shape[:2]
    size = across, max(1, round(across * high / wide))
    shrinking = cv2.INTER_AREA if wide >= across else cv2.INTER_LINEAR
    return rgb_to_oklab(cv2.resize(pixels, size, interpolation=shrinking) / np.float32(255)).astype(np.float32)

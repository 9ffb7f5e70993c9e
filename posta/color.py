"""Colours between sRGB, linear light, OKLab/OKLCH and contrast: numbers and numpy arrays in, the same shape out.

sRGB values are floats 0..1 unless a name says `hex` or `u8`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

HEX = re.compile(r"^#([0-9a-fA-F]{6})$")

# Björn Ottosson, "A perceptual color space for image processing" (bottosson.github.io/posts/oklab), 2020.
_LMS_FROM_RGB = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB_FROM_LMS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_RGB_FROM_LMS = np.linalg.inv(_LMS_FROM_RGB)
_LMS_FROM_LAB = np.linalg.inv(_LAB_FROM_LMS)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


class Rgb(NamedTuple):
    """An sRGB colour, each part 0..1."""

    r: float
    g: float
    b: float

    @property
    def hex(self) -> str:
        return "#" + "".join(f"{round(min(1.0, max(0.0, v)) * 255):02x}" for v in self)

    @staticmethod
    def from_hex(text: str) -> Rgb:
        """`#rrggbb` as a colour. Raises ValueError with the text when it is not one."""
        if not HEX.match(text):
            raise ValueError(f"{text!r} is not a colour of the form #rrggbb")
        return Rgb(*(int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)))

    def mixed(self, other: Rgb, share: float) -> Rgb:
        """This colour with `share` (0..1) of `other`, mixed in OKLab so that mid-tones stay clean."""
        lab = (1 - share) * rgb_to_oklab(np.array(self)) + share * rgb_to_oklab(np.array(other))
        return Rgb(*(float(v) for v in np.clip(oklab_to_rgb(lab), 0, 1)))


def linear(rgb: Floats) -> Floats:
    """sRGB to linear light (IEC 61966-2-1), any shape."""
    rgb = np.asarray(rgb)
    return np.where(rgb <= 0.04045, rgb / 12.92, ((np.maximum(rgb, 0) + 0.055) / 1.055) ** 2.4)


def delinear(light: Floats) -> Floats:
    """Linear light to sRGB, any shape."""
    light = np.asarray(light)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-12) ** (1 / 2.4) - 0.055)


def rgb_to_oklab(rgb: Floats) -> Floats:
    """sRGB (..., 3) to OKLab (..., 3): L 0..1, a and b about -0.4..0.4."""
    return np.cbrt(linear(rgb) @ _LMS_FROM_RGB.T) @ _LAB_FROM_LMS.T


def oklab_to_rgb(lab: Floats) -> Floats:
    """OKLab (..., 3) to sRGB (..., 3); parts fall outside 0..1 where sRGB has no such colour."""
    return delinear((np.asarray(lab) @ _LMS_FROM_LAB.T) ** 3 @ _RGB_FROM_LMS.T)


def to_oklch(color: Rgb) -> tuple[float, float, float]:
    """A colour as lightness 0..1, chroma 0..0.37, hue in degrees 0..360."""
    lightness, a, b = (float(v) for v in rgb_to_oklab(np.array(color)))
    return lightness, float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)


def from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """The sRGB colour nearest to OKLCH: chroma is reduced until it fits, lightness and hue stay."""
    a, b = np.cos(np.radians(hue)), np.sin(np.radians(hue))

    def at(c: float) -> Floats:
        return oklab_to_rgb(np.array([lightness, c * a, c * b]))

    low, high = 0.0, chroma
    if not _in_gamut(at(high)):
        for _ in range(16):
            middle = (low + high) / 2
            low, high = (middle, high) if _in_gamut(at(middle)) else (low, middle)
        high = low
    return Rgb(*(float(v) for v in np.clip(at(high), 0, 1)))


def _in_gamut(rgb: Floats) -> bool:
    return bool(np.all(rgb > -1e-4) and np.all(rgb < 1 + 1e-4))


def luminance(rgb: Floats) -> Floats:
    """Relative luminance 0..1 of sRGB (..., 3) (WCAG 2.2)."""
    return linear(rgb) @ _LUMINANCE


def contrast(first: Floats, second: Floats) -> Floats:
    """WCAG contrast ratio 1..21 between sRGB colours (..., 3)."""
    a, b = luminance(first), luminance(second)
    return (np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05)

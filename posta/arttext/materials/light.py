"""Light on relief: normals in, linear light out, by pictures of a sphere (matcaps) that hold light, sheen and surroundings.

A matcap is worked out once on SIZE x SIZE normals and looked up for every pixel, so environments may be as rich as they like.
Colours are linear light, 1 is paper white.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.arttext.materials.grid import Plane, step
from posta.color import Rgb, delinear, from_oklch, linear, to_oklch

SIZE = 384
# 0..1 in steps of the square root of linear light -> sRGB 0..255.
_ENCODE = np.round(delinear(np.linspace(0, 1, 8192) ** 2) * 255).astype(np.uint8)

Light3 = tuple[float, float, float]
Normals = tuple[Plane, Plane]


def towards(light: tuple[float, float], elevation: float = 42.0) -> Light3:
    """The light on the page as a unit vector in space, z towards the reader; `elevation` in degrees above the paper."""
    length = float(np.hypot(*light)) or 1.0
    flat = float(np.cos(np.radians(elevation)))
    return light[0] / length * flat, light[1] / length * flat, float(np.sin(np.radians(elevation)))


def lin(color: Rgb) -> NDArray[np.float32]:
    """A colour as linear light, (3,)."""
    return linear(np.array(color)).astype(np.float32)


def toned(color: Rgb, lightness: float, chroma: float | None = None) -> Rgb:
    """The colour's hue at another OKLCH lightness (and at most that chroma, if given)."""
    _, own, hue = to_oklch(color)
    return from_oklch(lightness, own if chroma is None else min(own, chroma), hue)


def leaning(base: Rgb, towards_color: Rgb, degrees: float) -> Rgb:
    """`base` with its hue turned at most `degrees` towards another colour's, if that one has a hue worth the name."""
    lightness, chroma, hue = to_oklch(base)
    _, other_chroma, other = to_oklch(towards_color)
    turn = (other - hue + 180) % 360 - 180
    if other_chroma < 0.04:
        return base
    return from_oklch(lightness, chroma, hue + float(np.clip(turn, -degrees, degrees)))


def normals(height: Plane, pitch: float) -> Normals:
    """x and y of the unit normals of a relief; `height` and `pitch` in the same unit."""
    scale = 1 / (8 * pitch)
    gx = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3, scale=scale)
    gy = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3, scale=scale)
    long = -1 / np.sqrt(gx * gx + gy * gy + 1)
    return gx * long, gy * long


class Sphere:
    """The normals a matcap is worked out on: x, y, z planes of SIZE x SIZE."""

    def __init__(self) -> None:
        line = np.linspace(-1, 1, SIZE, dtype=np.float32)
        x, y = np.meshgrid(line, line)
        long = np.sqrt(x * x + y * y)
        shrink = np.where(long > 0.995, 0.995 / np.maximum(long, 1e-6), 1).astype(np.float32)
        self.x, self.y = x * shrink, y * shrink
        self.z = np.sqrt(np.maximum(1 - self.x**2 - self.y**2, 1e-4))

    def diffuse(self, light: Light3, wrap: float = 0.0) -> Plane:
        """Lambert's cosine, 0..1; `wrap` lets light creep past the terminator, as in soft stuff."""
        facing = self.x * light[0] + self.y * light[1] + self.z * light[2]
        return np.maximum((facing + wrap) / (1 + wrap), 0)

    def sheen(self, light: Light3, power: float) -> Plane:
        """Blinn's highlight, 0..1, for an eye straight above."""
        half = np.array([light[0], light[1], light[2] + 1])
        half /= np.linalg.norm(half)
        return np.maximum(self.x * half[0] + self.y * half[1] + self.z * half[2], 0).astype(np.float32) ** power

    def reflected(self) -> tuple[Plane, Plane, Plane]:
        """Where an eye straight above looks after the mirror."""
        return 2 * self.z * self.x, 2 * self.z * self.y, 2 * self.z**2 - 1

    def fresnel(self, straight: float) -> Plane:
        """Schlick's reflectance; `straight` is that at normal incidence."""
        return straight + (1 - straight) * (1 - self.z) ** 5

    def softbox(self, light: Light3, width: float, soft: float) -> Plane:
        """The mirror image of a round lamp in the light's direction: `width` and `soft` edge in cosine units."""
        rx, ry, rz = self.reflected()
        return step(1 - width - soft, 1 - width, rx * light[0] + ry * light[1] + rz * light[2])

    def window(self, light: Light3, size: float, panes: bool = True) -> Plane:
        """The mirror image of a window in the light's direction; `size` is half its side, as a tangent."""
        rx, ry, rz = self.reflected()
        side = np.cross(light, (0.0, 0.0, 1.0))
        side /= np.linalg.norm(side) + 1e-9
        up = np.cross(side, light)
        facing = np.maximum(rx * light[0] + ry * light[1] + rz * light[2], 1e-3)
        u = (rx * side[0] + ry * side[1] + rz * side[2]) / facing
        v = (rx * up[0] + ry * up[1] + rz * up[2]) / facing
        ahead = rx * light[0] + ry * light[1] + rz * light[2] > 0.05
        inside = step(size, size * 0.9, np.abs(u)) * step(size, size * 0.9, np.abs(v)) * ahead
        if panes:
            inside = inside * step(size * 0.06, size * 0.1, np.abs(u)) * step(size * 0.06, size * 0.1, np.abs(v))
        return inside.astype(np.float32)


SPHERE = Sphere()


def looked_up(matcap: NDArray[np.float32], normal: Normals) -> NDArray[np.float32]:
    """The matcap's colours (SIZE, SIZE, 3) for normals (h, w): (h, w, 3) linear light."""
    half = np.float32((SIZE - 1) / 2)
    return cv2.remap(
        matcap, normal[0] * half + half, normal[1] * half + half, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def matcap(*layers: tuple[Plane, NDArray[np.float32] | Rgb]) -> NDArray[np.float32]:
    """The sum of planes (SIZE, SIZE), each in a colour (an Rgb, or linear light (3,))."""
    out = np.zeros((SIZE, SIZE, 3), np.float32)
    for plane, color in layers:
        out += plane[..., None] * (lin(color) if isinstance(color, Rgb) else color)
    return out


def rolled_off(light: NDArray[np.float32], knee: float = 0.7) -> NDArray[np.float32]:
    """Linear light above `knee` bent towards 1, so that highlights keep their colour for longer."""
    light = np.maximum(light, 0)
    over = np.maximum(light - knee, 0)
    return np.minimum(light, knee) + (1 - knee) * (1 - np.exp(-over / (1 - knee)))


def encoded(light: NDArray[np.float32], dither: Plane) -> NDArray[np.uint8]:
    """Linear light (h, w, 3) as sRGB bytes; `dither` (h, w) -0.5..0.5 hides the steps of slow gradients."""
    place = np.sqrt(np.clip(light, 0, 1)) * np.float32(8191)
    place += (dither * np.float32(36))[..., None]
    return _ENCODE[np.clip(place, 0, 8191).astype(np.uint16)]


def decoded(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """sRGB bytes as linear light."""
    return _DECODE[picture]


_DECODE = linear(np.arange(256) / 255).astype(np.float32)

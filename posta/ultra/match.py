"""A made picture and its source go in; the picture with the source's large-scale colours, or a measure of its drift, comes out.

Pictures are float arrays (H, W, 3), sRGB 0..1; the two may differ in size but not in aspect. Zones are rectangles in
shares of the picture, 0..1 from the top left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from posta.color import luminance, rgb_to_oklab
from posta.errors import StageError
from posta.geometry import Rect

Picture = NDArray[np.float32]

GRID = 48  # the colour match works on this many cells along the longer side


@dataclass(frozen=True)
class Kept:
    """How well one zone kept to the source.

    color: mean OKLab distance x 100 of the zone's large-scale colours (2 is just visible). structure: correlation of
    lightness at the source's size, 1 is the same drawing. detail: edge energy over the source's, 1 is as busy.
    """

    color: float
    structure: float
    detail: float

    @property
    def calm(self) -> bool:
        """Whether a quiet zone stayed as quiet as it was: text can still stand on it."""
        return self.detail <= 1.25 and self.color <= 4.0

    @property
    def faithful(self) -> bool:
        """Whether a focus zone still shows the same thing."""
        return self.structure >= 0.8 and self.color <= 6.0


def match_colors(picture: Picture, source: Picture) -> Picture:
    """The picture with its lowest frequencies exchanged for the source's: same light and hue, new detail untouched."""
    _check(picture, source)
    made, wanted = (_planes(_coarse(p)) for p in (picture, source))
    size = (picture.shape[0], picture.shape[1])
    shift = functional.interpolate(wanted - made, size=size, mode="bicubic", align_corners=False)
    return np.clip(picture + shift[0].permute(1, 2, 0).numpy(), 0, 1).astype(np.float32)


def preserved(picture: Picture, source: Picture, zones: Mapping[str, Rect]) -> dict[str, Kept]:
    """For each named zone, how well `picture` kept to `source`. Raises StageError for a zone outside the picture."""
    _check(picture, source)
    height, width = source.shape[:2]
    small = _resized(picture, (height, width))
    found = {}
    for name, zone in zones.items():
        left, top = round(zone.x * width), round(zone.y * height)
        right, bottom = round(zone.right * width), round(zone.bottom * height)
        if not (0 <= left < right <= width and 0 <= top < bottom <= height):
            raise StageError(f"The zone {name!r} {tuple(zone)} does not lie in the picture.", hint="Give shares 0..1.")
        found[name] = _kept(small[top:bottom, left:right], source[top:bottom, left:right])
    return found


def _kept(made: Picture, wanted: Picture) -> Kept:
    cells = (max(1, made.shape[0] // 16), max(1, made.shape[1] // 16))
    labs = [rgb_to_oklab(np.clip(_resized(p, cells), 0, 1)) for p in (made, wanted)]
    color = float(np.linalg.norm(labs[0] - labs[1], axis=-1).mean() * 100)
    lights = [np.cbrt(luminance(np.clip(p, 0, 1))) for p in (made, wanted)]
    spread = [float(light.std()) for light in lights]
    if min(spread) < 2e-3:  # flat zones have no drawing to compare: equal if both are flat
        structure = 1.0 if max(spread) < 2e-2 else 0.0
    else:
        structure = float(np.corrcoef(lights[0].ravel(), lights[1].ravel())[0, 1])
    floor = 1e-3  # the noise of an 8-bit picture: two flat zones are equally busy
    detail = (_edges(lights[0]) + floor) / (_edges(lights[1]) + floor)
    return Kept(color=color, structure=structure, detail=detail)


def _edges(light: NDArray[np.floating]) -> float:
    return (
        float(np.abs(np.diff(light, axis=0)).mean() + np.abs(np.diff(light, axis=1)).mean()) if light.size > 1 else 0.0
    )


def _check(picture: Picture, source: Picture) -> None:
    for name, array in (("picture", picture), ("source", source)):
        if array.ndim != 3 or array.shape[2] != 3 or min(array.shape) < 2:
            raise StageError(
                f"The {name} has the shape {array.shape}, not (height, width, 3).", hint="Give RGB arrays."
            )
    stretch = picture.shape[0] * source.shape[1] / (picture.shape[1] * source.shape[0])
    if not 0.97 < stretch < 1.03:
        raise StageError(
            f"The picture ({picture.shape[1]} x {picture.shape[0]}) and its source ({source.shape[1]} x "
            f"{source.shape[0]}) differ in aspect.",
            hint="Compare pictures of the same shape.",
        )


def _coarse(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    scale = GRID / max(height, width)
    return _resized(picture, (max(1, round(height * scale)), max(1, round(width * scale))))


def _resized(picture: Picture, size: tuple[int, int]) -> Picture:
    """Reduced by averaging (or enlarged bilinearly where the size grows)."""
    if size == picture.shape[:2]:
        return picture
    shrinks = size[0] <= picture.shape[0] and size[1] <= picture.shape[1]
    planes = _planes(picture)
    out = functional.interpolate(planes, size=size, mode="area" if shrinks else "bilinear")
    return out[0].permute(1, 2, 0).numpy()


def _planes(picture: Picture) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1), np.float32))[None]

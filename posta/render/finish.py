"""A print finish on pixels: (rows, width, 3) sRGB, where they lie (points) and treatments in, the printed pixels out.

Everything depends on the place on the page and the seed alone, and is worked out in bands of fixed rows: the same picture at
any resolution, the same bytes however it is cut. What is finer than a pixel shows as its mean tone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb, luminance, oklab_to_rgb, rgb_to_oklab
from posta.geometry import Rect
from posta.render import screens
from posta.render.frame import PrintFinish, PrintStep
from posta.render.noise import MEAN, dither, noise

Bytes = NDArray[np.uint8]
Field = NDArray[np.float32]

BAND = 128
WORKERS = 2
SMOOTHED = 0.4  # of a dot's cell: over so much the picture's tone is averaged, so that grain does not fray the dots
GRAIN = 14.0  # levels: the standard deviation of the strongest grain in the middle tones
TOOTH = 7.0
PITS = 0.5  # of the ink is missing in the deepest pits of the stock
DARKEST_CORNER = 0.62
PLATES = ((0.82, -0.57), (-0.73, 0.68), (0.0, 0.0))  # where the plates of red's, green's and blue's opposite lie
LIGHTEST_BLACK = 0.10  # of the stock's light comes back from solid ink on uncoated stock


@dataclass(frozen=True, slots=True)
class Place:
    """The pixels of a picture on the page, in points from the page's corner."""

    x: float
    """Left edge of column 0."""
    y: float
    """Top edge of row 0."""
    per_x: float
    """Points to a pixel across."""
    per_y: float
    width_px: int
    height_px: int

    @property
    def per(self) -> float:
        return math.sqrt(self.per_x * self.per_y)

    @property
    def box(self) -> Rect:
        return Rect(self.x, self.y, self.width_px * self.per_x, self.height_px * self.per_y)

    def xs(self) -> NDArray[np.floating]:
        """Centres of the columns."""
        return self.x + (np.arange(self.width_px) + 0.5) * self.per_x

    def ys(self, top: int, count: int) -> NDArray[np.floating]:
        """Centres of `count` rows from `top` on."""
        return self.y + (np.arange(top, top + count) + 0.5) * self.per_y


def finished(pixels: Bytes, place: Place, finish: PrintFinish) -> Bytes:
    """A whole picture printed."""
    return finished_rows(lambda top, bottom: pixels[top:bottom], place, finish, 0, place.height_px)


def finished_rows(raw: Callable[[int, int], Bytes], place: Place, finish: PrintFinish, top: int, bottom: int) -> Bytes:
    """Rows top..bottom printed; `raw(first, last)` gives the picture's rows and is asked once."""
    reach = reach_px(place, finish)
    first, last = top // BAND * BAND, min(place.height_px, -(-bottom // BAND) * BAND)
    above, below = max(0, first - reach), min(place.height_px, last + reach)
    given = raw(above, below)
    missing = above - (first - reach), last + reach - below
    if any(missing):  # beyond the picture its edges go on
        given = np.concatenate([np.repeat(given[:1], missing[0], 0), given, np.repeat(given[-1:], missing[1], 0)])

    def band(start: int) -> Bytes:
        rows = min(BAND, last - start)
        part = np.ascontiguousarray(given[start - first : start - first + rows + 2 * reach])
        for step in finish.steps:
            part = APPLY[step.kind](part, place, start - reach, step)
        return part[reach : reach + rows]

    starts = range(first, last, BAND)
    if len(starts) == 1:
        whole = band(first)
    else:
        with ThreadPoolExecutor(WORKERS) as pool:
            whole = np.concatenate(list(pool.map(band, starts)))
    return whole[top - first : bottom - first]


def reach_px(place: Place, finish: PrintFinish) -> int:
    """How many rows above and below a pixel its printed colour depends on."""
    total = 0
    for step in finish.steps:
        if step.kind in ("halftone", "riso"):
            total += math.ceil(SMOOTHED * step.cell / place.per / 2) + 1
        if step.kind in ("misregistration", "riso"):
            total += math.ceil(step.shift / place.per_y) + 2
    return total


def _blended(raw: Bytes, made: Bytes, strength: float) -> Bytes:
    return made if strength >= 1 else cv2.addWeighted(made, strength, raw, 1 - strength, 0)  # type: ignore[return-value]


def _inked(index: Bytes, table: Bytes) -> Bytes:
    """(rows, W) values 0..255 through a table (256, 3)."""
    return cv2.LUT(cv2.merge([index, index, index]), table.reshape(1, 256, 3))  # type: ignore[return-value]


def _grey(pixels: Bytes, place: Place, top: int, seed: int) -> Bytes:
    """Lightness with the half levels dithered: a ramp through it does not band."""
    exact = cv2.transform(pixels.astype(np.float32), np.array([[0.299, 0.587, 0.114]], np.float32))
    return cv2.convertScaleAbs(np.maximum(exact + dither(seed, place.width_px, top, len(pixels)), 0))  # type: ignore[return-value]


def _stretch(tones: tuple[float, float]) -> Field:
    """(256,) tone 0..1 of every level between the solid shadow and the bare light."""
    low, high = tones
    return np.clip((np.arange(256, dtype=np.float32) / 255 - low) / max(high - low, 0.02), 0, 1).astype(np.float32)


def _grain(pixels: Bytes, place: Place, top: int, step: PrintStep) -> Bytes:
    field, kept = noise(step.seed, 1, step.cell, place, top, len(pixels))
    light = np.arange(256, dtype=np.float32) / 255
    weight = (0.25 + 0.75 * np.sqrt(np.clip(4 * light * (1 - light), 0, 1))) * (GRAIN * step.strength * kept / 42)
    amount = cv2.LUT(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), weight.astype(np.float32))
    levels = ((field.astype(np.float32) - MEAN) * amount + dither(step.seed, place.width_px, top, len(pixels))).round()
    levels = levels.astype(np.int16)
    return cv2.add(pixels, cv2.merge([levels, levels, levels]), dtype=cv2.CV_8U)  # type: ignore[return-value]


def _paper(pixels: Bytes, place: Place, top: int, step: PrintStep) -> Bytes:
    stock = np.array(step.inks[0], np.float32)
    black = stock * np.float32(LIGHTEST_BLACK)
    ramp = np.arange(256, dtype=np.float32)[:, None] / 255
    table = ramp + step.strength * (black + ramp * (stock - black) - ramp)
    tinted = cv2.LUT(pixels, (np.clip(table, 0, 1) * 255 + 0.5).astype(np.uint8).reshape(1, 256, 3))
    fine, kept_fine = noise(step.seed, 2, step.cell * 0.5, place, top, len(pixels))
    wide, kept_wide = noise(step.seed, 3, step.cell, place, top, len(pixels))
    rough = (fine.astype(np.float32) - MEAN) * np.float32(0.75 * kept_fine / 42)
    rough += (wide.astype(np.float32) - MEAN) * np.float32(0.65 * kept_wide / 42)
    # Where much ink should lie, the deepest pits stay bare.
    ink = 255 - cv2.cvtColor(tinted, cv2.COLOR_RGB2GRAY).astype(np.float32)
    bare = np.clip(rough * np.float32(0.8) - np.float32(1.5), 0, 1) * ink * np.float32(PITS * step.strength)
    levels = rough * np.float32(-TOOTH * step.strength) + bare
    levels = (levels + dither(step.seed, place.width_px, top, len(pixels))).round().astype(np.int16)
    return cv2.add(tinted, cv2.merge([levels, levels, levels]), dtype=cv2.CV_8U)  # type: ignore[return-value]


def _duotone(pixels: Bytes, place: Place, top: int, step: PrintStep) -> Bytes:
    tone = _stretch(step.tones)
    tone = tone + 0.35 * (tone * tone * (3 - 2 * tone) - tone)  # deeper shadows, lighter lights
    made = _inked(_grey(pixels, place, top, step.seed), _ramp(step.inks, tone))
    return _blended(pixels, made, step.strength)


def _ramp(inks: tuple[Rgb, ...], tone: Field) -> Bytes:
    """(256, 3) the colours between the inks, mixed in OKLab; a middle ink stands where its own lightness is."""
    labs = rgb_to_oklab(np.array(inks, np.float64))
    places = np.array([0.0, 1.0])
    if len(inks) == 3:
        span = labs[2, 0] - labs[0, 0]
        own = (labs[1, 0] - labs[0, 0]) / span if abs(span) > 1e-3 else 0.5
        places = np.array([0.0, float(np.clip(own, 0.3, 0.72)), 1.0])
    mixed = np.stack([np.interp(tone, places, labs[:, k]) for k in range(3)], axis=-1)
    return (np.clip(oklab_to_rgb(mixed), 0, 1) * 255 + 0.5).astype(np.uint8)


def _averaged(field: Bytes, place: Place, cell: float) -> Bytes:
    """Tones averaged over part of a dot's cell."""
    size = 2 * int(SMOOTHED * cell / place.per / 2) + 1
    return field if size < 3 else cv2.blur(field, (size, size), borderType=cv2.BORDER_REPLICATE)  # type: ignore[return-value]


def _halftone(pixels: Bytes, place: Place, top: int, step: PrintStep) -> Bytes:
    dots, ground = (np.array(ink, np.float32) for ink in step.inks[:2])
    tone = _stretch(step.tones)
    dark_dots = luminance(dots) <= luminance(ground)
    share = 1 - tone if dark_dots else tone
    share = np.clip((share - 0.03) / 0.94, 0, 1)  # the lightest tones stay bare, the darkest close
    amount = cv2.LUT(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), (share * 255 + 0.5).astype(np.uint8))
    mask = screens.dots(_averaged(amount, place, step.cell), place, top, step.cell, step.angle)
    table = ground + (dots - ground) * (np.arange(256, dtype=np.float32)[:, None] / 255)
    return _blended(pixels, _inked(mask, (table * 255 + 0.5).astype(np.uint8)), step.strength)


def _riso(pixels: Bytes, place: Place, top: int, step: PrintStep) -> Bytes:
    """Two inks that come nearest to the picture's colours in density, each through its own screen, multiplied on paper."""
    first, second, paper = (np.clip(np.array(ink, np.float64), 0.02, 1) for ink in step.inks[:3])
    density = np.stack([-np.log(np.minimum(ink / paper, 1.0)) for ink in (first, second)])
    level = np.clip(_stretch(step.tones), 0.02, 1)
    amounts = _shares(cv2.LUT(pixels, -np.log(level).astype(np.float32)), density)
    plates = []
    for number, (amount, own) in enumerate(zip(amounts, density, strict=True)):
        deep = max(float(own.mean()), 0.1)
        share = (1 - np.exp(-amount * np.float32(deep))) / (1 - math.exp(-deep))
        cover = cv2.convertScaleAbs(np.clip(share, 0, 1) * np.float32(255))
        cover = _averaged(cover, place, step.cell)
        if number == 0:
            cover = _moved(cover, place, (0.8 * step.shift, -0.6 * step.shift))
        mask = screens.dots(cover, place, top, step.cell, step.angle + 30 * number)
        bare, kept = noise(step.seed, 4 + number, 1.6 * step.cell, place, top, len(pixels))
        even = 1 - np.clip((bare.astype(np.float32) - MEAN) * np.float32(0.06 * kept / 42), 0, 0.3)
        plates.append(mask.astype(np.float32) * (even * np.float32(0.97 / 255)))
    made = []
    for k in range(3):
        through = (1 - plates[0] * np.float32(1 - min(1.0, first[k] / paper[k]))) * (
            1 - plates[1] * np.float32(1 - min(1.0, second[k] / paper[k]))
        )
        made.append(cv2.convertScaleAbs(through * np.float32(255 * paper[k])))
    return _blended(pixels, cv2.merge(made), step.strength)  # type: ignore[arg-type]


def _shares(seen: Field, inks: NDArray[np.float64]) -> tuple[Field, Field]:
    """How much of each of two inks (2, 3 densities) comes nearest to densities (rows, W, 3), 0..1; the first goes first."""
    own = np.maximum((inks * inks).sum(1), 1e-6)
    both = float((inks[0] * inks[1]).sum())
    one, two = cv2.split(cv2.transform(seen, (inks / own[:, None]).astype(np.float32)))
    first, second = np.clip(one, 0, 1), np.zeros_like(two)
    for _ in range(2):  # coordinate descent: the inks' shares may not be negative
        second = np.clip(two - first * np.float32(both / own[1]), 0, 1)
        first = np.clip(one - second * np.float32(both / own[0]), 0, 1)
    return first, second


def _moved(plane: NDArray, place: Place, by: tuple[float, float]) -> NDArray:
    """A plane moved by (x, y) points, its edges continued."""
    shift = np.array([[1, 0, by[0] / place.per_x], [0, 1, by[1] / place.per_y]], np.float64)
    return cv2.warpAffine(plane, shift, plane.shape[1::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _misregistration(pixels: Bytes, place: Place, _: int, step: PrintStep) -> Bytes:
    turn = np.random.default_rng([step.seed, 9]).uniform(0, 2 * math.pi)
    cos, sin = math.cos(turn), math.sin(turn)
    reach = step.shift * step.strength
    planes = [
        _moved(plane, place, (reach * (x * cos - y * sin), reach * (x * sin + y * cos)))
        for plane, (x, y) in zip(cv2.split(pixels), PLATES, strict=True)
    ]
    return cv2.merge(planes)  # type: ignore[return-value]


def _vignette(pixels: Bytes, place: Place, top: int, step: PrintStep) -> Bytes:
    box = place.box
    across = ((place.xs() - box.center[0]) / (box.width / 2)) ** 2
    down = ((place.ys(top, len(pixels)) - box.center[1]) / (box.height / 2)) ** 2
    away = np.clip((across[None, :] + down[:, None]).astype(np.float32) / 2, 0, 1)  # 1 in the corners
    away = cv2.pow(away, 1.25) * np.float32(DARKEST_CORNER * step.strength)
    noise_here = dither(step.seed, place.width_px, top, len(pixels))
    made = []
    for plane, ink in zip(cv2.split(pixels), step.inks[0], strict=True):
        darker = plane + (np.minimum(np.float32(255 * ink), plane) - plane) * away + noise_here
        made.append(cv2.convertScaleAbs(np.maximum(darker, 0)))
    return cv2.merge(made)  # type: ignore[return-value]


APPLY: dict[str, Callable[[Bytes, Place, int, PrintStep], Bytes]] = {
    "grain": _grain,
    "paper": _paper,
    "halftone": _halftone,
    "riso": _riso,
    "duotone": _duotone,
    "misregistration": _misregistration,
    "vignette": _vignette,
}

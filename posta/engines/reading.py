"""Is there lettering in a picture? sRGB pixels (h, w, 3) uint8 go in, what was read (or how likely there is any) comes out.

Two ways. With the package `rapidocr` installed, a text recogniser reads it. Without, shapes are judged: connected marks darker
or lighter than their surroundings (Sauvola and Pietikäinen's local thresholds, simplified) with strokes of one width (after
Epshtein, Ofek and Wexler, "Detecting text in natural scenes with stroke width transform", CVPR 2010) that stand in a row and
differ in shape. The second finds plainly set lines of four letters and more; it misses script, single huge letters and lettering
in perspective, and may take rows of odd shapes for text. It says "likely", never what is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Reader = Literal["rapidocr", "shapes"]

LONG_SIDE_PX = 900
LARGEST_SCALE = 2.0
SURE = 0.55
"""Words read with less confidence are not counted."""
LIKELY = 0.7
"""From this likelihood on, shapes count as lettering."""
SHORTEST_LINE = 4
SMALLEST_PX = 9
SURROUNDINGS_PX = (25, 75, 201)
DARKER = 14
"""Grey levels a mark lies below its surroundings."""
MOST_MARKS = 6000


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found."""

    by: Reader
    words: tuple[str, ...]
    """What is written, where it can be read."""
    likelihood: float
    """0..1 that there is lettering."""

    @property
    def lettered(self) -> bool:
        return self.likelihood >= LIKELY


def can_read() -> bool:
    """Whether a text recogniser is installed."""
    return find_spec("rapidocr") is not None


def read(pixels: NDArray[np.uint8]) -> Reading:
    """Look for lettering with the best reader there is."""
    return _recognised(pixels) if can_read() else likely(pixels)


@cache
def _recogniser() -> Any:
    from rapidocr import RapidOCR  # type: ignore[import-not-found]

    return RapidOCR(params={"Global.log_level": "warning"})


def _recognised(pixels: NDArray[np.uint8]) -> Reading:
    result = _recogniser()(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    texts, scores = result.txts or (), result.scores or ()
    sure = [
        (t.strip(), float(s)) for t, s in zip(texts, scores, strict=True) if s >= SURE and sum(map(str.isalnum, t)) >= 2
    ]
    return Reading("rapidocr", tuple(t for t, _ in sure), max((s for _, s in sure), default=0.0))


# Shapes -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shape:
    x: float
    y: float
    width: float
    height: float
    stroke: float
    fill: float
    """Share of its box it covers."""
    form: NDArray[np.float32]
    """8 x 8 shares, to tell letters from repeated marks."""

    @property
    def center(self) -> float:
        return self.x + self.width / 2

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def likely(pixels: NDArray[np.uint8]) -> Reading:
    """Judge shapes alone."""
    scale = min(LARGEST_SCALE, LONG_SIDE_PX / max(pixels.shape[:2]))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=way)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    lines = [line for plane in (grey, 255 - grey) for line in _lines(_shapes(plane))]
    best = max((_like_text(line) for line in lines), default=0.0)
    return Reading("shapes", (), float(best))


def _shapes(grey: NDArray[np.uint8]) -> list[_Shape]:
    """Marks darker than what is around them that could be a letter."""
    found: list[_Shape] = []
    for size in SURROUNDINGS_PX:
        around = cv2.boxFilter(grey, cv2.CV_32F, (size, size), borderType=cv2.BORDER_REFLECT)
        dark = np.uint8(grey < around - DARKER)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
        for i in range(1, min(count, MOST_MARKS)):
            x, y, w, h, area = (int(v) for v in stats[i])
            fill = area / (w * h)
            if not (SMALLEST_PX <= h <= grey.shape[0] / 5 and 0.08 <= w / h <= 2.2 and 0.12 <= fill <= 0.95):
                continue
            mask = np.pad(np.uint8(labels[y : y + h, x : x + w] == i), 1)
            if (shape := _shape(grey, mask, (x, y, w, h), fill)) is not None:
                found.append(shape)
    return _distinct(found)


def _shape(
    grey: NDArray[np.uint8], mask: NDArray[np.uint8], box: tuple[int, int, int, int], fill: float
) -> _Shape | None:
    """The mark as a shape, if its strokes have about one width and it stands out; `mask` has a rim of one pixel."""
    x, y, w, h = box
    distance = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    ridge = distance[(distance >= cv2.dilate(distance, np.ones((3, 3), np.uint8))) & (distance > 0.9)]
    if ridge.size < 3 or not _dark(grey, mask, x, y, w, h):
        return None
    stroke, spread = float(np.median(ridge)) * 2, float(ridge.std() / ridge.mean())
    if spread > 0.5 or not 0.03 * h <= stroke <= 0.6 * h:
        return None
    form = cv2.resize(mask[1:-1, 1:-1].astype(np.float32), (8, 8), interpolation=cv2.INTER_AREA)
    return _Shape(float(x), float(y), float(w), float(h), stroke, fill, form)


def _dark(grey: NDArray[np.uint8], mask: NDArray[np.uint8], x: int, y: int, w: int, h: int) -> bool:
    """Whether the mark is of one tone and clearly darker than an even ground all around, as printed letters are."""
    rim = 3
    top, left = max(0, y - rim), max(0, x - rim)
    part = grey[top : y + h + rim, left : x + w + rim]
    own = np.pad(mask[1:-1, 1:-1], rim)[top - y + rim :, left - x + rim :][: part.shape[0], : part.shape[1]]
    # The pixel next to the edge is half letter, half ground.
    near, far = cv2.dilate(own, np.ones((3, 3), np.uint8)), cv2.dilate(own, np.ones((7, 7), np.uint8))
    within, outside = part[own > 0].astype(np.float32), part[(far > 0) & (near == 0)].astype(np.float32)
    if outside.size < 8:
        return False
    tone, ground = np.percentile(within, 30), np.median(outside)
    step = ground - tone
    return bool(
        step > 36 and np.abs(outside - ground).mean() < 0.3 * step and np.percentile(outside, 8) - tone > 0.35 * step
    )


def _distinct(shapes: list[_Shape]) -> list[_Shape]:
    """One shape for each place: regions found at several thresholds overlap."""
    kept: list[_Shape] = []
    for s in sorted(shapes, key=lambda s: -s.width * s.height):
        if not any(
            abs(s.center - k.center) < 0.35 * k.width and abs(s.middle - k.middle) < 0.35 * k.height for k in kept
        ):
            kept.append(s)
    return kept


def _lines(shapes: list[_Shape]) -> list[list[_Shape]]:
    """Shapes of like height and stroke that stand side by side."""
    left_first = sorted(shapes, key=lambda s: s.x)
    taken: set[int] = set()
    found = []
    for i, start in enumerate(left_first):
        if i in taken:
            continue
        line = [start]
        for j in range(i + 1, len(left_first)):
            s, last = left_first[j], line[-1]
            size = max(s.height, last.height)
            if s.x - last.x - last.width > 1.3 * size:
                if s.x - last.x - last.width > 4 * size:
                    break
                continue
            alike = 0.5 < s.height / last.height < 2 and 0.5 < s.stroke / last.stroke < 2
            beside = s.x + s.width / 2 > last.x + last.width * 0.7 and s.x > last.x
            foot = abs(s.y + s.height - last.y - last.height) < 0.3 * size
            if j not in taken and alike and beside and foot:
                line.append(s)
                taken.add(j)
        if len(line) >= SHORTEST_LINE:
            found.append(line)
    return found


def _like_text(line: list[_Shape]) -> float:
    """How much a row of shapes is like a line of letters, 0..1."""
    heights, strokes = np.array([s.height for s in line]), np.array([s.stroke for s in line])
    fills = np.array([s.fill for s in line])
    forms = np.stack([s.form.ravel() for s in line])
    feet = np.array([s.y + s.height for s in line])
    slope = np.polyfit([s.x for s in line], feet, 1) if len(line) > 2 else np.zeros(2)
    off = np.abs(feet - np.polyval(slope, [s.x for s in line])) / heights.mean()
    # Letters differ in form (windows, seeds and waves do not), are not full boxes, and share strokes and a foot line.
    differ = float(np.mean([np.abs(a - b).mean() for k, a in enumerate(forms) for b in forms[k + 1 :]]))
    marks = (
        _ramp(differ, 0.18, 0.30),
        _ramp(0.82 - float(np.median(fills)), 0.0, 0.15),
        _ramp(0.34 - float(strokes.std() / strokes.mean()), 0.0, 0.16),
        _ramp(0.22 - float(np.median(off)), 0.0, 0.14),
        _ramp(len(line), SHORTEST_LINE - 1, SHORTEST_LINE + 3),
    )
    return float(np.prod(marks) ** (1 / len(marks)))


def _ramp(value: float, low: float, high: float) -> float:
    return float(np.clip((value - low) / (high - low), 0, 1))

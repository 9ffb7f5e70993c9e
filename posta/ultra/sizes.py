"""An aspect and a number of pixels go in, sizes a transformer can make come out: multiples of 16 px, true to the page."""

from __future__ import annotations

import math
from typing import NamedTuple

from posta.errors import StageError

STEP = 16
ONE_K = 1024 * 1024
MAX_SIDE = 16384


class Size(NamedTuple):
    """A picture's width and height in pixels."""

    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height

    @property
    def aspect(self) -> float:
        return self.width / self.height

    def times(self, factor: int) -> Size:
        return Size(self.width * factor, self.height * factor)


def fit_size(aspect: float, pixels: int = ONE_K, slack: float = 0.08) -> Size:
    """The size of about `pixels` whose aspect (width / height) is nearest to the one asked for.

    Both sides are multiples of 16; the pixel count may be off by `slack` (a share), which buys the truer aspect: an
    A-series page at 1 MP is 848 x 1200, its aspect off by 0.06 %. Raises StageError for an aspect past 1:6.
    """
    if not (math.isfinite(aspect) and 1 / 6 <= aspect <= 6):
        raise StageError(f"A picture of aspect {aspect:g} cannot be made.", hint="Between 1:6 and 6:1 works.")
    if pixels < 4 * STEP * STEP:
        raise StageError(f"{pixels} pixels are too few for a picture.", hint=f"{ONE_K} is the training size.")
    wanted = pixels / STEP**2
    middle = math.sqrt(wanted * aspect)
    best = None
    for columns in range(max(1, math.floor(middle * (1 - slack))), math.ceil(middle * (1 + slack)) + 1):
        rows = max(1, round(columns / aspect))
        area = columns * rows / wanted
        error = abs(math.log(columns / rows / aspect))
        outside = max(0.0, abs(area - 1) - slack)
        # A tenth of a percent of aspect nobody sees; among those the pixel count nearest to the wish wins.
        key = (outside, max(error, 1e-3), abs(area - 1))
        if best is None or key < best[0]:
            best = key, Size(columns * STEP, rows * STEP)
    assert best is not None
    return best[1]


def ladder(source: Size, longest: int) -> tuple[Size, ...]:
    """The sizes from a source (left out) up to about `longest` px on the longer side, at most doubling at each step.

    Every size has exactly the source's aspect when whole doublings reach it; otherwise the last one is the multiple of
    16 nearest to the wish. Raises StageError when the source is not made of multiples of 16 or is already that large.
    """
    if source.width % STEP or source.height % STEP or min(source) <= 0:
        raise StageError(
            f"A source of {source.width} x {source.height} px cannot be refined: both sides must be multiples of 16.",
            hint=f"Start from {max(1, source.width // STEP) * STEP} x {max(1, source.height // STEP) * STEP} px.",
        )
    if longest > MAX_SIDE:
        raise StageError(f"{longest} px is past {MAX_SIDE} px a side.", hint="Enlarge the last doubling with spandrel.")
    if longest < max(source) + STEP:
        raise StageError(f"The source is already {max(source)} px long; {longest} px asks for nothing more.")
    sizes, last = [], source
    while max(last) * 2 <= longest * 1.04:
        last = last.times(2)
        sizes.append(last)
    if max(last) < longest * 0.96:
        scale = longest / max(source)
        final = Size(*(round(side * scale / STEP) * STEP for side in source))
        if abs(math.log(final.aspect / source.aspect)) > 0.01:
            final = fit_size(source.aspect, final.pixels, 0.04)
        sizes.append(final)
    return tuple(sizes)

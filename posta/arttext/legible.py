"""Can the lettering be read? Face, halo, ground and the letters' coverage in pixels go in, a judgement in numbers comes out.

The shape of the letters is the vector's and cannot break; what can is how they stand out from what is around them.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.arttext import Lettering
from posta.color import luminance, rgb_to_oklab
from posta.engines.reading import can_read, read

LEAST_CONTRAST = 3.0
"""WCAG 2 contrast ratio that display type must have along most of its edge."""
LEAST_SEEN = 0.85
"""Share of the edge along which letters and surroundings must differ to the eye."""
SEEN_APART = 0.10
"""Distance in OKLab from which two neighbouring colours are told apart at a glance."""
LEAST_ALIKE = 0.6
"""How much of what is read off the plain outlines must be read off the lettering."""
LOOK_PIXELS = 400_000

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Legibility:
    """How well lettering can be read."""

    contrast: float
    """Median contrast ratio across the letters' edge, 1..21."""
    seen: float
    """Share 0..1 of the edge where both sides differ to the eye."""
    alike: float | None
    """Share 0..1 of the words that a reader reads as on the plain outlines; None where none is installed or it reads neither."""

    @property
    def why_not(self) -> str:
        """What is wrong; empty if it can be read."""
        faults = []
        if self.contrast < LEAST_CONTRAST:
            faults.append(f"contrast {self.contrast:.1f}:1, at least {LEAST_CONTRAST:g}:1 is needed")
        if self.seen < LEAST_SEEN:
            faults.append(f"only {self.seen:.0%} of the letters' edge stands out, {LEAST_SEEN:.0%} is needed")
        if self.alike is not None and self.alike < LEAST_ALIKE:
            faults.append(f"a reader gets only {self.alike:.0%} of it")
        return "; ".join(faults)

    @property
    def score(self) -> float:
        """For choosing among attempts: higher is better."""
        return (
            min(1.0, self.contrast / LEAST_CONTRAST)
            * self.seen
            * (1.0 if self.alike is None else 0.3 + 0.7 * self.alike)
        )


def composed(ground: NDArray[np.uint8], made: Lettering, coverage: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The lettering as it will be seen: ground, halo over it, face through the letters' coverage; all of one size."""
    below = ground.astype(np.float32)
    if made.halo is not None:
        alpha = made.halo[..., 3:].astype(np.float32) / 255
        below += (made.halo[..., :3] - below) * alpha
    alpha = coverage[..., None].astype(np.float32) / 255
    return (below + (made.face - below) * alpha + 0.5).astype(np.uint8)


def judge(ground: NDArray[np.uint8], made: Lettering, coverage: NDArray[np.uint8], em_px: float) -> Legibility:
    """Judge lettering on its ground; `em_px` is the type size in pixels.

    Along the edge, the colours just inside and just outside are compared, each averaged over a tenth of the type size, so that
    grain and sparkle do not count as contrast.
    """
    seen_as = composed(ground, made, coverage)
    shrink = min(1.0, float(np.sqrt(LOOK_PIXELS / coverage.size)))
    size = max(8, round(coverage.shape[1] * shrink)), max(8, round(coverage.shape[0] * shrink))
    small = cv2.resize(seen_as, size, interpolation=cv2.INTER_AREA)
    inside = cv2.resize(coverage, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    reach = max(1.5, 0.1 * em_px * shrink)
    ratio, apart = _across(small, inside, reach)
    alike = _alike(seen_as, coverage) if can_read() else None
    if not ratio.size:
        return Legibility(1.0, 0.0, alike)
    return Legibility(float(np.median(ratio)), float((apart >= SEEN_APART).mean()), alike)


def _across(pixels: NDArray[np.uint8], inside: Plane, reach: float) -> tuple[Plane, Plane]:
    """(contrast ratio, OKLab distance) between both sides of the edge, for each pixel of the edge."""
    within, without = (inside > 0.9).astype(np.float32), (inside < 0.1).astype(np.float32)
    edge = (cv2.dilate(within, np.ones((3, 3))) > 0) & (within == 0)
    rgb = pixels.astype(np.float32) / 255
    planes = np.dstack([luminance(rgb), rgb_to_oklab(rgb)]).astype(np.float32)

    def mean(side: Plane) -> tuple[Plane, NDArray[np.bool_]]:
        weight = cv2.GaussianBlur(side, (0, 0), reach / 2)
        total = cv2.GaussianBlur(planes * side[..., None], (0, 0), reach / 2)
        return total[edge] / np.maximum(weight[edge], 1e-4)[:, None], weight[edge] > 1e-3

    (own, own_there), (other, other_there) = mean(within), mean(without)
    both = own_there & other_there
    own, other = own[both], other[both]
    light, dark = np.maximum(own[:, 0], other[:, 0]), np.minimum(own[:, 0], other[:, 0])
    apart = np.linalg.norm(own[:, 1:] - other[:, 1:], axis=1)
    return ((light + 0.05) / (dark + 0.05)).astype(np.float32), apart.astype(np.float32)


def _alike(seen_as: NDArray[np.uint8], coverage: NDArray[np.uint8]) -> float | None:
    """How much of what a reader gets from black letters on white it gets from the lettering."""
    plain = np.repeat(255 - coverage[..., None], 3, axis=2)
    expected = " ".join(read(plain).words).lower()
    if not expected:
        return None
    found = " ".join(read(seen_as).words).lower()
    return difflib.SequenceMatcher(None, expected, found).ratio()

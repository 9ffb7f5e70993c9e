"""The subject of a photograph: sRGB pixels (h, w, 3) uint8 in, its soft mask (h, w) uint8 out, or None where it is not sure.

What stands out from the picture's rim is taken as a first guess, grown by graph cuts (Rother et al., "GrabCut", SIGGRAPH 2004)
at low resolution and laid along the picture's own edges by a guided filter (He et al., ECCV 2010). A cut-out that is wrong
looks worse than none: only a compact thing with a clear outline is answered.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.background.saliency import saliency

SEARCHED_PX = 240
"""Long side of the picture in which the subject is sought."""
MASK_PX = 1400
"""Long side of the mask that is answered."""
ROUNDS = 4
RIM = 0.03  # of the short side: sure to be ground
AREA = (0.05, 0.6)  # of the picture
MOST_SIDES = 2  # of the picture that a subject may touch
LEAST_SOLID = 0.6  # of its convex hull
LEAST_CLEAR = 0.8  # of its outline where the colours on both sides differ
CLEAR = 9.0  # CIE Lab distance
LEAST_AGREED = 0.85  # of cuts from different guesses, intersection over union
WIDER = (13, 35)  # pixels by which the other guesses are larger

Mask = NDArray[np.bool_]


def subject_mask(pixels: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """255 where the one thing the picture is about stands, its edge soft; None where no such thing is sure."""
    small = _small(pixels, SEARCHED_PX)
    guess = _guess(small)
    if guess is None:
        return None
    first = _cut(small, guess)
    if first is None or not _sure(small, first):
        return None
    for reach in WIDER:
        other = _cut(small, cv2.dilate(guess.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0)
        if other is None or _agreed(first, other) < LEAST_AGREED:
            return None
    return _along_edges(_small(pixels, MASK_PX), first)


def _small(pixels: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    high, wide = pixels.shape[:2]
    scale = min(1.0, longest / max(high, wide))
    size = max(8, round(wide * scale)), max(8, round(high * scale))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def _lab(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)


def _guess(small: NDArray[np.uint8]) -> Mask | None:
    """Where the picture differs from its rim and draws the eye; None where nothing does."""
    high, wide = small.shape[:2]
    lab = cv2.GaussianBlur(_lab(small), (0, 0), 1.5)
    rim = max(2, round(0.04 * min(high, wide)))
    # The lower rim is left out: a subject often stands on it.
    border = np.concatenate([lab[:rim].reshape(-1, 3), lab[:, :rim].reshape(-1, 3), lab[:, -rim:].reshape(-1, 3)])
    kinds = border[:: max(1, len(border) // 48)]
    away = np.min(np.linalg.norm(lab[:, :, None] - kinds[None, None], axis=-1), axis=2)
    drawn = cv2.resize(saliency(small), (wide, high), interpolation=cv2.INTER_LINEAR)
    y, x = np.mgrid[0:high, 0:wide]
    middle = np.exp(-((x / wide - 0.5) ** 2 + (y / high - 0.55) ** 2) / 0.18)
    told = away / max(float(np.percentile(away, 99)), 8.0) * (0.6 + 0.4 * drawn) * (0.5 + 0.5 * middle)
    level, found = cv2.threshold(np.clip(told * 255, 0, 255).astype(np.uint8), 0, 255, cv2.THRESH_OTSU)
    return _largest(found > 0) if level > 20 else None


def _cut(small: NDArray[np.uint8], guess: Mask) -> Mask | None:
    """The guess grown to the thing's outline; None where nothing is left of it."""
    high, wide = small.shape[:2]
    mask = np.where(guess, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    far = cv2.dilate(guess.astype(np.uint8), np.ones((41, 41), np.uint8)) == 0
    mask[far] = cv2.GC_BGD
    rim = max(1, round(RIM * min(high, wide)))
    edge = np.ones((high, wide), bool)
    edge[rim:, rim:-rim] = False
    mask[edge & ~guess] = cv2.GC_BGD
    if not (mask == cv2.GC_PR_FGD).any() or not (mask != cv2.GC_PR_FGD).any():
        return None
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65), np.float64), np.zeros((1, 65), np.float64)
    cv2.grabCut(cv2.cvtColor(small, cv2.COLOR_RGB2BGR), mask, None, *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    kept = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD))
    return _largest(kept) if kept.any() else None


def _largest(mask: Mask) -> Mask | None:
    """The largest connected part, its holes kept."""
    clean = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, told, _ = cv2.connectedComponentsWithStats(clean, connectivity=4)
    if count < 2:
        return None
    return labels == 1 + int(np.argmax(told[1:, cv2.CC_STAT_AREA]))


def _agreed(first: Mask, other: Mask) -> float:
    return float((first & other).sum()) / max(1, int((first | other).sum()))


def _sure(small: NDArray[np.uint8], mask: Mask) -> bool:
    """Whether a cut is one compact thing with a clear outline that does not fill the picture."""
    if not AREA[0] <= float(mask.mean()) <= AREA[1]:
        return False
    sides = sum(float(side.mean()) > 0.02 for side in (mask[0], mask[-1], mask[:, 0], mask[:, -1]))
    if sides > MOST_SIDES or mask[0].any():
        return False
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.convexHull(max(outlines, key=len))
    if float(mask.sum()) < LEAST_SOLID * cv2.contourArea(hull):
        return False
    return _clear(small, mask) >= LEAST_CLEAR


def _clear(small: NDArray[np.uint8], mask: Mask) -> float:
    """The share of the outline, without the picture's own rim, where the colours a little inside and outside differ."""
    lab = _lab(small)
    inside = mask.astype(np.float32)
    sides = []
    for weight in (inside, 1 - inside):
        total = cv2.GaussianBlur(weight, (0, 0), 2.0)[..., None]
        sides.append(cv2.GaussianBlur(lab * weight[..., None], (0, 0), 2.0) / np.maximum(total, 1e-3))
    edge = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    edge[:2], edge[-2:], edge[:, :2], edge[:, -2:] = False, False, False, False
    away = np.linalg.norm(sides[0] - sides[1], axis=-1)[edge]
    return float((away > CLEAR).mean()) if away.size else 0.0


def _along_edges(fine: NDArray[np.uint8], mask: Mask) -> NDArray[np.uint8]:
    """The coarse mask at the size of `fine`, its soft edge along the picture's edges: a guided filter on its colours."""
    high, wide = fine.shape[:2]
    coarse = cv2.resize(mask.astype(np.float32), (wide, high), interpolation=cv2.INTER_LINEAR)
    step = max(1, round(max(high, wide) / SEARCHED_PX))
    soft = np.full((high, wide), -1e9, np.float32)
    best = np.zeros((high, wide), np.float32)
    reach = (2 * step + 1, 2 * step + 1)
    # The channel that tells inside from outside best counts at every place.
    for plane in cv2.split(fine.astype(np.float32) / 255):
        mean, of = cv2.blur(plane, reach), cv2.blur(coarse, reach)
        spread = cv2.blur(plane * plane, reach) - mean * mean
        slope = (cv2.blur(plane * coarse, reach) - mean * of) / (spread + 1e-4)
        guided = cv2.blur(slope, reach) * plane + cv2.blur(of - slope * mean, reach)
        better = spread > soft
        best, soft = np.where(better, guided, best), np.where(better, spread, soft)
    ramp = np.clip((best - 0.25) / 0.5, 0, 1)
    return np.clip(ramp * ramp * (3 - 2 * ramp) * 255 + 0.5, 0, 255).astype(np.uint8)

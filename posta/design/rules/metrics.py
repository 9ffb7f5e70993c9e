"""Layout measures as the research uses them: boxes (n, 4) as x, y, width, height in shares of the page in, numbers out.

The definitions are RALF's (CyberAgentAILab/RALF: image2layout/train/helpers/metric.py). They compare layouts with those of
real posters; alone they make a poor judge, so the search does not maximise them.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.design.rules.draft import Draft, Shape

Boxes = NDArray[np.float64]
SMALLEST_AREA = 0.001


def boxes_of(draft: Draft) -> tuple[Boxes, NDArray[np.bool_]]:
    """(boxes, which are underlays) of a draft: its texts, marks and panels, clipped to the page."""
    desk = draft.desk
    rects = [t.bounds for t in draft.texts] + [m.box for m in draft.marks]
    panels = [s.bounds for s in draft.shapes if isinstance(s, Shape) and s.role == "panel" and not s.parts]
    found = np.array(
        [
            (r.x / desk.width, r.y / desk.height, r.right / desk.width, r.bottom / desk.height)
            for r in [*rects, *panels]
        ],
        float,
    ).reshape(-1, 4)
    found = np.clip(found, 0, 1)
    found[:, 2:] -= found[:, :2]
    return found, np.array([False] * len(rects) + [True] * len(panels), bool)


def valid(boxes: Boxes) -> NDArray[np.bool_]:
    """Which boxes are larger than a thousandth of the page."""
    return boxes[:, 2] * boxes[:, 3] > SMALLEST_AREA


def _shared(boxes: Boxes) -> NDArray[np.float64]:
    """(n, n) areas the boxes share."""
    left, top = boxes[:, 0], boxes[:, 1]
    right, bottom = left + boxes[:, 2], top + boxes[:, 3]
    width = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    height = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    return np.clip(width, 0, None) * np.clip(height, 0, None)


def overlap(boxes: Boxes, underlay: NDArray[np.bool_]) -> float:
    """Mean intersection over union of all pairs that are no underlays; 0 for fewer than two."""
    own = boxes[~underlay]
    n = len(own)
    if n < 2:
        return 0.0
    area = own[:, 2] * own[:, 3]
    shared = _shared(own)
    union = area[:, None] + area - shared
    iou = np.where(union > 0, shared / np.where(union > 0, union, 1), 0)
    return float((iou.sum() - np.trace(iou)) / (n * (n - 1)))


def alignment(boxes: Boxes) -> float:
    """Mean of -log10(1 - a): a is an element's least distance to another's left, middle, right, top, centre or bottom line."""
    n = len(boxes)
    if n < 2:
        return 0.0
    x, y, w, h = boxes.T
    lines = np.stack([x, x + w / 2, x + w, y, y + h / 2, y + h])
    apart = np.abs(lines[:, :, None] - lines[:, None, :])
    apart[:, np.arange(n), np.arange(n)] = np.inf
    nearest = apart.min(axis=(0, 2))
    return float(np.mean(-np.log10(1 - np.clip(nearest, 0, 1 - 1e-9))))


def underlay_loose(boxes: Boxes, underlay: NDArray[np.bool_]) -> float:
    """Mean over underlays of the best share of another element that lies on them; 1 when there is no underlay."""
    best = _carried(boxes, underlay)
    return float(best.mean()) if len(best) else 1.0


def underlay_strict(boxes: Boxes, underlay: NDArray[np.bool_]) -> float:
    """Share of underlays that wholly carry some element; 1 when there is no underlay."""
    best = _carried(boxes, underlay)
    return float((best >= 1 - 1e-5).mean()) if len(best) else 1.0


def _carried(boxes: Boxes, underlay: NDArray[np.bool_]) -> NDArray[np.float64]:
    if not underlay.any():
        return np.empty(0)
    area = boxes[:, 2] * boxes[:, 3]
    ratios = _shared(boxes)[np.ix_(underlay, ~underlay)] / np.maximum(area[~underlay], 1e-12)
    return ratios.max(axis=1) if ratios.shape[1] else np.zeros(int(underlay.sum()))


def mask_of(boxes: Boxes, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """The union of the boxes on a grid of (rows, columns)."""
    mask = np.zeros(shape, bool)
    for x, y, w, h in boxes:
        mask[round(y * shape[0]) : round((y + h) * shape[0]), round(x * shape[1]) : round((x + w) * shape[1])] = True
    return mask


def utility(boxes: Boxes, saliency: NDArray[np.floating]) -> float:
    """The share of the picture's calm (1 - saliency, 0..1) that the elements use."""
    calm = 1 - saliency
    return float((calm * mask_of(boxes, saliency.shape)).sum() / max(float(calm.sum()), 1e-12))


def occlusion(boxes: Boxes, saliency: NDArray[np.floating]) -> float:
    """Mean saliency (0..1) under the elements; 0 when there are none."""
    mask = mask_of(boxes, saliency.shape)
    return float(saliency[mask].mean()) if mask.any() else 0.0


def unreadability(boxes: Boxes, underlay: NDArray[np.bool_], picture: NDArray[np.uint8]) -> float:
    """Mean gradient (0..1 of the picture's steepest) under texts that stand on no underlay."""
    # Sobel on uint8 clips negative gradients; keep float32.
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    steep = np.sqrt((cv2.Sobel(grey, cv2.CV_32F, 1, 0) ** 2 + cv2.Sobel(grey, cv2.CV_32F, 0, 1) ** 2) / 2)
    steep = steep / max(float(steep.max()), 1e-6)
    mask = mask_of(boxes[~underlay], steep.shape) & ~mask_of(boxes[underlay], steep.shape)
    return float(steep[mask].mean()) if mask.any() else 0.0

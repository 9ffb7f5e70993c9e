"""Relief profiles: distance to the edge in millimetres in, height in millimetres out (below 0 outside, so facets go on there)."""

from __future__ import annotations

import numpy as np

from posta.arttext.materials.grid import Plane, step


def chamfer(distance: Plane, width: float, slope: float, softness: float = 0.15) -> Plane:
    """A straight bevel `width` wide, then a flat top; `softness` is the share of the width that its shoulder rounds."""
    t = distance / np.float32(width)
    share = np.clip(0.5 + 0.5 * (1 - t) / softness, 0, 1)
    return (t * share + (1 - share) - softness * share * (1 - share)) * np.float32(width * slope)


def cushion(distance: Plane, width: float, slope: float) -> Plane:
    """A quarter round `width` wide, then a flat top; `slope` is how steep it begins, roughly."""
    t = np.clip(distance / np.float32(width), 0, 1)
    return np.sqrt(np.maximum(1 - (1 - t) ** 2, 0)) * np.float32(width * slope) + np.minimum(distance, 0) * np.float32(
        slope
    )


def topness(distance: Plane, width: float, soft: float = 0.2) -> Plane:
    """1 on the flat top inside a bevel `width` wide, 0 on the bevel."""
    return step(width * (1 - soft), width * (1 + soft), distance)

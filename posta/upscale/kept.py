"""An enlargement, its source and named zones in; how well each zone kept to the source out, as values for a poster's record.

Zones are shares of the picture, [x, y, width, height]. `whole` is always measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.errors import StageError
from posta.geometry import Rect

MOST_ZONES = 16
WHOLE = "whole"
LONGEST_PX = 2048  # a larger source is reduced for measuring: drift finer than that does not matter to a layout


def zones_of(told: Any) -> dict[str, Rect]:
    """The zones to measure: the whole picture and those told (name -> [x, y, w, h]). Raises StageError for ones that are none."""
    zones = {WHOLE: Rect(0, 0, 1, 1)}
    if not isinstance(told, Mapping) or len(told) > MOST_ZONES:
        raise StageError(
            f"The setting 'zones' is no table of at most {MOST_ZONES} zones.", hint="Give name: [x, y, w, h]."
        )
    for name, numbers in told.items():
        try:
            x, y, w, h = (float(n) for n in numbers)
        except (TypeError, ValueError):
            raise StageError(f"The zone {name!r} is {numbers!r}.", hint="Give [x, y, w, h] in shares 0..1.") from None
        if not (0 <= x < x + w <= 1.0001 and 0 <= y < y + h <= 1.0001):
            raise StageError(f"The zone {name!r} {numbers!r} does not lie in the picture.", hint="Give shares 0..1.")
        zones[str(name)] = Rect(x, y, min(w, 1 - x), min(h, 1 - y))
    return zones


def kept(made: NDArray[np.uint8], source: NDArray[np.uint8], zones: Mapping[str, Rect]) -> dict[str, dict[str, Any]]:
    """For each zone the measures of `posta.ultra.match.Kept`, taken at the source's size; pictures (h, w, 3) of one aspect."""
    from posta.ultra.match import preserved  # torch, which the stages that need none never load

    scale = min(1.0, LONGEST_PX / max(source.shape[:2]))
    size = max(2, round(source.shape[1] * scale)), max(2, round(source.shape[0] * scale))
    small = [cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in (made, source)]
    made_small, wanted = ((p / np.float32(255)).astype(np.float32) for p in small)
    return {
        name: {
            "color": round(k.color, 3),
            "structure": round(k.structure, 4),
            "detail": round(k.detail, 3),
            "calm": k.calm,
            "faithful": k.faithful,
        }
        for name, k in preserved(made_small, wanted, zones).items()
    }


def words(measured: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What a person should know of zones that did not keep: a drawn-over subject, a zone for words that became busy."""
    told = []
    for name, zone in measured.items():
        if name in (WHOLE, "focus"):
            if not zone["faithful"]:
                told.append(f"{name} changed: structure {zone['structure']:.2f}, colour {zone['color']:.1f}")
        elif not zone["calm"]:
            told.append(f"{name} is no longer calm: {zone['detail']:.1f}x the detail, colour {zone['color']:.1f}")
    return told

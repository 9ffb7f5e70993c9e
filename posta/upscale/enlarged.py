"""An engine and a request in, the enlarged picture and how it was made out (the record a poster keeps in `made_by`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posta.engines import Progress, silent
from posta.upscale import UpscaleEngine, UpscaleRequest


@dataclass(frozen=True, slots=True)
class Enlarged:
    """A finished enlargement."""

    pixels: NDArray[np.uint8]
    """(height_px, width_px, 3 or 4) as asked for."""
    settings: dict[str, Any] = field(default_factory=dict)
    """What, beside the request, made it: model, plan, measures. JSON values only."""


def enlarge_with(engine: UpscaleEngine, request: UpscaleRequest, progress: Progress = silent) -> Enlarged:
    """Run an engine; those with something to record have a method `enlarged`, the others leave no record."""
    telling = getattr(engine, "enlarged", None)
    return telling(request, progress) if telling is not None else Enlarged(engine.enlarge(request, progress))

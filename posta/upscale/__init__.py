"""Stage 4, upscale: a picture's pixels and the size wanted in, a larger picture out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from posta.engines import Progress, silent

# One row an engine: `package.module:Name`, imported only when it is chosen.
ENGINES: dict[str, str] = {
    "lanczos": "posta.upscale.lanczos:Lanczos",
    "spandrel": "posta.upscale.spandrel:Spandrel",
    "urae": "posta.upscale.urae:Urae",
}


@dataclass(frozen=True, slots=True)
class UpscaleRequest:
    """What an upscale engine is told. It knows no poster."""

    pixels: NDArray[np.uint8]
    """(H, W, 3 or 4) sRGB, straight alpha."""
    width_px: int
    """Width wanted."""
    height_px: int
    """Height wanted."""
    prompt: str = ""
    """What the picture shows, for engines that add detail."""
    seed: int = 0
    """Same request, same picture."""
    settings: dict[str, Any] = field(default_factory=dict)
    """An engine's own settings."""


class UpscaleEngine(Protocol):
    """One way to enlarge."""

    def enlarge(self, request: UpscaleRequest, progress: Progress = silent) -> NDArray[np.uint8]:
        """The picture at the size wanted, (height_px, width_px, 3 or 4) like the source. Raises StageError."""
        ...

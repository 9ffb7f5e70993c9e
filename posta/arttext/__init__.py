"""Stage 3, lettering: glyph outlines in points and a style in words in, colours for the letters and what lies under them out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb
from posta.engines import Progress, silent
from posta.geometry import Path, Rect

# One row an engine: `package.module:Name`, imported only when it is chosen.
ENGINES: dict[str, str] = {
    "materials": "posta.arttext.materials:Materials",
    "diffusion": "posta.arttext.diffusion:DiffusionLettering",
}


@dataclass(frozen=True, slots=True)
class LetteringRequest:
    """What a lettering engine is told. It knows no poster."""

    outline: Path
    """The letters' outlines in points, y down, filled by the non-zero rule."""
    area: Rect
    """What the pictures cover, in points: the ink's bounds grown by the style's reach (`reach_pt`)."""
    ppi: float
    """Pixels per inch: the pictures are `area` at this resolution, rounded to whole pixels."""
    style: str
    """A material in words ("brushed brass"), or "auto": chosen from `theme` and `palette`."""
    seed: int = 0
    """Same request, same bytes."""
    palette: tuple[Rgb, ...] = ()
    """The poster's colours, in this order: paper, ink, accents."""
    light: tuple[float, float] = (-0.6, -0.8)
    """Unit vector on the page towards the light (x right, y down)."""
    size_pt: float = 72.0
    """The type size in points: scales reliefs, glows and shadows."""
    letters: tuple[Path, ...] | None = None
    """Outlines letter by letter, for materials that treat letters one by one; their union is `outline`."""
    ground: NDArray[np.uint8] | None = None
    """(H, W, 3) sRGB: the picture under `area` (any size; it is fitted), for what shines through and is refracted."""
    theme: str = ""
    """The poster's theme in words: what "auto" reads."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """Pictures of `area` for one piece of lettering. Neither carries the letters' shape: that is the vector's alone."""

    face: NDArray[np.uint8]
    """(H, W, 3) sRGB, to be seen through the letters' vector outline; goes on a few pixels beyond it, so no fringe shows."""
    halo: NDArray[np.uint8] | None
    """(H, W, 4) sRGB with straight alpha, drawn UNDER the letters: glow, cast shadow, drips. None: nothing."""
    settings: dict[str, Any] = field(default_factory=dict)
    """Everything, beside the request, that is needed to make it again."""
    style: str = ""
    """The style that was really used ("auto" is answered here)."""


@dataclass(frozen=True, slots=True)
class Style:
    """One style an engine offers."""

    name: str
    about: str
    """One line for a person who chooses."""
    moods: tuple[str, ...]
    """Words of mood and theme it goes with."""


class ArtTextEngine(Protocol):
    """One way to make lettering."""

    resolution_independent: bool
    """True if the same request at more ppi looks the same with more detail."""

    def styles(self) -> list[Style]:
        """The styles offered; empty when any words will do."""
        ...

    def reach_pt(self, style: str, size_pt: float) -> float:
        """How far beyond the ink the style draws, in points: grow the ink's bounds by it to get `area`."""
        ...

    def letter(self, request: LetteringRequest, progress: Progress = silent) -> Lettering | None:
        """Make it; None when the style is "auto" and plain letters serve best. Raises StageError, the request untouched."""
        ...

"""Stage 2, design: the brief's pieces, the page and the picture in, ranked Designs (palette and layers) out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb
from posta.document.design import Design
from posta.document.layers import Layer
from posta.document.page import Page
from posta.engines import Progress, silent

# One row an engine: `package.module:Name`, imported only when it is chosen.
ENGINES: dict[str, str] = {
    "rules": "posta.design.rules:Rules",
    "mllm": "posta.design.mllm:Mllm",
}


@dataclass(frozen=True, slots=True)
class Original:
    """What is to be printed: what the picture is, before any finish."""

    grained: bool = False
    """Its painter gave it grain."""
    screened: bool = False
    """It is made of dots or fine lines already: another screen over it would beat."""
    photo: bool = False
    """A person's own: only an art direction that is graphic by nature may turn it into a drawing."""


@dataclass(frozen=True, slots=True)
class DesignRequest:
    """What a design engine is told. It knows no poster."""

    pieces: dict[str, str]
    """The words to place, by id (`title`, `date`, `details.0` …); a design refers to them and never retypes them."""
    page: Page
    """The sheet; boxes of the answer are in its unit."""
    picture: NDArray[np.uint8]
    """(H, W, 3) sRGB: the background as it lies on the bleed box, about 600 to 1300 px wide."""
    focus: tuple[float, float] = (0.5, 0.5)
    """The picture's focal point as shares of the bleed box."""
    quiet: NDArray[np.float32] | None = None
    """(h, w) 0..1 over the bleed box: 1 where the picture is calm; absent: found from the picture."""
    language: str = ""
    """BCP 47 tag of the words; empty: found from them."""
    theme: str = ""
    """The brief's theme: its mood chooses typefaces."""
    style: str = ""
    """An archetype's name or free words; empty: different archetypes are offered."""
    palette: tuple[Rgb, ...] = ()
    """The person's colours; empty: taken from the picture."""
    code: str = ""
    """What a QR code must say; empty: none is wanted."""
    logo: str = ""
    """Asset of a logo to place; empty: none."""
    logo_aspect: float = 1.0
    """The logo's width over its height."""
    logo_tone: float = 0.5
    """Mean relative luminance 0..1 of the logo's visible pixels: what it must stand out with."""
    hero: tuple[float, float, float, float] | None = None
    """(x, y, width, height) of the picture's subject as shares of the bleed box, where its painter says it."""
    subject: NDArray[np.float32] | None = None
    """(h, w) 0..1 over the bleed box: what the picture's subject covers; None where it has no one subject."""
    subject_mask: str = ""
    """Asset of that mask over the whole picture."""
    background: str = ""
    """Asset of the background, for letters filled with it."""
    original: Original = field(default_factory=Original)
    """What the picture is, for its print finish."""
    finish: str = ""
    """The print finish wanted, a name of `posta.document.finish.FINISHES`; empty: as the design says."""
    locked: tuple[Layer, ...] = ()
    """Layers that stay; their pieces are not placed again and their boxes are kept clear."""
    seed: int = 0
    """Same request, same designs."""
    count: int = 1
    """How many designs are wanted, as different as the brief allows."""
    beside: tuple[Design, ...] = ()
    """Designs that were offered already: the answer should look like another designer's work."""
    settings: dict[str, Any] = field(default_factory=dict)
    """An engine's own settings."""


class DesignEngine(Protocol):
    """One way to design."""

    def arrange(self, request: DesignRequest, progress: Progress = silent) -> list[Design]:
        """Up to `request.count` designs, best first; the first may be shown as the answer. Raises StageError."""
        ...

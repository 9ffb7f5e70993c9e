"""Stage 1, background: what the picture should show and its size in pixels in, a picture with focus and quiet map out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb
from posta.engines import Progress, silent

# One row an engine: `package.module:Name`, imported only when it is chosen.
ENGINES: dict[str, str] = {
    "procedural": "posta.background.procedural:Procedural",
    "picture": "posta.background.picture:OwnPicture",
    "diffusion": "posta.background.diffusion:Diffusion",
}


@dataclass(frozen=True, slots=True)
class BackgroundRequest:
    """What a background engine is told. It knows no poster."""

    theme: str
    """What the picture shows, in plain words."""
    width_px: int
    """Width of the whole picture, bleed included."""
    height_px: int
    """Height of the whole picture, bleed included."""
    ppi: float
    """Pixels per inch in print: says how fine grain, halftone and hairlines are."""
    seed: int = 0
    """Same request, same picture."""
    palette: tuple[Rgb, ...] = ()
    """Colours to build from; empty: the engine chooses from the theme."""
    style: str = ""
    """An archetype's name or free words."""
    painter: str = ""
    """A painter's name; empty: chosen from the theme."""
    picture: bytes | None = None
    """A person's own picture, as the file's bytes: to be used, or for the engine to start from."""
    control: bytes | None = None
    """A drawing for the engine to follow (a sketch, edges, a depth map), as the file's bytes."""
    settings: dict[str, Any] = field(default_factory=dict)
    """An engine's own settings, as kept in the poster's `made_by`."""


@dataclass(frozen=True, slots=True)
class Painting:
    """A finished background."""

    pixels: NDArray[np.uint8]
    """(height_px, width_px, 3) sRGB."""
    focus: tuple[float, float]
    """The focal point as shares of width and height; type should not cover it."""
    quiet: NDArray[np.float32]
    """(h, w) about 64 across, 0..1: 1 where the picture is calm enough for text."""
    settings: dict[str, Any] = field(default_factory=dict)
    """Everything, beside the request, that is needed to make it again."""
    painter: str = ""
    """The painter that was used, if any."""
    palette: tuple[Rgb, ...] = ()
    """The colours it was really made with; the design stage starts from them."""
    subject: NDArray[np.uint8] | None = None
    """(h, w) 255 where the one thing the picture is about stands, over `pixels` (or over the file kept whole); None: none."""
    kept_whole: tuple[float, float] | None = None
    """Set when `pixels` are a part of the person's own picture: the file itself is kept, and shown around this focus."""


class BackgroundEngine(Protocol):
    """One way to make a background."""

    resolution_independent: bool
    """True if the same request at more pixels is the same picture with more detail."""

    def paint(self, request: BackgroundRequest, progress: Progress = silent) -> Painting:
        """Make the picture. Raises StageError, the request untouched."""
        ...


class VariantsEngine(BackgroundEngine, Protocol):
    """An engine that makes several pictures of one request together."""

    def paint_variants(
        self, request: BackgroundRequest, seeds: Sequence[int], progress: Progress = silent
    ) -> list[Painting]:
        """One picture for each seed. Raises StageError, the request untouched."""
        ...


class StripEngine(BackgroundEngine, Protocol):
    """A resolution-independent engine that can paint a large picture strip by strip."""

    def strips(self, request: BackgroundRequest, rows: int) -> Iterator[NDArray[np.uint8]]:
        """The picture from top to bottom in strips of `rows` rows (the last may be shorter), (rows, width_px, 3)."""
        ...

    def subject_strips(self, request: BackgroundRequest, rows: int) -> Iterator[NDArray[np.uint8]]:
        """What its subject covers, in the same strips, (rows, width_px), 255 where it is opaque."""
        ...

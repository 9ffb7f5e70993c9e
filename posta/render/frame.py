"""The Frame: a poster with every decision taken. Points, x right, y down, from the trim's top-left corner.

Exporters read nothing else: they never measure text, choose a font, break a line or resolve a colour's name.
An item's own coordinates begin at its layer's box corner, before rotation; `look.transform` takes them to the frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb
from posta.geometry import IDENTITY, Affine, Path, Rect
from posta.typeset.glyphs import GlyphRun


@dataclass(frozen=True, slots=True)
class Solid:
    """A resolved colour: what the screen shows, and the inks where the poster names them."""

    rgb: Rgb
    cmyk: tuple[float, float, float, float] | None = None
    """Process ink 0..1, where the poster gives it; for a spot colour its alternate."""
    spot: str = ""
    """Spot ink's name, where the poster gives one."""
    tint: float = 1.0
    """Share of the spot ink."""


@dataclass(frozen=True, slots=True)
class GradientStop:
    at: float
    color: Solid
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class LinearGradient:
    """From `start` to `end`, the end colours running on beyond. In the item's own coordinates (before its transform)."""

    start: tuple[float, float]
    end: tuple[float, float]
    stops: tuple[GradientStop, ...]


@dataclass(frozen=True, slots=True)
class RadialGradient:
    """From `center` outwards to `radius`, the last colour running on beyond. In the item's own coordinates."""

    center: tuple[float, float]
    radius: float
    stops: tuple[GradientStop, ...]


class PixelSource(Protocol):
    """A picture's pixels, whole or painted on demand."""

    @property
    def width_px(self) -> int: ...

    @property
    def height_px(self) -> int: ...

    @property
    def has_alpha(self) -> bool: ...

    @property
    def key(self) -> str:
        """Changes whenever the pixels do; caches go by it."""
        ...

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        """Rows top..bottom as (rows, width_px, 3 or 4) sRGB, straight alpha."""
        ...


@dataclass(frozen=True, slots=True)
class PrintStep:
    """One treatment of a print finish with every decision taken; lengths in points. Kinds as in `document.finish`."""

    kind: str
    strength: float
    inks: tuple[Rgb, ...]
    cell: float
    angle: float
    """Degrees."""
    shift: float
    tones: tuple[float, float]
    """Lightness 0..1 that prints as solid shadow and as bare light."""
    seed: int


@dataclass(frozen=True, slots=True)
class PrintFinish:
    """How a picture is printed. Dots and grain are counted from the page's corner, so pictures that meet agree."""

    steps: tuple[PrintStep, ...]
    origin: tuple[float, float] = (0.0, 0.0)
    """The page's corner in the item's own coordinates."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture laid on the page."""

    source: PixelSource
    crop: Rect
    """The part shown, in the source's pixels (fractions allowed)."""
    rect: Rect
    """Where it is shown, in the item's own coordinates."""
    finish: PrintFinish | None = None
    """Laid on at the resolution it is drawn at, see `render.printed`; None: shown as it is."""


Fill = Solid | LinearGradient | RadialGradient | Picture


@dataclass(frozen=True, slots=True)
class StrokeStyle:
    color: Solid
    width: float
    align: Literal["center", "outside", "inside"] = "center"
    join: Literal["miter", "round", "bevel"] = "round"


@dataclass(frozen=True, slots=True)
class ShadowStyle:
    dx: float
    dy: float
    blur: float
    """Standard deviation."""
    color: Solid
    opacity: float


@dataclass(frozen=True, slots=True)
class Look:
    """What every item has: which layer it came from and how it is laid on what is below."""

    layer_id: str
    name: str = ""
    transform: Affine = IDENTITY
    """From the item's own coordinates to the frame's."""
    opacity: float = 1.0
    blend: str = "normal"
    shadow: ShadowStyle | None = None


@dataclass(frozen=True, slots=True)
class PictureItem:
    look: Look
    picture: Picture
    role: str = "photo"
    alt: str = ""


@dataclass(frozen=True, slots=True)
class ShapeItem:
    look: Look
    path: Path
    """In the item's own coordinates."""
    fill: Fill | None
    stroke: StrokeStyle | None = None
    role: str = "ornament"
    alt: str = ""
    """For a code: what it says."""


@dataclass(frozen=True, slots=True)
class TextItem:
    """A set text. Its own coordinates begin at the layer's box corner; `look.transform` takes them to the page."""

    look: Look
    role: str
    text: str
    """The words of the layer, as given."""
    shown: str
    """The words as shown (casing applied); runs index into it."""
    runs: tuple[GlyphRun, ...]
    fill: Fill
    box: Rect
    """The layer's box in the item's own coordinates."""
    ink: Rect
    """Bounds of the drawn outlines in the item's own coordinates."""
    size: float
    """Type size."""
    language: str = ""
    stroke: StrokeStyle | None = None
    face_picture: Picture | None = None
    """Lettering: a picture seen through the outlines, in place of `fill`."""
    halo: Picture | None = None
    """Lettering: a picture with transparency drawn under the outlines."""


Item = PictureItem | ShapeItem | TextItem


@dataclass(frozen=True, slots=True)
class Frame:
    """All that is drawn, back to front."""

    trim: Rect
    """(0, 0, width, height)."""
    bleed: float
    """How far the picture area reaches beyond the trim on every side."""
    paper: Solid
    """The colour under everything."""
    items: tuple[Item, ...]
    title: str = ""
    language: str = ""
    missing_assets: tuple[tuple[str, str], ...] = field(default=())
    """(layer id, asset) of pictures that are not there; they are left out of `items`."""
    safe: float = 0.0
    """Text stays this far inside the trim."""

    @property
    def bleed_box(self) -> Rect:
        return self.trim.inset(-self.bleed)

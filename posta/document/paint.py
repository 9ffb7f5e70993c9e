"""What a layer is filled or stroked with: palette names, #rrggbb, gradients, pictures, CMYK and spot values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from posta.color import HEX
from posta.document.model import Value

Share = Annotated[float, Field(ge=0, le=1)]
Percent = Annotated[float, Field(ge=0, le=100)]


def _color_name(text: str) -> str:
    if text.startswith("#") and not HEX.match(text):
        raise ValueError(f"{text!r} is not a colour of the form #rrggbb")
    if not text.startswith("#") and not (text.replace("-", "_").isidentifier() and len(text) <= 40):
        raise ValueError(f"{text!r} is neither a palette name nor a colour of the form #rrggbb")
    return text


ColorName = Annotated[str, AfterValidator(_color_name)]
"""A palette name (`ink`, `accent`) or `#rrggbb`."""

AssetRef = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
"""A picture beside the document, named by the SHA-256 of its bytes."""


class Cmyk(Value):
    """A process colour, printed as given; the screen shows an approximation."""

    cmyk: tuple[Percent, Percent, Percent, Percent]
    """Cyan, magenta, yellow and black ink in percent."""


class Spot(Value):
    """A spot ink with the process colour that stands for it where the ink is not loaded."""

    spot: Annotated[str, Field(min_length=1, max_length=120)]
    """The ink's name as the print shop knows it."""
    alternate: Cmyk
    """The process colour shown and printed instead."""
    tint: Percent = 100
    """How much of the ink, in percent."""


class Stop(Value):
    """One colour of a gradient."""

    at: Share
    """Place along the gradient: 0 at its start, 1 at its end."""
    color: ColorName
    """The colour there."""
    opacity: Share = 1
    """The opacity there."""


class Gradient(Value):
    """A gradient across the layer's box."""

    gradient: Literal["linear", "radial"]
    """linear runs across the box; radial from `center` to the box's farthest corner."""
    stops: Annotated[tuple[Stop, ...], Field(min_length=2, max_length=16)]
    """Colours in order."""
    angle: float = 0
    """Direction of a linear gradient in degrees, clockwise: 0 runs left to right, 90 top to bottom."""
    center: tuple[float, float] = (0.5, 0.5)
    """Centre of a radial gradient as shares of the box."""


class PictureFill(Value):
    """A picture seen through the layer's outline, as in letters cut out of a photograph."""

    picture: AssetRef | Literal["background"]
    """The picture, or `background` for the poster's own background where it lies."""
    fit: Literal["cover", "contain"] = "cover"
    """How the picture fills the layer's box (`background` keeps its place on the page)."""
    focus: tuple[Share, Share] = (0.5, 0.5)
    """The part of the picture kept in view, as shares of its size."""


Color = ColorName | Cmyk | Spot
Paint = ColorName | Cmyk | Spot | Gradient | PictureFill


class Stroke(Value):
    """A line along an outline."""

    paint: Color = "ink"
    """Its colour."""
    width: float = Field(gt=0, le=10_000)
    """Its width in the page's unit."""
    align: Literal["center", "outside", "inside"] = "center"
    """Where it lies on the outline; outside leaves letter shapes untouched."""
    join: Literal["miter", "round", "bevel"] = "round"
    """The shape of its corners."""


class Shadow(Value):
    """A soft shadow under a layer."""

    dx: float = 0
    """Shift to the right in the page's unit."""
    dy: float = 0
    """Shift down in the page's unit."""
    blur: float = Field(default=0, ge=0, le=10_000)
    """Softness: the standard deviation of the blur in the page's unit."""
    color: Color = "#000000"
    """Its colour."""
    opacity: Share = 0.5
    """Its opacity."""

"""The layers of a poster: picture, shape, text and code. Lengths in the page's unit, angles in degrees clockwise."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, SerializerFunctionWrapHandler, field_validator, model_serializer, model_validator

from posta.document.finish import Finish
from posta.document.model import Text, Value, Words
from posta.document.paint import AssetRef, Color, Paint, Shadow, Share, Stroke
from posta.geometry import Rect

Blend = Literal[
    "normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn",
    "hard-light", "soft-light", "difference", "exclusion", "hue", "saturation", "color", "luminosity",
]  # fmt: skip

Length = Annotated[float, Field(ge=-100_000, le=100_000)]
Extent = Annotated[float, Field(gt=0, le=200_000)]
Box = tuple[Length, Length, Extent, Extent]

TextRole = Literal["title", "subtitle", "tagline", "date", "place", "details", "credits", "link", "body"]


class MadeBy(Value):
    """Everything needed to make a picture or lettering again."""

    stage: Literal["background", "design", "arttext", "upscale"]
    """The stage that made it."""
    engine: str
    """The engine's name in the stage's table."""
    painter: str = ""
    """The painter of a procedural picture."""
    model: str = ""
    """The model's repository id or folder."""
    revision: str = ""
    """The model's pinned revision."""
    prompt: str = ""
    """The words it was made from."""
    seed: int = Field(default=0, ge=0, lt=2**63)
    """The seed of its randomness."""
    settings: dict[str, JsonValue] = {}
    """The engine's own settings."""
    seconds: float = Field(default=0, ge=0)
    """How long it took."""
    fallback_from: str = ""
    """The engine first asked for, where the person allowed another to step in."""


class BaseLayer(Value):
    """What every layer has."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    """A name for machines, unique in the poster."""
    name: Words = ""
    """A name for people."""
    box: Box
    """[x, y, width, height] from the trim's top-left corner."""
    angle: float = Field(default=0, ge=-3600, le=3600)
    """Rotation about the box's centre, clockwise."""
    opacity: Share = 1
    """0 is invisible, 1 is solid."""
    blend: Blend = "normal"
    """How it mixes with what lies below."""
    visible: bool = True
    """Whether it is drawn."""
    locked: bool = False
    """A locked layer is never changed by a stage."""
    group: Annotated[str, Field(max_length=64)] = ""
    """Layers of the same group are selected and moved together."""

    @property
    def rect(self) -> Rect:
        """The box in the page's unit."""
        return Rect(*self.box)

    @model_serializer(mode="wrap")
    def _kind_first(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # `kind` has a default, and defaults are left out of the file; the file needs it to be read back.
        return {"kind": getattr(self, "kind"), **{k: v for k, v in handler(self).items() if k != "kind"}}  # noqa: B009


class PictureLayer(BaseLayer):
    """A picture: the background, a cut-out subject, a logo, a texture."""

    kind: Literal["picture"] = "picture"
    role: Literal["background", "subject", "logo", "photo", "texture"] = "photo"
    """What it is for."""
    asset: AssetRef | Literal["background"] | None = None
    """The picture's file; `background` shows the poster's background, in register while both boxes are the same."""
    mask: AssetRef | None = None
    """A grey picture stretched over the whole picture: white shows it, black hides it; absent: all is shown."""
    fit: Literal["cover", "contain"] = "cover"
    """cover fills the box and crops; contain shows the whole picture inside the box."""
    focus: tuple[Share, Share] = (0.5, 0.5)
    """The part of the picture kept in view when it is cropped, as shares of its size."""
    quiet: AssetRef | None = None
    """A small grey picture: white where the picture is calm enough for text."""
    subject: AssetRef | None = None
    """A grey picture: white where the one thing the picture is about stands; type may be set behind it. Absent: none."""
    alt: Words = ""
    """The picture in words, for people who cannot see it."""
    finish: Finish = ()
    """How it is printed: treatments in order, laid on whenever it is drawn; the file stays as it is. Not for a logo."""
    made_by: MadeBy | None = None
    """How it was made; absent for a person's own picture."""

    @model_validator(mode="after")
    def _logos_stay(self) -> PictureLayer:
        if self.role == "logo" and self.finish:
            raise ValueError("a logo takes no finish; leave `finish` out")
        return self


class ShapeLayer(BaseLayer):
    """A plain shape."""

    kind: Literal["shape"] = "shape"
    role: Literal["panel", "rule", "ornament", "frame", "veil"] = "ornament"
    """panel and veil carry text; a rule divides; a frame surrounds."""
    shape: Literal["rect", "ellipse", "line", "path"] = "rect"
    """line runs from the box's left top to its right bottom corner; path is drawn from `path`."""
    radius: float = Field(default=0, ge=0, le=100_000)
    """Corner radius of a rect in the page's unit."""
    path: Annotated[str, Field(max_length=200_000)] = ""
    """SVG path data in a 0…1 by 0…1 square that is stretched over the box (commands M L H V C S Q T A Z)."""
    fill: Paint | None = None
    """Its inside; absent: empty."""
    stroke: Stroke | None = None
    """Its outline; absent: none."""
    shadow: Shadow | None = None
    """Its shadow; absent: none."""


class FontChoice(Value):
    """A typeface."""

    family: Annotated[str, Field(min_length=1, max_length=120)]
    """The family's name as designers know it."""
    weight: int = Field(default=400, ge=1, le=1000)
    """100 thin … 400 regular … 900 black; the nearest face is taken."""
    italic: bool = False
    """Whether the italic is wanted."""
    axes: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9 ]{4}$")], float] = {}
    """Values for a variable font's axes, by tag."""
    features: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9 ]{4}$")], int] = {}
    """OpenType features by tag: 1 on, 0 off, or the number of the alternate."""


class Art(Value):
    """Lettering: the text's outlines filled with a made material."""

    engine: str = "materials"
    """The engine's name in the stage's table."""
    style: Words
    """The material or style in words: brushed brass, neon, chalk."""
    seed: int = Field(default=0, ge=0, lt=2**63)
    """The seed of its randomness."""
    asset: AssetRef | None = None
    """The material's picture over `area`; the letters' outlines cut it."""
    halo: AssetRef | None = None
    """Glow or cast shadow under the letters over `area`, with transparency."""
    area: Box | None = None
    """Where the pictures lie, in the page's unit from the layer's box corner; absent until made."""
    key: str = ""
    """What the pictures were made from; when the letters change it no longer fits and they are made again."""
    made_by: MadeBy | None = None
    """How it was made."""


class TextLayer(BaseLayer):
    """Words, always set from a real font."""

    kind: Literal["text"] = "text"
    role: TextRole = "body"
    """What the words mean; not how they look."""
    text: Text
    """The words, printed exactly; a line break starts a new line."""
    pieces: tuple[str, ...] = ()
    """The pieces of the brief these words are, by id: title, date, details.0 …"""
    language: str = Field(default="", pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")
    """BCP 47 tag; empty: the brief's, else found from the text."""
    font: FontChoice = FontChoice(family="Inter")
    """The typeface."""
    size: float = Field(default=24, gt=0, le=100_000)
    """Type size in points on mm and in pages, in pixels on px pages."""
    fit: Literal["box", "none"] = "none"
    """box: the largest size at which the words fill the box, `size` is what was found; none: `size` stands."""
    leading: float = Field(default=1.2, ge=0.3, le=5)
    """Distance of baselines as a multiple of the size."""
    tracking: float = Field(default=0, ge=-500, le=5000)
    """Extra space between letters in thousandths of an em."""
    align: Literal["left", "center", "right", "justify"] = "left"
    """Horizontal place of the lines."""
    valign: Literal["top", "middle", "bottom"] = "top"
    """Vertical place of the lines in the box; top aligns the capitals' tops with the box."""
    case: Literal["none", "upper", "lower", "title"] = "none"
    """How the words are shown; the words themselves stay as given."""
    writing: Literal["horizontal", "vertical"] = "horizontal"
    """vertical: columns from right to left, as in Japanese."""
    arc: float = Field(default=0, ge=-360, le=360)
    """Sweep of a circular baseline in degrees over the box's width: above 0 arches up, below 0 hangs, 0 is straight."""
    breaks: tuple[int, ...] | None = None
    """Places in `text` where lines start, counted in characters; absent: broken by sense."""
    balance: bool = False
    """Break lines so that they come out even, as in titles."""
    fill: Paint = "ink"
    """The letters' colour."""
    stroke: Stroke | None = None
    """A line along the letters."""
    shadow: Shadow | None = None
    """A shadow under the letters."""
    art: Art | None = None
    """Lettering; absent: plain type."""


class CodeLayer(BaseLayer):
    """A QR code that decodes to exactly `data`."""

    kind: Literal["code"] = "code"
    data: Annotated[str, Field(min_length=1, max_length=1500)]
    """What the code says."""
    fill: Color = "ink"
    """The modules' colour."""
    ground: Color | None = "paper"
    """The colour behind, with the quiet zone scanners need; absent: what lies below."""

    @field_validator("data")
    @classmethod
    def _encodable(cls, data: str) -> str:
        try:
            data.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("has a character that cannot be encoded; remove it") from None
        return data


Layer = Annotated[PictureLayer | ShapeLayer | TextLayer | CodeLayer, Field(discriminator="kind")]

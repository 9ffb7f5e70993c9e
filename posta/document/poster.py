"""The poster: page, brief, palette and layers from back to front, as one frozen value that a person can read and edit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from posta.color import HEX
from posta.document.brief import Brief
from posta.document.layers import BaseLayer, CodeLayer, Layer, MadeBy, PictureLayer, ShapeLayer, TextLayer
from posta.document.model import Value
from posta.document.page import Page
from posta.document.paint import Cmyk, Spot

FORMAT: Final = "posta/1"
MOST_LAYERS = 500

AnyLayer = PictureLayer | ShapeLayer | TextLayer | CodeLayer


def _hex(text: str) -> str:
    if not HEX.match(text):
        raise ValueError(f"{text!r} is not a colour of the form #rrggbb")
    return text


PaletteName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
Swatch = Annotated[str, AfterValidator(_hex)] | Cmyk | Spot


class Poster(Value):
    """The document. Every stage takes one and gives back a new one."""

    format: Literal["posta/1"] = FORMAT
    """The version of this format."""
    page: Page
    """The sheet."""
    brief: Brief
    """What was asked for; no stage changes it."""
    palette: dict[PaletteName, Swatch] = {"paper": "#ffffff", "ink": "#111111", "accent": "#d7263d"}
    """Colours by name; `paper` and `ink` always exist."""
    layers: tuple[Layer, ...] = Field(default=(), max_length=MOST_LAYERS)
    """From back to front."""
    designed_by: MadeBy | None = None
    """How the design (palette, text and shapes) was made; its `settings.archetype` names the layout."""

    @model_validator(mode="after")
    def _whole(self) -> Poster:
        for name in ("paper", "ink"):
            if name not in self.palette:
                raise ValueError(f"palette.{name} is missing")
        seen: set[str] = set()
        for i, layer in enumerate(self.layers):
            if layer.id in seen:
                raise ValueError(f"layers[{i}].id: {layer.id!r} is used twice; every layer needs its own id")
            seen.add(layer.id)
            for where, color in _colors_of(layer):
                if not color.startswith("#") and color not in self.palette:
                    raise ValueError(
                        f"layers[{i}].{where}: no colour {color!r} in the palette; it has {', '.join(self.palette)}"
                    )
        return self

    @staticmethod
    def blank(brief: Brief) -> Poster:
        """An empty poster for a brief."""
        return Poster(page=brief.page, brief=brief)

    def layer(self, layer_id: str) -> AnyLayer:
        """The layer with this id. Raises KeyError."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)

    @property
    def background(self) -> PictureLayer | None:
        """The background picture, if there is one."""
        return next((x for x in self.layers if isinstance(x, PictureLayer) and x.role == "background"), None)

    def with_layer(self, layer: BaseLayer) -> Poster:
        """A poster in which `layer` stands in place of the one with its id, or on top if there was none."""
        if any(x.id == layer.id for x in self.layers):
            return self.with_layers(layer if x.id == layer.id else x for x in self.layers)
        return self.with_layers((*self.layers, layer))

    def with_layers(self, layers: Iterable[BaseLayer]) -> Poster:
        """A poster with these layers from back to front."""
        return self.changed(layers=tuple(layers))

    def assets(self) -> set[str]:
        """Every asset the poster refers to."""
        return set(_asset_refs(self.model_dump(mode="json")))


def _asset_refs(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        if value.startswith("sha256:") and len(value) == 71:
            yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _asset_refs(part)
    elif isinstance(value, list):
        for part in value:
            yield from _asset_refs(part)


def _colors_of(layer: AnyLayer) -> Iterable[tuple[str, str]]:
    """(field, colour name) of every named colour of a layer."""
    for field in ("fill", "ground"):
        yield from _colors_in(field, getattr(layer, field, None))
    if stroke := getattr(layer, "stroke", None):
        yield from _colors_in("stroke.paint", stroke.paint)
    if shadow := getattr(layer, "shadow", None):
        yield from _colors_in("shadow.color", shadow.color)
    for i, treatment in enumerate(getattr(layer, "finish", ())):
        for k, ink in enumerate(treatment.inks):
            yield f"finish[{i}].inks[{k}]", ink


def _colors_in(where: str, paint: Any) -> Iterable[tuple[str, str]]:
    if isinstance(paint, str):
        yield where, paint
    for i, stop in enumerate(getattr(paint, "stops", ())):
        yield f"{where}.stops[{i}].color", stop.color

"""The design: what the design stage answers. Palette and layers over the background; rules and models answer alike."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from posta.document.finish import Finish
from posta.document.layers import CodeLayer, Layer, PictureLayer, ShapeLayer, TextLayer
from posta.document.model import Value, Words
from posta.document.poster import MOST_LAYERS, PaletteName, Poster, Swatch


class Design(Value):
    """Palette and layers for one poster, from back to front, in the page's unit."""

    archetype: Words = ""
    """The layout archetype it follows."""
    palette: Annotated[dict[PaletteName, Swatch], Field(min_length=2)]
    """Colours by name; `paper` and `ink` must be among them."""
    layers: tuple[Layer, ...] = Field(max_length=MOST_LAYERS)
    """Text, shapes, codes and cut-out pictures, from back to front."""
    finish: Finish | None = None
    """How the background is printed; absent: as it was."""
    score: float = 0
    """How well it reads, higher is better; designs of one request compare."""

    def on(self, poster: Poster) -> Poster:
        """The poster with this design: its background and locked layers stay as they are, all else is replaced.

        Locked layers keep their depth among the background (below) or the design (above): those that lay directly
        on the background stay below the design. Ids that clash with a locked layer's give way.
        """
        kept_below: list[PictureLayer | ShapeLayer | TextLayer | CodeLayer] = []
        kept_above: list[PictureLayer | ShapeLayer | TextLayer | CodeLayer] = []
        designed_before = False
        for layer in poster.layers:
            is_ground = isinstance(layer, PictureLayer) and layer.role == "background"
            if is_ground and self.finish is not None and not layer.locked:
                layer = layer.changed(finish=self.finish)
            if is_ground or layer.locked:
                (kept_above if designed_before and not is_ground else kept_below).append(layer)
            else:
                designed_before = True
        taken = {layer.id for layer in (*kept_below, *kept_above)}
        locked_pieces = {p for x in poster.layers if x.locked and isinstance(x, TextLayer) for p in x.pieces}
        new = [
            layer
            for layer in self.layers
            if layer.id not in taken
            and not (isinstance(layer, TextLayer) and layer.pieces and set(layer.pieces) <= locked_pieces)
        ]
        return poster.changed(palette={**poster.palette, **self.palette}, layers=(*kept_below, *new, *kept_above))

"""Patches: a poster and what one gesture changes in, the changed poster out. One patch is one step of undo."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, JsonValue, ValidationError

from posta.document.brief import Brief
from posta.document.explain import explain
from posta.document.layers import Layer
from posta.document.model import Value, Words
from posta.document.page import Page
from posta.document.poster import MOST_LAYERS, PaletteName, Poster, Swatch
from posta.errors import DocumentError


class Added(Value):
    """A new layer and its depth."""

    layer: Layer
    """The layer."""
    at: int | None = Field(default=None, ge=0, le=MOST_LAYERS)
    """How many layers lie below it; absent: on top."""


class Patch(Value):
    """What one gesture changes; fields left out stay as they are."""

    label: Words = "Edit"
    """What was done, for the history."""
    set: dict[str, dict[str, JsonValue]] = {}
    """New values of layers' fields, by layer id; a field given is replaced whole, null puts its default back."""
    add: Annotated[tuple[Added, ...], Field(max_length=MOST_LAYERS)] = ()
    """New layers."""
    remove: Annotated[tuple[str, ...], Field(max_length=MOST_LAYERS)] = ()
    """Ids of layers to delete."""
    order: tuple[str, ...] | None = None
    """All layer ids from back to front."""
    palette: dict[PaletteName, Swatch | None] = {}
    """New colours by name; null removes one."""
    page: Page | None = None
    """A new sheet."""
    brief: Brief | None = None
    """A new brief; the layers stay as they are."""


def apply(poster: Poster, patch: Patch) -> Poster:
    """The poster with the patch. Raises DocumentError naming the layer and field; the poster given stays as it is."""
    known = {layer.id for layer in poster.layers}
    for layer_id in (*patch.set, *patch.remove):
        if layer_id not in known:
            raise DocumentError(f"There is no layer {layer_id!r}.", hint="It may have been deleted.")
    layers: list[Any] = []
    for layer in poster.layers:
        if layer.id in patch.remove:
            continue
        layers.append(_changed(layer, patch.set[layer.id]) if layer.id in patch.set else layer)
    for added in patch.add:
        layers.insert(len(layers) if added.at is None else min(added.at, len(layers)), added.layer)
    if patch.order is not None:
        by_id = {layer.id: layer for layer in layers}
        if len(patch.order) != len(layers) or set(patch.order) != set(by_id):
            raise DocumentError("The new order does not name every layer once.", hint="Give all ids, back to front.")
        layers = [by_id[layer_id] for layer_id in patch.order]
    palette = {**poster.palette, **patch.palette}
    try:
        return poster.changed(
            layers=tuple(layers),
            palette={name: color for name, color in palette.items() if color is not None},
            page=patch.page or poster.page,
            brief=patch.brief or poster.brief,
        )
    except ValidationError as problem:
        raise DocumentError(explain(problem, Poster)) from None


def _changed(layer: Any, fields: dict[str, JsonValue]) -> Any:
    if "kind" in fields or "id" in fields:
        raise DocumentError(f"Layer {layer.id!r}: kind and id cannot be changed.", hint="Add a new layer instead.")
    data = {name: getattr(layer, name) for name in type(layer).model_fields}
    if "text" in fields and "breaks" not in fields and "breaks" in data:
        data["breaks"] = None  # they were places in the old words
    if "size" in fields and "fit" not in fields and "fit" in data:
        data["fit"] = "none"  # a size that is asked for stands
    for name, value in fields.items():
        if value is None and name in data:
            data.pop(name)
        else:
            data[name] = value
    try:
        return type(layer).model_validate(data)
    except ValidationError as problem:
        raise DocumentError(f"Layer {layer.id!r}: {explain(problem, type(layer))}") from None

"""A coloured draft in (points), a Design out (the page's unit)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from posta.design.rules.arrange import role_of
from posta.design.rules.draft import Cutout, Mark, Part, Shape, Words
from posta.design.rules.tint import Tinted
from posta.document.design import Design
from posta.document.layers import CodeLayer, FontChoice, Layer, PictureLayer, ShapeLayer, TextLayer
from posta.document.paint import PictureFill, Stroke
from posta.geometry import Rect

DIGITS = 4


def design_from(
    tinted: Tinted, archetype: str, score: float, *, taken_ids: frozenset[str] = frozenset(), lead: str = "title"
) -> Design:
    """Palette and layers from back to front. Ids in `taken_ids` are not used; `lead` is the piece that was set as the title."""
    draft = tinted.draft
    scale = 1 / draft.desk.page.points_per_unit
    ids = _Ids(taken_ids)
    layers = [_layer(_named(part, lead), tinted, scale, ids) for part in draft.parts]
    palette: Any = dict(tinted.swatches)
    return Design(
        archetype=archetype, palette=palette, layers=tuple(layers), finish=draft.desk.finish, score=round(score, 5)
    )


def _named(part: Part, lead: str) -> Part:
    """The part with its own role where another piece was set in the title's place."""
    if lead == "title" or not isinstance(part, Words) or part.block.pieces != ("title",):
        return part
    return replace(part, block=replace(part.block, role=role_of(lead), pieces=(lead,)))


class _Ids:
    """Unique ids: title, details, details-2 …"""

    def __init__(self, taken: frozenset[str]) -> None:
        self._used = set(taken)

    def new(self, base: str) -> str:
        name, n = base, 1
        while name in self._used:
            n += 1
            name = f"{base}-{n}"
        self._used.add(name)
        return name


def _box(rect: Rect, scale: float) -> tuple[float, float, float, float]:
    x, y, width, height = (round(v * scale, DIGITS) for v in rect)
    return x, y, max(width, 10**-DIGITS), max(height, 10**-DIGITS)


def _layer(part: Part, tinted: Tinted, scale: float, ids: _Ids) -> Layer:
    desk = tinted.draft.desk
    if isinstance(part, Shape):
        stroke = Stroke(paint=part.stroke[0], width=part.stroke[1] * scale, align="inside") if part.stroke else None
        return ShapeLayer(
            id=ids.new(part.role), role=part.role, shape=part.shape, box=_box(part.box, scale), angle=part.angle,
            opacity=round(part.opacity, 3), radius=part.radius * scale, path=part.path, fill=part.fill, stroke=stroke,
        )  # fmt: skip
    if isinstance(part, Cutout):
        whole = desk.page.bleed_box
        return PictureLayer(
            id=ids.new("subject"), role="subject", box=(whole.x, whole.y, whole.width, whole.height),
            asset="background", mask=desk.subject_mask,
        )  # fmt: skip
    if isinstance(part, Mark):
        if part.kind == "logo":
            return PictureLayer(
                id=ids.new("logo"), role="logo", box=_box(part.box, scale), asset=desk.logo, fit="contain", alt="Logo"
            )
        dark = desk.palette.dark
        return CodeLayer(
            id=ids.new("code"), box=_box(part.box, scale), data=desk.link_code,
            fill="paper" if dark else "ink", ground="ink" if dark else "paper",
        )  # fmt: skip
    return _text_layer(part, scale, ids)


def _text_layer(text: Words, scale: float, ids: _Ids) -> TextLayer:
    block, style = text.block, text.block.style
    return TextLayer(
        id=ids.new(block.role), role=block.role, text=block.text, pieces=block.pieces, box=_box(text.box, scale),  # type: ignore[arg-type]
        angle=text.angle, font=FontChoice(family=style.family, weight=style.weight, italic=style.italic),
        size=math.floor(style.size * 1e4) / 1e4, fit=style.fit, leading=style.leading, tracking=style.tracking, align=style.align,
        case=style.case, writing=style.writing, arc=style.arc, breaks=style.breaks, balance=style.balance,
        fill=PictureFill(picture="background") if text.window else text.color or "ink",
    )  # fmt: skip

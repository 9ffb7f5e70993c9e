"""Things a theme names, set into a scene: a sheet and a box in units in, the placed motif out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import skia

from posta.background.motifs import MOTIFS, Drawing, draw, tones
from posta.background.painters.inks import Ink, mix
from posta.background.painters.sheet import Sheet
from posta.geometry import Rect


def named(sheet: Sheet, among: Sequence[str] = ()) -> list[str]:
    """The motifs the theme names, in order; only those `among` some if given."""
    wished = [str(name) for name in sheet.wishes.get("motifs", ()) if name in MOTIFS]
    return [name for name in wished if name in among] if among else wished


def hero(sheet: Sheet, name: str, box: Rect, *, flip: bool = False) -> Drawing:
    """A motif drawn for this sheet's seed, as large as `box` allows."""
    return draw(name, sheet.rng("motif " + name)).moved_into(box, flip=flip)


def colored(sheet: Sheet, body: Ink, accent: Ink) -> Mapping[str, Ink]:
    """Colours for a motif: its body, a second colour, and dark and light to draw it with."""
    return tones(body, accent, sheet.inks.light, mix(sheet.inks.dark, body, 0.12))


def stamp(canvas: skia.Canvas, placed: Drawing, palette: Mapping[str, Ink]) -> None:
    """Draw a placed motif in its colours."""
    for part in placed.parts:
        ink = palette.get(part.tone, palette["body"])
        canvas.drawPath(part.filled(), skia.Paint(AntiAlias=True, Color4f=skia.Color4f(ink[0], ink[1], ink[2], 1.0)))


def flat(canvas: skia.Canvas, placed: Drawing) -> None:
    """Draw a placed motif's silhouette as a stencil."""
    canvas.drawPath(placed.silhouette(), skia.Paint(AntiAlias=True))

"""Motifs: a theme's words in, drawn silhouettes out (skia paths in a unit square, x 0..1 right, y 0..1 down).

`find("a lone lighthouse on a cliff")` names the motifs a theme speaks of, `draw(name, rng)` draws one (same generator
state, same paths), and `place(canvas, drawing, box, palette)` paints it. Every shape is made in code here: no font, no
copied picture. A new motif is one function and one row of the table.
"""

from __future__ import annotations

from posta.background.motifs.drawing import Anchor, Drawing, Part, Tone, place, tones
from posta.background.motifs.find import find, folded, mentions
from posta.background.motifs.table import MOTIFS, Motif, draw, drawing_function

__all__ = [
    "MOTIFS",
    "Anchor",
    "Drawing",
    "Motif",
    "Part",
    "Tone",
    "draw",
    "drawing_function",
    "find",
    "folded",
    "mentions",
    "place",
    "tones",
]

"""The table of motifs, read from motifs.json: a name in, its words, drawing function, anchor and tags out."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from posta.background.motifs.drawing import Anchor, Drawing


@dataclass(frozen=True, slots=True)
class Motif:
    """One row: what a motif is called, what themes say for it, and where its drawing function lives."""

    name: str
    words: tuple[str, ...]
    """Words and phrases, lower case; regular English plurals are understood without being listed."""
    draw: str
    """`module:function` beside this file; called with a numpy generator and keywords."""
    aspect: float
    """Usual width over height; single drawings vary about it."""
    anchor: Anchor
    """ground: stands on the bottom edge; top: hangs; center: floats. A drawing of another kind may say otherwise."""
    tags: tuple[str, ...]
    tint: tuple[str, ...] = ()
    """The colours the thing has in nature, #rrggbb: its body, then its second colour; empty: any."""
    stature: float = 1.0
    """How high it stands beside a grown figure, softened for a picture: a book 0.45, a street lamp 1.6."""


def _read() -> dict[str, Motif]:
    rows = json.loads(Path(__file__).with_name("motifs.json").read_text(encoding="utf-8"))
    return {
        name: Motif(
            name,
            tuple(row["words"].split(", ")),
            row["draw"],
            row["aspect"],
            row["anchor"],
            tuple(row["tags"].split()),
            tuple(row.get("tint", "").split()),
            row.get("stature", 1.0),
        )
        for name, row in rows.items()
    }


MOTIFS: dict[str, Motif] = _read()


def drawing_function(name: str) -> Callable[..., Drawing]:
    """The function behind a motif. Raises KeyError when there is no such motif."""
    module, function = MOTIFS[name].draw.split(":")
    found: Callable[..., Drawing] = getattr(importlib.import_module(f"posta.background.motifs.{module}"), function)
    return found


def draw(name: str, rng: np.random.Generator, **parameters: Any) -> Drawing:
    """One drawing of a motif. Raises KeyError when there is no such motif."""
    return drawing_function(name)(rng, **parameters)

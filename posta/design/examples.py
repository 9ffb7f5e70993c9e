"""A folder in the PosterArt layout in; worked examples for the design talk (a question and its answer in words) out.

The layout is that of the dataset creative-graphic-design/POSTAPosterArt: `background/X.jpg` the picture without words,
`JPG/X.jpg` the finished poster, `json/X.json` its layers (a tree of name, kind, text_content, position in pixels, font_info).
The shipped folder holds POSTA's own posters; a person's copy of the dataset can be named with the environment variable
POSTA_POSTERART.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb, rgb_to_oklab
from posta.design import DesignRequest
from posta.design.board import COLORS, Board, Example, board_of, request_text
from posta.design.layout import Layout, ShapeAt, TextAt
from posta.design.rules.words import Words
from posta.document.brief import PIECES
from posta.document.page import Page
from posta.document.pictures import open_picture
from posta.errors import PostaError
from posta.typeset.fonts import FontLibrary

ENVIRONMENT_VARIABLE = "POSTA_POSTERART"
MOST_FILE = 4_000_000  # bytes of one annotation
MOST_LAYERS = 400
WEIGHTS = (
    ("extrabold", 800), ("semibold", 600), ("demibold", 600), ("black", 900), ("heavy", 900), ("medium", 500),
    ("light", 300), ("thin", 100), ("bold", 700),
)  # fmt: skip


def folder() -> FilePath | None:
    """Where the examples are: the person's folder, else the shipped one; None where there is neither."""
    told = os.environ.get(ENVIRONMENT_VARIABLE, "")
    package = FilePath(__file__).resolve().parents[1]
    for place in (
        [FilePath(told).expanduser()]
        if told
        else [package.parent / "data" / "posterart", package / "data" / "posterart"]
    ):
        if (place / "json").is_dir() or (place / "JSON").is_dir():
            return place
    return None


def examples(count: int, script: str = "Latn") -> tuple[Example, ...]:
    """Up to `count` examples, those whose title is in `script` first; none where there is no folder."""
    place = folder()
    if place is None or count < 1:
        return ()
    found = _all(place)
    return tuple(e for _, e in sorted(found, key=lambda se: se[0] != script)[:count])


@functools.cache
def _all(place: FilePath) -> tuple[tuple[str, Example], ...]:
    """(script, example) of the first posters of a folder that can be read, at most eight."""
    found: list[tuple[str, Example]] = []
    for path in sorted([*place.glob("json/*.json"), *place.glob("JSON/*.json")])[:40]:
        if path.name.startswith("._"):
            continue
        try:
            found.append(read_example(path, place / "background" / f"{path.stem}.jpg"))
        except (PostaError, ValueError, KeyError, TypeError, OSError, OverflowError):
            continue  # one damaged file of a data set must not stop a poster
        if len(found) == 8:
            break
    return tuple(found)


def read_example(annotation: FilePath, background: FilePath) -> tuple[str, Example]:
    """(script of the title, example) of one annotated poster.

    Raises AssetError, ValueError, KeyError, TypeError, OverflowError or OSError for files that do not hold what they should.
    """
    if annotation.stat().st_size > MOST_FILE:
        raise ValueError(f"{annotation.name} is no annotation: it is too large")
    told = json.loads(annotation.read_text("utf-8"))
    with open_picture(background.read_bytes(), source=background.name) as file:
        size = file.size
        file.draft("RGB", (700, 700))
        file.thumbnail((700, 700))
        picture: NDArray[np.uint8] = np.asarray(file.convert("RGB"))
    layers = list(_flat(told["layers"]))[:MOST_LAYERS]
    sheet = next((x["position"] for x in layers if x.get("name") == "background"), None)
    wide, high = (float(sheet["width"]), float(sheet["height"])) if sheet else (float(size[0]), float(size[1]))
    texts = _named([x for x in layers if x.get("kind") == "type" and x.get("visible", True) and x.get("text_content")])
    board = board_of(
        DesignRequest(
            pieces={name: str(x["text_content"]) for name, x in texts.items()},
            page=Page(width=wide, height=high, unit="px", safe=round(0.02 * min(wide, high), 1)),
            picture=picture,
            theme=str(told.get("theme", ""))[:400],
            style=str(told.get("archetype", "")),
        ),
        FontLibrary.shipped(),
    )
    layout = Layout(
        idea=str(told.get("idea", ""))[:160],
        archetype=board.choices.archetypes[0],
        palette="a",
        shapes=[s for x in layers if (s := _shape(x, wide, high, board)) is not None][:6],
        texts=[_text(name, x, (wide, high), layers, board) for name, x in texts.items()],
    )
    answer = layout.model_dump(exclude={"marks": True, "texts": {"__all__": {"behind"}}})
    script = Words(board.desk.words.pieces).script
    return script, Example(request_text(board, layout.archetype), json.dumps(answer, separators=(",", ":")))


def _flat(layers: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    for layer in layers if depth < 12 else ():
        if not isinstance(layer, dict):
            raise ValueError("a layer is no object")
        yield layer
        yield from _flat(layer.get("children") or (), depth + 1)


def _named(texts: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The text layers by piece: by their own names where those are pieces, else by size as title, subtitle and details."""
    if any(x.get("name") == "title" for x in texts):
        known = {x["name"]: x for x in texts if x["name"] in PIECES or str(x["name"]).startswith("details.")}
    else:
        by_size = sorted(texts, key=lambda x: -float(x["font_info"]["font_size"]))
        names = ("title", "subtitle", *(f"details.{i}" for i in range(10)))
        known = dict(zip(names, by_size, strict=False))
    if not known:
        raise ValueError("the poster has no words")
    return known


def _box(layer: dict[str, Any], wide: float, high: float) -> dict[str, int]:
    at = layer["position"]
    x, y = (min(999, max(0, round(1000 * float(at[k]) / s))) for k, s in (("left", wide), ("top", high)))
    w, h = (max(1, round(1000 * float(at[k]) / s)) for k, s in (("width", wide), ("height", high)))
    return {"x": x, "y": y, "w": min(w, 1000 - x), "h": min(h, 1000 - y)}


def _shape(layer: dict[str, Any], wide: float, high: float, board: Board) -> ShapeAt | None:
    kind = str(layer.get("name", "")).split("-")[0]
    color = layer.get("color")
    if kind not in ("panel", "rule", "frame") or not isinstance(color, str):
        return None
    opacity = min(100, max(20, round(100 * float(layer.get("opacity", 1)))))
    return ShapeAt(kind=kind, color=_nearest(color, board), opacity=opacity, **_box(layer, wide, high))  # type: ignore[arg-type]


def _text(
    name: str, layer: dict[str, Any], sheet: tuple[float, float], layers: list[dict[str, Any]], board: Board
) -> TextAt:
    font = layer["font_info"]
    family, weight, italic = font_of(str(font["font_name"]), board.choices.fonts)
    box = _box(layer, *sheet)
    colors = font.get("color_values") or ["#ffffff"]
    turned = round(float(font.get("rotation", 0)))
    align = font.get("alignment", "left")
    return TextAt(
        pieces=[name],
        font=family,
        weight=weight,
        italic=italic,
        size=min(400, round(1000 * float(font["font_size"]) / min(sheet))),
        leading=min(200, max(70, round(100 * float(font.get("leading", 1.1))))),
        tracking=min(400, max(-60, round(float(font.get("tracking", 0))))),
        align=align if align in ("left", "center", "right") else "left",
        case="upper" if font.get("case") == "upper" else "none",
        color=_nearest(str(colors[0]), board),
        angle=turned if -90 <= turned <= 90 else 0,
        veil=_veil(box, layers, sheet),
        **box,
    )


def _veil(box: dict[str, int], layers: list[dict[str, Any]], sheet: tuple[float, float]) -> Any:
    """From which edge a veil quiets the picture under this box."""
    for layer in layers:
        if str(layer.get("name", "")).startswith("veil"):
            veil = _box(layer, *sheet)
            if veil["y"] <= box["y"] and veil["y"] + veil["h"] >= box["y"] + box["h"]:
                return "top" if veil["y"] < 10 else "bottom" if veil["y"] + veil["h"] > 990 else "middle"
    return "none"


def font_of(name: str, known: tuple[str, ...]) -> tuple[str, int, bool]:
    """(family, weight, italic) of a PostScript name such as PlayfairDisplay-BoldItalic; an unknown family becomes a known one."""
    stem, _, cut = name.partition("-")
    low = cut.casefold()
    weight = next((value for word, value in WEIGHTS if word in low), 400)
    bare = stem.replace(" ", "").casefold()
    names = [f.name for f in FontLibrary.shipped().families()]
    family = next((n for n in names if n.replace(" ", "").casefold() == bare), known[0])
    return family, weight, "italic" in low


def _nearest(color: str, board: Board) -> Any:
    """The palette's name for a colour."""
    palette = board.choices.palettes["a"]
    lab = np.asarray(rgb_to_oklab(np.array(Rgb.from_hex(color))))
    return min(COLORS, key=lambda n: float(np.sum((np.asarray(rgb_to_oklab(np.array(palette.named(n)))) - lab) ** 2)))

"""A poster on other sheets: a page (points) and a paper in, where its tiles or copies lie out, and the pages drawn.

Tiles make a large poster from office paper: neighbours share a strip to glue. Copies put a small one on a sheet as often
as it fits, with crop marks around.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from posta.color import Rgb
from posta.errors import ExportError
from posta.export.options import Sheets
from posta.export.pdf.content import Content, nums
from posta.export.pdf.paint import Inks
from posta.export.words import one_line
from posta.geometry import Affine, Rect
from posta.render.frame import Look, Solid, TextItem
from posta.units import MM_PER_POINT, PAPER_SIZES, to_points

MOST_SHEETS = 400
MARK = 4 / MM_PER_POINT
CLEAR = 1 / MM_PER_POINT
LABEL_SIZE = 7.0
LABEL_FAMILY = "Inter"
_GREY = Solid(Rgb(0.45, 0.45, 0.45))


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the poster on a sheet."""

    part: Rect
    """In the poster's points, from the trim's corner."""
    left: float
    top: float
    """Where the part's corner lies on the sheet."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet: its size, its pieces, and its row and column among the tiles."""

    width: float
    height: float
    pieces: tuple[Piece, ...]
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1


def layouts(trim: Rect, bleed: float, wanted: Sheets) -> list[Layout]:
    """The sheets, left to right and top to bottom, on the paper turned whichever way needs fewer of them.

    Raises ExportError for an unknown paper, and where nothing fits or too many sheets are needed.
    """
    if wanted.paper.lower() not in PAPER_SIZES:
        known = ", ".join(name for name, row in PAPER_SIZES.items() if row[2] != "px")
        raise ExportError(f"There is no paper {wanted.paper!r}.", hint=f"Use {known}.")
    width, height, unit = PAPER_SIZES[wanted.paper.lower()]
    across, down = to_points(width, unit), to_points(height, unit)
    lay = _tiles if wanted.kind == "tiles" else _copies
    tried = [made for size in ((across, down), (down, across)) if (made := lay(trim, bleed, wanted, *size))]
    if not tried:
        raise ExportError(
            f"The poster does not fit on {wanted.paper}.", hint="Use larger paper, smaller margins, or tiles."
        )
    best = min(tried, key=lambda sheets: (len(sheets), -len(sheets[0].pieces)))
    if len(best) > MOST_SHEETS:
        raise ExportError(
            f"{len(best)} sheets of {wanted.paper} are too many.", hint=f"Use larger paper; {MOST_SHEETS} is the most."
        )
    return best


def _tiles(trim: Rect, _bleed: float, wanted: Sheets, width: float, height: float) -> list[Layout]:
    room_x, room_y = width - 2 * wanted.margin, height - 2 * wanted.margin
    step_x, step_y = room_x - wanted.overlap, room_y - wanted.overlap
    if min(step_x, step_y) < 36:
        return []
    columns = max(1, math.ceil((trim.width - wanted.overlap - 0.01) / step_x))
    rows = max(1, math.ceil((trim.height - wanted.overlap - 0.01) / step_y))
    # Equal tiles, so that no sheet shows a sliver.
    step_x, step_y = (trim.width - wanted.overlap) / columns, (trim.height - wanted.overlap) / rows
    made = []
    for row in range(rows):
        for column in range(columns):
            part = Rect(column * step_x, row * step_y, step_x + wanted.overlap, step_y + wanted.overlap)
            made.append(Layout(width, height, (Piece(part, wanted.margin, wanted.margin),), row, column, rows, columns))
    return made


def _copies(trim: Rect, bleed: float, wanted: Sheets, width: float, height: float) -> list[Layout]:
    piece = trim.inset(-bleed)
    edge = max(wanted.margin, MARK + CLEAR)
    columns = int((width - 2 * edge + 0.01) // piece.width)
    rows = int((height - 2 * edge + 0.01) // piece.height)
    if wanted.copies:
        if columns * rows < wanted.copies:
            return []
        rows = math.ceil(wanted.copies / max(1, columns))
    if not columns * rows:
        return []
    left, top = (width - columns * piece.width) / 2, (height - rows * piece.height) / 2
    pieces = [
        Piece(piece, left + column * piece.width, top + row * piece.height)
        for row in range(rows)
        for column in range(columns)
    ]
    return [Layout(width, height, tuple(pieces[: wanted.copies or None]), 0, 0, rows, columns)]


def draw_marks(content: Content, inks: Inks, layout: Layout, wanted: Sheets, bleed: float) -> None:
    """Cut and glue marks of a sheet, in the sheet's points, y down."""
    content.put("q")
    inks.paint(content, _GREY, stroke=True)
    content.put("0.35 w")
    lines = _tile_lines(layout) if wanted.kind == "tiles" else _copy_lines(layout, bleed)
    for (x1, y1), (x2, y2) in lines:
        content.put(f"{nums([x1, y1])} m {nums([x2, y2])} l S")
    if wanted.kind == "tiles":
        content.put("[3 3] 0 d")
        for (x1, y1), (x2, y2) in _glue_lines(layout, wanted):
            content.put(f"{nums([x1, y1])} m {nums([x2, y2])} l S")
    content.put("Q")


Line = tuple[tuple[float, float], tuple[float, float]]


def _corner_ticks(xs: list[float], ys: list[float], outer: Rect) -> Iterator[Line]:
    """Short lines outside `outer` that point at the given columns and rows."""
    for x in xs:
        yield (x, outer.y - CLEAR), (x, outer.y - CLEAR - MARK)
        yield (x, outer.bottom + CLEAR), (x, outer.bottom + CLEAR + MARK)
    for y in ys:
        yield (outer.x - CLEAR, y), (outer.x - CLEAR - MARK, y)
        yield (outer.right + CLEAR, y), (outer.right + CLEAR + MARK, y)


def _shown(layout: Layout) -> Rect:
    piece = layout.pieces[0]
    return Rect(piece.left, piece.top, piece.part.width, piece.part.height)


def _tile_lines(layout: Layout) -> Iterator[Line]:
    shown = _shown(layout)
    return _corner_ticks([shown.x, shown.right], [shown.y, shown.bottom], shown)


def _glue_lines(layout: Layout, wanted: Sheets) -> Iterator[Line]:
    """Where the next sheet's edge comes to lie: beside the strip that it covers."""
    shown = _shown(layout)
    if layout.column + 1 < layout.columns:
        x = shown.right - wanted.overlap
        yield (x, shown.y), (x, shown.bottom)
    if layout.row + 1 < layout.rows:
        y = shown.bottom - wanted.overlap
        yield (shown.x, y), (shown.right, y)


def _copy_lines(layout: Layout, bleed: float) -> Iterator[Line]:
    rects = [Rect(p.left, p.top, p.part.width, p.part.height) for p in layout.pieces]
    outer = rects[0]
    for rect in rects[1:]:
        outer = outer.union(rect)
    xs = sorted({v for r in rects for v in (r.x + bleed, r.right - bleed)})
    ys = sorted({v for r in rects for v in (r.y + bleed, r.bottom - bleed)})
    return _corner_ticks(xs, ys, outer)


def label(layout: Layout, wanted: Sheets, title: str) -> TextItem | None:
    """A tile's name and what to do with it, typeset in its lower margin; None on a sheet of copies."""
    if wanted.kind != "tiles":
        return None
    from posta.typeset.fonts import FontLibrary
    from posta.typeset.setting import typeset
    from posta.typeset.style import TextStyle

    name = f"{_letters(layout.column)}{layout.row + 1}"
    neighbours = []
    if layout.column + 1 < layout.columns:
        neighbours.append(f"{_letters(layout.column + 1)}{layout.row + 1}")
    if layout.row + 1 < layout.rows:
        neighbours.append(f"{_letters(layout.column)}{layout.row + 2}")
    glue = f" · glue {' and '.join(neighbours)} onto the dashed strip" if neighbours else ""
    words = f"{name} of {_letters(layout.columns - 1)}{layout.rows}{glue} · {one_line(title, 60)}"
    shown = _shown(layout)
    box = Rect(0, 0, max(40.0, layout.width - 2 * wanted.margin - MARK), max(8.0, wanted.margin - CLEAR))
    style = TextStyle(family=LABEL_FAMILY, size=min(LABEL_SIZE, wanted.margin * 0.6), leading=1.0)
    setting = typeset(words, style, box, FontLibrary.shipped())
    place = Affine.move(wanted.margin + MARK, shown.bottom + CLEAR)
    return TextItem(
        Look("label", name, place), "details", words, setting.shown, setting.runs, _GREY, box, setting.ink, setting.size
    )


def _letters(number: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    out = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out

"""Posters on other sheets: tiles that make the whole, copies that stand apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest

from posta.errors import ExportError
from posta.export import ExportOptions, Sheets, export
from posta.export.pdf.sheets import layouts
from posta.export.preflight import preflight_file
from posta.geometry import Rect
from posta.render.raster import rasterize
from tests.export.export_frames import rich
from tests.export.export_judges import told

A2 = Rect(0, 0, 1190.55, 1683.78)


def pages(path: Path, ppi: float) -> list[np.ndarray]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.render(scale=ppi / 72).to_numpy()[..., :3][..., ::-1].copy() for page in document]
    finally:
        document.close()


def test_tiles_cover_the_poster_at_full_size_with_the_overlap_asked_for() -> None:
    wanted = Sheets("tiles", "a4", overlap=30, margin=20)
    made = layouts(A2, 0, wanted)
    assert len(made) == made[0].rows * made[0].columns
    for layout in made:
        (piece,) = layout.pieces
        assert A2.contains(piece.part, slack=1e-6)
        assert piece.left + piece.part.width <= layout.width - 20 + 1e-6
        assert piece.top + piece.part.height <= layout.height - 20 + 1e-6
    first, second = made[0].pieces[0].part, made[1].pieces[0].part
    assert first.right - second.x == pytest.approx(30)
    assert made[-1].pieces[0].part.right == pytest.approx(A2.right)
    assert made[-1].pieces[0].part.bottom == pytest.approx(A2.bottom)


def test_a_poster_that_fits_needs_one_tile() -> None:
    assert len(layouts(Rect(0, 0, 200, 300), 0, Sheets("tiles", "a4"))) == 1


def test_tiles_laid_side_by_side_show_the_poster(tmp_path: Path) -> None:
    made = rich()
    wanted = Sheets("tiles", "a6", overlap=18, margin=60)
    path = export(made, tmp_path / "a.pdf", ExportOptions(sheets=wanted, quality=None)).path
    laid = layouts(made.trim, made.bleed, wanted)
    assert len(laid) > 1
    painted, ppi = rasterize(made, 144), 144
    off = []
    for layout, page in zip(laid, pages(path, ppi), strict=True):
        piece = layout.pieces[0]
        inner = piece.part.inset(20)  # away from the dashed strip
        x, y = (round(v * 2) for v in (piece.left + inner.x - piece.part.x, piece.top + inner.y - piece.part.y))
        height, width = round(inner.height * 2) - 1, round(inner.width * 2) - 1
        shown = page[y : y + height, x : x + width]
        wanted_pixels = painted[round(inner.y * 2) :, round(inner.x * 2) :][:height, :width]
        off.append(np.median(np.abs(shown.astype(int) - wanted_pixels)))
    assert max(off) <= 3


def test_every_tile_says_which_it_is(tmp_path: Path) -> None:
    path = export(rich(), tmp_path / "a.pdf", ExportOptions(sheets=Sheets("tiles", "a6", margin=60))).path
    text = told("pdftotext", path, "-")
    assert "A1 of" in text
    assert "glue" in text
    assert "A2 of A2" in text
    with pikepdf.open(path) as pdf:
        forms = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Form"]
        assert len({f.objgen for f in forms if float(f.BBox[2]) > 240}) == 1  # one poster, shown in parts


@pytest.mark.parametrize("kind", ["plain", "x-4", "x-1a"])
def test_as_many_copies_as_fit_stand_on_a_sheet_with_their_bleed(tmp_path: Path, kind: str) -> None:
    made = rich()
    report = export(made, tmp_path / "a.pdf", ExportOptions(pdf=kind, sheets=Sheets("copies", "a3")))  # type: ignore[arg-type]
    (layout,) = layouts(made.trim, made.bleed, Sheets("copies", "a3"))
    assert len(layout.pieces) == 9
    assert "1 sheet of a3" in report.kind
    assert "No syntax or stream encoding errors found" in told("qpdf", "--check", report.path)
    assert told("pdftotext", report.path, "-").count("Saturday") == 9
    assert {p.code for p in preflight_file(report.path)} <= {"low-ppi"}


def test_a_number_of_copies_can_be_asked_for() -> None:
    (layout,) = layouts(Rect(0, 0, 100, 100), 9, Sheets("copies", "a4", copies=3))
    assert len(layout.pieces) == 3


@pytest.mark.parametrize(
    ("trim", "wanted", "said"),
    [
        (Rect(0, 0, 100, 100), Sheets("tiles", "a99"), "no paper"),
        (A2, Sheets("copies", "a4"), "does not fit"),
        (Rect(0, 0, 50000, 50000), Sheets("tiles", "a6"), "too many"),
        (A2, Sheets("tiles", "a6", margin=200), "does not fit"),
    ],
)
def test_what_cannot_be_laid_out_is_told(trim: Rect, wanted: Sheets, said: str) -> None:
    with pytest.raises(ExportError, match=said):
        layouts(trim, 0, wanted)


def test_an_x_1a_page_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    from tests.export.export_frames import frame

    with pytest.raises(ExportError, match=r"5\.08 m"):
        export(frame([], width=20000), tmp_path / "a.pdf", ExportOptions(pdf="x-1a"))

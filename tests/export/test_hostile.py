"""What no designer would draw but a file may hold: nothing breaks, and no text escapes into the file's own language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from posta.color import Rgb
from posta.export import MARKS, WRITERS, ExportOptions, Sheets, export
from posta.geometry import Affine, Rect, rect_path
from posta.geometry import Path as Outline
from posta.render.frame import (
    Frame,
    GradientStop,
    LinearGradient,
    Look,
    Picture,
    PictureItem,
    RadialGradient,
    ShadowStyle,
    ShapeItem,
    Solid,
    StrokeStyle,
    TextItem,
)
from tests.export.export_frames import face, frame, photo, rich, shaped, solid, words
from tests.export.export_judges import pdfium_pixels, told

NASTY = "A) Tj ET BT\\(\x00\x1b\ud800</title><script>&#0; 100% 'quoted' \"double\" \u202e\U0001f3b7"


def odd() -> Frame:
    """Empty, flat, huge and turned things, each in every place it can stand."""
    ink = solid("#203040")
    stops = (GradientStop(0.7, ink, 0.0), GradientStop(0.7, ink), GradientStop(0.2, solid("#ffffff")))
    shade = ShadowStyle(3, 3, 0, ink, 0.5)
    empty = TextItem(Look("empty"), "body", "", "", (), ink, Rect(0, 0, 0, 0), Rect(0, 0, 0, 0), 12)
    blank = words("blank", [shaped("   ", face("inter/Inter-Regular.ttf"), 12, 10, 10)], ink, shadow=shade)
    tiny = photo(3, 2, alpha=True)
    items = [
        empty,
        blank,
        replace(empty, look=Look("faint empty", opacity=0.5), stroke=StrokeStyle(ink, 2, "outside")),
        ShapeItem(Look("nothing"), Outline(()), ink, StrokeStyle(ink, 1, "inside")),
        ShapeItem(Look("dim nothing", opacity=0.3, blend="multiply", shadow=shade), Outline(()), ink),
        ShapeItem(Look("line"), Outline((("M", 5.0, 5.0), ("L", 90.0, 5.0))), None, StrokeStyle(ink, 1)),
        ShapeItem(Look("line shade", shadow=replace(shade, blur=2)), rect_path(Rect(5, 9, 50, 0)), None, StrokeStyle(ink, 1)),
        ShapeItem(Look("flat"), rect_path(Rect(5, 5, 50, 0)), LinearGradient((5, 5), (5, 5), stops)),
        ShapeItem(Look("dot"), rect_path(Rect(5, 5, 50, 50)), RadialGradient((9, 9), 1e-6, stops)),
        ShapeItem(Look("rim"), rect_path(Rect(5, 5, 50, 50)), None, StrokeStyle(ink, 2, "outside")),
        ShapeItem(Look("far", transform=Affine.move(1e5, -1e5), shadow=shade), rect_path(Rect(0, 0, 5, 5)), ink),
        ShapeItem(Look("ghost", opacity=0.001, shadow=replace(shade, blur=40)), rect_path(Rect(0, 0, 5, 5)), ink),
        PictureItem(Look("sliver"), Picture(tiny, Rect(0.4, 0.4, 0.2, 0.2), Rect(0, 0, 100, 0.01))),
        PictureItem(Look("mirror", transform=Affine(-1, 0, 0, 1, 200, 0)), Picture(tiny, Rect(0, 0, 3, 2), Rect(0, 0, 60, 40))),
        PictureItem(Look("beyond"), Picture(tiny, Rect(-5, -5, 20, 20), Rect(10, 200, 50, 50))),
    ]  # fmt: skip
    return frame(items)


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_odd_frames_are_written_in_every_format(tmp_path: Path, suffix: str) -> None:
    assert export(odd(), tmp_path / f"a{suffix}", ExportOptions(ppi=50)).bytes > 100


@pytest.mark.parametrize("kind", ["plain", "x-4", "x-1a"])
def test_odd_frames_are_sound_in_every_kind_of_pdf(tmp_path: Path, kind: str) -> None:
    options = ExportOptions(ppi=50, pdf=kind, marks=frozenset(MARKS), layers=True)  # type: ignore[arg-type]
    path = export(odd(), tmp_path / "a.pdf", options).path
    assert "No syntax or stream encoding errors found" in told("qpdf", "--check", path)
    told("pdftoppm", "-r", "36", "-png", path, tmp_path / "page")


@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".ora", ".psd", ".png"])
def test_hostile_words_stay_words(tmp_path: Path, suffix: str) -> None:
    run = shaped(NASTY.replace("\ud800", ""), face("inter/Inter-Regular.ttf"), 6, 10, 100)
    item = words(NASTY, [run], solid("#000000"))
    made = replace(frame([item]), title=NASTY, language=NASTY)
    for options in (
        ExportOptions(ppi=36),
        ExportOptions(ppi=36, pdf="x-4", marks=frozenset(MARKS), layers=True, notice=NASTY),
    ):
        path = export(made, tmp_path / f"a{suffix}", options).path
        assert path.stat().st_size > 100
        if suffix == ".pdf":
            assert "No syntax or stream encoding errors found" in told("qpdf", "--check", path)


@pytest.mark.parametrize("name", ["PANTONE 185 C", "Złoto/(100%) #1", "金", "A" * 120])
def test_a_spot_inks_name_arrives_whole(tmp_path: Path, name: str) -> None:
    ink = Solid(Rgb(1, 0, 0), (0, 1, 1, 0), name)
    made = frame([ShapeItem(Look("s"), rect_path(Rect(20, 20, 50, 50)), ink)])
    path = export(made, tmp_path / "a.pdf", ExportOptions(pdf="x-4", marks=frozenset(MARKS))).path
    told("qpdf", "--check", path)
    with pikepdf.open(path) as pdf:
        spaces = [o for o in pdf.objects if isinstance(o, pikepdf.Array) and len(o) == 4 and o[0] == "/Separation"]
        assert [str(space[1])[1:] for space in spaces if str(space[1]) != "/All"] == [name]


def test_every_run_of_a_large_font_collection_of_glyphs_fits_the_codes(tmp_path: Path) -> None:
    japanese = face("noto-sans-jp/NotoSansJP-Regular.ttf")
    text = "".join(chr(c) for c in range(0x4E00, 0x4E00 + 600))
    runs = [shaped(text[i : i + 40], japanese, 5, 10, 10 + i / 3) for i in range(0, 600, 40)]
    path = export(frame([words("t", runs, solid("#000000"))]), tmp_path / "a.pdf").path
    read = "".join(told("pdftotext", path, "-").split())
    assert sum(c in read for c in text) >= 580  # a few are not in this font


def test_sheets_of_an_odd_frame_are_sound(tmp_path: Path) -> None:
    path = export(odd(), tmp_path / "a.pdf", ExportOptions(ppi=50, sheets=Sheets("tiles", "a6"))).path
    assert "No syntax or stream encoding errors found" in told("qpdf", "--check", path)


def test_a_picture_seen_through_nothing_is_not_shown(tmp_path: Path) -> None:
    through = Picture(photo(30, 30), Rect(0, 0, 30, 30), Rect(0, 0, 240, 320))
    blank = words(
        "blank", [shaped("   ", face("inter/Inter-Regular.ttf"), 12, 10, 10)], solid("#000000"), face_picture=through
    )
    made = frame([blank, ShapeItem(Look("none"), Outline(()), through)], paper="#ffffff")
    assert (pdfium_pixels(export(made, tmp_path / "a.pdf").path) == 255).all()


def test_progress_rises_and_ends_at_one(tmp_path: Path) -> None:
    for suffix in WRITERS:
        told_: list[float] = []
        export(rich(), tmp_path / f"a{suffix}", ExportOptions(ppi=36), lambda share, _, to=told_: to.append(share))
        assert told_ == sorted(told_), suffix
        assert told_[-1] == 1.0

"""Preflight: what a print shop would stumble over is found, on the frame and in the file, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from posta.color import Rgb
from posta.errors import ExportError
from posta.export import MARKS, ExportOptions, export
from posta.export.preflight import preflight, preflight_file
from posta.geometry import Rect, rect_path
from posta.render.frame import Frame, Look, PictureItem, ShapeItem, Solid, StrokeStyle
from posta.typeset.glyphs import Glyph
from tests.export.export_frames import face, frame, photo, rich, shaped, solid, whole, words

INTER = "inter/Inter-Regular.ttf"


def line(text: str, size: float, x: float, y: float, color: str = "#000000") -> Frame:
    return frame([words("text", [shaped(text, face(INTER), size, x, y)], solid(color))])


def rule(width: float, color: Solid) -> Frame:
    return frame([ShapeItem(Look("rule"), rect_path(Rect(40, 40, 50, 50)), None, StrokeStyle(color, width))])


def picture(pixels: int, rect: Rect) -> Frame:
    return frame([PictureItem(Look("p"), whole(photo(pixels, pixels), rect))])


def with_gap() -> Frame:
    made = line("A", 20, 40, 60)
    item = made.items[0]
    run = item.runs[0]  # type: ignore[union-attr]
    return replace(made, items=(replace(item, runs=(replace(run, glyphs=(Glyph(0, 40, 60, 10, 0),)),)),))  # type: ignore[arg-type]


FRAMES: list[tuple[str, str, Frame, dict]] = [
    ("bleed", "warning", replace(frame([]), bleed=0), {}),
    ("page-size", "warning", frame([], width=15000), {}),
    ("page-size", "error", frame([], width=15000), {"pdf": "x-1a"}),
    ("low-ppi", "warning", picture(150, Rect(60, 60, 72, 72)), {}),
    ("low-ppi", "error", picture(100, Rect(60, 60, 72, 72)), {}),
    ("bleed-coverage", "warning", picture(2000, Rect(0, 0, 240, 320)), {}),
    ("near-trim", "warning", line("near", 20, 2, 60), {}),
    ("small-type", "warning", line("tiny", 4, 40, 60), {}),
    ("small-type", "warning", line("white", 6, 40, 60, "#ffffff"), {}),
    ("small-type", "warning", line("brown", 8, 40, 60, "#6b4a2f"), {}),
    ("missing-glyph", "error", with_gap(), {}),
    ("hairline", "warning", rule(0.1, solid("#000000")), {}),
    ("hairline", "warning", rule(0.3, solid("#6b4a2f")), {}),
    ("ink-limit", "warning", frame([ShapeItem(Look("b"), rect_path(Rect(40, 40, 9, 9)), Solid(Rgb(0, 0, 0), (1, 1, 1, 1)))]), {}),
    ("gamut", "warning", frame([ShapeItem(Look("b"), rect_path(Rect(40, 40, 9, 9)), solid("#00ff00"))]), {}),
    ("transparency", "warning", rich(), {"pdf": "x-1a"}),
    ("missing-asset", "error", replace(frame([]), missing_assets=(("background", "sha256:00"),)), {}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "level", "made", "options"), FRAMES)
def test_each_problem_is_found_on_the_frame(code: str, level: str, made: Frame, options: dict) -> None:
    found = preflight(made, ExportOptions(**{"pdf": "x-4", **options}))
    assert (code, level) in {(p.code, p.level) for p in found}


def test_a_sound_frame_has_no_problems() -> None:
    items = [
        PictureItem(Look("p"), whole(photo(1200, 1600), Rect(-8.504, -8.504, 257.008, 337.008))),
        words("t", [shaped("Quartet", face(INTER), 30, 40, 100)], solid("#ffffff")),
    ]
    assert preflight(frame(items)) == []


@pytest.mark.parametrize("kind", ["plain", "x-4", "x-1a"])
def test_what_is_written_passes_its_own_inspection(tmp_path: Path, kind: str) -> None:
    path = export(rich(), tmp_path / "a.pdf", ExportOptions(pdf=kind, marks=frozenset(MARKS))).path  # type: ignore[arg-type]
    assert {p.code for p in preflight_file(path)} <= {"low-ppi"}


def _drop_id(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo.Trapped = pikepdf.Name.Unknown


def _add_art_box(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.ArtBox = pdf.pages[0].obj.TrimBox


def _grow_trim(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.TrimBox = [-20, 0, 10, 10]


def _drop_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def _other_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo.Title = pikepdf.String("Another")


def _rgb(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(pikepdf.Stream(pdf, b"1 0 0 rg 0 0 9 9 re f"), prepend=True)


def _rgb_image(pdf: pikepdf.Pdf) -> None:
    image = pikepdf.Stream(pdf, bytes(3), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1)
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    pdf.pages[0].obj.Resources.XObject["/Bad"] = pdf.make_indirect(image)


def _rgb_group(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Group.CS = pikepdf.Name.DeviceRGB


def _loose_font(pdf: pikepdf.Pdf) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.pages[0].obj.Resources.Font["/Loose"] = pdf.make_indirect(font)


def _white_overprint(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.ExtGState["/Over"] = pikepdf.Dictionary(op=True, OP=True)
    pdf.pages[0].contents_add(pikepdf.Stream(pdf, b"q /Over gs 0 0 0 0 k 0 0 9 9 re f Q"), prepend=True)


def _heavy(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(pikepdf.Stream(pdf, b"1 1 1 1 k 0 0 9 9 re f"), prepend=True)


def _thin(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(pikepdf.Stream(pdf, b"q 0.05 w 0 0 m 9 9 l S Q"), prepend=True)


@pytest.mark.parametrize(
    ("code", "harm"),
    [
        ("metadata", _drop_id), ("boxes", _add_art_box), ("boxes", _grow_trim), ("intent", _drop_intent),
        ("metadata", _other_title), ("rgb", _rgb), ("rgb", _rgb_image), ("rgb", _rgb_group),
        ("font-embedding", _loose_font), ("overprint", _white_overprint), ("ink-limit", _heavy), ("hairline", _thin),
    ],
)  # fmt: skip
def test_each_harm_to_a_file_is_found(tmp_path: Path, code: str, harm: Callable[[pikepdf.Pdf], None]) -> None:
    path = export(rich(), tmp_path / "a.pdf", ExportOptions(pdf="x-4")).path
    with pikepdf.open(path) as pdf:
        harm(pdf)
        pdf.save(tmp_path / "b.pdf", force_version="1.6", static_id=True)
    assert code in {p.code for p in preflight_file(tmp_path / "b.pdf")}


def test_transparency_in_an_x_1a_file_is_found(tmp_path: Path) -> None:
    path = export(rich(), tmp_path / "a.pdf", ExportOptions(pdf="x-1a")).path
    with pikepdf.open(path) as pdf:
        pdf.pages[0].obj.Resources["/ExtGState"] = pikepdf.Dictionary(
            {"/Faint": pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0.5))}
        )
        pdf.save(tmp_path / "b.pdf", force_version="1.4")
    assert "transparency" in {p.code for p in preflight_file(tmp_path / "b.pdf")}


def test_what_is_no_pdf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"not a pdf")
    with pytest.raises(ExportError, match="cannot be read back"):
        preflight_file(tmp_path / "a.pdf")

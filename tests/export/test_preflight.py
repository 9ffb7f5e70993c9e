"""Preflight: what a print shop would stumble over is found, on the frame and in the file, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from posta.color import Rgb
from posta.errors import ExportError
from posta.export import MARKS, ExportOptions, export
from posta.export.inspection import inspect
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


def block(color: Solid, **page: object) -> Frame:
    return replace(frame([ShapeItem(Look("b"), rect_path(Rect(40, 40, 9, 9)), color)]), **page)  # type: ignore[arg-type]


def spots(*names: str) -> Frame:
    made = [Solid(Rgb(0.8, 0.1, 0.2), (0, 1, 0.8, 0), name) for name in names]
    return frame([ShapeItem(Look(f"b{i}"), rect_path(Rect(40, 40, 9, 9)), ink) for i, ink in enumerate(made)])


def veiled(blend: str) -> Frame:
    return frame([ShapeItem(Look("veil", blend=blend), rect_path(Rect(40, 40, 90, 90)), solid("#000000"))])


CMYK = (0.5, 0.5, 0.5, 0.2)
# code, level, a frame that breaks the rule, one that keeps it, options
FRAMES: list[tuple[str, str, Frame, Frame, dict]] = [
    ("bleed", "warning", replace(frame([]), bleed=0), frame([]), {}),
    ("bleed", "warning", replace(frame([]), bleed=5), frame([]), {"pdf": "plain", "condition": "srgb"}),
    ("page-size", "warning", frame([], width=15000), frame([], width=14000), {}),
    ("page-size", "error", frame([], width=15000), frame([], width=14000), {"pdf": "x-1a"}),
    ("low-ppi", "warning", picture(199, Rect(60, 60, 72, 72)), picture(200, Rect(60, 60, 72, 72)), {}),
    ("low-ppi", "error", picture(119, Rect(60, 60, 72, 72)), picture(300, Rect(60, 60, 72, 72)), {}),
    ("bleed-coverage", "warning", picture(2000, Rect(0, 0, 240, 320)), picture(2000, Rect(-9, -9, 258, 338)), {}),
    ("near-trim", "warning", line("near", 20, 2, 60), line("far", 20, 12, 60), {}),
    ("small-type", "warning", line("tiny", 4.9, 40, 60), line("small", 5, 40, 60), {}),
    ("small-type", "warning", line("white", 6.9, 40, 60, "#ffffff"), line("white", 7, 40, 60, "#ffffff"), {}),
    ("small-type", "warning", line("brown", 8.9, 40, 60, "#6b4a2f"), line("brown", 9, 40, 60, "#6b4a2f"), {}),
    ("missing-glyph", "error", with_gap(), line("A", 20, 40, 60), {}),
    ("hairline", "warning", rule(0.24, solid("#000000")), rule(0.25, solid("#000000")), {}),
    ("hairline", "warning", rule(0.49, solid("#6b4a2f")), rule(0.5, solid("#6b4a2f")), {}),
    ("ink-limit", "warning", block(Solid(Rgb(0, 0, 0), (1, 1, 1, 1))), block(Solid(Rgb(0.4, 0.4, 0.4), CMYK)), {}),
    ("ink-limit", "warning", block(Solid(Rgb(0.4, 0.4, 0.4), CMYK)), block(solid("#101010")), {"ink_limit": 160}),
    ("gamut", "warning", block(solid("#00ff00")), block(solid("#6b4a2f")), {}),
    ("transparency", "warning", veiled("multiply"), veiled("normal"), {"pdf": "x-1a"}),
    ("spot-name", "warning", spots("PANTONE 185 C", "Pantone 185C"), spots("PANTONE 185 C", "PANTONE 186 C"), {}),
    ("spot-name", "warning", spots("Black"), spots("Warm Black"), {}),
    ("missing-asset", "error", replace(frame([]), missing_assets=(("background", "sha256:00"),)), frame([]), {}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "level", "made", "sound", "options"), FRAMES)
def test_each_problem_is_found_on_the_frame(code: str, level: str, made: Frame, sound: Frame, options: dict) -> None:
    found = preflight(made, ExportOptions(**{"pdf": "x-4", **options}))
    assert (code, level) in {(p.code, p.level) for p in found}
    assert code not in {p.code for p in preflight(sound, ExportOptions(**{"pdf": "x-4", **options}))}


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


def _resource(pdf: pikepdf.Pdf, kind: str, name: str, value: pikepdf.Object, content: bytes) -> None:
    held = pdf.pages[0].obj.Resources
    if kind not in held:
        held[kind] = pikepdf.Dictionary()
    held[kind][name] = pdf.make_indirect(value)
    pdf.pages[0].contents_add(pikepdf.Stream(pdf, content), prepend=True)


def _rgb_space(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(pikepdf.Stream(pdf, b"q /DeviceRGB cs 1 0 0 sc 0 0 9 9 re f Q"), prepend=True)


def _rgb_palette(pdf: pikepdf.Pdf) -> None:
    _rgb_image(pdf)
    pdf.pages[0].obj.Resources.XObject["/Bad"].ColorSpace = pikepdf.Array(
        [pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, 0, pikepdf.String("abc")]
    )


def _rgb_shading(pdf: pikepdf.Pdf) -> None:
    ramp = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0], C1=[1, 1, 1], N=1)
    bad = pikepdf.Dictionary(ShadingType=2, ColorSpace=pikepdf.Name.DeviceRGB, Coords=[0, 0, 9, 9], Function=ramp)
    _resource(pdf, "/Shading", "/Bad", bad, b"q 0 0 9 9 re W n /Bad sh Q")


def _rgb_alternate(pdf: pikepdf.Pdf) -> None:
    ramp = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 1, 1], C1=[1, 0, 0], N=1)
    space = pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name("/Gold"), pikepdf.Name.DeviceRGB, ramp])
    _resource(pdf, "/ColorSpace", "/Bad", space, b"q /Bad cs 1 scn 0 0 9 9 re f Q")


def _rgb_inline(pdf: pikepdf.Pdf) -> None:
    inline = b"q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc\nEI Q"
    pdf.pages[0].contents_add(pikepdf.Stream(pdf, inline), prepend=True)


def _twin_spots(pdf: pikepdf.Pdf) -> None:
    for number, name in enumerate(("/Gold", "/GOLD")):
        ramp = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0.2, 0.8, 0], N=1)
        space = pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name(name), pikepdf.Name.DeviceCMYK, ramp])
        _resource(pdf, "/ColorSpace", f"/T{number}", space, f"q /T{number} cs 1 scn 0 0 9 9 re f Q".encode())


def _coarse(pdf: pikepdf.Pdf) -> None:
    image = pikepdf.Stream(pdf, bytes(4), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1)
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceCMYK, 8
    _resource(pdf, "/XObject", "/Coarse", image, b"q 72 0 0 72 0 0 cm /Coarse Do Q")


def _drenched(pdf: pikepdf.Pdf) -> None:
    image = pikepdf.Stream(
        pdf, b"\xff" * 400, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=10, Height=10
    )
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceCMYK, 8
    _resource(pdf, "/XObject", "/Wet", image, b"q 1 0 0 1 0 0 cm /Wet Do Q")


def _another_kind_of_profile(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_indirect(pikepdf.Stream(pdf, b"x" * 200, N=3))


def _type_3(pdf: pikepdf.Pdf) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type3, BaseFont=pikepdf.Name.Drawn)
    _resource(pdf, "/Font", "/Three", font, b"")


@pytest.mark.parametrize(
    ("code", "harm"),
    [
        ("metadata", _drop_id), ("boxes", _add_art_box), ("boxes", _grow_trim), ("intent", _drop_intent),
        ("intent", _another_kind_of_profile), ("metadata", _other_title), ("rgb", _rgb), ("rgb", _rgb_image),
        ("rgb", _rgb_group), ("rgb", _rgb_space), ("rgb", _rgb_palette), ("rgb", _rgb_shading), ("rgb", _rgb_alternate),
        ("rgb", _rgb_inline), ("font-embedding", _loose_font), ("font-type", _type_3), ("overprint", _white_overprint),
        ("ink-limit", _heavy), ("ink-limit", _drenched), ("hairline", _thin), ("spot-name", _twin_spots), ("low-ppi", _coarse),
    ],
)  # fmt: skip
def test_each_harm_to_a_file_is_found(tmp_path: Path, code: str, harm: Callable[[pikepdf.Pdf], None]) -> None:
    path = export(sound(), tmp_path / "a.pdf", ExportOptions(pdf="x-4")).path
    assert preflight_file(path) == []
    with pikepdf.open(path) as pdf:
        harm(pdf)
        pdf.save(tmp_path / "b.pdf", force_version="1.6", static_id=True)
    assert code in {p.code for p in preflight_file(tmp_path / "b.pdf")}


def sound() -> Frame:
    """A frame with type, a gradient and a see-through shape, and nothing to object to."""
    veil = ShapeItem(Look("veil", opacity=0.5), rect_path(Rect(40, 150, 90, 90)), solid("#6b4a2f"))
    return frame([*picture(400, Rect(40, 40, 96, 96)).items, veil, *line("words", 20, 40, 300).items])


def test_what_was_read_is_told(tmp_path: Path) -> None:
    gold = Solid(Rgb(0.8, 0.6, 0.2), (0, 0.2, 0.8, 0), "Gold")
    seal = ShapeItem(Look("seal"), rect_path(Rect(180, 40, 20, 20)), gold)
    made = replace(sound(), items=(*sound().items, seal))
    path = export(made, tmp_path / "a.pdf", ExportOptions(pdf="x-4", layers=True)).path
    facts = dict(inspect(path).facts)
    assert facts["kind"] == "PDF/X-4 (version 1.6)"
    assert (facts["pages"], facts["trim"], facts["bleed"]) == ("1", "84.7 x 112.9 mm", "3.0 mm")
    assert facts["output intent"] == "FOGRA39"
    assert facts["fonts"] == "Inter-Regular"
    assert facts["pictures"] == "1, 300 ppi at least"
    assert facts["plates"] == "CMYK, Gold"
    assert (facts["transparency"], facts["layers"]) == ("live", "4")


def test_a_page_in_larger_units_is_measured_in_real_inches(tmp_path: Path) -> None:
    large = frame([PictureItem(Look("p"), whole(photo(1000, 1000), Rect(0, 0, 7200, 7200)))], width=20000, height=20000)
    reading = inspect(export(large, tmp_path / "a.pdf", ExportOptions(pdf="x-4")).path)
    assert dict(reading.facts)["trim"] == "7055.6 x 7055.6 mm"
    assert dict(reading.facts)["pictures"] == "1, 10 ppi at least"
    assert "page-size" in {p.code for p in reading.problems}


def test_every_page_is_read(tmp_path: Path) -> None:
    path = export(sound(), tmp_path / "a.pdf", ExportOptions(pdf="x-4")).path
    with pikepdf.open(path) as pdf:
        pdf.pages.append(pdf.pages[0])
        pdf.pages[1].contents_add(pikepdf.Stream(pdf, b"1 0 0 rg 0 0 9 9 re f"), prepend=True)
        pdf.save(tmp_path / "b.pdf", force_version="1.6")
    assert {"rgb", "pages"} <= {p.code for p in preflight_file(tmp_path / "b.pdf")}


@pytest.mark.parametrize("page", [{}, {"MediaBox": [0, 0, 1]}, {"MediaBox": ["a", 0, 1, 1]}, {"MediaBox": 7}])
def test_a_damaged_page_is_read_or_refused_in_one_sentence(tmp_path: Path, page: dict) -> None:
    with pikepdf.new() as pdf:
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Page, **page))))
        pdf.save(tmp_path / "a.pdf")
    with suppress(ExportError):  # any other error would be a fault of the reader
        assert inspect(tmp_path / "a.pdf").facts


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

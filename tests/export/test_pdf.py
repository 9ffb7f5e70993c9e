"""Plain PDF: what other people's tools see and read in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from posta.export import ExportOptions, export
from posta.export.pdf.document import LARGEST_UNITS
from posta.geometry import Affine, Rect, rect_path
from posta.render.frame import Frame, Look, PictureItem, ShapeItem, StrokeStyle
from posta.render.raster import rasterize
from tests.export.export_frames import face, frame, nothing_but, photo, rich, shaped, solid, whole, words
from tests.export.export_judges import (
    far_off,
    mupdf_pixels,
    operators,
    pdfium_pixels,
    pdfium_text,
    poppler_pixels,
    told,
    words_of,
)

INTER, ANTON = "inter/Inter-Regular.ttf", "anton/Anton-Regular.ttf"
JAPANESE = "noto-sans-jp/NotoSansJP-Regular.ttf"


def written(made: Frame, folder: Path, **options: object) -> Path:
    return export(made, folder / "poster.pdf", ExportOptions(**options)).path  # type: ignore[arg-type]


def test_the_file_is_sound_and_its_fonts_are_embedded_subsets_with_unicode(tmp_path: Path) -> None:
    path = written(rich(), tmp_path)
    assert "No syntax or stream encoding errors found" in told("qpdf", "--check", path)
    rows = told("pdffonts", path).splitlines()[2:]
    assert len(rows) == 2
    assert all("CID TrueType" in row and row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)


@pytest.mark.parametrize("reader", [pdfium_pixels, poppler_pixels])
def test_readers_show_what_was_painted(tmp_path: Path, reader: object) -> None:
    made = replace(rich(), bleed=9.0)  # whole pixels at the resolution compared
    painted = rasterize(made, 144, bleed=True)
    shown = reader(written(made, tmp_path, quality=None), 144)  # type: ignore[operator]
    assert abs(shown.shape[0] - painted.shape[0]) <= 1
    assert abs(shown.shape[1] - painted.shape[1]) <= 1
    edge = 4  # the painted picture ends within a pixel of the bleed
    assert far_off(shown[edge:-edge, edge:-edge], painted[edge:-edge, edge:-edge], by=50) < 0.004


def glyph_sheet() -> Frame:
    """Type in every position: tracked, kerned, slanted, turned, on a curve, fallback faces, large and small."""
    inter, anton, black = face(INTER), face(ANTON), face(JAPANESE)
    slanted = replace(shaped("slanted", anton, 24, 10, 90), synthetic_slant=12.0)
    curve = shaped("curved words", inter, 14, 20, 200)
    bent = replace(
        curve, glyphs=tuple(replace(g, angle=6.0 * i - 30, y=200 - 3 * i) for i, g in enumerate(curve.glyphs))
    )
    ink = solid("#101010")
    return frame(
        [
            words("a", [shaped("AVATAR To office", inter, 22, 10, 30)], ink),
            words("b", [shaped("TRACKED", anton, 18, 10, 60, tracking=5)], ink),
            words("c", [slanted], ink),
            words("d", [shaped("東京の夜", black, 26, 10, 130)], ink),
            words("e", [bent], ink),
            words("f", [shaped("turned", anton, 30, 0, 0)], ink, transform=Affine.move(150, 290).after(Affine.rotate(-35))),
        ],
        bleed=0,
        paper="#ffffff",
    )  # fmt: skip


@pytest.mark.parametrize("reader", [pdfium_pixels, mupdf_pixels])
def test_every_glyph_stands_where_the_frame_says(tmp_path: Path, reader: object) -> None:
    made = glyph_sheet()
    painted = rasterize(made, 216)
    shown = reader(written(made, tmp_path), 216)  # type: ignore[operator]
    assert far_off(shown, painted, by=60) < 0.0005
    assert (painted < 60).any()


def test_every_string_is_read_back_exactly(tmp_path: Path) -> None:
    path = written(glyph_sheet(), tmp_path)
    wanted = ["AVATAR To office", "TRACKED", "slanted", "東京の夜", "curved words", "turned"]
    for text in (told("pdftotext", path, "-"), pdfium_text(path)):
        read = " ".join(words_of(text))
        assert [w for w in wanted if w not in read] == []
    # MuPDF breaks words by place alone; the letters and their order are right.
    letters = "".join(words_of(told("mutool", "draw", "-q", "-F", "text", path)))
    assert [w for w in wanted if w.replace(" ", "") not in letters] == []


@pytest.mark.parametrize(
    ("text", "font", "script", "rtl"),
    [
        ("Saturday 19:00–21:30, office flow ½ Łódź", INTER, "Latn", False),
        ("Tickets 45 zł → https://example.org/t?a=1&b=2", "space-grotesk/SpaceGrotesk-Regular.ttf", "Latn", False),
        ("हिन्दी नाटक", "noto-sans-devanagari/NotoSansDevanagari-Regular.ttf", "Deva", False),
        ("夏のお茶会", JAPANESE, "Jpan", False),
        ("أمسية موسيقية في القاهرة", "cairo/Cairo-Regular.ttf", "Arab", True),
        ("قصر الثقافة تونس لا", "cairo/Cairo-Bold.ttf", "Arab", True),
        ("سلام لا إله", "amiri/Amiri-Regular.ttf", "Arab", True),
        ("أمسيات العود في البيت", "reem-kufi/ReemKufi-Bold.ttf", "Arab", True),  # dots are glyphs of their own
        ("أمسيات العود في البيت", "noto-sans-arabic/NotoSansArabic-Regular.ttf", "Arab", True),
    ],
)
def test_scripts_are_read_back_exactly(tmp_path: Path, text: str, font: str, script: str, rtl: bool) -> None:
    run = shaped(text, face(font), 9, 10, 100, rtl=rtl, script=script)
    path = written(frame([words("a", [run], solid("#000000"))]), tmp_path)
    assert words_of(told("pdftotext", path, "-")) == text.split()
    assert words_of(pdfium_text(path)) == text.split()


def test_letters_drawn_with_dots_of_their_own_are_drawn_whole(tmp_path: Path) -> None:
    run = shaped("أمسيات العود", face("reem-kufi/ReemKufi-Bold.ttf"), 40, 8, 100, rtl=True, script="Arab")
    made = frame([words("a", [run], solid("#000000"))], bleed=0, paper="#ffffff")
    assert far_off(pdfium_pixels(written(made, tmp_path), 144), rasterize(made, 144)) < 0.001


def test_sloping_arabic_is_read_by_pdfium_in_order(tmp_path: Path) -> None:
    run = shaped("أمسيات العود", face("reem-kufi/ReemKufi-Bold.ttf"), 18, 0, 0, rtl=True, script="Arab")
    sloping = Affine.move(60, 160).after(Affine.rotate(-8, (0, 0)))
    path = written(frame([words("a", [run], solid("#000000"), transform=sloping)]), tmp_path)
    assert words_of(pdfium_text(path)) == ["أمسيات", "العود"]


def test_a_glyph_that_says_two_letters_says_each_to_readers_that_pass_told_words_over(tmp_path: Path) -> None:
    small = words("small", [shaped("БЕЛЫЕ", face(INTER), 20, 10, 60, script="Cyrl")], solid("#000000"))
    small = replace(small, text="Белые", shown="БЕЛЫЕ")
    large = words("large", [shaped("БЕЛЫЕ НОЧИ", face(INTER), 20, 10, 100, script="Cyrl")], solid("#000000"))
    path = written(frame([small, large]), tmp_path)
    for read in (told("pdftotext", path, "-"), pdfium_text(path), told("mutool", "draw", "-q", "-F", "text", path)):
        assert read.split() == ["Белые", "БЕЛЫЕ", "НОЧИ"]


def test_vowelled_arabic_keeps_its_letters_in_order(tmp_path: Path) -> None:
    import unicodedata

    text = "سَلامٌ لا إِلٰه"
    run = shaped(text, face("amiri/Amiri-Regular.ttf"), 9, 10, 100, rtl=True, script="Arab")
    path = written(frame([words("a", [run], solid("#000000"))]), tmp_path)
    for read in (told("pdftotext", path, "-"), pdfium_text(path)):
        letters = [c for c in unicodedata.normalize("NFC", "".join(words_of(read))) if unicodedata.category(c) == "Lo"]
        assert letters == [c for c in text if unicodedata.category(c) == "Lo"]


def test_a_picture_seen_through_letters_keeps_the_letters_as_text(tmp_path: Path) -> None:
    run = shaped("WINDOW", face(ANTON), 60, 10, 100)
    item = words("a", [run], solid("#000000"), face_picture=whole(photo(300, 120), Rect(0, 20, 230, 100)))
    path = written(nothing_but(item), tmp_path)
    assert "WINDOW" in told("pdftotext", path, "-")
    assert "Tr" in {op for _, op in operators(path)}


def test_a_picture_shown_twice_is_stored_once_and_no_finer_than_asked_for(tmp_path: Path) -> None:
    picture = whole(photo(800, 800), Rect(20, 20, 144, 144))
    path = written(frame([PictureItem(Look("a"), picture), PictureItem(Look("b"), picture)]), tmp_path, ppi=100)
    rows = told("pdfimages", "-list", path).splitlines()[2:]
    assert {row.split()[10] for row in rows} == {rows[0].split()[10]}
    assert rows[0].split()[3:5] == ["200", "200"]


@pytest.mark.parametrize("alpha", [False, True])
def test_lossless_pictures_come_back_pixel_by_pixel(tmp_path: Path, alpha: bool) -> None:
    source = photo(640, 500, alpha=alpha)
    path = written(
        nothing_but(PictureItem(Look("a"), whole(source, Rect(0, 40, 240, 187.5))), bleed=0.0), tmp_path, quality=None
    )
    with pikepdf.open(path) as pdf:
        images = [pikepdf.PdfImage(o) for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/SMask" in o] if alpha else [
            pikepdf.PdfImage(o) for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        ]  # fmt: skip
        image = images[0]
        data = np.frombuffer(image.read_bytes(), np.uint8).reshape(500, 640, 3)
        assert np.array_equal(data, source.data[..., :3])
        if alpha:
            mask = np.frombuffer(pikepdf.PdfImage(image.obj.SMask).read_bytes(), np.uint8)
            assert np.array_equal(mask.reshape(500, 640), source.data[..., 3])


def test_boxes_are_nested_and_no_art_box_is_set(tmp_path: Path) -> None:
    made = rich()
    with pikepdf.open(written(made, tmp_path)) as pdf:
        page = pdf.pages[0].obj
        assert "/ArtBox" not in page
        media, bleed, trim = ([float(v) for v in page[k]] for k in ("/MediaBox", "/BleedBox", "/TrimBox"))
    assert media == bleed == pytest.approx([0, 0, 257.008, 337.008], abs=1e-3)
    assert trim == pytest.approx([8.504, 8.504, 248.504, 328.504], abs=1e-3)


def test_a_sheet_beyond_the_page_limit_keeps_its_size_through_a_larger_unit(tmp_path: Path) -> None:
    made = frame(
        [ShapeItem(Look("a"), rect_path(Rect(0, 0, 10000, 10000)), solid("#00ff00"))], width=20000, height=30000
    )
    path = written(made, tmp_path)
    with pikepdf.open(path) as pdf:
        page = pdf.pages[0].obj
        unit = float(page.UserUnit)
        assert max(float(v) for v in page.MediaBox) <= LARGEST_UNITS
        assert float(page.TrimBox[2] - page.TrimBox[0]) * unit == pytest.approx(20000, abs=0.01)


def test_title_language_and_dates_are_told(tmp_path: Path) -> None:
    with pikepdf.open(written(rich(), tmp_path)) as pdf:
        assert str(pdf.docinfo.Title) == "Blue Hour Quartet"
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo.CreationDate).startswith("D:20000101000000")
        with pdf.open_metadata() as meta:
            assert meta["dc:title"] == "Blue Hour Quartet"


def test_layers_can_be_switched_off_where_asked_for(tmp_path: Path) -> None:
    with pikepdf.open(written(rich(), tmp_path, layers=True)) as pdf:
        names = [str(group.Name) for group in pdf.Root.OCProperties.OCGs]
    assert names[0] == "background"
    assert "title" in names


def test_a_font_that_forbids_embedding_is_set_as_outlines_and_said(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    font = TTFont(face(ANTON).path, recalcTimestamp=False)
    font["OS/2"].fsType = 2
    font.save(tmp_path / "Closed.ttf")
    closed = replace(face(ANTON), path=tmp_path / "Closed.ttf")
    made = frame([words("a", [shaped("CLOSED", closed, 60, 10, 100)], solid("#101010"))], bleed=0, paper="#ffffff")
    report = export(made, tmp_path / "a.pdf")
    assert "forbids embedding" in report.notes[0]
    assert told("pdffonts", tmp_path / "a.pdf").splitlines()[2:] == []
    assert far_off(pdfium_pixels(tmp_path / "a.pdf", 144), rasterize(made, 144)) < 0.001


def test_a_variable_font_is_embedded_as_the_instance_it_is_set_in(tmp_path: Path) -> None:
    variable = tmp_path / "Variable.ttf"
    make_variable(variable)
    heavy = replace(face(ANTON), path=variable, axes=(("wght", 900.0),))
    made = frame([words("a", [shaped("IIII", heavy, 100, 10, 150)], solid("#101010"))], bleed=0, paper="#ffffff")
    path = written(made, tmp_path)
    assert "CID TrueType" in told("pdffonts", path)
    assert "_900wght" in told("pdffonts", path)
    assert far_off(pdfium_pixels(path, 144), rasterize(made, 144)) < 0.001


def make_variable(path: Path) -> None:
    """A font of one letter, a bar that grows with the weight."""
    from fontTools.designspaceLib import AxisDescriptor, DesignSpaceDocument, SourceDescriptor
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.varLib import build

    space = DesignSpaceDocument()
    space.addAxis(AxisDescriptor(tag="wght", name="Weight", minimum=100, default=100, maximum=900))
    for weight, width in ((100, 60), (900, 400)):
        builder = FontBuilder(1000)
        builder.setupGlyphOrder([".notdef", "I"])
        builder.setupCharacterMap({ord("I"): "I"})
        glyphs = {}
        for name in (".notdef", "I"):
            pen = TTGlyphPen(None)
            pen.moveTo((50, 0))
            pen.lineTo((50, 700))
            pen.lineTo((50 + width, 700))
            pen.lineTo((50 + width, 0))
            pen.closePath()
            glyphs[name] = pen.glyph()
        builder.setupGlyf(glyphs)
        builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (width + 100, 50)))
        builder.setupHorizontalHeader(ascent=800, descent=-200)
        builder.setupNameTable({"familyName": "Grow", "styleName": "Regular", "psName": "Grow-Regular"})
        builder.setupOS2()
        builder.setupPost()
        space.addSource(SourceDescriptor(font=builder.font, location={"Weight": weight}))
    build(space)[0].save(path)


@pytest.mark.parametrize("align", ["center", "inside", "outside"])
def test_strokes_lie_where_they_are_aligned(tmp_path: Path, align: str) -> None:
    run = shaped("B8", face(ANTON), 150, 20, 200)
    item = words("a", [run], solid("#e0a458"), stroke=StrokeStyle(solid("#0d1b2a"), 4, align))  # type: ignore[arg-type]
    made = nothing_but(item, bleed=0)
    assert far_off(pdfium_pixels(written(made, tmp_path), 144), rasterize(made, 144)) < 0.002


def test_a_font_with_cff_outlines_is_embedded_as_such(tmp_path: Path) -> None:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.t2CharStringPen import T2CharStringPen

    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "A", "B"])
    builder.setupCharacterMap({65: "A", 66: "B"})
    glyphs = {}
    for name, top in ((".notdef", 100), ("A", 700), ("B", 400)):
        pen = T2CharStringPen(600, None)
        pen.moveTo((50, 0))
        pen.curveTo((50, top), (550, top), (550, 0))
        pen.closePath()
        glyphs[name] = pen.getCharString()
    builder.setupCFF("Arch-Regular", {}, glyphs, {})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (600, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Arch", "styleName": "Regular", "psName": "Arch-Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "Arch.otf")
    arch = replace(face(ANTON), path=tmp_path / "Arch.otf")
    made = frame([words("a", [shaped("ABBA", arch, 80, 10, 150)], solid("#101010"))], bleed=0, paper="#ffffff")
    path = written(made, tmp_path)
    assert "CID Type 0C" in told("pdffonts", path)
    assert "ABBA" in told("pdftotext", path, "-")
    for reader in (pdfium_pixels, mupdf_pixels):
        assert far_off(reader(path, 144), rasterize(made, 144)) < 0.001


def test_words_are_told_as_given_where_capitals_are_a_look(tmp_path: Path) -> None:
    run = shaped("BLUE HOUR", face(ANTON), 40, 10, 100)
    item = replace(words("a", [run], solid("#000000")), text="Blue Hour", shown="BLUE HOUR")
    path = written(frame([item]), tmp_path)
    assert words_of(told("pdftotext", path, "-")) == ["Blue", "Hour"] == words_of(pdfium_text(path))


def test_narrow_blanks_still_part_words(tmp_path: Path) -> None:
    run = shaped("TIGHT SET WORDS", face(ANTON), 30, 10, 100, tracking=-2.5)
    path = written(frame([words("a", [run], solid("#000000"))]), tmp_path)
    assert words_of(told("pdftotext", path, "-")) == ["TIGHT", "SET", "WORDS"] == words_of(pdfium_text(path))


def test_a_pair_of_letters_set_apart_stays_in_its_word(tmp_path: Path) -> None:
    run = shaped("MARA OSEI", face(ANTON), 30, 10, 100)
    last = tuple(replace(g, x=g.x + 4) if i >= 3 else g for i, g in enumerate(run.glyphs))
    path = written(frame([words("a", [replace(run, glyphs=last)], solid("#000000"))]), tmp_path)
    assert words_of(told("pdftotext", path, "-")) == ["MARA", "OSEI"] == words_of(pdfium_text(path))

"""PDF/X-4 as a print shop's tools see it: plates, ink, boxes, metadata. Structure only; no certified checker is at hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posta.color import Rgb
from posta.errors import ExportError
from posta.export import MARKS, ExportOptions, export
from posta.export.color import press
from posta.export.conditions import condition
from posta.export.pdf.fonts import embed
from posta.export.plates import gamut_warning, ink_sums, soft_proof
from posta.geometry import Rect, rect_path
from posta.render.frame import Frame, GradientStop, LinearGradient, Look, PictureItem, ShapeItem, Solid
from tests.export.export_color import delta_e, lab_of
from tests.export.export_frames import face, frame, photo, rich, shaped, solid, whole, words
from tests.export.export_judges import operators, plates, told

ANTON = "anton/Anton-Regular.ttf"


def written(made: Frame, folder: Path, **options: object) -> Path:
    return export(made, folder / "poster.pdf", ExportOptions(**{"pdf": "x-4", **options})).path  # type: ignore[arg-type]


def box(x: float, y: float, side: float, color: Solid, **look: object) -> ShapeItem:
    return ShapeItem(Look(f"box {x} {y}", **look), rect_path(Rect(x, y, side, side)), color)  # type: ignore[arg-type]


def test_the_file_says_what_it_is_in_info_and_xmp_alike(tmp_path: Path) -> None:
    with pikepdf.open(written(rich(), tmp_path)) as pdf:
        assert pdf.pdf_version == "1.6"
        assert not pdf.is_encrypted
        assert "/ID" in pdf.trailer
        assert pdf.docinfo.Trapped == pikepdf.Name("/False")
        with pdf.open_metadata() as meta:
            assert meta["{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"] == "PDF/X-4"
            assert meta["dc:title"] == str(pdf.docinfo.Title)
            assert meta["pdf:Producer"] == str(pdf.docinfo.Producer)
            assert meta["xmp:CreateDate"] == "2000-01-01T00:00:00+00:00" == meta["xmp:ModifyDate"]
            for key in ("xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass", "xmp:MetadataDate"):
                assert meta[key]
        assert b"<x:xmpmeta" in pdf.Root.Metadata.read_raw_bytes()


def test_there_is_one_intent_with_the_presses_own_profile(tmp_path: Path) -> None:
    with pikepdf.open(written(rich(), tmp_path)) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFX"
        assert str(intent.OutputConditionIdentifier) == "FOGRA39"
        profile = intent.DestOutputProfile.read_bytes()
        assert intent.DestOutputProfile.N == 4
        assert profile[12:20] == b"prtrCMYK"


def test_nothing_in_the_file_is_rgb(tmp_path: Path) -> None:
    path = written(rich(), tmp_path, marks=frozenset(MARKS))
    used = {operator for _, operator in operators(path)}
    assert not used & {"rg", "RG", "g", "G"}
    with pikepdf.open(path) as pdf:
        text = b"".join(repr(o).encode() for o in pdf.objects)
        assert b"DeviceRGB" not in text
        assert b"CalRGB" not in text
        assert b"/ICCBased" not in text
        assert pdf.pages[0].obj.Group.CS == "/DeviceCMYK"


def test_with_marks_the_boxes_stay_nested_and_the_marks_outside_the_bleed(tmp_path: Path) -> None:
    path = written(rich(), tmp_path, marks=frozenset(MARKS))
    with pikepdf.open(path) as pdf:
        page = pdf.pages[0].obj
        media, bleed, trim = ([float(v) for v in page[k]] for k in ("/MediaBox", "/BleedBox", "/TrimBox"))
        assert "/ArtBox" not in page
    assert media[0] < bleed[0] < trim[0]
    assert media[3] > bleed[3] > trim[3]
    assert trim[2] - trim[0] == pytest.approx(240, abs=1e-3)
    assert bleed[0] - media[0] == pytest.approx(28.346, abs=1e-3)
    assert "FOGRA39" in told("pdftotext", path, "-")
    with_marks, without = plates(path, tmp_path / "a"), plates(written(rich(), tmp_path), tmp_path / "b")
    inner = with_marks["Cyan"][30:-30, 30:-30]
    assert abs(float(inner.mean()) - float(without["Cyan"][2:-2, 2:-2].mean())) < 2


@pytest.mark.parametrize("joined", [False, True])
def test_widths_in_the_file_are_those_of_the_embedded_font(tmp_path: Path, joined: bool) -> None:
    import uharfbuzz as hb

    made = rich()
    if joined:
        faces = [face("cairo/Cairo-Bold.ttf"), face("reem-kufi/ReemKufi-Regular.ttf")]
        runs = [shaped("قصر لا", used, 20, 10, 60, rtl=True, script="Arab") for used in faces]
        made = frame([words(str(i), [run], solid("#000000")) for i, run in enumerate(runs)])
    with pikepdf.open(written(made, tmp_path)) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/CIDFontType2"]
        assert len(fonts) == 2
        for font in fonts:
            program = hb.Face(font.FontDescriptor.FontFile2.read_bytes())
            shown = hb.Font(program)
            rows = list(font.W)
            spoken = font.CIDToGIDMap
            to_glyph = spoken.read_bytes() if isinstance(spoken, pikepdf.Stream) else None
            for first, widths in zip(rows[::2], rows[1::2], strict=True):
                for cid, width in enumerate(widths, int(first)):
                    gid = cid if to_glyph is None else int.from_bytes(to_glyph[2 * cid : 2 * cid + 2], "big")
                    assert float(width) == pytest.approx(shown.get_glyph_h_advance(gid) * 1000 / program.upem, abs=1e-3)


def test_no_spot_of_the_sheet_has_more_ink_than_allowed(tmp_path: Path) -> None:
    dark = [box(20, 20, 60, solid("#030812")), box(90, 20, 60, Solid(Rgb(0, 0, 0), (1, 1, 1, 1)))]
    night = photo(400, 300)
    night.data[:] = night.data // 8
    made = frame([*dark, PictureItem(Look("p"), whole(night, Rect(0, 100, 240, 180)))])
    for limit in (300, 240):
        inks = plates(written(made, tmp_path, quality=None, ink_limit=limit), tmp_path / str(limit))
        total = sum(inks[name].astype(float) for name in ("Cyan", "Magenta", "Yellow", "Black")) / 2.55
        assert limit - 25 < total.max() <= limit + 2


def test_neutral_type_is_black_ink_alone_and_is_laid_over_what_is_below(tmp_path: Path) -> None:
    ground = box(0, 0, 240, Solid(Rgb(0, 0.6, 0.9), (0.8, 0.1, 0.3, 0)))
    run = shaped("IIII", face(ANTON), 150, 20, 180)
    inks = plates(written(frame([ground, words("t", [run], solid("#000000"))]), tmp_path), tmp_path / "p")
    black = inks["Black"] > 250
    assert black.sum() > 1000
    assert inks["Cyan"][black].min() == pytest.approx(0.8 * 255, abs=3)
    assert inks["Yellow"][black].min() == pytest.approx(0.3 * 255, abs=3)


def test_inks_the_poster_names_are_printed_as_named(tmp_path: Path) -> None:
    made = frame([box(20, 20, 80, Solid(Rgb(0.2, 0.2, 0.2), (0.25, 0.5, 0.75, 0.1)))], paper="#ffffff")
    inks = plates(written(made, tmp_path), tmp_path / "p")
    at = (60, 60)
    for name, share in (("Cyan", 0.25), ("Magenta", 0.5), ("Yellow", 0.75), ("Black", 0.1)):
        assert inks[name][at] == pytest.approx(share * 255, abs=2)


def test_a_spot_ink_has_a_plate_of_its_own(tmp_path: Path) -> None:
    ink = Solid(Rgb(1, 0.4, 0), (0, 0.6, 1, 0), "POSTA Orange", 0.5)
    made = frame([box(20, 20, 80, ink)], paper="#ffffff")
    inks = plates(written(made, tmp_path), tmp_path / "p")
    assert inks["POSTA Orange"][60, 60] == pytest.approx(0.5 * 255, abs=2)
    assert inks["Magenta"].max() == 0


def test_large_black_areas_are_rich_and_small_ones_are_not(tmp_path: Path) -> None:
    made = frame([box(0, 0, 180, solid("#000000")), box(200, 200, 20, solid("#000000"))], paper="#ffffff")
    inks = plates(written(made, tmp_path), tmp_path / "p")
    assert inks["Cyan"][90, 90] == pytest.approx(0.6 * 255, abs=2)
    assert inks["Cyan"][218, 218] == 0
    assert inks["Black"][218, 218] == 255


def test_gradients_stay_vector_and_follow_the_screen(tmp_path: Path) -> None:
    stops = (GradientStop(0, solid("#0d1b2a")), GradientStop(1, solid("#e0a458")))
    item = ShapeItem(Look("g"), rect_path(Rect(0, 0, 240, 320)), LinearGradient((0, 0), (240, 0), stops))
    path = written(frame([item], bleed=0), tmp_path)
    assert told("pdfimages", "-list", path).splitlines()[2:] == []
    inks = plates(path, tmp_path / "p")
    middle = np.array([inks[n][160, 120] for n in ("Cyan", "Magenta", "Yellow", "Black")])
    wanted = press(condition("fogra39")).inks(Solid(Rgb.from_hex("#775f41")))
    assert middle / 255 == pytest.approx(np.array(wanted), abs=0.03)


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.floats(0, 1)] * 3), st.sampled_from([200.0, 240.0, 300.0, 320.0]))
def test_every_colour_stays_within_the_ink_limit(rgb: tuple[float, float, float], limit: float) -> None:
    inks = press(condition("fogra39", limit)).inks(Solid(Rgb(*rgb)))
    assert sum(inks) <= limit / 100 + 1e-3
    assert all(0 <= v <= 1 for v in inks)


def test_greys_look_the_same_in_black_ink_alone() -> None:
    made = press(condition("fogra39"))
    for level in (64, 96, 128, 160, 192, 224):
        ink = made.inks(Solid(Rgb(*[level / 255] * 3)))
        assert ink[:3] == (0, 0, 0)
        shown = made.screen(np.uint8(np.round(np.array([[ink]]) * 255)))[0, 0]
        assert abs(int(shown[1]) - level) <= 8


def test_a_colour_no_press_can_print_is_found_and_proofed() -> None:
    made = press(condition("fogra39"))
    pixels = np.uint8([[[0, 255, 0], [120, 110, 90]]])
    assert made.out_of_gamut(pixels).tolist() == [[True, False]]
    assert abs(int(made.proof(pixels)[0, 1, 0]) - 120) < 6
    assert made.coverage(pixels).max() <= 300


@pytest.mark.parametrize("data", [b"", b"x" * 400, b"\0" * 128 + b"junk" * 200])
def test_a_damaged_profile_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "press.icc").write_bytes(data)
    with pytest.raises(ExportError, match=r"press\.icc"):
        condition(str(tmp_path / "press.icc"))


def test_a_screen_profile_is_no_printing_condition(tmp_path: Path) -> None:
    from posta.export.conditions import srgb_profile

    (tmp_path / "screen.icc").write_bytes(srgb_profile())
    with pytest.raises(ExportError, match="not for CMYK printing"):
        condition(str(tmp_path / "screen.icc"))


def test_a_profile_of_ones_own_becomes_the_intent(tmp_path: Path) -> None:
    own = tmp_path / "own.icc"
    own.write_bytes(condition("fogra39").profile)
    with pikepdf.open(written(frame([]), tmp_path, condition=str(own))) as pdf:
        assert str(pdf.Root.OutputIntents[0].OutputConditionIdentifier) == "Custom"
        assert "/RegistryName" not in pdf.Root.OutputIntents[0]


def test_an_unknown_condition_names_what_would_work() -> None:
    with pytest.raises(ExportError, match=r"fogra39.*\.icc"):
        condition("swop")


def test_subsets_are_small_even_of_large_fonts() -> None:
    japanese = face("noto-sans-jp/NotoSansJP-Regular.ttf")
    run = shaped("夏のお茶会東京", japanese, 20, 0, 0)
    assert len(embed(japanese, {0, *(g.gid for g in run.glyphs)}).program) < 10_000


def test_the_soft_proof_shows_what_the_press_will_and_names_where_it_cannot() -> None:
    made = frame([box(20, 20, 80, solid("#00ff00")), box(120, 20, 80, solid("#8a7a60"))], paper="#ffffff")
    proof, sums, outside = soft_proof(made, 72), ink_sums(made, 72), gamut_warning(made, 72)
    assert proof[60, 60].tolist() != [0, 255, 0]
    assert np.abs(proof[60, 160].astype(int) - (0x8A, 0x7A, 0x60)).max() < 8
    assert outside[60, 60]
    assert not outside[60, 160]
    assert sums[0, 0] == 0
    assert 100 < sums[60, 60] <= 300


def test_a_cmyk_tiff_gives_flat_colours_the_inks_they_have_in_a_pdf(tmp_path: Path) -> None:
    from PIL import Image

    named = Solid(Rgb(0.9, 0.4, 0.1), (0.05, 0.7, 1, 0))
    made = frame([box(20, 20, 80, named), words("t", [shaped("II", face(ANTON), 90, 120, 120)], solid("#000000"))])
    export(made, tmp_path / "a.tif", ExportOptions(ppi=72, cmyk=True))
    with Image.open(tmp_path / "a.tif") as image:
        inks = np.array(image)
    assert inks[60, 60].tolist() == [13, 178, 255, 0]
    assert [0, 0, 0, 255] in inks.reshape(-1, 4).tolist()


@pytest.mark.parametrize("limit", [240, 280, 300])
def test_less_ink_keeps_dark_colours_nearer_than_scaling_them_down_would(limit: int) -> None:
    dark = (np.random.default_rng(0).random((1, 4000, 3)) ** 2 * 110).astype(np.uint8)
    made, free = press(condition("fogra39", limit)), press(condition("fogra39", 400))
    wanted = free.image(dark)
    total = wanted.sum(axis=2, dtype=np.int32)
    over = total > limit * 255 / 100
    share = np.clip(
        (limit * 255 / 100 - wanted[..., 3]) / np.maximum(wanted[..., :3].sum(axis=2, dtype=np.int32), 1), 0, 1
    )
    scaled = np.dstack([wanted[..., :3] * np.where(over, share, 1)[..., None], wanted[..., 3]]).astype(np.uint8)
    shown = lab_of(free.screen(wanted))
    off = [delta_e(lab_of(free.screen(inks)), shown)[over].mean() for inks in (made.image(dark), scaled)]
    assert off[0] < off[1]
    assert made.image(dark).sum(axis=2, dtype=np.int32).max() <= limit * 255 / 100

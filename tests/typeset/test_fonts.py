"""Fonts: what the library lists, which face it gives, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from posta.errors import FontError
from posta.geometry import Rect
from posta.typeset import fonts as fonts_module
from posta.typeset.fonts import FontLibrary, font_bytes, glyph_bounds, hb_font, metrics, outline
from tests.fonts_for_tests import block_font, variable_block_font


@pytest.fixture
def own(tmp_path: Path) -> FontLibrary:
    for weight in (300, 400, 700):
        block_font(tmp_path, weight=weight)
    block_font(tmp_path, weight=400, italic=True)
    variable_block_font(tmp_path)
    return FontLibrary([tmp_path], shipped=False)


def test_the_shipped_library_lists_its_families_without_opening_a_font() -> None:
    code = (
        "from posta.typeset.fonts import FontLibrary\n"
        "from posta.typeset import faces\n"
        "library = FontLibrary.shipped()\n"
        "assert len(library.families()) > 40\n"
        "assert faces.hb_face.cache_info().currsize == 0\n"
        "library.face('Anton')\n"
        "assert faces.hb_face.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_every_shipped_face_opens_and_has_measures() -> None:
    library = FontLibrary.shipped()
    for family in library.families():
        for weight in family.weights:
            measures = metrics(library.face(family.name, weight))
            assert 0.3 < measures.ascent < 3
            assert measures.cap_height > 0.3 or "Latn" not in family.scripts, family.name


def test_the_nearest_weight_is_taken_and_the_heavier_of_two_equally_near(own: FontLibrary) -> None:
    assert own.face("Block", 900).weight == 700
    assert own.face("Block", 350).weight == 400
    assert own.face("Block", 100).weight == 300
    assert own.face("block", 400, True).italic
    assert not own.face("Block", 400).italic


def test_an_unknown_family_is_refused_with_near_names(own: FontLibrary) -> None:
    with pytest.raises(FontError, match="Flexible"):
        own.face("Flexibel")
    with pytest.raises(FontError, match="no font family"):
        own.face("Zzyzx")


def test_a_variable_font_takes_the_weight_and_keeps_wishes_within_its_axes(own: FontLibrary) -> None:
    assert own.family("Flexible").weights == (100, 200, 300, 400, 500, 600, 700, 800, 900)
    heavy = own.face("Flexible", 900)
    assert heavy.axes == (("wght", 900.0),)
    assert own.face("Flexible", 400).axes == ()
    assert own.face("Flexible", 400, False, (("wght", 5000.0), ("XXXX", 3.0))).axes == (("wght", 900.0),)
    gid = hb_font(heavy).get_nominal_glyph(ord("H"))
    assert glyph_bounds(heavy, gid) == Rect(0.05, -0.7, 0.55, 0.7)
    assert glyph_bounds(own.face("Flexible", 400), gid) == Rect(0.05, -0.7, 0.5, 0.7)


def test_measures_and_outlines_are_in_em_with_y_down(own: FontLibrary) -> None:
    face = own.face("Block")
    measures = metrics(face)
    assert (measures.upem, measures.cap_height, measures.x_height, measures.ascent, measures.descent) == (
        1000,
        0.7,
        0.5,
        0.9,
        0.25,
    )
    path = outline(face, hb_font(face).get_nominal_glyph(ord("p")))
    assert path.bounds() == Rect(0.05, -0.5, 0.5, 0.7)
    assert path.steps[-1] == ("Z",)
    assert not outline(face, hb_font(face).get_nominal_glyph(ord(" ")))
    assert font_bytes(face) == face.path.read_bytes()


def test_files_that_are_no_fonts_are_left_out_and_named(tmp_path: Path) -> None:
    good = block_font(tmp_path)
    (tmp_path / "noise.ttf").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "empty.otf").write_bytes(b"")
    (tmp_path / "cut.ttf").write_bytes(good.read_bytes()[:900])
    (tmp_path / "notes.txt").write_text("not a font")
    library = FontLibrary([tmp_path, tmp_path / "nowhere"], shipped=False)
    assert [f.name for f in library.families()] == ["Block"]
    told = " ".join(library.problems)
    assert len(library.problems) == 4
    assert all(name in told for name in ("noise.ttf", "empty.otf", "cut.ttf", "nowhere"))


def test_a_font_file_over_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block_font(tmp_path)
    monkeypatch.setattr("posta.typeset.faces.MAX_FONT_BYTES", 1000)
    library = FontLibrary([tmp_path], shipped=False)
    assert library.families() == ()
    assert "bytes" in library.problems[0]


def test_a_face_whose_file_has_gone_is_refused_by_name(tmp_path: Path) -> None:
    path = block_font(tmp_path, file="Going.ttf")
    face = FontLibrary([tmp_path], shipped=False).face("Block")
    path.unlink()
    with pytest.raises(FontError, match=r"Going\.ttf"):
        font_bytes(face)


def test_folders_named_in_the_environment_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block_font(tmp_path, "Envelope")
    monkeypatch.setenv("POSTA_FONTS", str(tmp_path))
    library = FontLibrary()
    assert library.family("Envelope").own
    assert library.family("Anton").name == "Anton"


def test_a_family_of_ones_own_stands_in_front_of_a_shipped_one(tmp_path: Path) -> None:
    path = block_font(tmp_path, "Anton")
    assert FontLibrary([tmp_path]).face("Anton").path == path


def test_a_font_table_that_points_outside_its_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    face = {"file": "../../secret.ttf", "weight": 400, "italic": False}
    table = {"families": [{"family": "Trap", "slug": "trap", "faces": [face]}], "fallback": {}}
    (tmp_path / "fonts.json").write_text(json.dumps(table))
    monkeypatch.setattr(fonts_module, "shipped_folder", lambda: tmp_path)
    with pytest.raises(FontError, match="outside"):
        FontLibrary([])


def test_fallback_prefers_serifs_for_serifs_and_the_weight_the_eye_sees() -> None:
    library = FontLibrary.shipped()
    assert library.fallback_faces("Hira", library.face("EB Garamond"))[0].family == "Noto Serif JP"
    assert library.fallback_faces("Hira", library.face("Inter"))[0].family == "Noto Sans JP"
    assert library.fallback_faces("Cyrl", library.face("Anton"))[0].weight == 900
    assert library.covers(library.face("Noto Sans JP"), "茶")
    assert not library.covers(library.face("Anton"), "茶")

"""Real scripts in the shipped fonts: joined Arabic, Devanagari clusters, Japanese, mixed directions, casing and circles."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from posta.geometry import Rect
from posta.typeset.fonts import FontLibrary
from posta.typeset.glyphs import GlyphRun, Setting
from posta.typeset.outlines import runs_path
from posta.typeset.setting import typeset
from posta.typeset.style import TextStyle

BOX = Rect(0, 0, 400, 300)


@pytest.fixture(scope="module")
def shipped() -> FontLibrary:
    return FontLibrary([])


def _lines(setting: Setting) -> list[str]:
    return [setting.shown[line.start : line.end].rstrip() for line in setting.lines]


def test_arabic_letters_join_and_stand_in_visual_order(shipped: FontLibrary) -> None:
    style = TextStyle("Noto Sans Arabic", size=40, align="right")
    run = typeset("بيت", style, BOX, shipped).runs[0]
    alone = {typeset(letter, style, BOX, shipped).runs[0].glyphs[0].gid for letter in "بيت"}
    assert run.rtl
    assert run.script == "Arab"
    assert [g.cluster for g in run.glyphs] == sorted((g.cluster for g in run.glyphs), reverse=True)
    # Dots may be glyphs of their own; each letter's body has another shape inside a word than alone.
    assert len({g.gid for g in run.glyphs} - alone) == 3


def test_tracking_leaves_joined_letters_alone(shipped: FontLibrary) -> None:
    plain = typeset("موسيقى", TextStyle("Amiri", size=40), BOX, shipped)
    tracked = typeset("موسيقى", TextStyle("Amiri", size=40, tracking=200), BOX, shipped)
    assert tracked.lines[0].width == pytest.approx(plain.lines[0].width)
    hindi = TextStyle("Baloo 2", size=40, tracking=200)
    assert typeset("नाटक", hindi, BOX, shipped).lines[0].width == pytest.approx(
        typeset("नाटक", TextStyle("Baloo 2", size=40), BOX, shipped).lines[0].width
    )


def test_latin_and_figures_keep_their_order_inside_arabic(shipped: FontLibrary) -> None:
    setting = typeset("حفلة Jazz 2027 في القاهرة", TextStyle("Cairo", size=20), BOX, shipped)
    runs = sorted(setting.runs, key=lambda run: run.glyphs[0].x)
    assert [run.text.strip() for run in runs] == ["في القاهرة", "Jazz 2027", "حفلة"]
    latin = next(run for run in runs if "Jazz" in run.text)
    assert not latin.rtl
    assert [g.cluster for g in latin.glyphs] == sorted(g.cluster for g in latin.glyphs)
    xs = [g.x for run in runs for g in run.glyphs]
    assert xs == sorted(xs)


def test_hindi_syllables_are_one_cluster_each(shipped: FontLibrary) -> None:
    setting = typeset("क्षत्रिय नाटक", TextStyle("Baloo 2", size=40), BOX, shipped)
    starts = {run.start + g.cluster for run in setting.runs for g in run.glyphs}
    # Never inside a syllable: क्ष त्रि य (space) ना ट क.
    assert starts <= {0, 3, 7, 8, 9, 11, 12}
    assert setting.missing == ()
    fallen_back = typeset("नाटक", TextStyle("Playfair Display", size=40), BOX, shipped)
    assert fallen_back.runs[0].face.family == "Noto Sans Devanagari"
    assert fallen_back.fallbacks == (("Playfair Display", "Noto Sans Devanagari"),)


def test_japanese_text_breaks_by_kinsoku(shipped: FontLibrary) -> None:
    text = "春の茶会は、京都の小さな庭園で開かれます。お席は限られています。「一期一会」をお楽しみください。"
    for width in range(90, 400, 23):
        lines = _lines(typeset(text, TextStyle("Noto Sans JP", size=24), Rect(0, 0, width, 900), shipped))
        assert not any(line[0] in "。、」" for line in lines), lines
        assert not any(line[-1] == "「" for line in lines), lines


def test_vertical_japanese_runs_down_and_from_right_to_left(shipped: FontLibrary) -> None:
    style = TextStyle("Noto Serif JP", 700, fit="box", writing="vertical", align="right", leading=1.2)
    setting = typeset("静かな朝のお茶会。", style, BOX, shipped)
    assert len(setting.lines) > 1
    columns = [line.baseline for line in setting.lines]
    assert columns == sorted(columns, reverse=True)
    first = [g for g in setting.runs[0].glyphs if setting.runs[0].start + g.cluster < setting.lines[0].end]
    assert [g.y for g in first] == sorted(g.y for g in first)
    assert setting.ink.right <= BOX.right
    assert BOX.contains(setting.ink, 1e-6)


def test_vertical_text_uses_vertical_forms_and_stands_short_numbers_upright(shipped: FontLibrary) -> None:
    style = TextStyle("Noto Sans JP", size=20)
    upright = TextStyle("Noto Sans JP", size=20, writing="vertical")
    comma = typeset("、", style, BOX, shipped).runs[0].glyphs[0].gid
    assert typeset("、", upright, BOX, shipped).runs[0].glyphs[0].gid != comma
    setting = typeset("3月13日JAZZ", upright, BOX, shipped)
    angles = {run.text: {g.angle for g in run.glyphs} for run in setting.runs}
    assert angles["13"] == {0.0}
    assert angles["JAZZ"] == {90.0}
    thirteen = next(run for run in setting.runs if run.text == "13")
    assert thirteen.glyphs[0].y == thirteen.glyphs[1].y


@pytest.mark.parametrize("family", ["Noto Sans JP", "Dela Gothic One"])
def test_vertical_brackets_do_not_run_into_their_neighbours(family: str, shipped: FontLibrary) -> None:
    setting = typeset("「東京」", TextStyle(family, size=100, writing="vertical"), Rect(0, 0, 200, 500), shipped)
    glyphs = [(run, g) for run in setting.runs for g in run.glyphs]
    inks = [runs_path([GlyphRun(run.face, run.size, (g,), run.text, run.start)]).bounds() for run, g in glyphs]
    assert all(above.bottom < below.y + 1 for above, below in pairwise(inks))


def test_capitals_follow_the_language(shipped: FontLibrary) -> None:
    assert (
        typeset("ışık istanbul", TextStyle("Inter", case="upper", language="tr"), BOX, shipped).shown == "IŞIK İSTANBUL"
    )
    assert typeset("Straße", TextStyle("Inter", case="upper", language="de"), BOX, shipped).shown == "STRAẞE"
    assert typeset("Straße", TextStyle("Inter", case="upper"), BOX, shipped).shown == "STRASSE"


def test_hebrew_and_latin_lines_are_ordered_by_the_paragraph(shipped: FontLibrary) -> None:
    setting = typeset("שלום World!", TextStyle("Rubik Mono One", size=20), BOX, shipped)
    runs = sorted(setting.runs, key=lambda run: run.glyphs[0].x)
    assert "World" in "".join(run.text for run in runs[:2])
    assert runs[-1].text.startswith("שלום")


def test_emoji_are_missing_and_told(shipped: FontLibrary) -> None:
    setting = typeset("Jazz 🎺!", TextStyle("Anton"), BOX, shipped)
    assert setting.missing == ("🎺",)


@pytest.mark.parametrize("sweep", [120.0, -90.0, 360.0])
def test_letters_on_an_arc_stand_on_one_circle_and_turn_with_it(sweep: float, shipped: FontLibrary) -> None:
    style = TextStyle("Anton", fit="box", arc=sweep, align="center", valign="middle")
    setting = typeset("ROUND MIDNIGHT", style, BOX, shipped)
    glyphs = [g for run in setting.runs for g in run.glyphs]
    # The middle of each letter's advance lies on the baseline circle; its normal passes through the centre.
    middles = [
        (g.x + g.advance / 2 * math.cos(math.radians(g.angle)), g.y + g.advance / 2 * math.sin(math.radians(g.angle)))
        for g in glyphs
    ]
    (x1, y1), (x2, y2) = middles[0], middles[-1]
    chord = math.hypot(x2 - x1, y2 - y1)
    turn = abs(glyphs[-1].angle - glyphs[0].angle)
    radius = chord / (2 * abs(math.sin(math.radians(turn) / 2)))
    side = 1 if sweep > 0 else -1
    centres = [
        (x - side * radius * math.sin(math.radians(g.angle)), y + side * radius * math.cos(math.radians(g.angle)))
        for (x, y), g in zip(middles, glyphs, strict=True)
    ]
    assert all(c == pytest.approx(centres[0], abs=0.02 * radius) for c in centres)
    assert BOX.contains(setting.ink, 1e-6)
    assert turn <= abs(sweep)


def test_a_full_circle_leaves_a_space_between_end_and_start(shipped: FontLibrary) -> None:
    style = TextStyle("Inter", 700, fit="box", arc=360, align="center")
    setting = typeset("AROUND THE WORLD IN EIGHTY DAYS ·", style, Rect(0, 0, 300, 300), shipped)
    glyphs = [g for run in setting.runs for g in run.glyphs]
    assert glyphs[-1].angle - glyphs[0].angle < 355
    assert setting.ink.width > 250


def test_round_letters_reach_over_the_edge_and_flat_ones_stand_on_it(shipped: FontLibrary) -> None:
    style = TextStyle("Inter", 900, size=100)
    assert typeset("HELLO", style, BOX, shipped).ink.x == pytest.approx(0, abs=1e-6)
    assert -2.5 < typeset("OHO", style, BOX, shipped).ink.x < -0.2


def test_a_lone_centred_line_is_centred_by_its_ink_signs_included(shipped: FontLibrary) -> None:
    ink = typeset("“Breathe.”", TextStyle("Inter", size=40, align="center"), BOX, shipped).ink
    assert ink.x + ink.right == pytest.approx(400)


def test_a_full_stop_of_right_to_left_text_hangs_on_the_left(shipped: FontLibrary) -> None:
    style = TextStyle("Cairo", size=40, align="left")
    assert typeset("موسيقى.", style, BOX, shipped).ink.x < -2
    assert typeset("موسيقى", style, BOX, shipped).ink.x == pytest.approx(0, abs=0.8)

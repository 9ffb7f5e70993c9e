"""Settings: alignment, fit, breaking and the promises every setting keeps, on block fonts whose every pixel is known."""

from __future__ import annotations

import numpy as np
import pytest
import skia
from hypothesis import given, settings
from hypothesis import strategies as st

from posta.errors import FontError
from posta.geometry import Path as Outline
from posta.geometry import Rect
from posta.typeset.fonts import FontLibrary
from posta.typeset.glyphs import Setting
from posta.typeset.outlines import runs_path
from posta.typeset.setting import typeset
from posta.typeset.style import TextStyle
from tests.fonts_for_tests import block_font


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> FontLibrary:
    folder = tmp_path_factory.mktemp("fonts")
    block_font(folder)
    block_font(folder, "Other", extra="Жאבגדה茶会、。「」")
    return FontLibrary([folder], shipped=False)


WIDE = Rect(0, 0, 10_000, 10_000)


def _lines(setting: Setting) -> list[str]:
    return [setting.shown[line.start : line.end].rstrip() for line in setting.lines]


def _drawn(outline: Outline, width: int, height: int) -> np.ndarray:
    path = skia.Path()
    for step in outline.steps:
        {"M": path.moveTo, "L": path.lineTo, "Q": path.quadTo, "C": path.cubicTo, "Z": path.close}[step[0]](*step[1:])
    surface = skia.Surface(width, height)
    surface.getCanvas().clear(skia.ColorWHITE)
    surface.getCanvas().drawPath(path, skia.Paint(Color=skia.ColorBLACK, AntiAlias=False))
    return surface.toarray()[:, :, 0] < 128


def test_letters_are_drawn_exactly_where_the_setting_says(blocks: FontLibrary) -> None:
    setting = typeset("HO Hx", TextStyle("Block", size=100), Rect(0, 0, 400, 200), blocks)
    expected = np.zeros((200, 400), bool)
    for left, top in ((0, 0), (60, 0), (150, 0), (210, 20)):
        expected[top:70, left : left + 50] = True
    assert np.array_equal(_drawn(runs_path(setting.runs), 400, 200), expected)
    assert setting.ink == pytest.approx((0, 0, 260, 70))


def test_the_left_edge_of_the_ink_stands_on_the_box_and_the_right_edge_too(blocks: FontLibrary) -> None:
    box = Rect(0, 0, 400, 100)
    assert typeset("HH", TextStyle("Block", size=100), box, blocks).ink.x == pytest.approx(0)
    assert typeset("HH", TextStyle("Block", size=100, align="right"), box, blocks).ink.right == pytest.approx(400)
    center = typeset("HH", TextStyle("Block", size=100, align="center"), box, blocks).ink
    assert center.x + center.right == pytest.approx(400)


def test_vertical_places_go_by_capitals_and_baselines(blocks: FontLibrary) -> None:
    box = Rect(0, 0, 400, 300)

    def first(text: str, valign: str) -> float:
        return typeset(text, TextStyle("Block", size=100, valign=valign), box, blocks).lines[0].baseline  # type: ignore[arg-type]

    assert first("Hx", "top") == pytest.approx(70)
    assert first("xx", "top") == pytest.approx(70)
    assert first("É", "top") == pytest.approx(90)
    assert first("Hx", "middle") == pytest.approx(185)
    assert first("Hx", "bottom") == pytest.approx(300)
    assert first("Hp", "bottom") == pytest.approx(280)


def test_quotes_and_points_hang_outside_the_edges(blocks: FontLibrary) -> None:
    box = Rect(0, 0, 400, 100)
    quoted = typeset("“HH", TextStyle("Block", size=100), box, blocks)
    plain = typeset("HH", TextStyle("Block", size=100), box, blocks)
    assert quoted.ink.x < 0
    assert quoted.runs[0].glyphs[1].x == pytest.approx(plain.runs[0].glyphs[0].x)
    pointed = typeset("HH.", TextStyle("Block", size=100, align="right"), box, blocks)
    assert pointed.ink.right > 400
    assert not quoted.overflows
    assert not pointed.overflows


def test_guillemets_stand_in_the_line_so_that_left_edges_agree(blocks: FontLibrary) -> None:
    for text in ("« HH\nHH »", "«\u00a0HH\nHH\u00a0»", "«HH\nHH»"):
        setting = typeset(text, TextStyle("Block", size=100), Rect(0, 0, 400, 300), blocks)
        firsts = [next(g for r in setting.runs if r.start >= line.start for g in r.glyphs) for line in setting.lines]
        assert [g.x for g in firsts] == pytest.approx([-5, -5])


@pytest.mark.parametrize("text", ["“HH", "HH.", "« HHH", "HH»", "H,\nHHH", "“HH\nHHHH”", "« HH\nHH ? »"])
def test_centred_lines_stand_with_their_ink_on_the_axis(text: str, blocks: FontLibrary) -> None:
    setting = typeset(text, TextStyle("Block", size=100, align="center"), Rect(0, 0, 600, 300), blocks)
    for line in setting.lines:
        runs = [r for r in setting.runs if line.start <= r.start < line.end]
        ink = runs_path(runs).bounds()
        assert (ink.x + ink.right) / 2 == pytest.approx(300)


def test_kerning_is_on_and_ligatures_are_on_until_tracked(blocks: FontLibrary) -> None:
    style = TextStyle("Block", size=100)
    kerned = typeset("AV", style, WIDE, blocks).runs[0].glyphs
    assert kerned[1].x - kerned[0].x == pytest.approx(50)
    assert len(typeset("fi", style, WIDE, blocks).runs[0].glyphs) == 1
    tracked = typeset("fi", TextStyle("Block", size=100, tracking=100), WIDE, blocks).runs[0].glyphs
    assert len(tracked) == 2
    assert [g.advance for g in tracked] == pytest.approx([70, 60]), "no space after the last letter"
    asked = TextStyle("Block", size=100, tracking=100, features=(("liga", 1),))
    assert len(typeset("fi", asked, WIDE, blocks).runs[0].glyphs) == 1
    unkerned = typeset("AV", TextStyle("Block", size=100, features=(("kern", 0),)), WIDE, blocks).runs[0].glyphs
    assert unkerned[1].x - unkerned[0].x == pytest.approx(60)


def test_a_fitted_word_fills_the_box_to_its_narrower_side(blocks: FontLibrary) -> None:
    style = TextStyle("Block", fit="box")
    by_width = typeset("HH", style, Rect(0, 0, 110, 500), blocks)
    assert by_width.size == pytest.approx(100)
    assert by_width.ink == pytest.approx((0, 0, 110, 70), abs=1e-4)
    assert typeset("HH", style, Rect(0, 0, 900, 140), blocks).size == pytest.approx(200)


def test_fitting_breaks_where_that_gives_the_larger_type(blocks: FontLibrary) -> None:
    style = TextStyle("Block", fit="box", leading=1)
    assert _lines(typeset("HHH OOO", style, Rect(0, 0, 170, 170), blocks)) == ["HHH", "OOO"]
    assert _lines(typeset("HHH OOO", style, Rect(0, 0, 370, 70), blocks)) == ["HHH OOO"]


def test_a_balanced_title_comes_out_even_and_running_text_keeps_its_last_word_company(blocks: FontLibrary) -> None:
    text = "One Two Six Ten Oxen"
    balanced = typeset(text, TextStyle("Block", size=10, balance=True), Rect(0, 0, 105, 100), blocks)
    assert _lines(balanced) == ["One Two Six", "Ten Oxen"]
    longer = "AAAA BBBB CCCC DDDD EE"
    assert _lines(typeset(longer, TextStyle("Block", size=10), Rect(0, 0, 115, 100), blocks))[-1] != "EE"


@pytest.mark.parametrize(
    ("text", "language", "ems", "lines"),
    [
        ("Songs for the small hours", "en", 13, ["Songs for", "the small hours"]),
        ("SONGS FOR THE SMALL HOURS", "en", 13, ["SONGS FOR", "THE SMALL HOURS"]),
        ("Plaza de la Constitución, Cádiz", "es", 16.5, ["Plaza de la", "Constitución, Cádiz"]),
        ("Comédie en trois actes : l’œuvre d’une vie !", "fr", 21, ["Comédie en trois actes :", "l’œuvre d’une vie !"]),
        ("Mon 11 – Fri 15 January 2027", "en", 14, ["Mon 11 –", "Fri 15 January 2027"]),
        ("Sabato 6 novembre 2027, ore 20:00", "it", 17, ["Sabato 6 novembre 2027,", "ore 20:00"]),
    ],
)
@pytest.mark.parametrize("balance", [True, False])
def test_no_short_word_is_left_alone_where_the_lines_can_be_shared_better(
    text: str, language: str, ems: float, lines: list[str], balance: bool, blocks: FontLibrary
) -> None:
    style = TextStyle("Block", size=10, balance=balance, language=language)
    assert _lines(typeset(text, style, Rect(0, 0, 10 * ems, 200), blocks)) == lines


@pytest.mark.parametrize(
    ("text", "language", "lines"),
    [
        ("Songs for the small hours", "en", ["Songs for", "the small hours"]),
        ("Plaza de la Constitución, Cádiz", "es", ["Plaza de la", "Constitución, Cádiz"]),
        ("The Art of the Book", "en", ["The Art", "of the Book"]),
        ("War and Peace", "en", ["War", "and Peace"]),
        ("Noc w operze", "pl", ["Noc", "w operze"]),
    ],
)
def test_a_fitted_title_of_two_lines_leaves_no_short_word_of_many_alone(
    text: str, language: str, lines: list[str], blocks: FontLibrary
) -> None:
    style = TextStyle("Block", fit="box", leading=1.0, language=language)
    assert _lines(typeset(text, style, Rect(0, 0, 20 * len(text), 100), blocks)) == lines


def test_a_word_nearly_as_wide_as_the_line_above_may_stand_alone(blocks: FontLibrary) -> None:
    style = TextStyle("Block", size=10, balance=True)
    assert _lines(typeset("Blue Hour Quartet", style, Rect(0, 0, 60, 100), blocks)) == ["Blue Hour", "Quartet"]


def test_given_breaks_stand_and_count_in_the_words_as_given(blocks: FontLibrary) -> None:
    style = TextStyle("Block", size=10, breaks=(4,), case="upper")
    assert _lines(typeset("ßßß abc def", style, WIDE, blocks)) == ["SSSSSS", "ABC DEF"]
    fitted = TextStyle("Block", fit="box", breaks=(4,))
    assert _lines(typeset("abc defgh ij", fitted, Rect(0, 0, 500, 20), blocks)) == ["abc", "defgh ij"]


def test_a_line_break_starts_a_line_and_an_empty_line_takes_room(blocks: FontLibrary) -> None:
    setting = typeset("A\n\nB", TextStyle("Block", size=10, leading=1.5), WIDE, blocks)
    assert [line.baseline for line in setting.lines] == pytest.approx([7, 22, 37])


def test_justified_lines_reach_both_edges_but_the_last(blocks: FontLibrary) -> None:
    text = "HHH HH HHHH HHH HH HH HHH " * 4
    setting = typeset(text, TextStyle("Block", size=10, align="justify"), Rect(0, 0, 150, 200), blocks)
    by_line = [
        [g for r in setting.runs for g in r.glyphs if line.start <= r.start < line.end] for line in setting.lines
    ]
    assert len(by_line) > 2
    for glyphs in by_line[:-1]:
        assert glyphs[0].x + 0.5 == pytest.approx(0)
        assert glyphs[-1].x + 5.5 == pytest.approx(150)


def test_a_word_too_long_overflows_and_is_not_cut(blocks: FontLibrary) -> None:
    setting = typeset("HHHHHHHHHH", TextStyle("Block", size=100), Rect(0, 0, 300, 300), blocks)
    assert _lines(setting) == ["HHHHHHHHHH"]
    assert setting.overflows
    assert not typeset("HH", TextStyle("Block", size=100), Rect(0, 0, 300, 300), blocks).overflows
    assert typeset("H\nH\nH\nH", TextStyle("Block", size=100), Rect(0, 0, 300, 300), blocks).overflows


def test_leading_widens_where_accents_would_meet_the_line_above(blocks: FontLibrary) -> None:
    style = TextStyle("Block", size=100, leading=0.8)
    plain = typeset("HH\nHH", style, WIDE, blocks).lines
    accented = typeset("HH\nÉÉ", style, WIDE, blocks).lines
    aside = typeset("H\n  É", style, WIDE, blocks).lines
    assert plain[1].baseline - plain[0].baseline == pytest.approx(80)
    assert accented[1].baseline - accented[0].baseline > 90
    assert aside[1].baseline - aside[0].baseline == pytest.approx(80), "nothing stands above that accent"


@pytest.mark.parametrize("leading", [0.75, 0.85, 0.92])
def test_a_gap_that_is_seen_stays_between_descenders_and_what_stands_below(leading: float, blocks: FontLibrary) -> None:
    lines = typeset("Hp\nHH", TextStyle("Block", size=100, leading=leading), WIDE, blocks).lines
    assert lines[1].baseline - lines[0].baseline - 20 - 70 >= 5
    meant = typeset("Hp\nHH", TextStyle("Block", size=100, leading=0.55), WIDE, blocks).lines
    assert meant[1].baseline - meant[0].baseline == pytest.approx(55), "lines that are to overlap do"


def test_a_missing_character_is_reported_once_and_its_run_still_covers_it(blocks: FontLibrary) -> None:
    setting = typeset("A🎺B🎺👍🏽", TextStyle("Block", size=10), WIDE, blocks)
    assert setting.missing == ("🎺", "👍🏽")
    assert "".join(run.text for run in setting.runs) == "A🎺B🎺👍🏽"


def test_another_family_steps_in_and_is_named(blocks: FontLibrary) -> None:
    setting = typeset("AЖA", TextStyle("Block", size=10), WIDE, blocks)
    assert [run.face.family for run in setting.runs] == ["Block", "Other", "Block"]
    assert setting.fallbacks == (("Block", "Other"),)
    assert setting.missing == ()


def test_an_italic_the_family_lacks_is_slanted_and_its_ink_grows(blocks: FontLibrary) -> None:
    upright = typeset("H", TextStyle("Block", size=100), WIDE, blocks)
    slanted = typeset("H", TextStyle("Block", size=100, italic=True), WIDE, blocks)
    assert slanted.runs[0].synthetic_slant > 5
    assert slanted.ink.width > upright.ink.width + 10
    assert runs_path(slanted.runs).bounds() == pytest.approx(slanted.ink, abs=1e-6)


def test_a_soft_hyphen_shows_only_where_its_line_ends(blocks: FontLibrary) -> None:
    style = TextStyle("Block", size=10)
    hyphen = typeset("\u2010", style, WIDE, blocks).runs[0].glyphs[0].gid
    whole = typeset("AAAA\u00adBBBB", style, WIDE, blocks)
    broken = typeset("AAAA\u00adBBBB", style, Rect(0, 0, 35, 100), blocks)
    assert hyphen not in [g.gid for r in whole.runs for g in r.glyphs]
    assert broken.runs[0].glyphs[-1].gid == hyphen


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\n\n \t", "\u200b", "\ud800", "a\ud83dX\x00\x07b", "\u202e\u2066x\u2069", "\u0301"]
)
@pytest.mark.parametrize("fit", ["box", "none"])
def test_odd_texts_are_set_without_harm(text: str, fit: str, blocks: FontLibrary) -> None:
    for more in ({}, {"writing": "vertical"}, {"arc": 90.0}, {"balance": True}, {"align": "justify"}):
        setting = typeset(text, TextStyle("Block", fit=fit, **more), Rect(0, 0, 100, 100), blocks)  # type: ignore[arg-type]
        assert setting.size > 0
        assert setting.lines


def test_an_unknown_family_is_told_with_the_near_ones(blocks: FontLibrary) -> None:
    with pytest.raises(FontError, match="Block"):
        typeset("A", TextStyle("Blok"), WIDE, blocks)


WORDS = st.lists(st.text("ABHOacgpx.,“”-é🎺Жא12", min_size=1, max_size=7), min_size=1, max_size=9).map(" ".join)
STYLES = st.builds(
    TextStyle,
    family=st.just("Block"),
    size=st.floats(4, 60),
    leading=st.floats(0.7, 1.6),
    tracking=st.sampled_from([0.0, -30.0, 120.0]),
    align=st.sampled_from(["left", "center", "right", "justify"]),
    valign=st.sampled_from(["top", "middle", "bottom"]),
    case=st.sampled_from(["none", "upper", "title"]),
    italic=st.booleans(),
    balance=st.booleans(),
    writing=st.sampled_from(["horizontal", "horizontal", "vertical"]),
)
SIDES = st.floats(20, 500)


@settings(max_examples=120, deadline=None)
@given(text=WORDS, style=STYLES, width=SIDES, height=SIDES)
def test_no_character_is_lost_and_every_glyph_knows_its_own(
    text: str, style: TextStyle, width: float, height: float, blocks: FontLibrary
) -> None:
    setting = typeset(text, style, Rect(0, 0, width, height), blocks)
    assert "".join(setting.shown[line.start : line.end] for line in setting.lines) == setting.shown
    covered = set()
    for run in setting.runs:
        assert setting.shown[run.start : run.start + len(run.text)] == run.text
        clusters = {g.cluster for g in run.glyphs}
        assert all(0 <= c < len(run.text) for c in clusters)
        assert min(clusters) == 0, "the first character of a run has a glyph"
        covered.update(range(run.start, run.start + len(run.text)))
        order = [g.cluster for g in run.glyphs]
        assert order == sorted(order, reverse=run.rtl)
    assert all(setting.shown[i].isspace() for i in range(len(setting.shown)) if i not in covered)


@settings(max_examples=120, deadline=None)
@given(text=WORDS, style=STYLES, width=SIDES, height=SIDES, arc=st.sampled_from([0.0, 0.0, 90.0, -200.0, 360.0]))
def test_fitted_text_stays_in_its_box(
    text: str, style: TextStyle, width: float, height: float, arc: float, blocks: FontLibrary
) -> None:
    fitted = TextStyle(
        style.family, italic=style.italic, fit="box", leading=style.leading, tracking=style.tracking, align=style.align,
        valign=style.valign, case=style.case, writing=style.writing, arc=arc,
    )  # fmt: skip
    setting = typeset(text, fitted, Rect(0, 0, width, height), blocks)
    assert not setting.overflows
    slack = 1e-6 * max(width, height)
    assert Rect(0, 0, width, height).contains(setting.ink, slack)
    assert Rect(0, 0, width, height).contains(runs_path(setting.runs).bounds(), slack)


@settings(max_examples=150, deadline=None)
@given(text=WORDS, style=STYLES, width=SIDES, height=SIDES, wider=st.floats(1, 3), taller=st.floats(1, 3))
def test_a_larger_box_never_gives_smaller_type(
    text: str, style: TextStyle, width: float, height: float, wider: float, taller: float, blocks: FontLibrary
) -> None:
    fitted = TextStyle(
        style.family, fit="box", leading=style.leading, tracking=style.tracking, align=style.align, case=style.case,
        writing=style.writing,
    )  # fmt: skip
    small = typeset(text, fitted, Rect(0, 0, width, height), blocks).size
    assert typeset(text, fitted, Rect(0, 0, width * wider, height), blocks).size >= small * (1 - 1e-6)
    assert typeset(text, fitted, Rect(0, 0, width, height * taller), blocks).size >= small * (1 - 1e-6)


@settings(max_examples=40, deadline=None)
@given(text=WORDS, style=STYLES, width=SIDES, height=SIDES)
def test_the_same_words_give_the_same_setting(
    text: str, style: TextStyle, width: float, height: float, blocks: FontLibrary
) -> None:
    first = typeset(text, style, Rect(0, 0, width, height), blocks)
    typeset.cache_clear()
    assert typeset(text, style, Rect(0, 0, width, height), blocks) == first


def test_five_thousand_characters_are_set_and_fitted(blocks: FontLibrary) -> None:
    text = "One two six ten oxen ran. " * 195
    setting = typeset(text, TextStyle("Block", fit="box", leading=1.2), Rect(0, 0, 800, 1100), blocks)
    assert not setting.overflows
    assert setting.ink.height > 900
    flowing = typeset(text, TextStyle("Block", size=9), Rect(0, 0, 800, 1100), blocks)
    assert "".join(flowing.shown[line.start : line.end] for line in flowing.lines) == text


@pytest.mark.parametrize("piece", [" ", "\u0301", "@", "1 ", "a.", "+1 ", "1-", "(", "\u202eא1", "of the ", "茶"])
def test_texts_made_to_be_slow_are_set_all_the_same(piece: str, blocks: FontLibrary) -> None:
    text = piece * (2500 // len(piece))
    for fit in ("box", "none"):
        setting = typeset(text, TextStyle("Block", fit=fit, size=9), Rect(0, 0, 600, 800), blocks)  # type: ignore[arg-type]
        assert "".join(setting.shown[line.start : line.end] for line in setting.lines) == text

"""Every measure of the score: a layout with the fault gets less than the same layout without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from posta.color import Rgb
from posta.design.rules import score
from posta.design.rules.desk import Desk, Setter
from posta.design.rules.draft import Draft, Mark, Shape
from posta.design.rules.ground import ground_of
from posta.design.rules.pairings import all_pairings
from posta.design.rules.palette import Palette
from posta.design.rules.tint import beneath, tint, weakest_contrast
from posta.design.rules.words import Words
from posta.document.page import page_for
from posta.geometry import Rect
from posta.typeset.fonts import FontLibrary
from tests.design.rules.conftest import scene

PALETTE = Palette(*(Rgb.from_hex(h) for h in ("#f6f4ee", "#15171c", "#c8321e", "#1e5ac8")))
SETTER = Setter(FontLibrary.shipped())
Place = Callable[..., Draft]


@pytest.fixture(scope="module")
def desk() -> Desk:
    """An A3 sheet over a calm light picture whose focus is in the middle."""
    page = page_for("a3")
    pair = next(p for p in all_pairings() if p.name == "inter superfamily")
    words = Words({"title": "Harbour", "date": "13 March 2027", "place": "Cellar 9"}, "en")
    ground = ground_of(scene("mist"), page, (0.5, 0.5))
    return Desk(page, words, pair, PALETTE, ground, SETTER)


def laid(
    desk: Desk, *, title: float = 150.0, date: float = 24.0, at: tuple[float, float] = (0.0, 0.0), gap: float = 60.0
) -> Draft:
    """Title, date and place one below the other; `at` moves them from the margin."""
    draft = Draft(desk)
    x, y = desk.live.x + at[0], desk.live.y + at[1]
    block = desk.block("title", "title", desk.title_style(title), 700, large=True)
    draft.put(block, x, y, zone="all")
    y += block.height + gap
    for piece in ("date", "place"):
        block = desk.block(piece, piece, desk.text_style(date, desk.words.pieces[piece]), 400)
        draft.put(block, x, y, zone="all")
        y += block.height + gap / 2
    return draft


def rated(measure: str, draft: Draft) -> float:
    return score.MEASURES[measure](tint(draft))


def test_a_sound_layout_has_no_faults(desk: Desk) -> None:
    assert score.faults(tint(laid(desk))) == []


def test_text_off_the_page_on_other_text_or_missing_is_a_fault(desk: Desk) -> None:
    assert any("leaves the page" in f for f in score.faults(tint(laid(desk, at=(300, 0)))))
    assert any(" lies on " in f for f in score.faults(tint(laid(desk, gap=-60))))
    short = laid(desk)
    short.parts.pop()
    assert "place is not placed once" in score.faults(tint(short))


def test_a_layer_kept_clear_is_a_fault_to_cover(desk: Desk) -> None:
    kept = replace(desk, keep_clear=(Rect(40, 40, 300, 200),))
    assert any("locked" in f for f in score.faults(tint(laid(kept))))


def test_contrast_falls_with_the_weakest_text(desk: Desk) -> None:
    pale = replace(desk, palette=Palette(*(Rgb.from_hex(h) for h in ("#f6f4ee", "#b9b6ae", "#c0bdb6", "#c0bdb6"))))
    assert rated("contrast", laid(desk)) > 0.9 > rated("contrast", laid(pale))


def test_hierarchy_wants_a_title_over_twice_the_next_size(desk: Desk) -> None:
    assert rated("hierarchy", laid(desk, title=150, date=24)) == 1
    assert rated("hierarchy", laid(desk, title=30, date=24)) < 0.5


def test_presence_wants_capitals_that_hold_the_page(desk: Desk) -> None:
    assert rated("presence", laid(desk, title=170)) > rated("presence", laid(desk, title=60))


def test_focus_falls_when_text_lies_on_it(desk: Desk) -> None:
    clear, covering = laid(desk), laid(desk, at=(100, 480))
    assert rated("focus", clear) > rated("focus", covering) + 0.2


def test_focus_falls_when_a_panel_hides_it(desk: Desk) -> None:
    draft = laid(desk)
    draft.shape(Shape(Rect(200, 400, 450, 400), "paper"), behind=True)
    assert rated("focus", draft) < rated("focus", laid(desk)) - 0.3


def test_calm_falls_over_texture_and_comes_back_on_a_panel(desk: Desk) -> None:
    busy = replace(desk, ground=ground_of(scene("busy"), desk.page, (0.5, 0.5)))
    panelled = laid(busy)
    panelled.shape(Shape(Rect(0, 0, busy.width, 500), "paper"), behind=True)
    assert rated("calm", laid(busy)) < 0.4 < 0.9 < rated("calm", panelled)


def test_quiet_counts_the_page_without_letters(desk: Desk) -> None:
    assert rated("quiet", laid(desk)) == 1
    full = Draft(desk)
    block = desk.block("title", "title", desk.title_style(190), 760, large=True)
    for i in range(6):
        full.put(block, desk.live.x, desk.live.y + i * 180)
    assert rated("quiet", full) < 0.7


def test_alignment_counts_distinct_edges(desk: Desk) -> None:
    ragged = laid(desk)
    texts = ragged.texts
    for i, text in enumerate(texts):
        for j in range(3):
            ragged.parts.append(replace(text, box=text.box.moved(17 * (i + 1) + 31 * j, 300)))
    assert rated("alignment", laid(desk)) == 1
    assert rated("alignment", ragged) < 0.5


def test_edges_want_equal_margins(desk: Desk) -> None:
    assert rated("edges", laid(desk)) > rated("edges", laid(desk, at=(-22, 14)))


def test_rhythm_falls_when_lines_crowd(desk: Desk) -> None:
    assert rated("rhythm", laid(desk, gap=60)) == 1
    assert rated("rhythm", laid(desk, gap=6)) < 0.7


def test_balance_falls_when_all_weight_is_in_a_corner(desk: Desk) -> None:
    corner = replace(desk, ground=replace(desk.ground, focus=(60.0, 60.0)))
    assert rated("balance", laid(desk)) > rated("balance", laid(corner))


def test_open_picture_falls_with_what_veils_change_and_panels_hide(desk: Desk) -> None:
    veiled, hidden = laid(desk), laid(desk)
    veiled.shape(Shape(desk.bleed_box, "ink", "veil", opacity=0.8), behind=True)
    hidden.shape(Shape(desk.bleed_box, "paper"), behind=True)
    assert rated("open_picture", laid(desk)) == 1
    assert rated("open_picture", veiled) < 0.2
    assert rated("open_picture", hidden) <= 0.25


def test_cut_falls_when_a_panel_edge_runs_through_the_focus(desk: Desk) -> None:
    through, beside = laid(desk), laid(desk)
    through.shape(Shape(Rect(0, desk.height / 2, desk.width, desk.height / 2), "paper"), behind=True)
    beside.shape(Shape(Rect(0, desk.height * 0.9, desk.width, desk.height * 0.1), "paper"), behind=True)
    assert rated("cut", beside) > rated("cut", through)


def test_every_measure_counts_in_the_total() -> None:
    assert set(score.WEIGHTS) == set(score.MEASURES)
    perfect = dict.fromkeys(score.MEASURES, 1.0)
    assert score.total(perfect) == pytest.approx(1)
    for name in score.MEASURES:
        assert score.total({**perfect, name: 0.2}) < 0.97


def test_a_veil_is_laid_only_where_no_colour_reads(desk: Desk) -> None:
    busy = replace(desk, ground=ground_of(scene("busy"), desk.page, (0.5, 0.5)))
    plain, noisy = laid(desk), laid(busy)
    plain.quiets = noisy.quiets = {"all": "top"}
    assert tint(plain).veil == 0
    result = tint(noisy)
    assert result.veil > 0
    assert all(t.contrast >= score.needed(t) for t in result.draft.texts)
    assert result.draft.shapes[0].role == "veil"


def test_colours_beneath_follow_shapes_and_their_gradients(desk: Desk) -> None:
    places = np.array([[100.0, 100.0], [700.0, 1000.0]], np.float32)
    panel = Shape(Rect(0, 0, 400, 400), "accent")
    colors = beneath(desk.ground, [panel], PALETTE.swatches(), places)
    assert np.allclose(colors[0], PALETTE.accent, atol=0.01)
    assert not np.allclose(colors[1], PALETTE.accent, atol=0.1)


def test_the_weakest_contrast_is_that_of_the_worst_twentieth() -> None:
    light = np.concatenate([np.full(94, 1.0), np.full(6, 0.2)])
    assert weakest_contrast(Rgb(0, 0, 0), light) == pytest.approx((0.2 + 0.05) / 0.05)
    assert weakest_contrast(Rgb(0, 0, 0), np.concatenate([np.full(97, 1.0), np.full(3, 0.2)])) == pytest.approx(21)


def test_subject_falls_when_letters_lie_on_it_small_ones_most(desk: Desk) -> None:
    sheet = desk.bleed_box
    free = replace(desk, ground=replace(desk.ground, hero=Rect(sheet.x + 200, 700, 300, 300)))
    under_title = replace(desk, ground=replace(desk.ground, hero=Rect(desk.live.x, desk.live.y, 500, 120)))
    date = next(t for t in laid(desk).texts if t.block.role == "date").bounds
    under_date = replace(desk, ground=replace(desk.ground, hero=date.inset(-40)))
    assert rated("subject", laid(desk)) == rated("subject", laid(free)) == 1
    assert rated("subject", laid(under_title)) < 0.4
    assert rated("subject", laid(under_date)) < 0.4


def test_a_veil_over_the_whole_picture_is_a_fault(desk: Desk) -> None:
    tinted = tint(laid(desk))
    veil = Shape(desk.bleed_box, "#000000", "veil", opacity=0.9)
    swatches = {**tinted.swatches, "#000000": "#000000"}
    drowned = replace(tinted, draft=Draft(desk, [veil, *tinted.draft.parts]), swatches=swatches)
    assert any("washes" in f for f in score.faults(drowned))


def test_letters_that_melt_into_a_part_of_their_ground_are_not_calm(desk: Desk) -> None:
    tinted = tint(laid(desk))
    light = np.full(200, 0.9, np.float32)
    light[:8] = 0.01  # four in a hundred as dark as the ink: too few for the weakest contrast to tell
    texts = [replace(p, light=light) if p is tinted.draft.title else p for p in tinted.draft.parts]
    even = [
        replace(p, light=np.full(200, 0.9, np.float32)) if p is tinted.draft.title else p for p in tinted.draft.parts
    ]
    melting = replace(tinted, draft=Draft(desk, texts))
    assert score.calm(melting) < score.calm(replace(tinted, draft=Draft(desk, even))) - 0.2


def test_words_on_a_panel_do_not_choose_the_veil_of_words_on_the_picture(desk: Desk) -> None:
    dark = replace(desk, ground=ground_of(scene("dusk"), desk.page, (0.5, 0.5)))
    draft = laid(dark)
    panel = Shape(Rect(0, 0, dark.width, dark.live.y + 240), "accent", "panel")
    draft.shape(panel, behind=True)
    draft.quiets = {"all": "bottom"}
    tinted = tint(draft)
    assert tinted.veil == 0
    assert all(t.contrast > 4.5 for t in tinted.draft.texts if not t.display)


def test_words_under_a_logos_plate_are_a_fault(desk: Desk) -> None:
    date = next(t for t in laid(desk).texts if t.block.role == "date").bounds
    mark = Rect(date.right + 6, date.y, 60, 30)
    beside, under = replace(desk, logo="sha256:0"), laid(desk)
    for plate, clash in ((mark.inset(-4), False), (mark.inset(-14), True)):
        parts = [*under.parts, Shape(plate, "ink", "panel"), Mark("logo", mark)]
        found = score.faults(replace(tint(under), draft=Draft(beside, parts)))
        assert any("lies on logo" in f for f in found) == clash


def test_a_subjects_mask_is_measured_where_there_is_one_not_its_box(desk: Desk) -> None:
    sheet = desk.bleed_box
    hero = Rect(sheet.x, sheet.y, sheet.width, sheet.height)
    mask = np.zeros((200, 140), np.float32)
    mask[150:, 40:100] = 1  # it stands low in its box, clear of the words
    boxed = replace(desk, ground=replace(desk.ground, hero=hero))
    masked = replace(desk, ground=replace(desk.ground, hero=hero, subject=mask))
    assert rated("subject", laid(masked)) == 1 > rated("subject", laid(boxed))
    draft = laid(masked)
    upper = Rect(sheet.x, sheet.y, sheet.width, sheet.height / 2)
    draft.shape(Shape(upper, "paper"), behind=True)
    assert score.hero_hidden(draft) == 0
    draft.shape(Shape(Rect(sheet.x, sheet.center[1], sheet.width, sheet.height / 2), "paper"), behind=True)
    assert score.hero_hidden(draft) == 1


def test_a_known_subject_draws_the_eye_to_what_its_mask_covers(desk: Desk) -> None:
    mask = np.zeros((40, 30), np.float32)
    mask[:, :15] = 1
    ground = ground_of(scene("busy"), desk.page, (0.5, 0.5), hero=(0.0, 0.0, 1.0, 1.0), subject=mask)
    box = ground.bleed
    left = Rect(box.x, box.y, box.width / 2, box.height)
    assert ground.pull(left) > 2 * ground.pull(left.moved(box.width / 2, 0))


def test_letters_that_show_a_flat_part_of_the_picture_count_as_showing_none(desk: Desk) -> None:
    flat = replace(desk, ground=replace(desk.ground, pixels=np.full_like(desk.ground.pixels, 0.2)))
    lively = replace(desk, ground=ground_of(scene("busy"), desk.page, (0.5, 0.5)))

    def windowed(on: Desk) -> float:
        draft = laid(on)
        draft.parts = [replace(p, window=True) if p is draft.title else p for p in draft.parts]
        return rated("open_picture", draft)

    assert windowed(lively) > 3 * windowed(flat)


def test_a_sheet_of_paper_may_hide_half_a_subject_that_letters_show_not_nearly_all(desk: Desk) -> None:
    def hidden(hero: Rect, sheet: Rect = desk.bleed_box) -> float:
        draft = laid(replace(desk, ground=replace(desk.ground, hero=hero)))
        draft.shape(Shape(sheet, "paper"), behind=True)
        draft.parts = [replace(p, window=True) if p is draft.title else p for p in draft.parts]
        return score.hero_hidden(draft)

    title = laid(desk).title
    assert title is not None
    line = title.line_rects[0]
    assert hidden(line) == 0
    assert hidden(line, Rect(line.x, line.y, line.width / 2, line.height)) == pytest.approx(0.5, abs=0.05)
    assert hidden(Rect(desk.live.x, desk.height * 0.7, 200, 200)) > score.MOST_HIDDEN

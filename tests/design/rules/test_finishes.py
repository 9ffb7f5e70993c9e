"""Which print finish a design takes, and that its words are judged on the print."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posta.color import Rgb
from posta.design import Original
from posta.design.rules import Rules
from posta.design.rules.archetypes import ARCHETYPES
from posta.design.rules.desk import desk_for
from posta.design.rules.finishes import Printer, lightness, printer_for, second_hue, sign
from posta.document.finish import FINISHES, finish_named
from posta.errors import StageError
from posta.typeset.fonts import FontLibrary

FONTS = FontLibrary.shipped()


def flat(*colors: tuple[int, int, int]) -> np.ndarray:
    """Bands of these colours."""
    return np.repeat(np.array(colors, np.uint8), 40, 0)[:, None].repeat(80, 1)


def test_every_art_direction_offers_finishes_that_exist() -> None:
    for name, row in ARCHETYPES.items():
        assert row.finishes, name
        assert set(row.finishes) <= set(FINISHES), name


def test_hues_and_light_are_the_pictures_own() -> None:
    assert second_hue(flat((200, 60, 40), (210, 80, 50))) < 0.05
    assert second_hue(flat((200, 60, 40), (40, 90, 200))) > 0.3
    assert second_hue(flat((120, 120, 120))) == 0
    assert lightness(flat((10, 10, 20))) < 0.25 < 0.8 < lightness(flat((240, 240, 230)))


def test_many_coloured_pictures_and_photographs_keep_their_colours_unless_the_layout_is_a_print() -> None:
    colourful, plain = Printer(hues=0.4, light=0.8), Printer(hues=0.0, light=0.8)
    photo = Printer(Original(photo=True), light=0.8)
    offered = ("accent-duotone",)
    assert colourful.choose("framed", offered, False) == "grain"
    assert plain.choose("framed", offered, False) == "accent-duotone"
    assert photo.choose("framed", offered, False) == "none"
    assert photo.choose("brutalist", ("halftone",), True) == "halftone"


def test_screens_are_not_laid_over_screens_nor_bright_inks_over_night() -> None:
    assert (
        Printer(Original(grained=True, screened=True), light=0.8).choose("handbill", ("riso", "halftone"), True)
        == "none"
    )
    assert Printer(Original(grained=True), light=0.3).choose("festival", ("riso",), True) == "none"
    assert Printer(Original(grained=True), light=0.8).choose("cinematic", ("film",), False) == "none"
    assert Printer(Original(grained=True), light=0.3).choose("cinematic", ("film",), False) == "film"


def test_what_was_offered_beside_is_not_offered_again_and_a_wish_is_obeyed() -> None:
    used = FINISHES["paper"].treatments
    for seed in range(6):
        printer = Printer(Original(grained=True), beside=(used,), seed=seed, light=0.8)
        assert printer.choose("label", ("paper", "riso"), False) == "riso"
        assert replace(printer, asked="duotone").choose("label", ("paper",), False) == "duotone"
    assert sign(used) == {"paper", "misregistration"}


def test_grain_is_not_laid_over_a_painters_own(request_for) -> None:
    for grained in (True, False):
        request = request_for(original=Original(grained=grained), finish="film")
        [design] = Rules(FONTS).arrange(request)
        assert design.finish is not None
        assert [t.kind for t in design.finish] == (["vignette"] if grained else ["vignette", "grain"])


def test_the_desk_shows_the_print_and_small_type_its_dots(request_for) -> None:
    request = request_for(kind="mist", finish="halftone")
    desk, _ = desk_for(request, FONTS)
    printed = printer_for(request).on(desk, "halftone")
    assert printed.finish == finish_named(
        "halftone", {n: desk.palette.named(n) for n in ("paper", "ink", "accent")}, seed=0
    )
    assert np.abs(printed.ground.pixels - desk.ground.pixels).mean() > 0.02
    assert printed.ground.close.pixels.std() > printed.ground.pixels.std()
    plain = printer_for(request).on(desk, "none")
    assert plain.ground is desk.ground and plain.finish == ()


def test_all_words_read_on_the_print(request_for) -> None:
    for finish in ("halftone", "accent-halftone", "riso", "accent-duotone"):
        [design] = Rules(FONTS).arrange(request_for(kind="mist", finish=finish, style="brutalist"))
        assert design.finish and design.archetype == "brutalist"


def test_an_unknown_finish_is_refused_by_name(request_for) -> None:
    with pytest.raises(StageError, match="no print finish 'shiny'"):
        Rules(FONTS).arrange(request_for(finish="shiny"))


def test_where_the_words_call_for_colours_one_design_at_most_is_printed_in_one_ink() -> None:
    colors = {"paper": Rgb(1, 1, 1), "ink": Rgb(0, 0, 0), "accent": Rgb(0.8, 0.2, 0.1)}
    inked = finish_named("accent-duotone", colors)
    sober = Printer(hues=0.0, light=0.5, beside=(inked,))
    lively = Printer(hues=0.0, light=0.5, beside=(inked,), lively=True)
    assert sober.choose("brutalist", ("halftone",), True) == "halftone"
    assert lively.choose("brutalist", ("halftone",), True) == "grain"
    twice = Printer(hues=0.0, light=0.5, beside=(inked, finish_named("halftone", colors)))
    assert twice.choose("brutalist", ("accent-halftone",), True) == "grain"

"""Every art direction with real words on real pages: in bounds, nothing on nothing, readable, all words once."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from posta.design import DesignRequest
from posta.design.rules.archetypes import ARCHETYPES
from posta.design.rules.desk import Desk, Setter
from posta.design.rules.ground import ground_of
from posta.design.rules.pairings import ranked
from posta.design.rules.palette import palette_for
from posta.design.rules.score import faults, measures
from posta.design.rules.tint import tint
from posta.design.rules.words import Words
from posta.typeset.fonts import FontLibrary

FORMATS = ("a3", "landscape", "square", "story")
LANGUAGES = ("en", "de", "ja", "ar", "hi")
SETTER = Setter(FontLibrary.shipped())
# Those that need a picture with a subject have a test file of their own.
OPEN = [name for name, row in ARCHETYPES.items() if not row.subject]


def desk_for(name: str, request: DesignRequest) -> Desk:
    row = ARCHETYPES[name]
    words = Words(dict(request.pieces), request.language)
    pairing = ranked(words, {}, row.voices, SETTER.fonts)[0][1]
    ground = ground_of(request.picture, request.page, request.focus)
    return Desk(request.page, words, pairing, palette_for(request.picture), ground, SETTER, margin_share=row.margin)


def cases() -> list[tuple[str, str, str, str]]:
    """Each art direction in every format, the languages and pictures taken in turn."""
    turns = itertools.cycle(itertools.product(LANGUAGES, ("dusk", "mist")))
    return [(name, page, *next(turns)) for name in OPEN for page in FORMATS]


def suits(name: str, request: DesignRequest) -> bool:
    row, words = ARCHETYPES[name], Words(dict(request.pieces), request.language)
    ratio = request.page.width / request.page.height
    return row.needs(words) and row.ratios[0] <= ratio <= row.ratios[1] and len(words.title) >= row.letters[0]


@pytest.mark.parametrize(("name", "page", "language", "kind"), cases())
def test_an_art_direction_places_all_words_soundly(
    name: str, page: str, language: str, kind: str, request_for: Callable[..., DesignRequest]
) -> None:
    request = request_for(language, page, kind)
    if not suits(name, request):
        request = request_for(
            "en", page, kind, pieces={**request_for().pieces, **{f"details.{i}": f"Name {i} Quartet" for i in range(5)}}
        )
    desk = desk_for(name, request)
    attempts = {str(pick): faults(tint(ARCHETYPES[name].draw(desk, pick))) for pick in ARCHETYPES[name].picks}
    assert any(not wrong for wrong in attempts.values()), attempts
    for wrong in attempts.values():
        assert not any("not placed once" in w for w in wrong), attempts


@pytest.mark.parametrize("name", OPEN)
@pytest.mark.parametrize(
    "title", ["Go", "The Lighthouse Keeper's Last Letter to the Mainland Archive", "Unbelievableness"]
)
def test_titles_of_any_length_are_placed_once(name: str, title: str, request_for: Callable[..., DesignRequest]) -> None:
    request = request_for("en", "a3", "mist", pieces={**request_for().pieces, "title": title})
    desk = desk_for(name, request)
    for pick in ARCHETYPES[name].picks[:2]:
        draft = ARCHETYPES[name].draw(desk, pick)
        assert not draft.missing()
        assert draft.title is not None
        assert draft.title.block.text == title


def test_every_measure_lies_between_nothing_and_full_marks(request_for: Callable[..., DesignRequest]) -> None:
    desk = desk_for("swiss", request_for())
    values = measures(tint(ARCHETYPES["swiss"].draw(desk, ARCHETYPES["swiss"].picks[0])))
    assert all(0 <= v <= 1 for v in values.values()), values


def test_there_are_sixteen_art_directions_and_each_says_what_it_is() -> None:
    assert len(ARCHETYPES) >= 16
    assert all(row.about and row.words and row.picks for row in ARCHETYPES.values())

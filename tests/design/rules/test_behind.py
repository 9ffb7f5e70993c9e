"""A title behind the picture's subject: partly hidden, always read, and only where the picture has one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from posta.design import DesignRequest
from posta.design.rules import Rules
from posta.design.rules.archetypes import ARCHETYPES
from posta.design.rules.archetypes.behind import LEAST_HIDDEN, standing
from posta.design.rules.desk import Desk, Setter
from posta.design.rules.ground import ground_of
from posta.design.rules.pairings import ranked
from posta.design.rules.palette import palette_for
from posta.design.rules.score import faults
from posta.design.rules.tint import tint
from posta.design.rules.words import Words
from posta.document.design import Design
from posta.document.layers import PictureLayer, TextLayer
from posta.render.hidden import LIMITS, hidden, letters_of
from posta.typeset.fonts import FontLibrary
from posta.typeset.style import TextStyle

SETTER = Setter(FontLibrary.shipped())
SUBJECTS = {
    "tower": [(0.6, 1.0), (0.63, 0.3), (0.7, 0.3), (0.73, 1.0)],
    "peak": [(0.0, 1.0), (0.0, 0.75), (0.36, 0.32), (0.7, 0.7), (1.0, 0.6), (1.0, 1.0)],
    "tree": [(0.48, 1.0), (0.49, 0.7), (0.28, 0.6), (0.3, 0.42), (0.5, 0.33), (0.7, 0.42), (0.72, 0.6), (0.52, 0.7), (0.53, 1.0)],
}  # fmt: skip
TITLES = ("Harbour Lights", "Autumn", "Great Northern Railway", "Моряк", "Ἑλλάς", "Jazz")


def seen_request(request: DesignRequest, kind: str, title: str = "") -> DesignRequest:
    """A light sky with a dark subject in it."""
    high, wide = request.picture.shape[:2]
    down = np.linspace(0, 1, high)[:, None, None]
    picture = (
        np.array([222, 232, 240]) * (1 - down) + np.array([240, 214, 190]) * down + np.zeros((1, wide, 1))
    ).astype(np.uint8)
    mask = np.zeros((high, wide), np.uint8)
    points = np.array([(x * wide, y * high) for x, y in SUBJECTS[kind]], np.int32)
    cv2.fillPoly(mask, [points], 255)
    picture[mask > 0] = (38, 70, 96)
    pieces = {**request.pieces, "title": title} if title else request.pieces
    return replace(
        request,
        picture=picture,
        subject=mask.astype(np.float32) / 255,
        subject_mask="sha256:" + "1" * 64,
        pieces=pieces,
    )


def desk_for(request: DesignRequest) -> Desk:
    row = ARCHETYPES["behind"]
    words = Words(dict(request.pieces), request.language)
    pairing = ranked(words, {}, row.voices, SETTER.fonts)[0][1]
    ground = ground_of(request.picture, request.page, request.focus, subject=request.subject)
    return Desk(
        request.page, words, pairing, palette_for(request.picture), ground, SETTER,
        margin_share=row.margin, subject_mask=request.subject_mask,
    )  # fmt: skip


def test_titles_stand_behind_subjects_of_any_kind_within_what_can_be_read(
    request_for: Callable[..., DesignRequest],
) -> None:
    found = 0
    for page in ("a3", "landscape", "story"):
        for kind in SUBJECTS:
            for title in TITLES:
                desk = desk_for(seen_request(request_for("en", page), kind, title))
                for lines in ("row", "stack"):
                    place = standing(desk, lines, desk.live)
                    if place is None:
                        continue
                    found += 1
                    assert LEAST_HIDDEN <= place.hidden.whole <= LIMITS.whole, (page, kind, title)
                    assert place.hidden.most <= LIMITS.letter
                    assert place.hidden.end <= LIMITS.end
                    assert desk.live.contains(place.block.setting.ink.moved(place.x, place.y), slack=0.01 * desk.short)
    assert found >= 25


def test_the_title_lies_between_the_picture_and_its_subject_and_the_facts_above(
    request_for: Callable[..., DesignRequest],
) -> None:
    design = behind(seen_request(request_for("en", "a3"), "tower", "Autumn"))
    kinds = [layer.role for layer in design.layers]  # type: ignore[union-attr]
    assert kinds.index("title") < kinds.index("subject") < kinds.index("date")
    cut = next(layer for layer in design.layers if isinstance(layer, PictureLayer))
    assert cut.asset == "background"
    assert cut.mask == "sha256:" + "1" * 64


def test_without_a_subject_the_direction_is_not_offered_even_when_asked_for(
    request_for: Callable[..., DesignRequest],
) -> None:
    plain = request_for("en", "a3", "mist", style="behind")
    assert all(d.archetype != "behind" for d in Rules().arrange(plain))
    for pick in ARCHETYPES["behind"].picks:
        assert ARCHETYPES["behind"].draw(desk_for(plain), pick) is None


def test_a_crowd_of_small_things_is_no_subject_to_stand_behind(request_for: Callable[..., DesignRequest]) -> None:
    request = seen_request(request_for("en", "a3"), "tower", "Autumn")
    assert request.subject is not None
    crowd = np.zeros_like(request.subject)
    crowd[::9, ::7] = 1
    for pick in ARCHETYPES["behind"].picks:
        assert ARCHETYPES["behind"].draw(desk_for(replace(request, subject=crowd)), pick) is None


def test_a_subject_over_the_whole_page_leaves_no_place(request_for: Callable[..., DesignRequest]) -> None:
    request = seen_request(request_for("en", "a3"), "tower")
    assert request.subject is not None
    everywhere = replace(request, subject=np.ones_like(request.subject), style="behind")
    assert all(d.archetype != "behind" for d in Rules().arrange(everywhere))


def test_a_title_in_the_subjects_own_colour_is_refused(request_for: Callable[..., DesignRequest]) -> None:
    request = seen_request(request_for("en", "a3"), "tree", "Jazz")
    desk = desk_for(request)
    drafts = [draft for pick in ARCHETYPES["behind"].picks if (draft := ARCHETYPES["behind"].draw(desk, pick))]
    assert drafts
    for draft in drafts:
        tinted = tint(draft)
        assert not [f for f in faults(tinted) if "merges" in f]
        at = tinted.draft.parts.index(tinted.draft.title)  # type: ignore[arg-type]
        tinted.draft.parts[at] = replace(tinted.draft.title, apart=0.02)  # type: ignore[type-var]
        assert any("merges" in f for f in faults(tinted))


@pytest.mark.parametrize("language", ["ja", "ar", "de"])
def test_other_scripts_are_hidden_by_whole_letters_too(
    language: str, request_for: Callable[..., DesignRequest]
) -> None:
    request = seen_request(request_for(language, "a3"), "tower")
    desk = desk_for(request)
    places = [place for lines in ("row", "stack") if (place := standing(desk, lines, desk.live))]
    for place in places:
        letters = letters_of(place.block.setting.runs, place.block.setting.shown, 0.5)
        assert "".join(letter.char for letter in letters) == "".join(place.block.setting.shown.split())
        assert place.hidden.within()


def test_letters_are_measured_one_by_one() -> None:
    setting = SETTER.set("OIL", TextStyle(family="Anton", size=100.0), 1000.0)
    letters = letters_of(setting.runs, setting.shown, 1.0)
    assert [letter.char for letter in letters] == ["O", "I", "L"]
    assert [letter.end for letter in letters] == [True, False, True]
    cover = np.zeros((200, 400), np.float32)
    middle = letters[1]
    cover[:, middle.left : middle.left + middle.ink.shape[1]] = 1
    told = hidden(letters, cover, 0, 0)
    assert told.letters[1] > 0.99
    assert told.letters[0] < 0.1
    assert told.letters[2] < 0.1
    assert not told.within()


def behind(request: DesignRequest) -> Design:
    design = next(d for d in Rules().arrange(replace(request, style="behind")) if d.archetype == "behind")
    assert any(isinstance(layer, TextLayer) and layer.role == "title" for layer in design.layers)
    return design

"""Casing: how words are shown, by the rules of their language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posta.typeset.casing import cased


@pytest.mark.parametrize(
    ("given_words", "case", "language", "shown"),
    [
        ("istanbul ışık", "upper", "tr", "İSTANBUL IŞIK"),
        ("istanbul", "upper", "en", "ISTANBUL"),
        ("İSTANBUL IŞIK", "lower", "tr", "istanbul ışık"),
        ("Straße", "upper", "de", "STRASSE"),
        ("ήλιος και θάλασσα", "upper", "el", "ΗΛΙΟΣ ΚΑΙ ΘΑΛΑΣΣΑ"),
        ("γάιδαρος", "upper", "el", "ΓΑΪΔΑΡΟΣ"),
        ("φαΐ ή φως", "upper", "el", "ΦΑΪ Ή ΦΩΣ"),
        ("ΟΔΟΣ", "lower", "el", "οδος"),
        ("ijsland", "title", "nl", "IJsland"),
        ("the art of the book", "title", "en", "The Art of the Book"),
        ("die kunst des buches", "title", "de", "Die Kunst Des Buches"),
        ("don’t stop", "title", "en", "Don’t Stop"),
        ("5th NASA gala", "title", "en", "5th NASA Gala"),
        ("ﬁn", "upper", "", "FIN"),
        ("Blue Hour", "none", "", "Blue Hour"),
        ("日本 20:00", "upper", "ja", "日本 20:00"),
    ],
)
def test_words_are_cased_as_their_language_has_it(given_words: str, case: str, language: str, shown: str) -> None:
    assert cased(given_words, case, language).shown == shown


def test_a_german_sharp_s_becomes_its_capital_where_the_face_has_one() -> None:
    assert cased("Große Straße", "upper", "de", capital_eszett=True).shown == "GROẞE STRAẞE"


def test_a_shown_character_knows_the_given_one_and_back() -> None:
    found = cased("aßb", "upper", "de")
    assert found.shown == "ASSB"
    assert found.origins == (0, 1, 1, 2)
    assert [found.shown_at(i) for i in (0, 1, 2, 3)] == [0, 1, 3, 4]


@given(
    st.text(max_size=30),
    st.sampled_from(["none", "upper", "lower", "title"]),
    st.sampled_from(["", "en", "tr", "el", "nl", "de"]),
)
def test_casing_never_loses_its_way_back(text: str, case: str, language: str) -> None:
    found = cased(text, case, language)
    assert len(found.origins) == len(found.shown)
    assert list(found.origins) == sorted(found.origins)
    assert all(0 <= origin < len(text) for origin in found.origins)

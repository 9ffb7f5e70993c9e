"""What the words say about script, direction and mood; which faces they get."""

from __future__ import annotations

import pytest

from posta.design.rules.archetypes import ARCHETYPES
from posta.design.rules.pairings import all_pairings, covered, ranked
from posta.design.rules.words import Words, _stems, moods_of, script_of
from posta.typeset.fonts import FontLibrary
from tests.design.rules.conftest import WORDS

LOUD_ENOUGH_FOR_TITLES_ONLY = 0.66


@pytest.mark.parametrize(
    ("text", "script"),
    [("Hello", "Latn"), ("春の茶会", "Jpan"), ("ليالي", "Arab"), ("दिन", "Deva"), ("123", "Latn"), ("Ночь", "Cyrl")],
)
def test_the_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert script_of(text) == script


def test_arabic_reads_from_the_right() -> None:
    assert Words(WORDS["ar"], "ar").rtl
    assert not Words(WORDS["en"], "en").rtl


def test_techno_is_loud_and_a_tea_gathering_is_calm() -> None:
    assert next(iter(moods_of([("strobe light, techno night", 1.0)]))) in ("loud", "tech", "dark")
    assert "calm" in moods_of([("a spring tea gathering in mist", 1.0)])
    assert moods_of([("qwxz", 1.0)]) == {}


def test_there_are_forty_pairings_and_every_family_is_shipped() -> None:
    fonts = FontLibrary.shipped()
    assert len(all_pairings()) >= 40
    for pair in all_pairings():
        for family in (pair.title.family, pair.text.family):
            assert fonts.family(family).name == family


def test_no_pairing_joins_two_loud_faces() -> None:
    fonts = FontLibrary.shipped()
    for pair in all_pairings():
        loudness = (fonts.family(pair.text.family).details or {}).get("loudness", 0)
        assert loudness < LOUD_ENOUGH_FOR_TITLES_ONLY, pair.name


def test_moods_and_voices_of_archetypes_exist_in_the_data() -> None:
    moods, voices = set(_stems()), {p.voice for p in all_pairings()}
    for pair in all_pairings():
        assert set(pair.moods) <= moods, pair.name
    for name, row in ARCHETYPES.items():
        assert set(row.moods) <= moods, name
        assert set(row.voices) <= voices, name


@pytest.mark.parametrize("language", sorted(WORDS))
def test_the_chosen_faces_have_the_titles_letters(language: str) -> None:
    fonts = FontLibrary.shipped()
    words = Words(WORDS[language], language)
    for name, row in ARCHETYPES.items():
        pair = ranked(words, moods_of([(words.title, 1.0)]), row.voices, fonts)[0][1]
        assert covered(fonts, pair.title.family, pair.title.weight, words.title) == 1, (name, pair.name)


def test_a_title_face_already_used_is_avoided() -> None:
    fonts = FontLibrary.shipped()
    words = Words(WORDS["en"], "en")
    first = ranked(words, {}, ("grotesk",), fonts)[0][1].title.family
    assert ranked(words, {}, ("grotesk",), fonts, [first])[0][1].title.family != first

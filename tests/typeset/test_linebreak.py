"""Line breaking: where lines may start, and what stays together."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uniseg.graphemecluster import grapheme_cluster_boundaries
from uniseg.linebreak import line_break_boundaries

from posta.typeset.graphemes import boundaries
from posta.typeset.linebreak import breaks, paragraphs, unicode_breaks, visible_end


def _pieces(text: str, language: str = "", *, strong: bool = False) -> list[str]:
    found = breaks(text, language)
    places = found.strong() if strong else found.places
    stops = [0, *(b.at for b in places), len(text)]
    return [text[a:b].rstrip() for a, b in pairwise(stops)]


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("Tickets 45 zł at the door", "45 zł"),
        ("Tickets 24 € only", "24 €"),
        ("Entry € 24 only", "€ 24"),
        ("Doors 5 pm sharp", "5 pm"),
        ("From 8 am on", "8 am"),
        ("Run 10 km today", "10 km"),
        ("On 13 March 2027 at noon", "13 March"),
        ("On March 13 at noon", "March 13"),
        ("W sobotę 13 marca o 20:00", "13 marca"),
        ("El 13 de marzo en Madrid", "13 de marzo"),
        ("Am 3. Oktober in Köln", "3. Oktober"),
        ("See https://example.org/a-very-long/path?x=1 now", "https://example.org/a-very-long/path?x=1"),
        ("Write to box-office@example-hall.org please", "box-office@example-hall.org"),
        ("See blue-hour.example.org/t now", "blue-hour.example.org/t"),
        ("Call +48 58 123 45 67 now", "+48 58 123 45 67"),
        ("Call (0)58 123-45-67 now", "58 123-45-67"),
        ("Room B-12-C upstairs", "B-12-C"),
        ("Open 24/7 here", "24/7"),
        ("See § 5 below", "§ 5"),
        ("From 19:00 – 22:00 daily", "19:00 – 22:00"),
        ("Music by J. S. Bach tonight", "J. S. Bach"),
        ("With Dr. Who tonight", "Dr. Who"),
        ("Opus Op. 12 tonight", "Op. 12"),
        ("3月13日（土）開演", "3月13日（土）"),
        ("Thứ Bảy, 6 tháng 2, 2027", "6 tháng 2,"),
        ("On 21–23 September in town", "21–23 September"),
        ("Daily 11am–3pm free", "11am–3pm"),
        ("« Où vas-tu, Margot ? » ce soir", "Margot ? »"),
        ("L’œuvre d’une vie ! Ce soir", "vie !"),
        ("L’œuvre d’une vie\u202f! Ce soir", "vie\u202f!"),
        ("Tarif : 18 euros", "Tarif :"),
    ],
)
def test_what_belongs_together_stays_on_one_line(text: str, together: str) -> None:
    assert any(together in piece for piece in _pieces(text)), _pieces(text)


@pytest.mark.parametrize(
    ("text", "language", "parted"),
    [
        ("Mon 11 – Fri 15 January 2027", "en", ["Mon 11 –", "Fri 15 January 2027"]),
        ("Sabato 6 novembre 2027, ore 20:00", "it", ["Sabato 6 novembre 2027,", "ore 20:00"]),
        ("Friday March 13 in town", "en", ["Friday March 13", "in town"]),
        ("Saturday, 13 March in town", "en", ["Saturday,", "13 March"]),
        ("Sabato 6 novembre 2027 ore 20:00", "it", ["Sabato 6 novembre 2027", "ore 20:00"]),
        ("Sa., 13. März in Köln", "de", ["Sa., 13. März", "in Köln"]),
    ],
)
def test_a_title_parts_no_weekday_from_its_day_nor_a_year_from_its_month(
    text: str, language: str, parted: list[str]
) -> None:
    assert _pieces(text, language, strong=True)[:2] == parted


def test_a_narrow_column_may_still_part_a_weekday_from_its_day() -> None:
    assert "Wednesday" in _pieces("Wednesday 15 September", "en")


def test_no_is_a_word_before_a_word_and_a_label_before_a_number() -> None:
    assert _pieces("There is no way out")[2] == "no"
    assert "No. 5" in _pieces("Symphony No. 5 tonight")


@pytest.mark.parametrize(
    ("text", "language", "lines"),
    [
        ("The Art of the Book", "en", ["The Art", "of the Book"]),
        ("Salt & Pepper", "en", ["Salt", "& Pepper"]),
        ("Die Kunst und der Wind", "de", ["Die Kunst", "und der Wind"]),
        ("Noc w operze", "pl", ["Noc", "w operze"]),
        ("La casa de las flores", "es", ["La casa", "de las flores"]),
        ("Le temps des cerises", "fr", ["Le temps", "des cerises"]),
    ],
)
def test_a_title_never_breaks_after_a_small_word(text: str, language: str, lines: list[str]) -> None:
    assert _pieces(text, language, strong=True) == lines


def test_names_of_a_list_set_off_by_dots_stay_whole_in_titles() -> None:
    assert _pieces("Trio Øst · Mbeki & Strings · Ana Luz", "en", strong=True) == [
        "Trio Øst ·",
        "Mbeki & Strings ·",
        "Ana Luz",
    ]
    assert len(_pieces("Piano · Ana Luz", "en", strong=True)) == 3


def test_japanese_lines_start_with_no_closing_sign_and_end_with_no_opening_one() -> None:
    pieces = _pieces("「お茶」の時間、（静かな）朝。ちょっとキャンプへ。", "ja")
    assert not any(piece[0] in "。、」）ょっャ" for piece in pieces)
    assert not any(piece[-1] in "「（" for piece in pieces)


def test_japanese_titles_break_between_phrases_not_inside_words() -> None:
    assert _pieces("静かな朝のお茶会", "ja", strong=True) == ["静かな", "朝の", "お茶会"]


def test_thai_breaks_between_words_gladly_and_between_graphemes_only_if_it_must() -> None:
    text = "งานเทศกาลดนตรีและอาหารริมแม่น้ำ"
    found = breaks(text, "th")
    assert {b.at for b in found.places} <= set(boundaries(text))
    glad = {text[b.at :] for b in found.strong()}
    assert "และอาหารริมแม่น้ำ" in glad  # "and food by the river"
    assert not any(start.startswith(("ทศกาล", "หาร", "ตรี")) for start in glad)


@pytest.mark.parametrize(
    ("text", "language", "starts"),
    [
        ("春の茶会と夜のカフェ", "ja", {"茶会と夜のカフェ", "夜のカフェ", "カフェ"}),
        ("これからの街のかたち", "ja", {"街のかたち"}),
        ("圆月中秋诗会", "zh", {"中秋诗会", "诗会"}),
    ],
)
def test_phrases_of_writing_without_spaces_stay_whole(text: str, language: str, starts: set[str]) -> None:
    assert {text[b.at :] for b in breaks(text, language).strong()} == starts


def test_korean_words_are_not_torn_between_syllables() -> None:
    assert [b.at for b in breaks("한강 봄꽃축제", "ko").strong()] == [3]


def test_every_line_break_character_starts_a_paragraph() -> None:
    assert paragraphs("a\nb\r\nc\u2028d\n") == [(0, 2), (2, 5), (5, 7), (7, 9), (9, 9)]
    assert paragraphs("") == [(0, 0)]
    assert visible_end("ab \u00a0 \n", 0, 6) == 4


_SIGNS = "ab1é ЖΩ  .,;:!?()“”«»'-–—/%$€…·&§\u00a0\u00ad\u200d\u2060\u0301茶の、。「אب🎺"


@settings(max_examples=600, deadline=None)
@given(st.text(alphabet=_SIGNS, max_size=24))
def test_looking_part_by_part_finds_what_the_library_finds(text: str) -> None:
    assert unicode_breaks(text) == [at for at in line_break_boundaries(text) if 0 < at < len(text)]


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=12))
def test_graphemes_are_those_of_the_library(text: str) -> None:
    assert list(boundaries(text)) == (list(grapheme_cluster_boundaries(text)) or [0])


@given(st.text(alphabet=st.characters(blacklist_characters="\n\r\x0b\x0c\x85\u2028\u2029"), max_size=60))
def test_breaks_are_ordered_and_never_split_a_grapheme(text: str) -> None:
    places = [b.at for b in breaks(text).places]
    assert places == sorted(set(places))
    assert set(places) <= set(boundaries(text)) - {0, len(text)}

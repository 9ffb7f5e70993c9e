"""Briefs: what is accepted, and the one sentence everything else gets."""

from __future__ import annotations

import pytest

from posta.document.brief import brief_from, load_brief
from posta.document.page import page_for
from posta.errors import BriefError


def test_a_title_is_enough() -> None:
    brief = brief_from({"title": "Breathe."})
    assert brief.pieces() == {"title": "Breathe."}
    assert (brief.page.width, brief.page.height, brief.page.bleed) == (297, 420, 3)


def test_pieces_name_every_word_to_print_and_nothing_empty() -> None:
    brief = brief_from({"title": "A", "date": "1 May", "details": ["x", "y"], "theme": "fog", "subtitle": " "})
    assert brief.pieces() == {"title": "A", "date": "1 May", "details.0": "x", "details.1": "y"}


WRITTEN = ("19:30", "007", "4.50", "0123456", "1_000", "On", "2027-03-13", "1e3", "0x10", "no")


@pytest.mark.parametrize("words", WRITTEN)
def test_words_stay_as_they_were_written_whatever_they_look_like(tmp_path, words) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(f"title: {words}\ndate: {words}\ndetails: [{words}]\nqr: yes\n", encoding="utf-8")
    brief = load_brief(path)
    assert (brief.title, brief.date, brief.details, brief.qr) == (words, words, (words,), True)


def test_numbers_in_a_json_brief_stay_as_they_were_written(tmp_path) -> None:
    path = tmp_path / "b.json"
    path.write_text(
        '{"title": 1984, "details": [4.50, 20], "format": {"width": 895, "height": 1280.5}}', encoding="utf-8"
    )
    brief = load_brief(path)
    assert (brief.title, brief.details, brief.page.height) == ("1984", ("4.50", "20"), 1280.5)


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({}, ["title is missing"]),
        ({"title": "   "}, ["title", "empty"]),
        ({"title": "x", "thme": "y"}, ["thme", "theme"]),
        ({"title": "x" * 10_000}, ["title", "10,000", "400"]),
        ({"title": "bell\x07"}, ["title", "U+0007"]),
        ({"title": "half \ud83d"}, ["title", "U+D83D"]),
        ({"title": "x", "format": "a33"}, ["format", "a33", "a3"]),
        ({"title": "x", "format": "0x0mm"}, ["format"]),
        ({"title": "x", "format": {"width": -1, "height": 3}}, ["format.width", "-1"]),
        ({"title": "x", "palette": ["red"]}, ["palette", "red", "#rrggbb"]),
        ({"title": "x", "language": "not a language"}, ["language"]),
        ({"title": ["a", "b"]}, ["title"]),
        ({"title": "x", "details": ["y"] * 41}, ["details"]),
    ],
)
def test_a_wrong_brief_is_told_by_field(fields, names) -> None:
    with pytest.raises(BriefError) as told:
        brief_from(fields, source="poster.yaml")
    sentence = str(told.value)
    assert sentence.startswith("poster.yaml")
    for name in names:
        assert name in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"title: [unclosed", "line"),
        (b"\xff\xfe\x00\x01", "text"),
        (b"- just\n- a list\n", "fields"),
        (b"", "fields"),
    ],
)
def test_a_file_that_is_no_brief_is_refused_by_name(tmp_path, content, says) -> None:
    path = tmp_path / "brief.yaml"
    path.write_bytes(content)
    with pytest.raises(BriefError, match=r"brief\.yaml") as told:
        load_brief(path)
    assert says in str(told.value)


def test_a_brief_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(BriefError, match=r"nowhere\.yaml"):
        load_brief(tmp_path / "nowhere.yaml")


def test_pictures_named_in_a_brief_lie_beside_it(tmp_path) -> None:
    path = tmp_path / "brief.yaml"
    path.write_text("title: A\nlogo: logo.png\n", encoding="utf-8")
    assert load_brief(path).logo == str(tmp_path / "logo.png")


@pytest.mark.parametrize(
    ("name", "width", "height", "unit"),
    [
        ("a3", 297, 420, "mm"),
        ("A3 landscape", 420, 297, "mm"),
        ("b2", 500, 707, "mm"),
        ("24x36in", 24, 36, "in"),
        ("50x70cm", 500, 700, "mm"),
        ("1080x1350", 1080, 1350, "px"),
        ("story", 1080, 1920, "px"),
        ("portrait", 1080, 1350, "px"),
        ("landscape", 1920, 1080, "px"),
    ],
)
def test_formats_have_their_sizes(name, width, height, unit) -> None:
    page = page_for(name)
    assert (page.width, page.height, page.unit) == (width, height, unit)


@pytest.mark.parametrize("name", ["a3", "a5", "a3 landscape", "24x36in", "1080x1350", "50x70cm"])
@pytest.mark.parametrize("ppi", [72, 105.3, 150, 300])
def test_a_picture_made_for_a_pages_grid_is_found_to_lie_on_it(name, ppi) -> None:
    page = page_for(name)
    width, height, bleed = page.grid(ppi)
    trim = page.pixels(ppi)
    assert (width - 2 * bleed, height - 2 * bleed) == trim
    box = page.grid_box(width, height)
    assert box is not None
    assert box.x * trim[0] / page.width == pytest.approx(-bleed)
    assert box.height * trim[1] / page.height == pytest.approx(height)
    assert page.grid_box(width, height // 2) is None

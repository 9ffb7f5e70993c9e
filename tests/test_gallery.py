"""The gallery: every combination asked for hangs on one page, with its file, its score and its problems."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from posta.document.files import load_poster
from posta.gallery import Wall, gallery


def brief(folder: Path, title: str) -> Path:
    path = folder / f"{title.lower()}.yaml"
    path.write_text(f"title: '{title}'\ntheme: mountains in mist\ndate: 1 May\nformat: a6\n", encoding="utf-8")
    return path


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag, attributes) -> None:
        self.found += [value for name, value in attributes if name in ("href", "src")]


def test_every_layout_and_painter_asked_for_hangs(tmp_path) -> None:
    wall = Wall(styles=("swiss", "framed"), painters=("mountains", "orb"))
    hung = gallery([brief(tmp_path, "One"), brief(tmp_path, "Two")], tmp_path / "out", wall)
    assert len(hung) == 8
    assert {(h.archetype, h.painter) for h in hung} == {(a, p) for a in wall.styles for p in wall.painters}
    links = Links()
    links.feed((tmp_path / "out" / "index.html").read_text(encoding="utf-8"))
    assert len(links.found) == 16
    assert all((tmp_path / "out" / link).is_file() for link in links.found)
    assert load_poster(tmp_path / "out" / "one-swiss-orb.posta")[0].brief.title == "One"


def test_words_in_a_brief_are_never_markup(tmp_path) -> None:
    gallery([brief(tmp_path, "<b>Bold</b>".replace("/", "-"))], tmp_path / "out", Wall(variants=1))
    assert "<b>Bold" not in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_what_cannot_be_made_is_shown_with_its_reason(tmp_path) -> None:
    [hung] = gallery([brief(tmp_path, "One")], tmp_path / "out", Wall(painters=("nobody",)))
    assert "nobody" in hung.failed
    assert "nobody" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")

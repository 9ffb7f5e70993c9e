"""What a second export need not do again, and that it never shows what changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from posta.export import ExportOptions, export
from posta.export.pdf.kept import KEPT, Encoded, Kept
from posta.geometry import Rect
from posta.render.frame import Look, Picture, PictureItem
from tests.export.export_frames import face, frame, photo, rich, shaped, solid, words


@dataclass
class Counted:
    """A picture that counts how often its rows are asked for."""

    data: NDArray[np.uint8]
    key: str
    reads: int = 0

    @property
    def width_px(self) -> int:
        return int(self.data.shape[1])

    @property
    def height_px(self) -> int:
        return int(self.data.shape[0])

    @property
    def has_alpha(self) -> bool:
        return bool(self.data.shape[2] == 4)

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        self.reads += 1
        return self.data[top:bottom]


def page(source: Counted, said: str) -> object:
    ground = PictureItem(
        Look("background"), Picture(source, Rect(0, 0, source.width_px, source.height_px), Rect(0, 0, 240, 320))
    )
    veil = replace(ground, look=Look("veil", opacity=0.5))
    return frame(
        [ground, veil, words("title", [shaped(said, face("anton/Anton-Regular.ttf"), 40, 10, 90)], solid("#ffffff"))]
    )


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    KEPT.clear()


@pytest.mark.parametrize("kind", ["plain", "x-4", "x-1a"])
@pytest.mark.parametrize("alpha", [False, True])
def test_a_second_export_with_other_words_reads_no_picture_again(tmp_path: Path, kind: str, alpha: bool) -> None:
    source = Counted(photo(300, 400, alpha=alpha).data, f"counted {alpha}")
    options = ExportOptions(pdf=kind, ppi=100)  # type: ignore[arg-type]
    export(page(source, "ONE"), tmp_path / "a.pdf", options)  # type: ignore[arg-type]
    before = source.reads
    again = export(page(source, "TWO"), tmp_path / "b.pdf", options).path.read_bytes()  # type: ignore[arg-type]
    assert 0 < before == source.reads
    KEPT.clear()
    assert export(page(source, "TWO"), tmp_path / "c.pdf", options).path.read_bytes() == again  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other", [{"condition": "fogra39", "ink_limit": 240}, {"quality": 50}, {"ppi": 50}, {"pdf": "plain"}]
)
def test_another_way_of_writing_is_never_answered_with_what_was_kept(tmp_path: Path, other: dict) -> None:
    options = {"pdf": "x-4", "ppi": 150, **other}
    export(rich(), tmp_path / "a.pdf", ExportOptions(pdf="x-4", ppi=150))
    warm = export(rich(), tmp_path / "b.pdf", ExportOptions(**options)).path.read_bytes()
    KEPT.clear()
    assert export(rich(), tmp_path / "c.pdf", ExportOptions(**options)).path.read_bytes() == warm


def test_what_was_used_longest_ago_goes_first() -> None:
    kept = Kept(most=25)
    made: list[str] = []

    def make(name: str, size: int) -> Encoded:
        made.append(name)
        return Encoded(b"x" * size, True)

    for name in ("a", "b", "a", "c", "a", "b"):
        kept.get(name, lambda name=name: make(name, 10))  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]
    assert kept.get("large", lambda: make("large", 100)).size == 100
    assert kept.get("a", lambda: make("a", 10)).size == 10
    assert made[-2:] == ["large", "a"]

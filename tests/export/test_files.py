"""A file is written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from posta.errors import ExportError
from posta.export import WRITERS, ExportOptions, export
from posta.export.files import whole_file
from tests.export.export_frames import frame


def test_a_failed_export_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "poster.png"
    path.write_bytes(b"old")

    def stop(share: float, doing: str) -> None:
        if share > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(frame([]), path, ExportOptions(ppi=72), stop)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["poster.png"]


def test_a_full_disk_is_told_in_one_sentence_with_the_path(tmp_path: Path) -> None:
    path = tmp_path / "poster.pdf"
    with pytest.raises(ExportError) as caught, whole_file(path):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert str(path) in str(caught.value)
    assert "disk is full" in str(caught.value)
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is there on Linux only")
def test_a_library_that_meets_a_full_disk_is_heard() -> None:
    import pyvips

    from posta.export.files import unwritable

    with pytest.raises(pyvips.Error) as caught:
        pyvips.Image.black(2000, 2000).pngsave("/dev/full")
    assert "could not be written" in str(unwritable(Path("/nowhere/x.png"), caught.value))


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_a_folder_that_is_not_there_is_told_with_what_would_work(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(ExportError, match="folder does not exist"):
        export(frame([]), tmp_path / "missing" / f"poster{suffix}", ExportOptions(ppi=20))


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "poster.svg").mkdir()
    with pytest.raises(ExportError, match="It is a folder"):
        export(frame([]), tmp_path / "poster.svg")


def test_an_unknown_ending_names_those_that_work(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.png.*\.pdf"):
        export(frame([]), tmp_path / "poster.xyz")


@pytest.mark.parametrize(
    "options", [{"ppi": 0}, {"ppi": float("nan")}, {"bleed": -1}, {"quality": 0}, {"ink_limit": 20}, {"marks": {"x"}}]
)
def test_options_that_cannot_be_used_are_refused(options: dict) -> None:
    with pytest.raises(ExportError):
        ExportOptions(**options)


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_the_same_frame_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    from tests.export.export_frames import rich

    made = [export(rich(), tmp_path / f"{i}{suffix}", ExportOptions(ppi=60)).path.read_bytes() for i in (1, 2)]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"bleed": 9000}, r"3,175 mm.*254 mm"),
        ({"pdf": "x-9"}, "plain, x-4, x-1a"),
        ({"pdf": "x-4", "condition": "srgb"}, "plain PDF"),
        ({"cmyk": True, "condition": "srgb"}, "plain PDF"),
    ],
)
def test_what_no_printer_takes_is_refused_with_what_would_work(options: dict, said: str) -> None:
    with pytest.raises(ExportError, match=said):
        ExportOptions(**options)


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_a_page_with_an_absurd_bleed_is_refused_before_anything_is_painted(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(ExportError, match="bleed of 3,528 mm"):
        export(frame([], bleed=10_000), tmp_path / f"a{suffix}", ExportOptions(ppi=20))
    assert os.listdir(tmp_path) == []


def test_a_print_without_bleed_and_with_a_coarse_picture_is_told(tmp_path: Path) -> None:
    from posta.geometry import Rect
    from posta.render.frame import Look, PictureItem
    from tests.export.export_frames import photo, whole

    coarse = frame([PictureItem(Look("photo"), whole(photo(100, 133), Rect(0, 0, 240, 320)))], bleed=0)
    told = " ".join(export(coarse, tmp_path / "a.pdf", ExportOptions(pdf="x-4")).notes)
    assert "no bleed" in told
    assert "photo has 30 pixels per inch" in told
    assert export(coarse, tmp_path / "b.pdf").notes == ()


def test_an_srgb_file_for_an_online_printer_keeps_its_boxes_and_marks(tmp_path: Path) -> None:
    import pikepdf

    made = export(frame([]), tmp_path / "a.pdf", ExportOptions(condition="srgb", marks=frozenset({"crop"})))
    with pikepdf.open(made.path) as pdf:
        page = pdf.pages[0].obj
        assert float(page.BleedBox[0]) > float(page.MediaBox[0])
        assert float(page.TrimBox[0]) > float(page.BleedBox[0])

"""The library: nothing is lost, nothing leaves the folder, the index can always be made again."""

from __future__ import annotations

import multiprocessing
import time

import numpy as np
import pytest

from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.files import dumps
from posta.document.layers import PictureLayer, TextLayer
from posta.document.poster import Poster
from posta.errors import LibraryError, PostaError
from posta.library.folders import MOST_OLD_STATES, Moment, Timeline
from posta.library.library import INDEX, Library


def poster(title="A title", **brief) -> Poster:
    return Poster.blank(Brief(title=title, **brief))


def titled(found: Poster, words: str) -> Poster:
    return found.with_layer(TextLayer(id="title", text=words, box=(0, 0, 10, 10)))


@pytest.fixture
def library(tmp_path) -> Library:
    return Library(tmp_path / "library")


def test_a_poster_comes_back_with_its_pictures(library) -> None:
    assets = Assets()
    ref = assets.put_pixels(np.full((4, 4, 3), 7, np.uint8))
    made = poster().with_layers([PictureLayer(id="p", box=(0, 0, 1, 1), asset=ref)])
    folder = library.folder(library.add(made, assets))
    assert folder.load()[0] == made
    assert (folder.assets.pixels(ref) == 7).all()


def test_undo_and_redo_walk_through_every_state(library) -> None:
    folder = library.folder(library.add(poster(), Assets()))
    states = [folder.load()[0]]
    for words in ("one", "two", "three"):
        now, revision = folder.load()
        states.append(titled(now, words))
        folder.save(states[-1], label=words, expected=revision)
    for state in reversed(states[:-1]):
        assert folder.step(-1)[0] == state
    assert folder.step(-1)[0] == states[0]
    for state in states[1:]:
        assert folder.step(1)[0] == state
    assert not folder.timeline().can_redo


def test_a_new_change_after_undo_takes_the_place_of_what_was_undone(library) -> None:
    folder = library.folder(library.add(poster(), Assets()))
    first, revision = folder.load()
    folder.save(titled(first, "one"), label="one", expected=revision)
    _, revision, _ = folder.step(-1)
    folder.save(titled(first, "other"), label="other", expected=revision)
    assert [m.label for m in folder.timeline().moments] == ["New poster", "other"]


def test_a_session_never_loses_a_step_and_old_steps_leave_when_there_are_very_many(library) -> None:
    folder = library.folder(library.add(poster(), Assets()))
    first, revision = folder.load()
    last, now = folder.timeline().now, time.time()
    long_ago = [Moment(f"{n:032x}", "Move", now - 90 * 24 * 3600) for n in range(MOST_OLD_STATES + 200)]
    named = Moment("f" * 32, "Move", now - 90 * 24 * 3600, "The first idea")
    today = [Moment(f"{n:032x}", "Move", now - 3600) for n in range(10_000, 15_000)]
    moments = (named, *long_ago, *today, last)
    for moment in (named, long_ago[0], long_ago[-1], today[0]):
        folder._keep_state(moment.revision, dumps(first))
    folder._write_timeline(Timeline(moments, len(moments) - 1))
    folder = library.folder(folder.path.name)
    folder.save(titled(first, "one"), label="one", expected=revision)
    line = library.folder(folder.path.name).timeline()
    assert [m.label for m in line.moments[-2:]] == [last.label, "one"]
    assert line.moments[-5002:-2] == tuple(today)
    assert line.moments[: MOST_OLD_STATES + 1] == (named, *long_ago[-MOST_OLD_STATES:])
    kept = {path.stem for path in (folder.path / "history").iterdir()}
    assert {named.revision, long_ago[-1].revision, today[0].revision, last.revision} <= kept
    assert long_ago[0].revision not in kept


def test_a_snapshot_stays_when_its_state_is_undone_and_written_over(library) -> None:
    folder = library.folder(library.add(poster(), Assets()))
    first, revision = folder.load()
    kept = titled(first, "good")
    folder.save(kept, label="good", expected=revision)
    folder.name_snapshot("For the client")
    _, revision, _ = folder.step(-1)
    folder.save(titled(first, "worse"), label="worse", expected=revision)
    moment = next(m for m in folder.timeline().moments if m.snapshot == "For the client")
    again, _, line = folder.restore(moment.revision)
    assert again == kept
    assert line.can_undo


def test_a_later_save_never_wins_silently(library) -> None:
    folder = library.folder(library.add(poster(), Assets()))
    now, revision = folder.load()
    folder.save(titled(now, "mine"), label="mine", expected=revision)
    with pytest.raises(LibraryError, match="changed elsewhere"):
        folder.save(titled(now, "theirs"), label="theirs", expected=revision)
    assert folder.load()[0] == titled(now, "mine")


def _save_many(root, poster_id, name) -> None:
    folder = Library(root).folder(poster_id)
    saved = 0
    while saved < 10:
        now, revision = folder.load()
        try:
            folder.save(titled(now, f"{name} {saved}"), label=name, expected=revision)
            saved += 1
        except LibraryError:
            continue


def test_two_processes_saving_lose_no_change(library) -> None:
    poster_id = library.add(poster(), Assets())
    fork = multiprocessing.get_context("spawn")
    workers = [fork.Process(target=_save_many, args=(library.root, poster_id, name)) for name in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    labels = [m.label for m in library.folder(poster_id).timeline().moments]
    assert (labels.count("a"), labels.count("b")) == (10, 10)


def test_a_lost_or_damaged_index_is_made_again_from_the_folders(library) -> None:
    ids = {library.add(poster(f"Poster {i}"), Assets()) for i in range(5)}
    (library.root / INDEX).write_bytes(b"not a database at all" * 100)
    assert {e.id for e in Library(library.root).entries()} == ids
    (library.root / INDEX).unlink()
    assert {e.id for e in Library(library.root).entries()} == ids


def test_search_finds_words_in_any_order_and_takes_signs_literally(library) -> None:
    jazz = library.add(poster("Blue Hour", theme="smoky jazz cellar", place="Gdańsk"), Assets())
    library.add(poster("100 % wool"), Assets())
    assert [e.id for e in library.entries("cellar BLUE")] == [jazz]
    assert [e.id for e in library.entries("gdańsk")] == [jazz]
    assert [e.title for e in library.entries("%")] == ["100 % wool"]
    assert library.entries("'; drop table posters; --") == []


def test_deleting_goes_to_the_bin_and_back(library) -> None:
    poster_id = library.add(poster(), Assets())
    library.delete(poster_id)
    assert library.entries() == []
    with pytest.raises(LibraryError):
        library.folder(poster_id)
    assert library.binned() == [poster_id]
    library.bring_back(poster_id)
    assert [e.id for e in library.entries()] == [poster_id]
    library.delete(poster_id)
    library.empty_bin()
    assert library.binned() == []


def test_a_copy_lives_its_own_life(library) -> None:
    first = library.add(poster(), Assets())
    second = library.duplicate(first)
    folder = library.folder(second)
    now, revision = folder.load()
    folder.save(titled(now, "changed"), label="x", expected=revision)
    assert library.folder(first).load()[0] == poster()


@pytest.mark.parametrize("name", ["../outside", "..", "", "/etc", "a" * 12 + "/..", "AAAAAAAAAAAA", "bin", "0" * 13])
def test_no_name_leads_out_of_the_folder(library, name) -> None:
    for use in (library.folder, library.delete, library.duplicate, library.bring_back):
        with pytest.raises(LibraryError):
            use(name)


def test_a_damaged_poster_hurts_no_other(library) -> None:
    good, bad = library.add(poster("Good"), Assets()), library.add(poster("Bad"), Assets())
    (library.root / bad / "poster.json").write_text("{", encoding="utf-8")
    (library.root / INDEX).unlink()
    assert [e.id for e in Library(library.root).entries()] == [good]
    with pytest.raises(PostaError, match=bad):
        library.folder(bad).load()


def test_a_poster_edited_by_hand_or_after_a_crash_can_be_undone(library) -> None:
    folder = library.folder(library.add(poster(), Assets()))
    before, _ = folder.load()
    (folder.path / "poster.json").write_text(dumps(titled(before, "by hand")), encoding="utf-8")
    assert folder.timeline().now.label == "Found on disk"
    assert folder.step(-1)[0] == before
    (folder.path / "timeline.json").write_text("damaged", encoding="utf-8")
    assert folder.timeline().moments


def test_a_full_disk_keeps_the_last_good_state(library, monkeypatch) -> None:
    folder = library.folder(library.add(poster(), Assets()))
    now, revision = folder.load()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PostaError, match="No space left"):
        folder.save(titled(now, "x"), label="x", expected=revision)
    assert folder.load() == (now, revision)

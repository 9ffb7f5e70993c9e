"""One poster's folder: posters and labels in, files written whole or not at all out, with every state kept for undo.

<id>/poster.json         the poster as it is now
<id>/assets/             its pictures, by content hash
<id>/history/<sha>.json  every state it was in
<id>/timeline.json       the states in order, which is shown, and the named snapshots
<id>/thumbnail.jpg      a small picture of it
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from filelock import FileLock

from posta.document.assets import Assets, write_atomically
from posta.document.files import DOCUMENT, cannot_write, dumps, loads
from posta.document.poster import Poster
from posta.errors import LibraryError, Missing, Outdated

ID = re.compile(r"^[0-9a-f]{12}\Z")
TIMELINE = "timeline.json"
MOST_OLD_STATES = 2000
KEPT_SECONDS = 30 * 24 * 3600

Mark = tuple[int, int, int]
"""A file as it is: inode, size, time. Every save makes a new file, so equal means unchanged."""


@dataclass(frozen=True)
class Moment:
    """A state of a poster in its history."""

    revision: str
    """Hash of the document then."""
    label: str
    """What was done: "Move title", "New background"."""
    at: float
    """When, in seconds since 1970."""
    snapshot: str = ""
    """The name it was given, if any."""

    @cached_property
    def line(self) -> str:
        """It as JSON; made once, since every save writes the whole history."""
        told = {"revision": self.revision, "label": self.label, "at": self.at, "snapshot": self.snapshot}
        return json.dumps(told, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A poster's states, oldest first, and the one shown."""

    moments: tuple[Moment, ...]
    cursor: int

    @property
    def can_undo(self) -> bool:
        return self.cursor > 0

    @property
    def can_redo(self) -> bool:
        return self.cursor < len(self.moments) - 1

    @property
    def now(self) -> Moment:
        return self.moments[self.cursor]

    def with_state(self, moment: Moment) -> Timeline:
        """The timeline with a new state after the shown one; states that were undone are gone, snapshots stay.

        What was done in the last KEPT_SECONDS is never dropped, so no session loses a step; of what is older the last
        MOST_OLD_STATES stay.
        """
        past, later = self.moments[: self.cursor + 1], self.moments[self.cursor + 1 :]
        if len(past) > MOST_OLD_STATES:
            old = [i for i, m in enumerate(past) if m.at < moment.at - KEPT_SECONDS and not m.snapshot]
            dropped = set(old[: max(0, len(old) - MOST_OLD_STATES)])
            past = tuple(m for i, m in enumerate(past) if i not in dropped)
        moments = (*(m for m in later if m.snapshot), *past, moment)
        return Timeline(moments, len(moments) - 1)


def revision_of(text: str) -> str:
    """The name of a document's exact text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Folder:
    """One poster on disk. Every method is safe against other processes doing the same."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.assets = Assets(path / "assets")
        self._line: tuple[Mark, Timeline] | None = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process or thread changes this poster meanwhile."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with FileLock(self.path / ".lock", thread_local=False):
                yield
        except OSError as problem:
            raise cannot_write(self.path, problem) from None

    def load(self) -> tuple[Poster, str]:
        """The poster and its revision. Raises LibraryError when it is gone, DocumentError when it is damaged."""
        try:
            text = (self.path / DOCUMENT).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise Missing(
                f"There is no poster {self.path.name} in the library.", hint="It may be in the bin."
            ) from None
        except OSError as problem:
            raise LibraryError(f"{self.path / DOCUMENT} cannot be read: {problem.strerror}.") from None
        return loads(text, source=f"poster {self.path.name}"), revision_of(text)

    def mark(self) -> Mark:
        """The document's file as it is: it differs after every save. Raises LibraryError if it is gone."""
        try:
            return _mark(self.path / DOCUMENT)
        except OSError:
            raise Missing(
                f"There is no poster {self.path.name} in the library.", hint="It may be in the bin."
            ) from None

    def timeline(self) -> Timeline:
        """The history. Where it does not know the poster as it is (a crash, an edit by hand), that state is added."""
        text = (self.path / DOCUMENT).read_text(encoding="utf-8")
        revision = revision_of(text)
        try:
            line = self._read_timeline()
            if line.now.revision == revision:
                return line
            line = line.with_state(Moment(revision, "Found on disk", time.time()))
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            line = Timeline((Moment(revision, "Opened", time.time()),), 0)
        self._keep_state(revision, text)
        return line

    def _read_timeline(self) -> Timeline:
        """The timeline's file, read again only when it has changed: a long session has thousands of lines."""
        path = self.path / TIMELINE
        mark = _mark(path)
        if self._line is None or self._line[0] != mark:
            told = json.loads(path.read_text(encoding="utf-8"))
            self._line = mark, Timeline(tuple(Moment(**m) for m in told["moments"]), int(told["cursor"]))
        return self._line[1]

    def save(self, poster: Poster, *, label: str, expected: str | None) -> str:
        """Make `poster` the shown state; its new revision.

        `expected` is the revision the change was made to: if another change came first, LibraryError is raised and
        nothing is written. None is for a new poster.
        """
        text = dumps(poster)
        revision = revision_of(text)
        with self._alone():
            exists = (self.path / DOCUMENT).is_file()
            if exists:
                current = revision_of((self.path / DOCUMENT).read_text(encoding="utf-8"))
                if expected != current:
                    raise Outdated
                if current == revision:
                    return revision
            self._keep_state(revision, text)
            moment = Moment(revision, label, time.time())
            before = self.timeline() if exists else Timeline((), -1)
            line = before.with_state(moment)
            # The poster first: a crash between the two loses a line of history, never work.
            write_atomically(self.path / DOCUMENT, text.encode())
            self._write_timeline(line)
            self._forget(before, line)
        return revision

    def step(self, by: int) -> tuple[Poster, str, Timeline]:
        """Undo (-1) or redo (+1); where there is nothing more, the poster stays as it is."""
        with self._alone():
            line = self.timeline()
            return self._go(line, max(0, min(len(line.moments) - 1, line.cursor + by)))

    def restore(self, revision: str) -> tuple[Poster, str, Timeline]:
        """Show an earlier state again, as a new step that can be undone. Raises LibraryError if it is not kept."""
        with self._alone():
            line = self.timeline()
            found = next((m for m in line.moments if m.revision == revision), None)
            if found is None:
                raise Missing("That state of the poster is no longer kept.")
            label = f"Back to {found.snapshot or found.label}"
            line = line.with_state(Moment(revision, label, time.time()))
            return self._go(line, line.cursor)

    def name_snapshot(self, name: str) -> Timeline:
        """Give the shown state a name under which it stays."""
        with self._alone():
            line = self.timeline()
            named = Moment(line.now.revision, line.now.label, line.now.at, name.strip()[:120] or "Snapshot")
            line = Timeline((*line.moments[: line.cursor], named, *line.moments[line.cursor + 1 :]), line.cursor)
            self._write_timeline(line)
            return line

    def keep_thumbnail(self, data: bytes) -> None:
        """Keep a small picture of the poster (JPEG bytes)."""
        with self._alone():
            write_atomically(self.path / "thumbnail.jpg", data)

    def thumbnail(self) -> bytes | None:
        """The small picture's JPEG bytes; None where there is none or the poster has changed since."""
        path = self.path / "thumbnail.jpg"
        try:
            if path.stat().st_mtime_ns < (self.path / DOCUMENT).stat().st_mtime_ns:
                return None
            return path.read_bytes()
        except OSError:
            return None

    def _go(self, line: Timeline, cursor: int) -> tuple[Poster, str, Timeline]:
        moment = line.moments[cursor]
        text = self._state(moment.revision)
        poster = loads(text, source="an earlier state")
        line = Timeline(line.moments, cursor)
        write_atomically(self.path / DOCUMENT, text.encode())
        self._write_timeline(line)
        return poster, moment.revision, line

    def _state(self, revision: str) -> str:
        try:
            return (self.path / "history" / f"{revision}.json").read_text(encoding="utf-8")
        except OSError:
            raise LibraryError("That state of the poster cannot be read.") from None

    def _keep_state(self, revision: str, text: str) -> None:
        history = self.path / "history"
        history.mkdir(parents=True, exist_ok=True)
        if not (history / f"{revision}.json").exists():
            write_atomically(history / f"{revision}.json", text.encode())

    def _write_timeline(self, line: Timeline) -> None:
        moments = ",\n".join(moment.line for moment in line.moments)
        write_atomically(self.path / TIMELINE, f'{{"cursor": {line.cursor}, "moments": [\n{moments}\n]}}\n'.encode())
        self._line = _mark(self.path / TIMELINE), line

    def _forget(self, before: Timeline, now: Timeline) -> None:
        """Drop the states that the history named and no longer does."""
        if len(now.moments) > len(before.moments):
            return
        for revision in {m.revision for m in before.moments} - {m.revision for m in now.moments}:
            (self.path / "history" / f"{revision}.json").unlink(missing_ok=True)


def _mark(path: Path) -> Mark:
    told = path.stat()
    return told.st_ino, told.st_size, told.st_mtime_ns

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
from pathlib import Path
from typing import Any

from filelock import FileLock

from posta.document.assets import Assets, write_atomically
from posta.document.files import DOCUMENT, cannot_write, dumps, loads
from posta.document.poster import Poster
from posta.errors import LibraryError, Missing, Outdated

ID = re.compile(r"^[0-9a-f]{12}\Z")
MOST_STATES = 2000


@dataclass(frozen=True, slots=True)
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
        """The timeline with a new state after the shown one; states that were undone are gone, snapshots stay."""
        kept = [m for i, m in enumerate(self.moments) if i <= self.cursor or m.snapshot]
        past = [m for i, m in enumerate(self.moments) if i <= self.cursor]
        later = [m for m in kept if m not in past]
        moments = [*later, *past, moment] if later else [*past, moment]
        moments = moments[-MOST_STATES:]
        return Timeline(tuple(moments), len(moments) - 1)


def revision_of(text: str) -> str:
    """The name of a document's exact text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Folder:
    """One poster on disk. Every method is safe against other processes doing the same."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.assets = Assets(path / "assets")

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

    def mark(self) -> tuple[int, int, int]:
        """(inode, size, time) of the document's file: it differs after every save. Raises LibraryError if it is gone."""
        try:
            told = (self.path / DOCUMENT).stat()
        except OSError:
            raise Missing(
                f"There is no poster {self.path.name} in the library.", hint="It may be in the bin."
            ) from None
        return told.st_ino, told.st_size, told.st_mtime_ns

    def timeline(self) -> Timeline:
        """The history. Where it does not know the poster as it is (a crash, an edit by hand), that state is added."""
        text = (self.path / DOCUMENT).read_text(encoding="utf-8")
        revision = revision_of(text)
        try:
            told = json.loads((self.path / "timeline.json").read_text(encoding="utf-8"))
            line = Timeline(tuple(Moment(**m) for m in told["moments"]), int(told["cursor"]))
            if line.now.revision == revision:
                return line
            line = line.with_state(Moment(revision, "Found on disk", time.time()))
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            line = Timeline((Moment(revision, "Opened", time.time()),), 0)
        self._keep_state(revision, text)
        return line

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
            line = self.timeline().with_state(moment) if exists else Timeline((moment,), 0)
            # The poster first: a crash between the two loses a line of history, never work.
            write_atomically(self.path / DOCUMENT, text.encode())
            self._write_timeline(line)
            self._prune(line)
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
        told: dict[str, Any] = {
            "cursor": line.cursor,
            "moments": [
                {name: getattr(m, name) for name in ("revision", "label", "at", "snapshot")} for m in line.moments
            ],
        }
        write_atomically(self.path / "timeline.json", json.dumps(told, ensure_ascii=False).encode())

    def _prune(self, line: Timeline) -> None:
        """Drop states no history names any more."""
        named = {m.revision for m in line.moments}
        states = list((self.path / "history").glob("*.json"))
        if len(states) > len(named) + 50:
            for state in states:
                if state.stem not in named:
                    state.unlink(missing_ok=True)

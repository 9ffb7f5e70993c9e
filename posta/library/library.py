"""A folder of posters: posters in, ids out; lists, search, copies and a bin. The index is only ever a copy of the folders."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from posta.document.assets import Assets, write_atomically
from posta.document.files import DOCUMENT, cannot_write
from posta.document.pictures import kind_of
from posta.document.poster import Poster
from posta.errors import LibraryError, Missing, PostaError
from posta.library.folders import ID, Folder

INDEX = "index.sqlite"
BIN = "bin"
UPLOADS = "uploads"

_TABLE = """
create table if not exists posters (
  id text primary key, title text not null, words text not null, width real, height real, unit text,
  created real not null, changed real not null
);
create index if not exists by_change on posters (changed desc);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A poster in a list."""

    id: str
    title: str
    width: float
    height: float
    unit: str
    created: float
    changed: float


class Library:
    """Posters under one folder. Ids are made here and checked on every use, so no name leads out of the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        try:
            (root / BIN).mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise cannot_write(root, problem) from None
        self._open_index()

    def folder(self, poster_id: str) -> Folder:
        """A poster's folder. Raises LibraryError for an id that is none or not there."""
        path = self._path(poster_id)
        if not (path / DOCUMENT).is_file():
            raise Missing(f"There is no poster {poster_id} in the library.", hint="It may have been deleted.")
        return Folder(path)

    def _path(self, poster_id: str) -> Path:
        if not ID.match(poster_id):
            raise LibraryError(f"{poster_id[:40]!r} is not a poster's id.")
        return self.root / poster_id

    def add(self, poster: Poster, assets: Assets, *, label: str = "New poster") -> str:
        """Keep a poster with its pictures; its id. Raises LibraryError or AssetError, nothing left behind."""
        poster_id = secrets.token_hex(6)
        folder = Folder(self._path(poster_id))
        try:
            for ref in sorted(poster.assets()):
                folder.assets.put(assets.get(ref))
            folder.save(poster, label=label, expected=None)
        except BaseException:
            shutil.rmtree(folder.path, ignore_errors=True)
            raise
        self.note(poster_id, poster)
        return poster_id

    def note(self, poster_id: str, poster: Poster) -> None:
        """Bring the index up to date with a poster that was just saved."""
        brief, page, now = poster.brief, poster.page, time.time()
        row = (poster_id, brief.title, _words(poster), page.width, page.height, page.unit, now, now)
        with self._index() as db:
            db.execute(
                "insert into posters values (?,?,?,?,?,?,?,?) on conflict(id) do update set title=excluded.title, "
                "words=excluded.words, width=excluded.width, height=excluded.height, unit=excluded.unit, "
                "changed=excluded.changed",
                row,
            )

    def entries(self, search: str = "", *, limit: int = 200, offset: int = 0) -> list[Entry]:
        """Posters whose words hold every word of `search`, last changed first."""
        wanted = search.casefold().split()[:10]
        where = " and ".join(["words like ? escape '\\'"] * len(wanted)) or "1"
        patterns = ["%" + w.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%" for w in wanted]
        with self._index() as db:
            rows = db.execute(
                f"select id, title, width, height, unit, created, changed from posters where {where} "
                "order by changed desc, id limit ? offset ?",
                [*patterns, max(0, min(limit, 1000)), max(0, offset)],
            ).fetchall()
        return [Entry(*row) for row in rows]

    def duplicate(self, poster_id: str) -> str:
        """A copy of a poster as it is now, with a history of its own; its id."""
        folder = self.folder(poster_id)
        poster, _ = folder.load()
        return self.add(poster, folder.assets, label="Copy")

    def delete(self, poster_id: str) -> None:
        """Put a poster into the bin."""
        folder = self.folder(poster_id)
        target = self.root / BIN / poster_id
        try:
            shutil.rmtree(target, ignore_errors=True)
            folder.path.rename(target)
        except OSError as problem:
            raise cannot_write(target, problem) from None
        with self._index() as db:
            db.execute("delete from posters where id = ?", [poster_id])

    def binned(self) -> list[str]:
        """Ids of the posters in the bin."""
        return sorted(p.name for p in (self.root / BIN).iterdir() if ID.match(p.name))

    def binned_title(self, poster_id: str) -> str:
        """The title of a poster in the bin; its id where it cannot be read."""
        try:
            return Folder(self.root / BIN / self._path(poster_id).name).load()[0].brief.title
        except PostaError:
            return poster_id

    def bring_back(self, poster_id: str) -> None:
        """Take a poster out of the bin. Raises LibraryError when it is not there."""
        source = self.root / BIN / self._path(poster_id).name
        if not source.is_dir():
            raise Missing(f"There is no poster {poster_id} in the bin.")
        try:
            source.rename(self._path(poster_id))
        except OSError as problem:
            raise cannot_write(self._path(poster_id), problem) from None
        poster, _ = self.folder(poster_id).load()
        self.note(poster_id, poster)

    def keep_upload(self, data: bytes, *, source: str) -> Path:
        """Keep a person's own picture (file bytes) for a brief; its path. Raises AssetError when it is no picture."""
        suffix = kind_of(data, source=source)
        path = self.root / UPLOADS / f"{hashlib.sha256(data).hexdigest()}.{suffix}"
        try:
            path.parent.mkdir(exist_ok=True)
            if not path.exists():
                write_atomically(path, data)
        except OSError as problem:
            raise cannot_write(path, problem) from None
        return path

    def upload(self, name: str) -> Path:
        """A file that was brought, by its name among them. Raises LibraryError."""
        path = self.root / UPLOADS / name
        if not self.is_upload(str(path)):
            raise Missing(f"There is no uploaded file {name[:40]!r}.", hint="Bring it again.")
        return path

    def is_upload(self, path: str) -> bool:
        """Whether a brief's file is one that was brought here, and not another file of this machine."""
        named = Path(path)
        return named.parent == self.root / UPLOADS and named.is_file() and not named.is_symlink()

    def empty_bin(self) -> None:
        """Delete for good what lies in the bin."""
        for poster_id in self.binned():
            shutil.rmtree(self.root / BIN / poster_id, ignore_errors=True)

    def rebuild(self) -> int:
        """Make the index anew from the folders; how many posters it holds. Damaged posters are left out."""
        count = 0
        with self._index() as db:
            db.execute("delete from posters")
        for path in sorted(self.root.iterdir()):
            if not ID.match(path.name):
                continue
            try:
                poster, _ = Folder(path).load()
            except PostaError:
                continue
            self.note(path.name, poster)
            changed = (path / DOCUMENT).stat().st_mtime
            with self._index() as db:
                db.execute("update posters set created=?, changed=? where id=?", [changed, changed, path.name])
            count += 1
        return count

    def _open_index(self) -> None:
        fresh = not (self.root / INDEX).exists()
        try:
            with self._index() as db:
                db.executescript(_TABLE)
                db.execute("select count(*) from posters").fetchone()
        except (sqlite3.DatabaseError, LibraryError):
            for name in (INDEX, INDEX + "-wal", INDEX + "-shm"):
                (self.root / name).unlink(missing_ok=True)
            with self._index() as db:
                db.executescript(_TABLE)
            fresh = True
        if fresh:
            self.rebuild()

    @contextmanager
    def _index(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                db = sqlite3.connect(self.root / INDEX, timeout=10)
                try:
                    with db:
                        db.execute("pragma journal_mode=wal")
                        db.execute("pragma synchronous=normal")  # no wait for the disk: the folders are the truth
                        yield db
                finally:
                    db.close()
            except sqlite3.OperationalError as problem:
                raise LibraryError(f"The library's index cannot be used: {problem}.") from None


def _words(poster: Poster) -> str:
    brief = poster.brief
    return " ".join([*brief.pieces().values(), brief.theme, brief.style]).casefold()

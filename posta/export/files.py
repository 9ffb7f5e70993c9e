"""Write a file whole or not at all: a path in, a hidden file beside it to write to, renamed when all went well."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path as FilePath

from posta.errors import ExportError

_HINTS = {
    errno.ENOSPC: "The disk is full: free some space or choose another folder.",
    errno.EDQUOT: "The disk quota is used up: free some space or choose another folder.",
    errno.EACCES: "It may not be written to: choose another folder or change its permissions.",
    errno.EPERM: "It may not be written to: choose another folder or change its permissions.",
    errno.EROFS: "The disk is read-only: choose another folder.",
    errno.ENOENT: "The folder does not exist: make it first or choose another one.",
    errno.ENOTDIR: "The folder does not exist: make it first or choose another one.",
    errno.EISDIR: "It is a folder: give a file name.",
    errno.ENAMETOOLONG: "The name is too long: choose a shorter one.",
}
LEAST_FREE = 1 << 20  # less than this after a failed write means that the disk is full, whatever the library said


@contextmanager
def whole_file(path: FilePath) -> Iterator[FilePath]:
    """A new file beside `path` to write to; it takes the place of `path` at the end, or is removed on any failure.

    Raises ExportError in one sentence where the folder or disk does not allow it.
    """
    beside = path.parent / f".posta-{secrets.token_hex(6)}.part"
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        beside.open("xb").close()
        yield beside
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        os.replace(beside, path)
    except OSError as problem:
        raise unwritable(path, problem) from problem
    finally:
        beside.unlink(missing_ok=True)


def unwritable(path: FilePath, problem: BaseException) -> ExportError:
    """The one sentence for a path that could not be written."""
    code = getattr(problem, "errno", None)
    if code is not None and code not in _HINTS and _is_full(path.parent):
        code = errno.ENOSPC
    if code is None and (_is_full(path.parent) or "No space left" in str(problem)):
        code = errno.ENOSPC
    said = os.strerror(code) if code else str(problem).strip().splitlines()[0] if str(problem).strip() else "unknown"
    return ExportError(f"{path} could not be written ({said}).", hint=_HINTS.get(code or 0, "Choose another folder."))


def _is_full(folder: FilePath) -> bool:
    try:
        return shutil.disk_usage(folder).free < LEAST_FREE
    except OSError:
        return False

"""A poster's pictures: bytes in, `sha256:…` references out. Kept in memory, and in a folder when there is one."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections import OrderedDict
from pathlib import Path as FilePath

import numpy as np
from numpy.typing import NDArray

from posta.document.pictures import decode, encode_png, kind_of
from posta.errors import AssetError

REF = re.compile(r"^sha256:[0-9a-f]{64}$")
FILE_NAME = re.compile(r"^([0-9a-f]{64})\.(png|jpg|webp|tif|gif|bmp)$")

DECODED_BYTES = 600_000_000


class Assets:
    """A content-addressed store: nothing in it ever changes, so posters that share a picture share one file.

    `folder` is read through and written to; without it everything stays in memory.
    """

    def __init__(self, folder: FilePath | None = None) -> None:
        self.folder = folder
        self._bytes: dict[str, tuple[bytes, str]] = {}
        self._pixels: OrderedDict[str, NDArray[np.uint8]] = OrderedDict()

    def put(self, data: bytes, *, source: str = "the picture") -> str:
        """Keep a picture file; its reference. Raises AssetError when it is no picture."""
        suffix = kind_of(data, source=source)
        ref = "sha256:" + hashlib.sha256(data).hexdigest()
        self._keep(ref, data, suffix)
        return ref

    def put_pixels(self, pixels: NDArray[np.uint8]) -> str:
        """Keep (H, W[, 3|4]) uint8 pixels as a PNG file; its reference."""
        data = encode_png(pixels)
        ref = "sha256:" + hashlib.sha256(data).hexdigest()
        self._keep(ref, data, "png")
        self._remember(ref, pixels)
        return ref

    def _keep(self, ref: str, data: bytes, suffix: str) -> None:
        if self.folder is None:
            self._bytes[ref] = (data, suffix)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{ref[7:]}.{suffix}"
        if not path.exists():
            write_atomically(path, data)

    def get(self, ref: str) -> bytes:
        """A picture's file bytes. Raises AssetError when it is not there or no longer what its name says."""
        return self.file(ref)[0]

    def file(self, ref: str) -> tuple[bytes, str]:
        """(bytes, suffix) of a picture."""
        if ref in self._bytes:
            return self._bytes[ref]
        path = self._path(ref)
        if path is None:
            where = f" in {self.folder}" if self.folder else ""
            raise AssetError(f"The picture {ref[:19]}… is missing{where}.", hint="Add the picture again or re-roll it.")
        data = path.read_bytes()
        if "sha256:" + hashlib.sha256(data).hexdigest() != ref:
            raise AssetError(
                f"The file {path.name} was changed or damaged.", hint="Put the original back or re-roll it."
            )
        return data, path.suffix[1:]

    def has(self, ref: str) -> bool:
        """Whether the picture is there."""
        return ref in self._bytes or self._path(ref) is not None

    def _path(self, ref: str) -> FilePath | None:
        if self.folder is None or not REF.match(ref):
            return None
        return next((p for p in self.folder.glob(ref[7:] + ".*") if FILE_NAME.match(p.name)), None)

    def pixels(self, ref: str) -> NDArray[np.uint8]:
        """(H, W, 3|4) sRGB uint8 of a picture, read-only; the last ones used are kept decoded. Raises AssetError."""
        if ref in self._pixels:
            self._pixels.move_to_end(ref)
            return self._pixels[ref]
        pixels = decode(self.get(ref), source=f"the picture {ref[:19]}…")
        self._remember(ref, pixels)
        return pixels

    def _remember(self, ref: str, pixels: NDArray[np.uint8]) -> None:
        kept = pixels.view()
        kept.flags.writeable = False
        self._pixels[ref] = kept
        while len(self._pixels) > 1 and sum(p.nbytes for p in self._pixels.values()) > DECODED_BYTES:
            self._pixels.popitem(last=False)


def write_atomically(path: FilePath, data: bytes) -> None:
    """Write a whole file or none: beside it first, then renamed over it. Raises OSError, nothing left behind."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        FilePath(beside).unlink(missing_ok=True)
        raise

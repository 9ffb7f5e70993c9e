"""A person's own typefaces in the studio: font files that were brought in, families that can be set out.

They are kept in the library's folder `fonts`, which stands among the folders of POSTA_FONTS for as long as the studio runs.
"""

from __future__ import annotations

import hashlib
import os
import struct
from pathlib import Path
from typing import Any

from app.session import Desk
from posta.document.assets import write_atomically
from posta.document.files import cannot_write
from posta.errors import FontError
from posta.typeset.faces import MAX_COLLECTION_FACES, charset, hb_font, outline
from posta.typeset.fonts import ENVIRONMENT_VARIABLE, FontLibrary
from posta.typeset.scan import read_faces

FOLDER = "fonts"
LARGEST = 40_000_000
MOST_FONTS = 500
MOST_TRIED = 20
TRIED = "Aa0ÄあاआЖΩ"
# What a font file begins with, and the suffix it is kept under.
_KINDS = {b"\x00\x01\x00\x00": ".ttf", b"true": ".ttf", b"OTTO": ".otf", b"ttcf": ".ttc"}


class OwnFonts:
    """The fonts people brought to this library."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.folder = desk, desk.library.root / FOLDER
        if self.folder.is_dir():
            self._enlist()

    def bring(self, data: bytes, *, named: str) -> dict[str, Any]:
        """Keep a font file; what it adds. Raises FontError when it is none, damaged, or not what it says it is."""
        source = named[:80] or "The file"
        suffix = _KINDS.get(data[:4])
        if suffix is None:
            raise FontError(f"{source} is not a font.", hint="Use a TrueType or OpenType file (.ttf, .otf, .ttc).")
        if len(data) > LARGEST:
            raise FontError(f"{source} has {len(data) / 1e6:.0f} MB.", hint=f"At most {LARGEST // 1_000_000} MB work.")
        _must_be_whole(data, source)
        path = self.folder / f"{hashlib.sha256(data).hexdigest()[:24]}{suffix}"
        trial = self.folder / ".trial" / path.name
        try:
            trial.parent.mkdir(parents=True, exist_ok=True)
            if len(list(self.folder.glob("*.?t?"))) >= MOST_FONTS:
                raise FontError(
                    f"There are {MOST_FONTS} own fonts already.", hint="Take some out of the library's folder."
                )
            write_atomically(trial, data)
            try:
                told = _tried(trial)
                trial.replace(path)
            finally:
                trial.unlink(missing_ok=True)
                trial.parent.rmdir()
        except FontError as problem:
            raise FontError(problem.message.replace(path.name, source), hint=problem.hint) from None
        except OSError as problem:
            raise cannot_write(self.folder, problem) from None
        self._enlist()
        return told

    def _enlist(self) -> None:
        folders = [f for f in os.environ.get(ENVIRONMENT_VARIABLE, "").split(os.pathsep) if f]
        if str(self.folder) not in folders:
            os.environ[ENVIRONMENT_VARIABLE] = os.pathsep.join([*folders, str(self.folder)])
        self.desk.take_fonts()


def _must_be_whole(data: bytes, source: str) -> None:
    """Raises FontError where the table directory of a font, or of one in a collection, points beyond the file."""
    try:
        starts = [0]
        if data[:4] == b"ttcf":
            (count,) = struct.unpack_from(">I", data, 8)
            starts = list(struct.unpack_from(f">{min(count, MAX_COLLECTION_FACES)}I", data, 12))
        for start in starts:
            (tables,) = struct.unpack_from(">H", data, start + 4)
            for n in range(tables):
                offset, length = struct.unpack_from(">II", data, start + 12 + 16 * n + 8)
                if offset + length > len(data):
                    raise FontError(f"{source} is cut off: a part of it is missing.", hint="Copy or download it again.")
    except struct.error:
        raise FontError(f"{source} is damaged: it ends in its own index.", hint="Copy or download it again.") from None


def _tried(path: Path) -> dict[str, Any]:
    """What a font file holds, once its glyphs were drawn. Raises FontError."""
    faces = read_faces(path)
    library = FontLibrary([path.parent], shipped=False)
    drawn = 0
    for family in library.families():
        face = library.face(family.name, family.weights[0], False, ())
        has = charset(face)
        font = hb_font(face)
        wanted = [c for c in TRIED if ord(c) in has] or [chr(c) for c in sorted(has)[:MOST_TRIED]]
        drawn += sum(len(outline(face, font.get_nominal_glyph(ord(c)) or 0).steps) for c in wanted)
    if not drawn:
        raise FontError(f"{path.name} draws nothing: its glyphs are empty or damaged.", hint="Use another font file.")
    return {"families": [family.name for family in library.families()], "faces": len(faces)}

"""Font folders in; the families found in them and the files that could not be used out. Names come from the fonts themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath

import uharfbuzz as hb

from posta.errors import FontError
from posta.typeset.faces import MAX_COLLECTION_FACES, hb_face

SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
MAX_FILES = 4000
MAX_NAME = 120
# Name ids of the OpenType name table: typographic family before the four-style family name.
_FAMILY_NAME_IDS = (16, 1)


@dataclass(frozen=True, slots=True)
class FaceFile:
    """One face of a font file, as the library lists it."""

    path: FilePath
    family: str
    weight: int
    italic: bool
    index: int = 0
    axes: tuple[tuple[str, float, float, float], ...] = ()
    """(tag, least, default, greatest) of each variation axis."""


def scan(folders: Iterable[FilePath]) -> tuple[list[FaceFile], list[str]]:
    """Every usable face below `folders` (sorted by path), and one sentence for each file that was left out."""
    found: list[FaceFile] = []
    problems: list[str] = []
    for folder in folders:
        if not folder.is_dir():
            problems.append(f"{folder} is not a folder; no fonts were read from it.")
            continue
        files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        if len(files) > MAX_FILES:
            problems.append(f"{folder} has {len(files)} font files; the first {MAX_FILES} were read.")
        for path in files[:MAX_FILES]:
            try:
                found.extend(read_faces(path))
            except FontError as error:
                problems.append(str(error))
    return found, problems


def read_faces(path: FilePath) -> list[FaceFile]:
    """The faces of one font file. Raises FontError when it is damaged, too large or no font."""
    first = hb_face(path)
    count = first.count
    if count > MAX_COLLECTION_FACES:
        raise FontError(f"{path.name} holds {count} faces; at most {MAX_COLLECTION_FACES} are read.")
    return [_read_face(path, index) for index in range(max(1, count))]


def _read_face(path: FilePath, index: int) -> FaceFile:
    face = hb_face(path, index)
    font = hb.Font(face)
    family = ""
    for name_id in _FAMILY_NAME_IDS:
        family = family or "".join(c for c in (face.get_name(name_id) or "") if c.isprintable()).strip()
    family = (family or path.stem)[:MAX_NAME]
    axes = tuple((a.tag, a.min_value, a.default_value, a.max_value) for a in face.axis_infos)
    weight = round(font.get_style_value(hb.StyleTag.WEIGHT)) or 400
    italic = font.get_style_value(hb.StyleTag.ITALIC) > 0 or font.get_style_value(hb.StyleTag.SLANT_ANGLE) < -1
    return FaceFile(path, family, max(1, min(1000, weight)), italic, index, axes)

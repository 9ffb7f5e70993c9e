"""A family's name, weight and slant in; a Face out. The library lists fonts from a table and opens a file only when it is set.

The shipped families are listed in assets/fonts/fonts.json; a person's own fonts are read from folders (also from the folders
named in the environment variable POSTA_FONTS) by the names inside the files.
"""

from __future__ import annotations

import difflib
import functools
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from posta.errors import FontError
from posta.typeset.faces import (
    Metrics,
    charset,
    font_bytes,
    glyph_bounds,
    hb_font,
    metrics,
    outline,
)
from posta.typeset.glyphs import Face
from posta.typeset.scan import FaceFile, scan

__all__ = [
    "Family",
    "FontLibrary",
    "Metrics",
    "charset",
    "font_bytes",
    "glyph_bounds",
    "hb_font",
    "metrics",
    "outline",
    "shipped_folder",
]

ENVIRONMENT_VARIABLE = "POSTA_FONTS"
TABLE = "fonts.json"
# Families tried for every script after the script's own row: they cover the most.
# Single-weight families this loud (0..1 in the table) look black, whatever their weight class says.
_HEAVY = 0.8
LAST_RESORTS = ("Inter", "Noto Sans", "Noto Sans JP", "Noto Sans Arabic", "Noto Sans Devanagari")


@dataclass(frozen=True, slots=True)
class Family:
    """One family as a chooser shows it."""

    name: str
    weights: tuple[int, ...]
    has_italic: bool
    own: bool = False
    """A person's own font, not a shipped one."""
    slug: str = ""
    category: str = ""
    moods: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    license: str = ""
    reserved_name: bool = False
    """The licence reserves the name: modified copies must not carry it."""
    caps_only: bool = False
    """The small letters look like capitals or are not there."""
    details: Mapping[str, Any] | None = None
    """The whole row of fonts.json."""


def shipped_folder() -> FilePath:
    """The folder of the shipped fonts: beside the package in a checkout, inside it when installed. Raises FontError."""
    package = FilePath(__file__).resolve().parents[1]
    for folder in (package.parent / "assets" / "fonts", package / "assets" / "fonts"):
        if (folder / TABLE).is_file():
            return folder
    raise FontError("The shipped fonts are not there (assets/fonts/fonts.json).", hint="Install POSTA again.")


class FontLibrary:
    """The families there are: the shipped ones and those in `folders`. Opened once, never changed afterwards.

    `folders`: a person's font folders; None takes those in POSTA_FONTS. A family in a folder stands in front of a shipped one
    of the same name. `problems` says which files could not be used. Raises FontError when the shipped table is damaged.
    """

    def __init__(self, folders: Iterable[FilePath | str] | None = None, *, shipped: bool = True) -> None:
        if folders is None:
            folders = [f for f in os.environ.get(ENVIRONMENT_VARIABLE, "").split(os.pathsep) if f]
        self._families: dict[str, Family] = {}
        self._faces: dict[str, list[FaceFile]] = {}
        self._fallback: dict[str, tuple[str, ...]] = {}
        self.problems: tuple[str, ...] = ()
        if shipped:
            self._read_table(shipped_folder())
        self._read_folders([FilePath(f).expanduser() for f in folders])
        self.face = functools.lru_cache(maxsize=1024)(self.face)  # type: ignore[method-assign]
        self.fallback_faces = functools.lru_cache(maxsize=1024)(self.fallback_faces)  # type: ignore[method-assign]

    @staticmethod
    @functools.cache
    def shipped() -> FontLibrary:
        """The library every command shares: shipped fonts and the folders in POSTA_FONTS."""
        return FontLibrary()

    def _read_table(self, folder: FilePath) -> None:
        try:
            table = json.loads((folder / TABLE).read_text("utf-8"))
            for row in table["families"]:
                key = _key(row["family"])
                files = [
                    FaceFile(
                        _inside(folder, row.get("slug", ""), face["file"]),
                        row["family"],
                        int(face["weight"]),
                        bool(face["italic"]),
                        int(face.get("index", 0)),
                    )
                    for face in row["faces"]
                ]
                self._faces[key] = files
                self._families[key] = Family(
                    row["family"],
                    tuple(sorted({f.weight for f in files})),
                    any(f.italic for f in files),
                    False,
                    row.get("slug", ""),
                    row.get("category", ""),
                    tuple(row.get("moods", ())),
                    tuple(row.get("scripts", ())),
                    tuple(row.get("roles", ())),
                    row.get("license", ""),
                    bool(row.get("reserved_name", False)),
                    bool(row.get("caps_only", False)),
                    row,
                )
            self._fallback = {script: tuple(names) for script, names in table.get("fallback", {}).items()}
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"The table of shipped fonts ({TABLE}) is damaged: {error!r}."
            raise FontError(message, hint="Install POSTA again.") from error

    def _read_folders(self, folders: list[FilePath]) -> None:
        files, problems = scan(folders)
        self.problems = tuple(problems)
        own: dict[str, list[FaceFile]] = {}
        for file in files:
            own.setdefault(_key(file.family), []).append(file)
        for key, faces in own.items():
            self._faces[key] = faces
            weights = {f.weight for f in faces}
            for face in faces:
                for tag, least, _, greatest in face.axes:
                    weights |= {w for w in range(100, 1000, 100) if least <= w <= greatest} if tag == "wght" else set()
            self._families[key] = Family(
                faces[0].family, tuple(sorted(weights)), any(f.italic or _slants(f) for f in faces), own=True
            )

    def families(self) -> tuple[Family, ...]:
        """Every family, by name."""
        return tuple(sorted(self._families.values(), key=lambda f: f.name.casefold()))

    def family(self, name: str) -> Family:
        """One family's row. Raises FontError with near names when there is none."""
        found = self._families.get(_key(name))
        if found is None:
            names = {_key(f.name): f.name for f in self._families.values()}
            near = [names[k] for k in difflib.get_close_matches(_key(name), names, n=3, cutoff=0.5)]
            hint = f"Near: {', '.join(near)}." if near else "`posta fonts` lists the families there are."
            raise FontError(f"There is no font family “{name[:120]}”.", hint=hint)
        return found

    def face(
        self, family: str, weight: int = 400, italic: bool = False, axes: tuple[tuple[str, float], ...] = ()
    ) -> Face:
        """The face of a family nearest to `weight`; upright where the family has no italic.

        `axes` are (tag, value) wishes for variable fonts: kept within the axis, ignored where the font lacks the axis.
        Raises FontError (with near names) for an unknown family.
        """
        row = self.family(family)
        files = self._faces[_key(family)]
        slanted = [f for f in files if f.italic or (italic and _slants(f))]
        pool = (slanted if italic else [f for f in files if not f.italic]) or files
        # Of two equally near weights the heavier is taken: display type loses less by being strong.
        file = min(pool, key=lambda f: (_weight_distance(f, weight), -f.weight, f.path.name, f.index))
        values = dict(axes)
        settings = []
        for tag, least, default, greatest in file.axes:
            wish = values.get(tag, weight if tag == "wght" else default)
            if tag == "slnt" and italic and not file.italic and tag not in values:
                wish = least if abs(least) >= abs(greatest) else greatest
            if tag == "ital" and italic and tag not in values:
                wish = greatest
            wish = min(max(float(wish), least), greatest)
            if wish != default:
                settings.append((tag, wish))
        is_variable = any(tag == "wght" for tag, *_ in file.axes)
        used = int(min(max(weight, _axis(file, "wght")[0]), _axis(file, "wght")[1])) if is_variable else file.weight
        return Face(file.path, row.name, used, italic and (file.italic or _slants(file)), file.index, tuple(settings))

    def fallback_faces(self, script: str, like: Face) -> tuple[Face, ...]:
        """Faces to try, in order, for characters of `script` (ISO 15924) that `like` lacks; near in weight and slant."""
        names = [*self._fallback.get(script, ())]
        ranked = len(names)
        names += [*self._fallback.get("Zyyy", ()), *LAST_RESORTS]
        # A person's own fonts come last: they were brought for their own words, yet better than an empty box.
        names += [f.name for f in self.families() if f.own]
        known = dict.fromkeys(
            self._families[_key(n)].name for n in names if _key(n) in self._families and n != like.family
        )
        # Serifs step in for serifs: the colour of the text changes least.
        wants_serif = self._is_serif(like.family)
        ordered = sorted(known, key=lambda name: (names.index(name) >= ranked, self._is_serif(name) != wants_serif))
        weight = self._apparent_weight(like)
        return tuple(self.face(name, weight, like.italic) for name in ordered)

    def _apparent_weight(self, face: Face) -> int:
        """A face's weight as the eye sees it: heavy display faces come as the only, "regular" weight of their family."""
        row = self._families.get(_key(face.family))
        loudness = float((row.details or {}).get("loudness", 0.0)) if row else 0.0
        alone = row is not None and len(row.weights) == 1
        return max(face.weight, 900) if alone and loudness >= _HEAVY else face.weight

    def _is_serif(self, family: str) -> bool:
        row = self._families.get(_key(family))
        return row is not None and ("Serif" in row.name.split() or row.category in ("serif", "slab"))

    def covers(self, face: Face, char: str) -> bool:
        """Whether the face has a glyph for every character of `char`. Raises FontError when the file is damaged."""
        points = charset(face)
        return all(ord(c) in points for c in char)


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _axis(file: FaceFile, tag: str) -> tuple[float, float]:
    return next(((least, greatest) for t, least, _, greatest in file.axes if t == tag), (0.0, 0.0))


def _slants(file: FaceFile) -> bool:
    return _axis(file, "slnt") != (0.0, 0.0) or _axis(file, "ital")[1] > 0


def _weight_distance(file: FaceFile, weight: int) -> float:
    least, greatest = _axis(file, "wght")
    if greatest > least:
        return max(least - weight, weight - greatest, 0)
    return abs(file.weight - weight)


def _inside(folder: FilePath, slug: str, name: str) -> FilePath:
    for path in (folder / name, folder / slug / name):
        if path.is_file():
            break
    path = path.resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{name} lies outside the font folder")
    return path

"""What typesetting answers: faces, glyphs, runs and settings. Lengths in points, x right, y down, from the box's corner."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as FilePath

from posta.geometry import Rect


@dataclass(frozen=True, slots=True)
class Face:
    """One static design of a font file: a file, a face in it and values for its variation axes. Hashable: caches key on it."""

    path: FilePath
    """The font file."""
    family: str
    """The family's name."""
    weight: int
    """OpenType weight class 1..1000."""
    italic: bool
    """Whether it slants."""
    index: int = 0
    """Number of the face in a collection file."""
    axes: tuple[tuple[str, float], ...] = ()
    """(tag, value) of each variation axis that is set."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph at its place."""

    gid: int
    """Glyph number in the face."""
    x: float
    """Left end of its baseline, shaping offset included."""
    y: float
    """Its baseline, shaping offset included."""
    advance: float
    """How far the pen moves after it, tracking included."""
    cluster: int
    """Index into the run's text of the first character it stands for."""
    angle: float = 0.0
    """Rotation about (x, y) in degrees clockwise: curved and vertical text."""


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Glyphs of one face, size, script and direction, in visual order."""

    face: Face
    size: float
    """Type size."""
    glyphs: tuple[Glyph, ...]
    text: str
    """The shown characters of this run in logical order; clusters index into it."""
    start: int
    """Where `text` begins in the setting's shown text."""
    rtl: bool = False
    """Right to left."""
    script: str = "Latn"
    """ISO 15924."""
    language: str = ""
    """BCP 47."""
    synthetic_slant: float = 0.0
    """Degrees the outlines are slanted where the family has no italic and the person asked for one; 0 none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One set line."""

    start: int
    """First character in the setting's shown text."""
    end: int
    """One past the last, spaces and break characters at its end included."""
    baseline: float
    """Its y; for vertical writing the column's x."""
    x: float
    """Left end of the ink's advance; for vertical writing the column's top."""
    width: float
    """Advance width without trailing spaces."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A text set into a box."""

    shown: str
    """The characters shown (after casing), in logical order."""
    runs: tuple[GlyphRun, ...]
    lines: tuple[Line, ...]
    size: float
    """The size used: the given one, or the one that was fitted."""
    ink: Rect
    """Bounds of the drawn outlines."""
    extent: Rect
    """Bounds of the lines: advance widths by ascender of the first to descender of the last."""
    overflows: bool
    """Whether the words do not fit in the box."""
    missing: tuple[str, ...] = ()
    """Characters no font had, each once."""
    fallbacks: tuple[tuple[str, str], ...] = field(default=())
    """(asked family, used family) where another family stepped in for characters the asked one lacks."""

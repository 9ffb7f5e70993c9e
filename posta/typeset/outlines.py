"""Glyph runs in points in; their outlines as one path in points out."""

from __future__ import annotations

from collections.abc import Iterable

from posta.geometry import Affine, Path
from posta.typeset.faces import outline, slant_factor
from posta.typeset.glyphs import Glyph, GlyphRun


def glyph_transform(glyph: Glyph, size: float, slant: float) -> Affine:
    """From em (y down, origin at the glyph's) to points: scaled, slanted, turned about (x, y) and put in place."""
    shaped = Affine(size, 0.0, -slant_factor(slant) * size if slant else 0.0, size, 0.0, 0.0)
    return Affine.move(glyph.x, glyph.y).after(Affine.rotate(glyph.angle).after(shaped))


def run_path(run: GlyphRun) -> Path:
    """The outlines of one run. Raises FontError."""
    return Path.joined(
        outline(run.face, g.gid).transformed(glyph_transform(g, run.size, run.synthetic_slant)) for g in run.glyphs
    )


def runs_path(runs: Iterable[GlyphRun]) -> Path:
    """The outlines of all glyphs of `runs`, filled by the non-zero rule. Raises FontError."""
    return Path.joined(run_path(run) for run in runs)

"""A piece of text in one face, script and direction in; HarfBuzz's glyphs in em, in visual order, out."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import uharfbuzz as hb

from posta.typeset.faces import hb_font
from posta.typeset.glyphs import Face

Features = tuple[tuple[str, int], ...]

# Letters of these scripts hang together; space between them would tear words apart, so tracking leaves them alone.
JOINED_SCRIPTS = frozenset({
    "Arab", "Syrc", "Mong", "Nkoo", "Mand", "Mani", "Phag", "Rohg", "Adlm", "Sogd",
    "Deva", "Beng", "Guru", "Gujr", "Newa", "Tirh", "Modi", "Sidd",
})  # fmt: skip
SOFT_HYPHEN = "\u00ad"
# Ligatures are one glyph: tracked letters keep their rhythm only without them.
_UNLIGATED: Features = (("liga", 0), ("clig", 0), ("dlig", 0))


class ShapedGlyph(NamedTuple):
    """One glyph in em: pen offset (y down), pen advance, and the first character it stands for."""

    gid: int
    cluster: int
    dx: float
    dy: float
    advance: float
    advance_y: float


@dataclass(frozen=True, slots=True)
class Voice:
    """How a piece of text is shaped: everything but the characters."""

    face: Face
    script: str
    language: str
    rtl: bool
    features: Features
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Shaped:
    glyphs: tuple[ShapedGlyph, ...]
    advance: float
    """Sum of the advances along the writing direction."""


def features_for(features: Features, tracking: float) -> Features:
    """The features given to the shaper: ligatures off under tracking unless the style asks for them by name."""
    asked = dict(features)
    return tuple(sorted({**(dict(_UNLIGATED) if tracking else {}), **asked}.items()))


# A lone surrogate (Cs) is no character; it shows as one that is not there.
_PLAIN = {"Cc": " ", "Zl": " ", "Zp": " ", "Cs": "\ufffd"}


def _plain(text: str) -> str:
    """Controls shape as spaces: fonts draw boxes for them. Same length as `text`."""
    if text.isprintable():
        return text
    return "".join(_PLAIN.get(unicodedata.category(c), c) for c in text)


@lru_cache(maxsize=8192)
def shape(text: str, voice: Voice) -> Shaped:
    """Shape `text`, all of it in one voice. Clusters are indexes into `text`; a trailing soft hyphen is shown as a hyphen.

    HarfBuzz (harfbuzz.github.io) with cluster level monotone graphemes, so no glyph belongs to half a perceived character.
    Raises FontError when the face cannot be opened.
    """
    font = hb_font(voice.face)
    upem = font.face.upem
    shown = _plain(text)
    if shown.endswith(SOFT_HYPHEN):
        shown = shown[:-1] + ("\u2010" if font.get_nominal_glyph(0x2010) else "-")
    buffer = hb.Buffer()
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_GRAPHEMES
    buffer.flags = hb.BufferFlags.BOT | hb.BufferFlags.EOT
    buffer.add_str(shown)
    buffer.direction = "ttb" if voice.vertical else "rtl" if voice.rtl else "ltr"
    buffer.script = voice.script
    if voice.language:
        buffer.language = voice.language
    hb.shape(font, buffer, dict(voice.features))
    scale = 1 / upem
    glyphs = []
    total = 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        # HarfBuzz's y runs up the page.
        glyphs.append(
            ShapedGlyph(
                info.codepoint,
                info.cluster,
                position.x_offset * scale,
                -position.y_offset * scale,
                position.x_advance * scale,
                -position.y_advance * scale,
            )
        )
        total += -position.y_advance if voice.vertical else position.x_advance
    return Shaped(tuple(glyphs), total * scale)

"""Set text -> SVG text: the words over their outlines, unseen yet selectable, or live words in embedded fonts.

Points in an item's own coordinates; all words are escaped here.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

import uharfbuzz as hb

from posta.export.pdf.content import num
from posta.export.words import clean, language_tag, told_runs
from posta.render.frame import TextItem
from posta.typeset.fonts import font_bytes
from posta.typeset.glyphs import Face, GlyphRun

DROPPED_TABLES = frozenset({"DSIG", "STAT", "hdmx", "VDMX", "LTSH", "PCLT"})


def element(text: str) -> str:
    """Text as an element's content."""
    return escape(clean(text))


def attribute(text: str) -> str:
    """Text as a quoted attribute."""
    return quoteattr(clean(text))


def unseen_words(item: TextItem) -> str:
    """The item's words as transparent text where their outlines stand, for search, selection and copying."""
    look = 'fill-opacity="0" stroke="none" font-family="sans-serif" style="white-space:pre"'
    return f"<text {look}{_language(item)}>{_spans(item, None)}</text>"


def live_words(item: TextItem, names: dict[Face, str], look: str) -> str:
    """The item's words as text in embedded fonts; `look` holds its fill and stroke attributes."""
    return f'<text {look} style="white-space:pre"{_language(item)}>{_spans(item, names)}</text>'


def _language(item: TextItem) -> str:
    language = language_tag(item.language)
    return f' xml:lang="{language}"' if language else ""


def _spans(item: TextItem, names: dict[Face, str] | None) -> str:
    # A blank between the lines keeps their words apart when the text is copied or searched.
    return " ".join(
        _span(run, names) for run in (item.runs if names else told_runs(item)) if run.glyphs and run.text.strip()
    )


def _span(run: GlyphRun, names: dict[Face, str] | None) -> str:
    text = run.text.strip("\n\r\u2028\u2029")
    shape = f' font-size="{num(run.size)}"'
    if names is not None:
        face = run.face
        shape += f" font-family={attribute(f'{names[face]}, {face.family!r}')}"
    if run.rtl:
        shape += ' direction="rtl"'
    if any(glyph.angle for glyph in run.glyphs):
        return f"<tspan{_places(run)}{shape}>{element(run.text)}</tspan>"
    left = min(glyph.x for glyph in run.glyphs)
    right = max(glyph.x + glyph.advance for glyph in run.glyphs)
    start = right if run.rtl else left
    stretch = f' textLength="{num(right - left)}" lengthAdjust="{"spacing" if names else "spacingAndGlyphs"}"'
    if names is not None and _is_one_to_one(run):
        return f"<tspan{_places(run)}{shape}>{element(text)}</tspan>"
    return f'<tspan x="{num(start)}" y="{num(run.glyphs[0].y)}"{shape}{stretch}>{element(text)}</tspan>'


def _is_one_to_one(run: GlyphRun) -> bool:
    """Whether every character is one glyph, left to right, so that each can be given its place."""
    return not run.rtl and [g.cluster for g in run.glyphs] == list(range(len(run.text)))


def _places(run: GlyphRun) -> str:
    """x, y and rotation of every character, from the glyph of its cluster."""
    by_cluster = {g.cluster: g for g in reversed(run.glyphs)}
    chosen = []
    last = run.glyphs[0]
    for i in range(len(run.text)):
        last = by_cluster.get(i, last)
        chosen.append(last)
    parts = [f' x="{" ".join(num(g.x) for g in chosen)}" y="{" ".join(num(g.y) for g in chosen)}"']
    if any(g.angle for g in chosen):
        parts.append(f' rotate="{" ".join(num(g.angle) for g in chosen)}"')
    return "".join(parts)


def font_rules(runs: Iterable[GlyphRun], names: dict[Face, str]) -> str:
    """CSS that embeds a WOFF2 subset of every face for the characters its runs show."""
    shown: dict[Face, set[str]] = {}
    for run in runs:
        shown.setdefault(run.face, set()).update(run.text)
    rules = []
    for face, characters in shown.items():
        data = base64.b64encode(woff2_subset(face, characters)).decode("ascii")
        rules.append(f"@font-face{{font-family:{names[face]};src:url(data:font/woff2;base64,{data}) format('woff2')}}")
    return "".join(rules)


def woff2_subset(face: Face, characters: set[str]) -> bytes:
    """A face cut down to some characters, with its layout features, as WOFF2."""
    from fontTools.ttLib import TTFont

    source = hb.Face(font_bytes(face), face.index)
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.DOWNGRADE_CFF2
    wanted.unicode_set.update(ord(c) for c in characters)
    wanted.drop_table_tag_set.update(int.from_bytes(t.encode(), "big") for t in DROPPED_TABLES)
    if "fvar" in source.table_tags:
        wanted.pin_all_axes_to_default(source)
        for tag, value in face.axes:
            wanted.pin_axis_location(source, tag, value)
    font = TTFont(io.BytesIO(bytes(hb.subset(source, wanted).blob.data)), recalcTimestamp=False)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()

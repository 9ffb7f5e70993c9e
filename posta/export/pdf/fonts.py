"""Faces and the glyphs used of them -> PDF fonts: one static subset each, with widths and the text of every glyph.

HarfBuzz makes the subset and pins variation axes in one step (hb-subset); glyphs are renumbered, so that CID = glyph
number in the subset, which keeps large CJK faces as small as their few glyphs.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

import pikepdf
import uharfbuzz as hb
from pikepdf import Array, Dictionary, Name, Stream

from posta.errors import FontError
from posta.export.words import clean
from posta.typeset.fonts import font_bytes
from posta.typeset.glyphs import Face, GlyphRun

KEPT_TABLES = frozenset({"glyf", "loca", "head", "hhea", "hmtx", "maxp", "CFF "})
LARGEST_CID = 65535
MOST_SEARCHED = 5000  # glyphs; fonts that join letters have far fewer
VARIATION_TABLES = frozenset({"CFF2", "fvar", "gvar", "avar", "HVAR", "MVAR"})  # gone once every axis is pinned
# OS/2 fsType (OpenType specification): what the font's maker allows.
_RESTRICTED, _PREVIEW, _EDITABLE, _NO_SUBSET, _BITMAP_ONLY = 0x2, 0x4, 0x8, 0x100, 0x200


@dataclass(slots=True)
class PdfFont:
    """One embedded subset while a document is written."""

    name: str
    """BaseFont: six capitals, plus, PostScript name."""
    program: bytes
    """The subset: a TrueType file, or a bare CFF table."""
    is_cff: bool
    cid: dict[int, int]
    """The face's glyph number -> the subset's, which is the CID."""
    widths: dict[int, float]
    """CID -> advance in thousandths of an em, as written."""
    measures: dict[str, float | list[float]]
    """The descriptor's numbers in thousandths of an em."""
    glyphs: int = 0
    """How many the subset has."""
    blank: int | None = None
    """A glyph of the subset without ink or width, where there is one."""
    told: dict[int, str] = field(default_factory=dict)
    """CID -> the text it stands for."""
    others: dict[tuple[int, str], int] = field(default_factory=dict)
    """(CID, text) -> a second CID that shows the same glyph and says this text."""

    def saying(self, cid: int, text: str) -> int | None:
        """A CID that shows a CID's glyph and says `text`; None where the font cannot have one: its glyph said another first."""
        if self.told.setdefault(cid, text) == text:
            return cid
        if (cid, text) not in self.others:
            new = self.glyphs + len(self.others)
            if self.is_cff or new > LARGEST_CID:
                return None
            self.others[cid, text] = new
            self.widths[new], self.told[new] = self.widths[cid], text
        return self.others[cid, text]

    def unseen_cid(self, character: str) -> int | None:
        """A CID that says a character and shows nothing; None where the font has no way to it."""
        return None if self.blank is None or self.is_cff else self.saying(self.blank, character)


@lru_cache(maxsize=256)
def forbidden(face: Face) -> str:
    """Why a face may not be embedded as a subset, in words; empty when it may."""
    tables = hb.Face(font_bytes(face), face.index)
    os2 = tables.reference_table("OS/2").data
    if len(os2) < 10:
        return ""
    allowed = int.from_bytes(os2[8:10], "big")
    if allowed & _RESTRICTED and not allowed & (_PREVIEW | _EDITABLE):
        return "its maker forbids embedding"
    if allowed & _BITMAP_ONLY:
        return "its maker allows embedding as a bitmap only"
    if allowed & _NO_SUBSET:
        return "its maker forbids subsets"
    return ""


def used_glyphs(runs: Iterable[GlyphRun]) -> dict[Face, set[int]]:
    """The glyphs of each face that runs show."""
    used: dict[Face, set[int]] = {}
    for run in runs:
        used.setdefault(run.face, {0}).update(glyph.gid for glyph in run.glyphs)
    return used


def embed(face: Face, gids: Iterable[int], *, joined: bool = False) -> PdfFont:
    """A face's subset; `joined` where it shows words that run right to left. Raises FontError for an unusable file."""
    made = _cut(face, frozenset(gids), joined)
    return replace(made, widths=dict(made.widths), told={}, others={})


@lru_cache(maxsize=64)
def _cut(face: Face, gids: frozenset[int], joined: bool) -> PdfFont:
    """The subset before any text is told. Kept: the same words are exported again and again."""
    data = font_bytes(face)
    source = hb.Face(data, face.index)
    empty = _empty_glyph(source, gids) if joined else 0
    gids = gids | ({empty} if empty else set())
    if max(gids) >= source.glyph_count:
        raise FontError(f"{face.path.name} has no glyph {max(gids)}.", hint="Set the text again.")
    wanted = hb.SubsetInput()
    wanted.flags = (
        hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        | hb.SubsetFlags.DOWNGRADE_CFF2 | hb.SubsetFlags.CFF_IDENTITY_CHARSET
    )  # fmt: skip
    wanted.glyph_set.update(gids)
    needed = KEPT_TABLES | VARIATION_TABLES
    wanted.drop_table_tag_set.update(int.from_bytes(t.encode(), "big") for t in source.table_tags if t not in needed)
    if "fvar" in source.table_tags:
        wanted.pin_all_axes_to_default(source)
        for tag, value in face.axes:
            wanted.pin_axis_location(source, tag, value)
    try:
        plan = hb.SubsetPlan(source, wanted)
        cut = plan.execute()
    except (RuntimeError, ValueError) as problem:
        raise FontError(f"{face.path.name} cannot be embedded: {problem}.", hint="Use another font.") from problem
    cid = {gid: plan.old_to_new_glyph_mapping[gid] for gid in gids}
    program = bytes(cut.blob.data)
    tables = hb.Face(program)
    font = hb.Font(tables)
    per_mille = 1000 / tables.upem
    is_cff = "CFF " in tables.table_tags
    if empty and not is_cff and font.get_glyph_h_advance(cid[empty]):
        program = _without_width(program, cid[empty])
        tables = hb.Face(program)
        font = hb.Font(tables)
    widths = {c: round(font.get_glyph_h_advance(c) * per_mille, 3) for c in cid.values()}
    digest = hashlib.sha256(data + repr((face.index, face.axes, sorted(gids))).encode()).digest()
    letters = "".join(chr(65 + value % 26) for value in digest[:6])
    return PdfFont(
        name=f"{letters}+{_postscript_name(source, face)}",
        program=bytes(tables.reference_table("CFF ").data) if is_cff else program,
        is_cff=is_cff,
        cid=cid,
        widths=widths,
        measures=_measures(source, tables, face, per_mille),
        glyphs=tables.glyph_count,
        blank=cid.get(empty) if empty else None,
    )


def _empty_glyph(source: hb.Face, used: frozenset[int]) -> int:
    """A glyph without ink, best without width, that no text shows; 0 where the face has none or is too large to search."""
    if source.glyph_count > MOST_SEARCHED:
        return 0
    font = hb.Font(source)

    def is_inkless(gid: int) -> bool:
        extents = font.get_glyph_extents(gid)
        return extents is None or not extents.width

    inkless = [gid for gid in range(1, source.glyph_count) if gid not in used and is_inkless(gid)]
    return next((gid for gid in inkless if font.get_glyph_h_advance(gid) == 0), inkless[-1] if inkless else 0)


def _without_width(program: bytes, gid: int) -> bytes:
    """The font with a glyph's advance set to 0, so that the widths the PDF names are the font's own."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(program), recalcTimestamp=False)
    font["hmtx"][font.getGlyphName(gid)] = (0, 0)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _postscript_name(source: hb.Face, face: Face) -> str:
    written = source.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or f"{face.family}-{face.weight}"
    name = "".join(c for c in written if 33 <= ord(c) < 127 and c not in "[](){}<>/%#")[:60] or "Font"
    for tag, value in face.axes:  # Adobe Technical Note 5902: an instance's name carries its axes
        name += f"_{value:g}{tag}".replace(".", "d")
    return name


def _measures(source: hb.Face, subset: hb.Face, face: Face, per_mille: float) -> dict[str, float | list[float]]:
    head = subset.reference_table("head").data
    post = source.reference_table("post").data
    os2 = source.reference_table("OS/2").data
    box = [int.from_bytes(head[i : i + 2], "big", signed=True) * per_mille for i in (36, 38, 40, 42)]
    slant = int.from_bytes(post[4:8], "big", signed=True) / 65536 if len(post) >= 8 else 0.0
    fixed = len(post) >= 16 and any(post[12:16])
    full = hb.Font(source)
    if face.axes:
        full.set_variations(dict(face.axes))
    extents = full.get_font_extents("ltr")
    capital = full.get_glyph_extents(full.get_nominal_glyph(ord("H")) or 0)
    cap_height = capital.y_bearing if capital else extents.ascender * 0.7
    serif = len(os2) >= 34 and os2[32] == 2 and 2 <= os2[33] <= 10  # PANOSE: Latin text, a serif style
    return {
        "FontBBox": [math.floor(box[0]), math.floor(box[1]), math.ceil(box[2]), math.ceil(box[3])],
        "Ascent": round(extents.ascender * per_mille),
        "Descent": round(extents.descender * per_mille),
        "CapHeight": round(cap_height * per_mille),
        "ItalicAngle": round(slant, 2),
        # Stem width is in no table; this rule of thumb from the weight class serves substitution, which never happens here.
        "StemV": round(50 + (face.weight / 65) ** 2),
        "Flags": 4 | (1 if fixed else 0) | (2 if serif else 0) | (64 if slant or face.italic else 0),
    }


def font_object(pdf: pikepdf.Pdf, font: PdfFont) -> pikepdf.Object:
    """The Type 0 font dictionary of a finished font, as an indirect object."""
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/" + font.name), **font.measures)
    if font.is_cff:
        descriptor.FontFile3 = pdf.make_indirect(Stream(pdf, font.program, Subtype=Name.CIDFontType0C))
    else:
        descriptor.FontFile2 = pdf.make_indirect(Stream(pdf, font.program, Length1=len(font.program)))
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0 if font.is_cff else Name.CIDFontType2,
        BaseFont=Name("/" + font.name),
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=0,
        W=_width_array(font.widths),
    )
    if not font.is_cff:
        descendant.CIDToGIDMap = Name.Identity
        if font.others:
            to_glyph = [*range(font.glyphs), *(cid for cid, _ in font.others)]
            told = b"".join(gid.to_bytes(2, "big") for gid in to_glyph)
            descendant.CIDToGIDMap = pdf.make_indirect(Stream(pdf, told))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/" + font.name + ("-Identity-H" if font.is_cff else "")),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_indirect(Stream(pdf, unicode_map(font.told))),
        )
    )


def _width_array(widths: dict[int, float]) -> Array:
    """`first [w w w]` for each row of neighbouring CIDs."""
    rows: list[tuple[int, list[float]]] = []
    for cid in sorted(widths):
        width = int(widths[cid]) if widths[cid] == int(widths[cid]) else widths[cid]
        if rows and cid == rows[-1][0] + len(rows[-1][1]):
            rows[-1][1].append(width)
        else:
            rows.append((cid, [width]))
    return Array([part for first, row in rows for part in (first, Array(row))])


def unicode_map(told: dict[int, str]) -> bytes:
    """The ToUnicode CMap of a font: CID -> text."""
    lines = [
        f"<{cid:04X}> <{clean(text).encode('utf-16-be').hex().upper()}>"
        for cid, text in sorted(told.items())
        if clean(text)
    ]
    blocks = [lines[i : i + 100] for i in range(0, len(lines), 100)]
    body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")

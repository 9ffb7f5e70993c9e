"""A folder in; tiny fonts whose letters are solid blocks out, so that a test knows every pixel of what is set.

1000 units per em; capitals and figures fill 50..550 by 0..700 of a 600 advance, small letters stop at 500, letters with
descenders go down to -200, accented capitals up to 900. The space is 300 wide. A and V are kerned by -100, f and i ligate.
"""

from __future__ import annotations

import string
from pathlib import Path

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables.TupleVariation import TupleVariation

CAPITALS = string.ascii_uppercase + string.digits
ACCENTED = "ÉÅÖÜ"
DESCENDERS = "gjpqy"
_FEATURES = """
languagesystem DFLT dflt;
languagesystem latn dflt;
feature kern { pos A V -100; } kern;
feature liga { sub f i by f_i; } liga;
"""


def _block(left: int, bottom: int, right: int, top: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    pen.lineTo((left, top))
    pen.lineTo((right, top))
    pen.lineTo((right, bottom))
    pen.closePath()
    return pen.glyph()


def _shapes(extra: str) -> dict[str, tuple[str, tuple[int, int, int, int] | None, int]]:
    """Glyph name to (character, block, advance)."""
    shapes: dict[str, tuple[str, tuple[int, int, int, int] | None, int]] = {}
    for char in CAPITALS + extra:
        shapes[f"u{ord(char):04X}"] = (char, (50, 0, 550, 700), 600)
    for char in string.ascii_lowercase:
        shapes[f"u{ord(char):04X}"] = (char, (50, -200 if char in DESCENDERS else 0, 550, 500), 600)
    for char in ACCENTED:
        shapes[f"u{ord(char):04X}"] = (char, (50, 0, 550, 900), 600)
    for char in ".,:;!?&'\"()/+@#%*…":
        shapes[f"u{ord(char):04X}"] = (char, (50, 0, 150, 100), 200)
    for char in "-\u2010–—":
        shapes[f"u{ord(char):04X}"] = (char, (50, 200, 350, 300), 400)
    for char in "“”‘’„«»":
        shapes[f"u{ord(char):04X}"] = (char, (50, 500, 250, 700), 300)
    shapes["space"] = (" ", None, 300)
    shapes["nbspace"] = ("\u00a0", None, 300)
    return {_name(name, char): shape for name, shape in shapes.items() for char in [shape[0]]}


def _name(name: str, char: str) -> str:
    return char if char in "AVfi" else name


def block_font(
    folder: Path, family: str = "Block", *, weight: int = 400, italic: bool = False, extra: str = "", file: str = ""
) -> Path:
    """Write a block font into `folder` and return its path. `extra`: more characters, drawn like capitals."""
    shapes = _shapes(extra)
    order = [".notdef", *shapes, "f_i"]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(char): name for name, (char, _, _) in shapes.items()})
    glyphs = {name: _block(*block) if block else TTGlyphPen(None).glyph() for name, (_, block, _) in shapes.items()}
    glyphs |= {".notdef": _block(50, 0, 450, 600), "f_i": _block(50, 0, 950, 500)}
    builder.setupGlyf(glyphs)
    advances = {name: advance for name, (_, _, advance) in shapes.items()} | {".notdef": 500, "f_i": 1000}
    builder.setupHorizontalMetrics(
        {name: (advances[name], 50 if name not in ("space", "nbspace") else 0) for name in order}
    )
    builder.setupHorizontalHeader(ascent=900, descent=-250)
    style = ("Bold" if weight >= 600 else "Regular") if not italic else "Italic"
    builder.setupNameTable({"familyName": family, "styleName": style, "psName": f"{family}-{weight}".replace(" ", "")})
    selection = 0x01 if italic else 0x40
    builder.setupOS2(
        usWeightClass=weight,
        sCapHeight=700,
        sxHeight=500,
        sTypoAscender=900,
        sTypoDescender=-250,
        fsSelection=selection,
    )
    builder.updateHead(macStyle=0x02 if italic else 0)
    builder.setupPost(italicAngle=-12 if italic else 0)
    addOpenTypeFeaturesFromString(builder.font, _FEATURES)
    return _save(builder, folder, file or f"{family}-{weight}{'i' if italic else ''}.ttf")


def variable_block_font(folder: Path, family: str = "Flexible") -> Path:
    """A block font with a weight axis 100..400..900: H reaches 50 units farther right at 900."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "space", "H", "x"])
    builder.setupCharacterMap({0x20: "space", 0x48: "H", 0x78: "x"})
    builder.setupGlyf(
        {
            ".notdef": _block(50, 0, 450, 600),
            "space": TTGlyphPen(None).glyph(),
            "H": _block(50, 0, 550, 700),
            "x": _block(50, 0, 550, 500),
        }
    )
    builder.setupHorizontalMetrics({".notdef": (500, 50), "space": (300, 0), "H": (600, 50), "x": (600, 50)})
    builder.setupHorizontalHeader(ascent=900, descent=-250)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
    deltas = [(0, 0), (0, 0), (50, 0), (50, 0), (0, 0), (50, 0), (0, 0), (0, 0)]
    builder.setupGvar({"H": [TupleVariation({"wght": (0, 1, 1)}, deltas)]})
    builder.setupOS2(usWeightClass=400, sCapHeight=700, sxHeight=500)
    builder.setupPost()
    return _save(builder, folder, f"{family}.ttf")


def _save(builder: FontBuilder, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    builder.save(path)
    return path

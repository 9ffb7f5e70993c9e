"""A family, weight and slant in; what its face lets a designer choose out: variation axes and OpenType features, named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath

from posta.errors import FontError
from posta.typeset.faces import hb_face
from posta.typeset.fonts import FontLibrary

# Features a designer chooses by hand, with their registered names; the others are the shaper's own business.
FEATURES = {
    "liga": "Ligatures", "calt": "Contextual forms", "kern": "Kerning", "dlig": "Rare ligatures",
    "hlig": "Old ligatures", "swsh": "Swashes", "cswh": "Contextual swashes", "salt": "Other forms",
    "titl": "Titling forms", "hist": "Old forms", "smcp": "Small capitals", "c2sc": "Capitals to small capitals",
    "pcap": "Petite capitals", "case": "Forms between capitals", "onum": "Old-style figures", "lnum": "Lining figures",
    "tnum": "Tabular figures", "pnum": "Proportional figures", "frac": "Fractions", "zero": "Slashed zero",
    "ordn": "Ordinals", "sups": "Superscript", "subs": "Subscript", "ornm": "Ornaments",
}  # fmt: skip
ALWAYS_ON = frozenset({"liga", "calt", "kern", "clig"})
AXES = {"wght": "Weight", "wdth": "Width", "opsz": "Optical size", "slnt": "Slant", "ital": "Italic", "GRAD": "Grade"}
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Axis:
    """One way in which a variable font varies."""

    tag: str
    name: str
    least: float
    default: float
    greatest: float


@dataclass(frozen=True, slots=True)
class Feature:
    """One OpenType feature of a face."""

    tag: str
    name: str
    on: bool
    """Whether it is on where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What a face lets a designer choose."""

    axes: tuple[Axis, ...]
    features: tuple[Feature, ...]


def offers(library: FontLibrary, family: str, weight: int = 400, italic: bool = False) -> Offers:
    """The axes and features of the face that `family` gives for a weight and slant. Raises FontError."""
    face = library.face(family, weight, italic)
    return _offers(face.path, face.index)


@lru_cache(maxsize=256)
def _offers(path: FilePath, index: int) -> Offers:
    face = hb_face(path, index)
    axes = tuple(
        Axis(
            a.tag,
            AXES.get(a.tag) or _name(face.get_name(a.name_id)) or a.tag,
            a.min_value,
            a.default_value,
            a.max_value,
        )
        for a in face.axis_infos
    )
    tags = {
        tag
        for table in ("GSUB", "GPOS")
        for script in range(len(face.get_table_script_tags(table)))
        for tag in face.get_language_feature_tags(table, script)
    }
    own = _set_names(path, index) if any(_is_set(tag) for tag in tags) else {}
    known = [tag for tag in FEATURES if tag in tags]
    sets = sorted(tag for tag in tags if _is_set(tag))
    named = [Feature(tag, FEATURES[tag], tag in ALWAYS_ON) for tag in known]
    for tag in sets:
        kind = "Set" if tag.startswith("ss") else "Form"
        named.append(Feature(tag, own.get(tag) or f"{kind} {int(tag[2:])}", False))
    return Offers(axes, tuple(named))


def _is_set(tag: str) -> bool:
    return tag[:2] in ("ss", "cv") and tag[2:].isdigit()


def _name(name: str | None) -> str:
    return "".join(c for c in name or "" if c.isprintable()).strip()[:LONGEST_NAME]


def _set_names(path: FilePath, index: int) -> dict[str, str]:
    """The names a font gives its stylistic sets (OpenType, feature parameters of ss01…ss20 and cv01…cv99)."""
    from fontTools.ttLib import TTFont, TTLibError

    names: dict[str, str] = {}
    try:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            for record in font["GSUB"].table.FeatureList.FeatureRecord:
                told = getattr(record.Feature, "FeatureParams", None)
                name_id = getattr(told, "UINameID", 0) or getattr(told, "FeatUILabelNameID", 0)
                if name_id:
                    names[record.FeatureTag] = _name(font["name"].getDebugName(name_id))
    except (TTLibError, OSError, KeyError, AttributeError, ValueError, AssertionError) as problem:
        raise FontError(f"The font file {path.name} is damaged: {problem}.", hint="Choose another family.") from None
    return names

"""A PDF page's content followed as an interpreter would: a page in (its own units), what a print shop asks about out."""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Name

from posta.geometry import IDENTITY, Affine

HAIRLINE = 0.25
DEEPEST = 12  # forms inside forms, or spaces inside spaces; more is a loop or an attack
MOST_DECODED = 60_000_000  # bytes of one picture that are unpacked to count its ink
RGB_FAMILIES = frozenset({"DeviceRGB", "CalRGB", "ICCBased RGB", "Lab", "unknown"})
_RGB_OPERATORS = frozenset({"rg", "RG"})
_FILLS = frozenset({"f", "f*", "F", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"'})


@dataclass(frozen=True, slots=True)
class _State:
    """The graphics state a checker needs."""

    ctm: Affine = IDENTITY
    line: float = 1.0
    fill: tuple[float, ...] = ()
    overprint: bool = False


@dataclass(slots=True)
class Findings:
    """What was found while following the content."""

    count: Counter[str] = field(default_factory=Counter)
    """rgb, hairline, white overprint, too deep: how often."""
    pictures: int = 0
    lowest_ppi: float = math.inf
    """Of pictures without a soft mask, in real inches."""
    heaviest: float = 0.0
    """Greatest sum of the inks of a flat colour, 1 = one full ink."""
    heaviest_picture: float = 0.0
    """The same of pictures, but for their heaviest thousandth."""
    spots: set[str] = field(default_factory=set)
    see_through: bool = False


def follow(page: Any, unit: float = 1.0) -> Findings:
    """Follow a page's content; `unit` is points per unit of its coordinates (UserUnit)."""
    found = Findings()
    _walk(page, _State(ctm=Affine.scale(unit, unit)), found, 0)
    return found


def families(space: Any, depth: int = 0) -> set[str]:
    """Every kind of colour a colour space can come down to, through palettes, separations' alternates and patterns."""
    if space is None:
        return set()
    if depth > DEEPEST:
        return {"unknown"}
    if not isinstance(space, pikepdf.Array):
        return {str(space)[1:]} - {"Pattern"}
    kind = str(space[0])[1:]
    if kind == "ICCBased":
        return {{1: "ICCBased Gray", 3: "ICCBased RGB", 4: "ICCBased CMYK"}.get(int(space[1].get("/N", 0)), "unknown")}
    if kind in ("Indexed", "Pattern"):
        return families(space[1], depth + 1) if len(space) > 1 else set()
    if kind in ("Separation", "DeviceN"):
        return families(space[2], depth + 1)
    return {kind}


def spot_names(space: Any) -> set[str]:
    """The inks a separation names, process inks and `All` and `None` left out."""
    if not isinstance(space, pikepdf.Array) or str(space[0]) not in ("/Separation", "/DeviceN"):
        return set()
    names = space[1] if isinstance(space[1], pikepdf.Array) else [space[1]]
    return {str(n)[1:] for n in names} - {"All", "None", "Cyan", "Magenta", "Yellow", "Black"}


def _resource(resources: Any, kind: str, name: Any) -> Any:
    held = resources.get(kind)
    return held.get(str(name)) if isinstance(held, pikepdf.Dictionary) else None


def _walk(holder: Any, state: _State, found: Findings, depth: int) -> None:
    if depth > DEEPEST:
        found.count["too deep"] += 1
        return
    resources = holder.get("/Resources", pikepdf.Dictionary())
    stack: list[_State] = []
    for operands, operator in pikepdf.parse_content_stream(holder):
        op = str(operator)
        if op == "q":
            stack.append(state)
        elif op == "Q" and stack:
            state = stack.pop()
        elif op == "cm":
            state = replace(state, ctm=state.ctm.after(Affine(*(float(v) for v in operands))))
        elif op == "w":
            state = replace(state, line=float(operands[0]))
        elif op == "gs":
            state = _with_graphics(_resource(resources, "/ExtGState", operands[0]), state, found)
        elif op in ("cs", "CS"):
            _space_chosen(_resource(resources, "/ColorSpace", operands[0]) or operands[0], found)
        elif op in _RGB_OPERATORS:
            found.count["rgb"] += 1
        elif op in ("k", "K", "g", "scn", "sc"):
            values = tuple(float(v) for v in operands if not isinstance(v, pikepdf.Name))
            if op in ("k", "K") and len(values) == 4:
                found.heaviest = max(found.heaviest, sum(values))
            state = replace(state, fill=values) if op != "K" else state
        elif op in _FILLS and state.overprint and state.fill and not any(state.fill):
            found.count["white overprint"] += 1
        elif op == "S":
            scale = math.sqrt(abs(state.ctm.a * state.ctm.d - state.ctm.b * state.ctm.c))
            if state.line * scale < HAIRLINE - 1e-6:
                found.count["hairline"] += 1
        elif op == "INLINE IMAGE":
            inline = getattr(operands[0], "obj", {})
            if families(inline.get("/CS", inline.get("/ColorSpace"))) & (RGB_FAMILIES | {"RGB"}):
                found.count["rgb"] += 1
        elif op == "Do":
            _shown(_resource(resources, "/XObject", operands[0]), state, found, depth)


def _with_graphics(graphics: Any, state: _State, found: Findings) -> _State:
    if graphics is None:
        return state
    if is_see_through(graphics):
        found.see_through = True
    return replace(state, overprint=bool(graphics.get("/op"))) if "/op" in graphics else state


def _space_chosen(space: Any, found: Findings) -> None:
    found.spots |= spot_names(space)
    if families(space) & RGB_FAMILIES:
        found.count["rgb"] += 1


def _shown(shown: Any, state: _State, found: Findings, depth: int) -> None:
    if shown is None:
        return
    if shown.get("/Subtype") == "/Image":
        found.pictures += 1
        found.see_through |= "/SMask" in shown
        _measure(shown, state.ctm, found)
        return
    inner = state.ctm.after(Affine(*(float(v) for v in shown.get("/Matrix", list(IDENTITY)))))
    _walk(shown, replace(state, ctm=inner), found, depth + 1)


def _measure(image: Any, ctm: Affine, found: Findings) -> None:
    if "/SMask" in image:
        return  # lettering, shadows and cut-outs: soft by nature, told on the frame where they matter
    across, down = math.hypot(ctm.a, ctm.b), math.hypot(ctm.c, ctm.d)
    if across > 0 and down > 0:
        ppi = min(float(image.Width) / across, float(image.Height) / down) * 72
        found.lowest_ppi = min(found.lowest_ppi, ppi)
    found.heaviest_picture = max(found.heaviest_picture, picture_ink(image))


def is_see_through(thing: Any) -> bool:
    """Whether a graphics state, picture or group lets what is below show through."""
    if thing.get("/Type") == "/ExtGState" or "/ca" in thing or "/BM" in thing:
        faint = float(thing.get("/ca", 1)) < 1 or float(thing.get("/CA", 1)) < 1
        return faint or thing.get("/BM", Name.Normal) != "/Normal" or thing.get("/SMask", Name("/None")) != "/None"
    if thing.get("/Subtype") == "/Image":
        return "/SMask" in thing
    return isinstance(thing.get("/Group"), pikepdf.Dictionary)


def picture_ink(image: Any) -> float:
    """The sum of the inks that all but a thousandth of a CMYK picture's pixels stay under, 1 = one full ink; 0 for others.

    JPEGs are read at an eighth of their size.
    """
    heaviest = 0.0
    for part in _inks(image):
        total = part.sum(axis=1, dtype=np.uint32)
        if len(total):
            heaviest = max(
                heaviest, float(np.partition(total, int(len(total) * 0.999) - 1)[int(len(total) * 0.999) - 1])
            )
    return heaviest / 255


def _inks(image: Any) -> Iterator[NDArray[np.uint8]]:
    if image.get("/ColorSpace") != "/DeviceCMYK" or int(image.get("/BitsPerComponent", 8)) != 8:
        return
    if image.get("/Filter") == "/DCTDecode":
        from PIL import Image

        with Image.open(io.BytesIO(image.read_raw_bytes())) as small:
            small.draft("CMYK", (max(1, small.width // 8), max(1, small.height // 8)))
            pixels = np.asarray(small).reshape(-1, 4)
        # Pillow turns Adobe's inverted inks around itself, unless the file says that they are not inverted.
        yield pixels if list(image.get("/Decode", [])) else 255 - pixels
    elif int(image.Width) * int(image.Height) * 4 <= MOST_DECODED:
        yield np.frombuffer(image.read_bytes(), np.uint8).reshape(-1, 4)

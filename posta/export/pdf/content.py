"""PDF content streams: numbers, matrices and paths in, operators out; resources are named as they are used."""

from __future__ import annotations

import pikepdf
from pikepdf import Dictionary, Name

from posta.geometry import IDENTITY, Affine, Path, Rect

_PREFIX = {
    "Font": "F", "XObject": "X", "ExtGState": "G", "ColorSpace": "C", "Pattern": "P", "Shading": "S", "Properties": "O",
}  # fmt: skip


def num(value: float, digits: int = 3) -> str:
    """A number as PDF writes it: never with an exponent."""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def nums(values: tuple[float, ...] | list[float], digits: int = 3) -> str:
    return " ".join(num(v, digits) for v in values)


def matrix(by: Affine) -> str:
    """The six numbers of a matrix, fine enough for a rotation across a large page."""
    return f"{nums(by[:4], 7)} {nums(by[4:], 4)}"


class Content:
    """One content stream being written, and the resources it names.

    `base` takes the current item's coordinates to the stream's own; patterns need it, as they ignore `cm`.
    """

    def __init__(self, base: Affine = IDENTITY) -> None:
        self.base = base
        self._parts: list[str] = []
        self._names: dict[tuple[str, str], str] = {}
        self._held: dict[str, dict[str, pikepdf.Object]] = {}

    def put(self, operators: str) -> None:
        self._parts.append(operators)

    def name(self, kind: str, key: str, value: pikepdf.Object) -> str:
        """The name, with its slash, under which a resource is used here; equal keys share one."""
        known = self._names.get((kind, key))
        if known is None:
            known = f"/{_PREFIX[kind]}{sum(k == kind for k, _ in self._names)}"
            self._names[kind, key] = known
            self._held.setdefault(kind, {})[known] = value
        return known

    def path(self, path: Path) -> None:
        """The path's construction operators; a painting operator must follow."""
        out: list[str] = []
        x = y = 0.0
        for step in path.steps:
            verb, *v = step
            if verb == "M":
                out.append(f"{num(v[0])} {num(v[1])} m")
            elif verb == "L":
                out.append(f"{num(v[0])} {num(v[1])} l")
            elif verb == "C":
                out.append(f"{nums(v)} c")
            elif verb == "Q":
                cx, cy, ex, ey = v
                cubic = [
                    x + (cx - x) * 2 / 3,
                    y + (cy - y) * 2 / 3,
                    ex + (cx - ex) * 2 / 3,
                    ey + (cy - ey) * 2 / 3,
                    ex,
                    ey,
                ]
                out.append(f"{nums(cubic)} c")
            else:
                out.append("h")
            if v:
                x, y = v[-2:]
        self._parts.append("\n".join(out))

    def rect(self, rect: Rect) -> None:
        """A rectangle's construction operator."""
        self.put(f"{nums([rect.x, rect.y, rect.width, rect.height])} re")

    def data(self) -> bytes:
        return "\n".join(self._parts).encode("ascii")

    def resources(self) -> Dictionary:
        return Dictionary({"/" + kind: Dictionary(held) for kind, held in self._held.items()})


def form(pdf: pikepdf.Pdf, content: Content, box: Rect, group: Dictionary | None = None) -> pikepdf.Object:
    """A content stream as a form XObject that holds what lies inside `box`."""
    stream = pikepdf.Stream(pdf, content.data())
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    stream.BBox = [round(box.x, 3), round(box.y, 3), round(box.right, 3), round(box.bottom, 3)]
    stream.Resources = content.resources()
    if group is not None:
        stream.Group = group
    return pdf.make_indirect(stream)

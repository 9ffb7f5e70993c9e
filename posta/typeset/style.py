"""How a text is to look: everything typesetting needs beside the words and the box. Sizes in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class TextStyle:
    """The type settings of one text; the fields mean what the document's TextLayer says they mean."""

    family: str = "Inter"
    weight: int = 400
    italic: bool = False
    axes: tuple[tuple[str, float], ...] = ()
    features: tuple[tuple[str, int], ...] = ()
    size: float = 24.0
    fit: Literal["box", "none"] = "none"
    leading: float = 1.2
    tracking: float = 0.0
    align: Literal["left", "center", "right", "justify"] = "left"
    valign: Literal["top", "middle", "bottom"] = "top"
    case: Literal["none", "upper", "lower", "title"] = "none"
    writing: Literal["horizontal", "vertical"] = "horizontal"
    arc: float = 0.0
    breaks: tuple[int, ...] | None = None
    balance: bool = False
    language: str = ""

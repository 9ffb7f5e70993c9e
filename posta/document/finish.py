"""The print finish of a picture: treatments in order, as data. A finish's name and a palette in, treatments out.

The picture's file stays raw: a finish is laid on whenever it is drawn, at the resolution asked for, in millimetres of the
printed page, so that taking it off gives the picture back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from posta.color import Rgb, contrast, from_oklch, luminance, to_oklch
from posta.document.model import Value
from posta.document.paint import ColorName, Share

MOST_TREATMENTS = 6
LEAST_APART = 2.4  # contrast below which two inks print as one
DOTS_APART = 3.8  # contrast below which dots on a colour are dull
DEEP = 0.45  # of the accent in the darker of two inks
DEEPEST = 0.4  # its OKLCH lightness at most

Kind = Literal["grain", "paper", "halftone", "riso", "duotone", "misregistration", "vignette"]


class Treatment(Value):
    """One step of a print finish. What a field means depends on `kind`; fields a kind does not use are ignored."""

    kind: Kind
    """grain: film grain; paper: the tint and tooth of uncoated stock; halftone: one ink in dots on a ground; riso: two inks
    in fine dots, slightly out of register; duotone: the tones between two or three inks; misregistration: the process
    colours slightly beside each other; vignette: darker corners."""
    strength: Share = 1
    """How much of it: 0 leaves the picture as it is."""
    inks: Annotated[tuple[ColorName, ...], Field(max_length=3)] = ()
    """Palette names or #rrggbb. halftone: dots, ground; riso: two inks, then the paper; duotone: from the shadows to the
    lights; paper: the stock; vignette: the corners. Left out: the palette's."""
    cell: Annotated[float, Field(ge=0.05, le=20)] | None = None
    """Size in millimetres of a dot's cell (halftone, riso) or of a grain; absent: by the page's size."""
    angle: float = Field(default=45, ge=-360, le=360)
    """Direction of the rows of dots in degrees (halftone, riso)."""
    shift: Annotated[float, Field(ge=0, le=5)] | None = None
    """How far the inks lie beside each other in millimetres (riso, misregistration); absent: by the page's size."""
    tones: tuple[Share, Share] | None = None
    """The picture's lightness that prints as solid shadow and as bare light (halftone, riso, duotone); absent: its own."""
    seed: int = Field(default=0, ge=0, lt=2**63)
    """The seed of its randomness."""


Finish = Annotated[tuple[Treatment, ...], Field(max_length=MOST_TREATMENTS)]


@dataclass(frozen=True, slots=True)
class NamedFinish:
    """A row of FINISHES: a finish by name, its inks as roles of any palette (see `roles_of`)."""

    label: str
    about: str
    """What it looks like, in a line."""
    treatments: tuple[Treatment, ...]
    graphic: bool = False
    """Whether it turns the picture into a drawing in inks: bold on a person's own photograph, tiring under small type."""


@dataclass(frozen=True, slots=True)
class KindOfTreatment:
    """A row of TREATMENTS: one kind of step, for people."""

    label: str
    about: str
    parameters: tuple[str, ...]
    """The fields of Treatment it uses, beside strength."""


TREATMENTS: dict[Kind, KindOfTreatment] = {
    "grain": KindOfTreatment("Film grain", "Fine grain, strongest in the middle tones.", ("cell", "seed")),
    "paper": KindOfTreatment(
        "Paper", "Uncoated stock: its tint, its tooth, ink that misses the pits.", ("inks", "seed")
    ),
    "halftone": KindOfTreatment("Halftone", "One ink in round dots on a ground.", ("inks", "cell", "angle", "tones")),
    "riso": KindOfTreatment(
        "Two-ink print", "Two inks in dots, overprinted.", ("inks", "cell", "angle", "shift", "tones", "seed")
    ),
    "duotone": KindOfTreatment("Duotone", "All tones between two or three inks.", ("inks", "tones")),
    "misregistration": KindOfTreatment(
        "Misregistration", "The process colours slightly beside each other.", ("shift", "seed")
    ),
    "vignette": KindOfTreatment("Vignette", "Darker towards the corners.", ("inks",)),
}

FINISHES: dict[str, NamedFinish] = {
    "none": NamedFinish("None", "The picture as it is.", ()),
    "film": NamedFinish(
        "Film", "Film grain and darker corners.",
        (Treatment(kind="vignette", strength=0.55, inks=("shadow",)), Treatment(kind="grain", strength=0.6)),
    ),
    "paper": NamedFinish(
        "Paper", "On uncoated stock, the colours slightly out of register.",
        (Treatment(kind="misregistration", strength=0.7), Treatment(kind="paper", strength=0.8, inks=("light",))),
    ),
    "grain": NamedFinish("Grain", "Fine grain and nothing else.", (Treatment(kind="grain", strength=0.35),)),
    "duotone": NamedFinish(
        "Duotone", "All tones between the palette's shadow and light, with fine grain.",
        (Treatment(kind="duotone", inks=("shadow", "light")), Treatment(kind="grain", strength=0.4)),
        graphic=True,
    ),
    "accent-duotone": NamedFinish(
        "Accent duotone", "From the shadow into the accent colour, highlights light.",
        (Treatment(kind="duotone", inks=("shadow", "accent", "light")), Treatment(kind="grain", strength=0.4)),
        graphic=True,
    ),
    "halftone": NamedFinish(
        "Halftone", "Coarse dots of one dark ink on the light stock.",
        (Treatment(kind="halftone", inks=("shadow", "light")),), graphic=True,
    ),
    "accent-halftone": NamedFinish(
        "Halftone on colour", "Coarse dots of one ink, in or on the accent colour.",
        (Treatment(kind="halftone", inks=("dots", "stock")),), graphic=True,
    ),
    "riso": NamedFinish(
        "Riso", "Two inks in fine dots on paper, slightly out of register.",
        (Treatment(kind="riso", inks=("bright", "deep", "light")), Treatment(kind="paper", strength=0.4, inks=("light",))),
        graphic=True,
    ),
}  # fmt: skip


def finish_named(name: str, palette: Mapping[str, Rgb], *, seed: int = 0, grained: bool = False) -> Finish:
    """The treatments of a row of FINISHES, its roles as names of `palette` (`paper` and `ink` at least).

    `grained`: the picture has grain of its own, so none is added. Raises KeyError for an unknown name.
    """
    roles = roles_of(palette)
    made = []
    for step in FINISHES[name].treatments:
        if grained and step.kind == "grain":
            continue
        made.append(step.changed(inks=tuple(roles[ink] for ink in step.inks), seed=seed))
    return tuple(made)


def roles_of(palette: Mapping[str, Rgb]) -> dict[str, str]:
    """Palette names (or #rrggbb) by role.

    shadow and light: the darker and the lighter of paper and ink; accent: light where the accent would drown in the shadow;
    dots and stock: the strongest pair of one ink and one colour of stock; bright and deep: two inks that overprint well.
    """
    shadow, light = sorted(("paper", "ink"), key=lambda name: float(luminance(np.array(palette[name]))))

    def apart(name: str, other: str) -> float:
        return float(contrast(np.array(palette[name]), np.array(palette[other]))) if name in palette else 0.0

    accent = "accent" if apart("accent", shadow) >= LEAST_APART else light
    on_color = apart("accent", shadow) >= DOTS_APART
    bright, other = ("accent2", "accent") if _other_hue(palette) else ("accent", "accent")
    if bright not in palette:
        bright, other = shadow, light
    mixed = to_oklch(palette[shadow].mixed(palette.get(other, palette[shadow]), DEEP))
    deep = from_oklch(min(mixed[0], DEEPEST), mixed[1], mixed[2]).hex
    return {
        "shadow": shadow, "light": light, "accent": accent, "bright": bright, "deep": deep,
        "dots": shadow if on_color or "accent" not in palette else "accent", "stock": "accent" if on_color else light,
    }  # fmt: skip


def _other_hue(palette: Mapping[str, Rgb]) -> bool:
    """Whether the second accent is a colour of its own."""
    if "accent" not in palette or "accent2" not in palette:
        return False
    first, second = (to_oklch(palette[name]) for name in ("accent", "accent2"))
    return second[1] > 0.06 and abs((first[2] - second[2] + 180) % 360 - 180) > 40

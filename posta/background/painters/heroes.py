"""Things a theme names, set into a scene: a sheet and a box in units in, the placed motif out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import skia

from posta.background.motifs import MOTIFS, Drawing, draw, tones
from posta.background.painters.inks import Ink, brush, distance, gradient, lighter, mix
from posta.background.painters.shapes import ellipse, under
from posta.background.painters.sheet import Share, Sheet
from posta.geometry import Rect

SCENERY = frozenset(
    (
        "moon", "crescent", "sun", "cloud", "star", "eightfold star", "planet", "comet", "lightning", "snowflake", "rainbow",
        "city skyline", "tree", "pine", "bare tree", "mountain", "wave", "cherry branch", "leaf", "flower", "house",
        "lantern", "fireworks",
    )
)  # fmt: skip
"""Motifs that are a scene's own furniture: a painter of such scenes draws them itself, in its own way."""

SCENES: Mapping[str, tuple[str, ...]] = {
    "mountains": ("stands", "flies"),
    "hills": ("stands", "flies"),
    "dunes": ("stands", "flies"),
    "waves": ("floats", "flies"),
    "beams": ("stands", "plays"),
    "orb": ("stands", "flies", "floats", "plays"),
    "city": ("stands", "plays"),
    "synthwave": ("stands", "plays"),
}
"""Painters of scenes that set a named thing into the scene, and the kinds of things they can carry."""

_STANDS = {"animal", "people", "travel", "building", "fair", "country", "sport", "space", "science", "work"}
_PLAYS = {"music", "stage", "home", "light", "play", "voice"}


def kind(name: str) -> str:
    """How a motif takes part in a scene: it stands, flies, floats, plays (on a stage) or, for the rest, lies in the hand."""
    motif, tags = MOTIFS[name], set(MOTIFS[name].tags)
    if name in SCENERY:
        return "scenery"
    if ("sea" in tags and name not in ("lighthouse", "anchor", "gulls")) or name in ("swan", "turtle"):
        return "floats"
    if name == "bird":  # it sits on a twig
        return "held"
    if "sky" in tags or name in ("hot-air balloon", "balloon", "dove", "gulls", "kite", "earth"):
        return "flies"
    if motif.anchor == "ground" and tags & _STANDS:
        return "stands"
    if name == "iron tower":
        return "stands"
    return "plays" if tags & _PLAYS else "held"


def carries(painter: str, name: str) -> bool:
    """Whether a painter of scenes sets this motif into its scene."""
    return kind(name) in SCENES.get(painter, ())


def subject(sheet: Sheet, painter: str) -> str:
    """The first thing the theme names, if this painter can set it into its scene; else ""."""
    first = next((name for name in named(sheet) if name not in SCENERY), "")
    return first if first and carries(painter, first) else ""


def named(sheet: Sheet, among: Sequence[str] = ()) -> list[str]:
    """The motifs the theme names, in order; only those `among` some if given."""
    wished = [str(name) for name in sheet.wishes.get("motifs", ()) if name in MOTIFS]
    return [name for name in wished if name in among] if among else wished


def is_being(name: str) -> bool:
    """Whether a motif is a figure or an animal."""
    return bool({"people", "animal"} & set(MOTIFS[name].tags)) and MOTIFS[name].anchor == "ground"


def stature(name: str) -> float:
    """How high a motif stands beside a figure of height 1."""
    return MOTIFS[name].stature


def dress(sheet: Sheet, name: str, behind: Sequence[Ink]) -> tuple[Ink, Ink]:
    """A motif's body colour and second colour: as the theme says, else as in nature, else what stands out best."""
    inks = sheet.inks
    said = sheet.wishes.get("dress", {}).get(name)
    natural = [_among(sheet, Ink.from_hex(tint)) for tint in MOTIFS[name].tint]
    body = Ink.from_hex(said) if said else natural[0] if natural else standing_out(sheet, behind)
    near = [ink for ink in behind if distance(body, ink) < 0.17]
    if near and (said or natural):  # the same colour, but lighter or darker than what is behind
        body = max((lighter(body, 0.2), lighter(body, -0.2)), key=lambda ink: min(distance(ink, b) for b in behind))
    rest = natural[1:] if natural and not said else []
    accent = rest[0] if rest else standing_out(sheet, (body, *behind[:1]))
    if rest and behind and distance(accent, behind[0]) < 0.14:
        accent = max((lighter(accent, 0.2), lighter(accent, -0.2)), key=lambda ink: distance(ink, behind[0]))
    if distance(accent, body) < 0.12:
        accent = max((inks.light, inks.accent, inks.second), key=lambda ink: distance(ink, body))
    return body, accent


SKINS = ("#f1cba6", "#e0a97e", "#c48a5e", "#96623f", "#6f4630")


def palette(sheet: Sheet, name: str, behind: Sequence[Ink]) -> Mapping[str, Ink]:
    """The colours a motif wears in a scene, by tone; faces and hands have a skin's colour."""
    return colored(sheet, *dress(sheet, name, behind), name)


def _among(sheet: Sheet, natural: Ink) -> Ink:
    """A colour of nature brought home to the sheet's inks: the nearest of them, or a little of it mixed in."""
    nearest = min(sheet.inks.listed(), key=lambda ink: distance(ink, natural))
    if sheet.wishes.get("inks") == "given" or distance(nearest, natural) < 0.08:
        return nearest
    return mix(natural, nearest, 0.16)


def companion(sheet: Sheet, name: str) -> str:
    """The next thing the theme means beside `name`; "" if there is none."""
    meant = [str(other) for other in sheet.wishes.get("meant", ()) if other in MOTIFS]
    return next((other for other in meant if other != name), "")


def hero(sheet: Sheet, name: str, box: Rect, *, flip: bool = False) -> Drawing:
    """A motif drawn for this sheet's seed, as large as `box` allows."""
    return draw(name, sheet.rng("motif " + name)).moved_into(box, flip=flip)


def colored(sheet: Sheet, body: Ink, accent: Ink, name: str = "") -> Mapping[str, Ink]:
    """Colours for a motif: its body, a second colour, and dark and light to draw it with; a skin for those of `name`."""
    colors: dict[str, Ink] = dict(tones(body, accent, sheet.inks.light, mix(sheet.inks.dark, body, 0.12)))
    if name and "face" in MOTIFS[name].tags and sheet.wishes.get("inks") != "given":
        skin = Ink.from_hex(str(sheet.rng("skin " + name).choice(SKINS)))
        colors["light"] = mix(skin, sheet.inks.light, 0.12)
    return colors


def stamp(canvas: skia.Canvas, placed: Drawing, palette: Mapping[str, Ink]) -> None:
    """Draw a placed motif in its colours."""
    for part in placed.parts:
        ink = palette.get(part.tone, palette["body"])
        canvas.drawPath(part.filled(), skia.Paint(AntiAlias=True, Color4f=skia.Color4f(ink[0], ink[1], ink[2], 1.0)))


def flat(canvas: skia.Canvas, placed: Drawing) -> None:
    """Draw a placed motif's silhouette as a stencil."""
    canvas.drawPath(placed.silhouette(), skia.Paint(AntiAlias=True))


def frame(sheet: Sheet, placed: Drawing) -> Share:
    """Where a placed motif stands, as shares (x, y, w, h) of the sheet."""
    box = placed.bounds()
    return share(sheet, box.x, box.y, box.right, box.bottom)


def share(sheet: Sheet, left: float, top: float, right: float, bottom: float) -> Share:
    """A box in units as shares (x, y, w, h) of the sheet, cut to the sheet."""
    x0, x1 = (float(np.clip(v / sheet.width, 0, 1)) for v in (left, right))
    y0, y1 = (float(np.clip(v / sheet.height, 0, 1)) for v in (top, bottom))
    return x0, y0, x1 - x0, y1 - y0


def size_of(sheet: Sheet, name: str, most: float = 1.0) -> tuple[float, float]:
    """(width, height) in units of the box a motif gets as the subject of a scene: long things wide, tall things high."""
    aspect = MOTIFS[name].aspect
    room = min(max(sheet.width, 1.0), 1.25), min(sheet.height, 1.5)
    high = min(0.42, room[1] * 0.36) * (1.12 if aspect < 0.8 else 1.0) * most
    return min(max(high * aspect, high * 0.4), room[0] * 0.62 * most), high


@dataclass(frozen=True)
class Spot:
    """Where in a scene a named thing may stand, in units."""

    foot: tuple[float, float]
    """Under its middle, on the ground or the water."""
    behind: tuple[Ink, ...]
    """What it is seen against."""
    toward: int = -1
    """The side of the light: -1 left, 1 right."""
    height: float = 0.0
    """How high it is; 0: as its kind asks for."""
    sky: float = 0.42
    """The share of the sheet's height where a flying thing is."""
    ink: Ink | None = None
    """The colour it has; None: the ink that stands out best."""


def enter(sheet: Sheet, name: str, spot: Spot) -> Share:
    """Set a named thing into a scene, coloured by the sheet's inks, on its own shadow; its box as shares."""
    wide, high = size_of(sheet, name)
    if spot.height:
        wide, high = wide * spot.height / high, spot.height
    x, y = spot.foot
    flying = kind(name) == "flies"
    x = float(np.clip(x, wide / 2 + 0.05, max(sheet.width - wide / 2 - 0.05, wide / 2 + 0.05)))
    base = sheet.height * spot.sky + high / 2 if flying else y
    placed = hero(sheet, name, Rect(x - wide / 2, base - high, wide, high), flip=spot.toward > 0)
    box = placed.bounds()
    if not flying and box.bottom < y:  # a thing that floats in its square is let down on the ground
        placed = hero(sheet, name, Rect(x - wide / 2, 2 * y - box.bottom - high, wide, high), flip=spot.toward > 0)
        box = placed.bounds()
    inks = sheet.inks
    body = spot.ink or (dress(sheet, name, spot.behind)[0] if MOTIFS[name].tint else standing_out(sheet, spot.behind))
    dark = mix(inks.dark, Ink(0, 0, 0), 0.25)
    if kind(name) in ("stands", "plays"):
        cast = ellipse(x - spot.toward * box.width * 0.1, y, box.width * 0.54, 0.014)
        fall = sheet.blur(sheet.stencil(lambda c: c.drawPath(cast, skia.Paint(AntiAlias=True))), 0.01)
        sheet.shade(dark, fall * np.float32(0.7), rows=(y - 0.1, y + 0.1))
    natural = MOTIFS[name].tint and not spot.ink
    accent = dress(sheet, name, spot.behind)[1] if natural else standing_out(sheet, (body, *spot.behind[:1]))
    sheet.draw(lambda c: stamp(c, placed, tones(body, accent, inks.light, mix(dark, body, 0.15))), subject=True)
    model(sheet, placed, body, spot.toward)
    return frame(sheet, placed)


def standing_out(sheet: Sheet, behind: Sequence[Ink]) -> Ink:
    """The first of accent, light, dark and second that is well away from every ink behind, or the farthest of them."""
    inks = sheet.inks
    choice = (inks.accent, inks.light, mix(inks.dark, Ink(0, 0, 0), 0.2), inks.second)
    far = [min(distance(ink, other) for other in behind) for ink in choice]
    return next((ink for ink, away in zip(choice, far, strict=True) if away > 0.3), choice[int(np.argmax(far))])


def model(sheet: Sheet, placed: Drawing, body: Ink, toward: int) -> None:
    """The side of a placed motif away from the light goes into shade."""
    outline = placed.silhouette()
    mask = sheet.stencil(lambda c: c.drawPath(outline, skia.Paint(AntiAlias=True)))
    away = np.clip(mask - sheet.warp(sheet.blur(mask, 0.02), -toward * 0.022, 0.03), 0, 1)
    sheet.shade(
        mix(body, sheet.inks.dark, 0.7),
        away * np.float32(0.5),
        lambda c: c.drawPath(outline, skia.Paint(AntiAlias=True)),
        grain=0.7,
    )


def bank(sheet: Sheet, y: float, ink: Ink, name: str) -> None:
    """Rising ground across the foot of the sheet, its crest about `y`, lit along its edge."""
    rng = sheet.rng("bank " + name)
    xs = np.linspace(-0.1, sheet.width + 0.1, 60)
    crest = y + 0.016 * np.sin(xs * rng.uniform(1.2, 2.2) + rng.uniform(0, 6)) + 0.006 * np.sin(xs * rng.uniform(5, 8))
    ground = gradient((0, y), (0, sheet.height), [(0.0, ink, 1), (1.0, mix(ink, sheet.inks.dark, 0.55), 1)])
    body = under(xs, crest, sheet.height + 0.1, curved=True)
    sheet.draw(lambda c: c.drawPath(body, ground), subject=True)


def rim(sheet: Sheet, placed: Drawing, light: Ink, toward: int, strength: float = 0.8) -> None:
    """A thin edge of light on the side of a placed motif that faces the lamp."""
    outline = placed.silhouette()
    mask = sheet.stencil(lambda c: c.drawPath(outline, skia.Paint(AntiAlias=True)))
    edge = np.clip(mask - sheet.warp(mask, toward * 0.007, -0.005), 0, 1)
    sheet.shade(light, edge * np.float32(strength), lambda c: c.drawPath(outline, brush(light)))

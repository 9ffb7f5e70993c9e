"""Fills -> PDF colours: a Solid or gradient in, operators, colour spaces and shadings out, in sRGB or in a press's inks."""

from __future__ import annotations

import itertools
from typing import Protocol

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Stream

from posta.color import Rgb
from posta.export.color import NEUTRAL_SPREAD, Press
from posta.export.conditions import srgb_profile
from posta.export.pdf.content import Content, nums
from posta.geometry import Affine, Rect
from posta.render.frame import GradientStop, LinearGradient, RadialGradient, Solid

Gradient = LinearGradient | RadialGradient
PRESS_STEPS = 12  # inks follow the screen's gradient through this many conversions between two stops


class Inks(Protocol):
    """How one kind of PDF says colours."""

    space: pikepdf.Object
    """The colour space of pictures, gradients and blending."""
    parts: int
    """Numbers per colour in `space`."""
    key: str
    """Equal for conversions that give equal pixels; caches go by it."""
    steps: int
    """Straight pieces a gradient is cut into between two stops."""

    def paint(
        self, content: Content, color: Solid, *, stroke: bool = False, large: bool = False, mixed: bool = False
    ) -> None:
        """Choose a colour for what follows: `large` areas and colours `mixed` with others want more than black ink."""
        ...

    def paint_registration(self, content: Content) -> None:
        """Choose, for lines, the colour that shows on every plate."""
        ...

    def values(self, color: Solid, *, mixed: bool = True) -> tuple[float, ...]:
        """A colour in `space`; with `mixed` also a neutral is made of all inks."""
        ...

    def pixels(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(H, W, 3) sRGB as (H, W, parts)."""
        ...


class ScreenInks:
    """sRGB by its profile: the same on every screen and office printer."""

    parts, steps, key = 3, 1, "srgb"

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        profile = pdf.make_indirect(Stream(pdf, srgb_profile(), N=3, Alternate=Name.DeviceRGB))
        self.space: pikepdf.Object = pdf.make_indirect(Array([Name.ICCBased, profile]))

    def paint(  # a screen has no inks to choose between
        self,
        content: Content,
        color: Solid,
        *,
        stroke: bool = False,
        large: bool = False,  # noqa: ARG002
        mixed: bool = False,  # noqa: ARG002
    ) -> None:
        name = content.name("ColorSpace", "srgb", self.space)
        content.put(f"{name} {'CS' if stroke else 'cs'} {nums(color.rgb, 4)} {'SC' if stroke else 'sc'}")

    def paint_registration(self, content: Content) -> None:
        self.paint(content, Solid(Rgb(0, 0, 0)), stroke=True)

    def values(self, color: Solid, *, mixed: bool = True) -> tuple[float, ...]:  # noqa: ARG002
        return tuple(color.rgb)

    def pixels(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return rgb


class PressInks:
    """Process ink as DeviceCMYK, which the output intent gives its meaning, and spot inks as separations."""

    parts, steps = 4, PRESS_STEPS

    def __init__(self, pdf: pikepdf.Pdf, press: Press) -> None:
        self.space: pikepdf.Object = Name.DeviceCMYK
        self.press = press
        self.key = press.condition.key
        self._pdf = pdf
        self._spots: dict[str, pikepdf.Object] = {}

    def paint(
        self, content: Content, color: Solid, *, stroke: bool = False, large: bool = False, mixed: bool = False
    ) -> None:
        if color.spot:
            name = content.name("ColorSpace", f"spot {color.spot}", self.separation(color))
            content.put(f"{name} {'CS' if stroke else 'cs'} {nums([color.tint], 4)} {'SCN' if stroke else 'scn'}")
        else:
            inks = self.press.inks(color, large=large, mixed=mixed)
            content.put(f"{nums(inks, 4)} {'K' if stroke else 'k'}")

    def paint_registration(self, content: Content) -> None:
        ramp = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
        space = Array([Name.Separation, Name.All, Name.DeviceCMYK, ramp])
        content.put(f"{content.name('ColorSpace', 'registration', space)} CS 1 SCN")

    def separation(self, color: Solid) -> pikepdf.Object:
        """A spot ink's colour space, its process alternate at full strength inside."""
        if color.spot not in self._spots:
            full = Solid(color.rgb, color.cmyk)
            ramp = Dictionary(
                FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[round(v, 4) for v in self.press.inks(full)], N=1
            )
            space = Array([Name.Separation, Name("/" + color.spot), Name.DeviceCMYK, ramp])
            self._spots[color.spot] = self._pdf.make_indirect(space)
        return self._spots[color.spot]

    def values(self, color: Solid, *, mixed: bool = True) -> tuple[float, ...]:
        return self.press.inks(color, mixed=mixed)

    def pixels(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return self.press.image(rgb)


def is_overprinted_black(inks: Inks, color: Solid) -> bool:
    """Whether type in this colour is black ink alone at full strength, which printers want laid over what is below."""
    return isinstance(inks, PressInks) and not color.spot and inks.press.inks(color) == (0.0, 0.0, 0.0, 1.0)


def shading(gradient: Gradient, inks: Inks) -> Dictionary:
    """A gradient's colours as an axial or radial shading in the gradient's own coordinates."""
    stops = _cut(gradient.stops, inks.steps)
    # Where one stop needs all inks every stop does: a grey end in black ink alone would show as a step.
    grey = all(max(s.color.rgb) - min(s.color.rgb) <= NEUTRAL_SPREAD and s.opacity == 1 for s in gradient.stops)
    values = [(at, inks.values(color, mixed=not grey)) for at, color, _ in stops]
    return _shading(gradient, inks.space, _function(values))


def opacity_shading(gradient: Gradient) -> Dictionary:
    """A gradient's opacity as a grey shading: white is opaque."""
    return _shading(gradient, Name.DeviceGray, _function([(at, (o,)) for at, _, o in _cut(gradient.stops, 1)]))


def is_clear_anywhere(gradient: Gradient) -> bool:
    return any(stop.opacity < 1 for stop in gradient.stops)


def pattern(gradient: Gradient, inks: Inks, base: Affine) -> Dictionary:
    """A gradient as a pattern to fill with; `base` takes its coordinates to the content stream's own."""
    return Dictionary(
        Type=Name.Pattern, PatternType=2, Shading=shading(gradient, inks), Matrix=[round(v, 6) for v in base]
    )


def opacity_mask(pdf: pikepdf.Pdf, gradient: Gradient, box: Rect) -> pikepdf.Object:
    """A graphics state whose soft mask is the gradient's opacity inside `box`."""
    from posta.export.pdf.content import form

    content = Content()
    content.rect(box)
    content.put("W n")
    content.put(f"{content.name('Shading', 'opacity', opacity_shading(gradient))} sh")
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray, I=True, K=False)
    mask = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=form(pdf, content, box, group))
    return pdf.make_indirect(Dictionary(Type=Name.ExtGState, SMask=mask))


def _shading(gradient: Gradient, space: pikepdf.Object, function: Dictionary) -> Dictionary:
    if isinstance(gradient, LinearGradient):
        kind, coords = 2, [*gradient.start, *gradient.end]
    else:
        kind, coords = 3, [*gradient.center, 0, *gradient.center, gradient.radius]
    return Dictionary(
        ShadingType=kind, ColorSpace=space, Coords=[round(v, 4) for v in coords], Function=function,
        Extend=[True, True], AntiAlias=False,
    )  # fmt: skip


def _cut(stops: tuple[GradientStop, ...], steps: int) -> list[tuple[float, Solid, float]]:
    """Stops in rising order from 0 to 1, (at, colour, opacity), each piece cut in `steps` where inks follow the screen."""
    rising: list[tuple[float, Solid, float]] = []
    for stop in stops:
        at = min(1.0, max(0.0, stop.at, rising[-1][0] if rising else 0.0))
        rising.append((at, stop.color, stop.opacity))
    if rising[0][0] > 0:
        rising.insert(0, (0.0, *rising[0][1:]))
    if rising[-1][0] < 1:
        rising.append((1.0, *rising[-1][1:]))
    out = [rising[0]]
    for (a, first, o1), (b, second, o2) in itertools.pairwise(rising):
        named = first.cmyk is not None and second.cmyk is not None
        pieces = 1 if named or b - a < 1e-6 else steps
        for i in range(1, pieces):
            share = i / pieces
            mixed = Solid(type(first.rgb)(*(p + (q - p) * share for p, q in zip(first.rgb, second.rgb, strict=True))))
            out.append((a + (b - a) * share, mixed, o1 + (o2 - o1) * share))
        out.append((b, second, o2))
    return out


def _function(values: list[tuple[float, tuple[float, ...]]]) -> Dictionary:
    """Straight pieces between values, joined where there are several."""
    pieces: list[Dictionary] = []
    bounds: list[float] = []
    for (a, low), (b, high) in itertools.pairwise(values):
        if b - a < 1e-6:
            continue  # a hard step: the next piece begins with the other colour
        ends = {"C0": [round(v, 4) for v in low], "C1": [round(v, 4) for v in high]}
        pieces.append(Dictionary(FunctionType=2, Domain=[0, 1], N=1, **ends))
        bounds.append(round(b, 6))
    if len(pieces) == 1:
        return pieces[0]
    return Dictionary(
        FunctionType=3, Domain=[0, 1], Functions=Array(pieces), Bounds=bounds[:-1], Encode=[0, 1] * len(pieces)
    )

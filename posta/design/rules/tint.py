"""A draft in, the draft in colour out: every text in a palette colour that reads on the pixels beneath, veils where none does.

A veil is a gradient in the picture's own hue, like dusk or haze; it is as weak as the words allow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb, luminance, rgb_to_oklab
from posta.design.rules.draft import Array, Cutout, Draft, Mark, Part, Shape, Words, grid_in
from posta.design.rules.ground import Ground
from posta.design.rules.palette import TEXT, fog
from posta.document.paint import Gradient, Stop
from posta.geometry import Rect
from posta.render.place import QUIET_MODULES, code_modules

DISPLAY_CONTRAST = 3.0
TEXT_CONTRAST = 4.5
SPARE = 1.12  # aimed at above what is needed: the print and the eye see other pixels than the sampled ones
EASE = 1.5  # times what is aimed at: up to here more contrast is worth changing from ink to paper
PLATE_AIR = 0.13  # of the shorter side, left free around a logo on its plate
WINDOW_SPARE = 1.35  # letters show other parts of the picture than their boxes
WEAKEST = 5.0  # percentile
LEAST_APART = 0.15  # OKLab distance between letters and the subject before them
WELL_APART = 0.22
NEAREST = 20.0  # percentile of those distances
STRENGTHS = (0.4, 0.58, 0.72, 0.84, 0.92, 0.97)
FINE = 0.055  # of the page's short side
RESTLESS_TONES = 0.10  # standard deviation of the lightness under small type
RESTLESS_EDGES = 0.08
LOGO_CONTRAST = 3.0
RULE_CONTRAST = 2.4
SOLID = 0.95  # opacity from which on a panel hides what lies beneath
STEPS = 7  # stops of a veil's slope: enough for a smooth ease


@dataclass(frozen=True)
class Tinted:
    """A coloured draft."""

    draft: Draft
    swatches: dict[str, str]
    """Palette colours by name, the veils' included."""
    veil: float
    """The strongest veil, 0 none."""


def pixels_at(ground: Ground, places: Array) -> Array:
    """The picture's colours (n, 3) at (n, 2) places in points."""
    rows, columns = ground.pixels.shape[:2]
    x = ((places[:, 0] - ground.bleed.x) / ground.bleed.width * columns).astype(np.int32)
    y = ((places[:, 1] - ground.bleed.y) / ground.bleed.height * rows).astype(np.int32)
    return ground.pixels[np.clip(y, 0, rows - 1), np.clip(x, 0, columns - 1)]


def ground_under(draft: Draft, text: Words) -> Ground:
    """The picture as this text meets it: small type lies between a screen's dots, large type over their mean tone."""
    ground = draft.desk.ground
    return ground if text.display or text.window else ground.close


def beneath(ground: Ground, shapes: list[Shape], swatches: dict[str, str], places: Array) -> Array:
    """Colours (n, 3) that lie under (n, 2) places: the picture with these shapes over it, back to front."""
    colors = pixels_at(ground, places)
    for shape in shapes:
        if shape.fill is None or (shape.role == "ornament" and shape.shape == "path" and not shape.parts):
            continue
        inside = shape.over(places)
        if not inside.any():
            continue
        rgb, alpha = _paint(shape, swatches, places)
        alpha = (alpha * inside * shape.opacity)[:, None]
        colors = colors * (1 - alpha) + rgb * alpha
    return colors


def _paint(shape: Shape, swatches: dict[str, str], places: Array) -> tuple[Array, Array]:
    if isinstance(shape.fill, str):
        color = np.array(Rgb.from_hex(swatches.get(shape.fill, shape.fill)), np.float32)
        return np.broadcast_to(color, (len(places), 3)), np.ones(len(places), np.float32)
    gradient = shape.fill
    assert gradient is not None
    cx, cy = shape.box.center
    if gradient.gradient == "radial":
        gx, gy = shape.box.x + gradient.center[0] * shape.box.width, shape.box.y + gradient.center[1] * shape.box.height
        radius = max(np.hypot(x - gx, y - gy) for x, y in shape.box.corners())
        along = np.hypot(places[:, 0] - gx, places[:, 1] - gy) / radius
    else:
        dx, dy = np.cos(np.radians(gradient.angle)), np.sin(np.radians(gradient.angle))
        reach = (abs(shape.box.width * dx) + abs(shape.box.height * dy)) / 2
        along = ((places[:, 0] - cx) * dx + (places[:, 1] - cy) * dy) / (2 * reach) + 0.5
    at = [s.at for s in gradient.stops]
    rgbs = np.array([Rgb.from_hex(swatches.get(s.color, s.color)) for s in gradient.stops], np.float32)  # type: ignore[arg-type]
    rgb = np.stack([np.interp(along, at, rgbs[:, i]) for i in range(3)], axis=-1).astype(np.float32)
    alpha = np.interp(along, at, [s.opacity for s in gradient.stops]).astype(np.float32)
    return rgb, alpha


def weakest_contrast(color: Rgb, light: NDArray[np.floating]) -> float:
    """Contrast of a colour with grounds of these luminances, at the weakest 5 %."""
    if len(light) == 0:
        return 21.0  # nothing is drawn: no glyph to be read
    own = float(luminance(np.array(color)))
    ratios = (np.maximum(light, own) + 0.05) / (np.minimum(light, own) + 0.05)
    k = int(len(ratios) * WEAKEST / 100)
    return float(np.partition(ratios, k)[k])


def fine(ground: Ground, text: Words) -> bool:
    """Whether letters are so small on their page that a picture's own forms compete with them."""
    return text.block.size < FINE * min(ground.bleed.width, ground.bleed.height)


def restless(ground: Ground, text: Words, light: Array) -> bool:
    """Whether small type lies on a ground that moves under it: tones far apart with edges between them."""
    if not fine(ground, text) or text.window or len(light) == 0:
        return False
    return float(np.sqrt(light).std()) > RESTLESS_TONES and ground.busyness(text.bounds) > RESTLESS_EDGES


def needed(text: Words) -> float:
    return DISPLAY_CONTRAST if text.display else TEXT_CONTRAST


def tint(draft: Draft) -> Tinted:
    """Colour every text; quiet the picture under a zone where no colour reads."""
    swatches = draft.desk.palette.swatches()
    veils: list[Shape] = []
    chosen: dict[int, Words] = {}
    strongest = 0.0
    zones: dict[tuple[str, int], list[Words]] = {}
    for text in draft.texts:
        zones.setdefault((text.zone or f"#{id(text)}", _panel_under(draft, text)), []).append(text)
    for (zone, panel), texts in zones.items():
        below = {id(t): _below(draft, t) for t in texts}
        best = _colored(draft, texts, below, veils, swatches)
        strength = 0.0
        # A veil quiets the picture; it lies beneath panels and would do nothing for words on one.
        mode = draft.quiets.get(zone, "") if panel < 0 else ""
        if mode and not all(ok for _, ok in best):
            best, veil, strength = _veiled(draft, texts, below, veils, swatches, mode)
            veils.append(veil)
        strongest = max(strongest, strength)
        chosen.update({id(old): new for old, (new, _) in zip(texts, best, strict=True)})
    if len(veils) > 1 or (veils and len(zones) > 1):
        # A veil made for one zone may reach under another's words: look again with all of them there.
        for text in draft.texts:
            light = luminance(
                beneath(ground_under(draft, text), [*veils, *_below(draft, text)], swatches, text.samples)
            )
            new = chosen[id(text)]
            value = new.contrast if text.window else weakest_contrast(Rgb.from_hex(swatches[new.color]), light)
            if value < needed(text):
                found = [
                    _choose(draft, text, light, base, swatches, _below(draft, text))[0] for base in ("ink", "paper")
                ]
                chosen[id(text)] = max(found, key=lambda t: t.contrast)
            else:
                chosen[id(text)] = replace(new, contrast=value, light=light)
    parts = [chosen.get(id(p), p) if isinstance(p, Words) else p for p in draft.parts]
    # A veil under the facts is haze before the subject too, else the cut-out would shine through it.
    at = next((i + 1 for i, p in enumerate(parts) if isinstance(p, Cutout)), 0)
    parts = [*parts[:at], *veils, *parts[at:]]
    parts = [_hung(draft, p, parts, swatches) if isinstance(p, Mark) else p for p in parts]
    parts = _plated(draft, _ruled(draft, parts, swatches), swatches)
    used = {p.color for p in parts if isinstance(p, Words)}
    swatches = {name: tone for name, tone in swatches.items() if not name.endswith(TEXT) or name in used}
    finished = Draft(draft.desk, parts, draft.quiets, draft.notes)
    return Tinted(finished, swatches, strongest)


def veiled_over(tinted: Tinted, text: Words) -> float:
    """The opacity of the veils over a text, where it is most."""
    most = 0.0
    for part in tinted.draft.parts[tinted.draft.parts.index(text) :]:
        if isinstance(part, Shape) and part.role == "veil" and len(text.samples):
            alpha = _paint(part, tinted.swatches, text.samples)[1] * part.over(text.samples) * part.opacity
            most = max(most, float(alpha.max()))
    return most


def _hung(draft: Draft, mark: Mark, parts: list[Part], swatches: dict[str, str]) -> Mark:
    """A QR code on a ground of its own colour, moved so that its modules, not its blank border, end at the margin."""
    desk = draft.desk
    if mark.kind != "code":
        return mark
    ground = max(desk.palette.paper, desk.palette.ink, key=lambda c: float(luminance(np.array(c))))
    shapes = [p for p in parts if isinstance(p, Shape)]
    around = grid_in(mark.box, mark.box.center, 0.0, 60)
    if np.abs(beneath(desk.ground, shapes, swatches, around) - np.array(ground, np.float32)).max() > 0.02:
        return mark
    border = mark.box.width * QUIET_MODULES / (len(code_modules(desk.link_code)) + 2 * QUIET_MODULES)
    near = 0.35 * desk.margin
    dx = dy = 0.0
    if abs(desk.width - desk.margin - mark.box.right) < near:
        dx = border
    elif abs(mark.box.x - desk.margin) < near:
        dx = -border
    if abs(desk.height - desk.margin - mark.box.bottom) < near:
        dy = border
    moved = mark.box.moved(dx, dy)
    safe = desk.page.safe_box.scaled(desk.page.points_per_unit)
    return replace(mark, box=moved) if safe.contains(moved) else mark


def _ruled(draft: Draft, parts: list[Part], swatches: dict[str, str]) -> list[Part]:
    """Lines in the plain colour that shows on what lies beneath them, as the words beside them are."""
    found: list[Part] = []
    for part in parts:
        below = [p for p in found if isinstance(p, Shape)]
        if isinstance(part, Shape) and part.role in ("rule", "frame", "ornament"):
            if part.fill in ("ink", "paper"):
                seen = luminance(
                    beneath(draft.desk.ground, below, swatches, grid_in(part.box, part.box.center, part.angle, 90))
                )
                part = replace(part, fill=_showing(str(part.fill), seen, swatches))
            elif part.stroke and part.stroke[0] in ("ink", "paper"):
                seen = luminance(beneath(draft.desk.ground, below, swatches, _edge(part)))
                part = replace(part, stroke=(_showing(part.stroke[0], seen, swatches), part.stroke[1]))
        found.append(part)
    return found


def _showing(color: str, light: Array, swatches: dict[str, str]) -> str:
    """`color`, or the other plain colour where that shows better."""
    shown = {n: weakest_contrast(Rgb.from_hex(swatches[n]), light) for n in ("ink", "paper")}
    return color if shown[color] >= RULE_CONTRAST else max(shown, key=lambda n: shown[n])


def _edge(shape: Shape) -> Array:
    """Places along the outline of a shape's box."""
    along = np.linspace(0.01, 0.99, 30, dtype=np.float32)
    box = shape.box
    xs, ys = box.x + along * box.width, box.y + along * box.height
    sides = [
        np.stack([xs, np.full_like(xs, box.y)], -1), np.stack([xs, np.full_like(xs, box.bottom)], -1),
        np.stack([np.full_like(ys, box.x), ys], -1), np.stack([np.full_like(ys, box.right), ys], -1),
    ]  # fmt: skip
    return np.concatenate(sides)


def _plated(draft: Draft, parts: list[Part], swatches: dict[str, str]) -> list[Part]:
    """A logo that would not stand out gets a plate of paper or ink under it, and air around it."""
    desk = draft.desk
    found: list[Part] = []
    for part in parts:
        if isinstance(part, Mark) and part.kind == "logo":
            below = [p for p in parts if isinstance(p, Shape)]
            light = luminance(beneath(desk.ground, below, swatches, grid_in(part.box, part.box.center, 0.0, 200)))
            if _tone_contrast(desk.logo_tone, light) < LOGO_CONTRAST:
                shown = {
                    n: _tone_contrast(desk.logo_tone, luminance(np.array([Rgb.from_hex(swatches[n])])))
                    for n in ("paper", "ink")
                }
                found.append(Shape(part.box, max(shown, key=lambda n: shown[n]), "panel"))
                share = 1 - 2 * PLATE_AIR * min(part.box.width, part.box.height) / max(part.box.width, part.box.height)
                share = min(share, 1 - 2 * PLATE_AIR)
                wide, high = part.box.width * share, part.box.height * share
                x, y = part.box.center
                part = replace(part, box=Rect(x - wide / 2, y - high / 2, wide, high))
        found.append(part)
    return found


def _tone_contrast(tone: float, light: NDArray[np.floating]) -> float:
    """Contrast of a luminance with grounds of these luminances, at the weakest 5 %."""
    ratios = (np.maximum(light, tone) + 0.05) / (np.minimum(light, tone) + 0.05)
    return float(np.percentile(ratios, WEAKEST))


def _panel_under(draft: Draft, text: Words) -> int:
    """The topmost solid panel that all of a text stands on, as its place among the parts; -1 for none."""
    for i, part in reversed(list(enumerate(draft.parts[: draft.parts.index(text)]))):
        if (
            not isinstance(part, Shape)
            or part.role != "panel"
            or not isinstance(part.fill, str)
            or part.opacity < SOLID
        ):
            continue
        if part.bounds.contains(text.bounds) and len(text.samples) and part.over(text.samples).all():
            return i
    return -1


def _below(draft: Draft, text: Words) -> list[Shape]:
    return [p for p in draft.parts[: draft.parts.index(text)] if isinstance(p, Shape)]


def _colored(
    draft: Draft, texts: list[Words], below: dict[int, list[Shape]], veils: list[Shape], swatches: dict[str, str]
) -> list[tuple[Words, bool]]:
    """Each text in its colour and whether it reads; texts that want plain colours share ink or paper."""
    lights = []
    for text in texts:
        shapes = [*veils, *below[id(text)]]
        lights.append(luminance(beneath(ground_under(draft, text), shapes, swatches, text.samples)))
    outcomes = []
    for base in ("ink", "paper"):
        outcome = []
        for text, light in zip(texts, lights, strict=True):
            outcome.append(_choose(draft, text, light, base, swatches, below[id(text)]))
        outcomes.append(outcome)

    def merit(outcome: list[tuple[Words, bool]]) -> float:
        return min(min(EASE, t.contrast / (needed(t) * SPARE), t.apart / WELL_APART) for t, _ in outcome)

    return outcomes[0] if merit(outcomes[0]) >= merit(outcomes[1]) else outcomes[1]


def _choose(
    draft: Draft,
    text: Words,
    light: Array,
    base: str,
    swatches: dict[str, str],
    shapes: list[Shape],
) -> tuple[Words, bool]:
    wanted = needed(text) * SPARE
    if text.window:
        if len(text.samples) == 0:
            return replace(text, contrast=21.0, color="background"), True
        under = beneath(draft.desk.ground, shapes, swatches, text.samples)
        inside = luminance(pixels_at(draft.desk.ground, text.samples))
        over = luminance(under)
        ratios = (np.maximum(inside, over) + 0.05) / (np.minimum(inside, over) + 0.05)
        k = int(len(ratios) * WEAKEST / 100)
        value = float(np.partition(ratios, k)[k])
        return replace(text, contrast=value, color="background", light=light), value >= DISPLAY_CONTRAST * WINDOW_SPARE
    best: tuple[float, float, float, str] = (-1.0, 0.0, 1.0, base)
    options: list[str] = []
    for name in text.wants:
        options += [base] if name in ("ink", "paper") else [name, name + TEXT]
    still = not restless(ground_under(draft, text), text, light)
    for name in dict.fromkeys([*options, base]):
        if name not in swatches:
            continue
        value = weakest_contrast(Rgb.from_hex(swatches[name]), light)
        away = apart(text, Rgb.from_hex(swatches[name]))
        if value >= wanted and away >= WELL_APART:
            return replace(text, color=name, contrast=value, apart=away, light=light), still
        best = max(best, (min(value / wanted, away / WELL_APART), value, away, name))
    return replace(text, color=best[3], contrast=best[1], apart=best[2], light=light), False


def apart(text: Words, color: Rgb) -> float:
    """How far a colour is from the subject's where that covers the text, at the nearest fifth, in OKLab; 1 where it does not."""
    if text.behind is None or len(text.hidden_samples) == 0:
        return 1.0
    labs = rgb_to_oklab(pixels_at(text.behind, text.hidden_samples))
    away = np.linalg.norm(labs - rgb_to_oklab(np.array(color, np.float32)), axis=-1)
    return float(np.percentile(away, NEAREST))


def _veiled(
    draft: Draft,
    texts: list[Words],
    below: dict[int, list[Shape]],
    veils: list[Shape],
    swatches: dict[str, str],
    mode: str,
) -> tuple[list[tuple[Words, bool]], Shape, float]:
    """The weakest veil under which all texts of a zone read, its polarity that of the picture there."""
    area = texts[0].bounds
    for text in texts[1:]:
        area = area.union(text.bounds)
    local = draft.desk.ground.mean(area)
    dark_first = float(luminance(np.asarray(local, float))) < 0.30
    result = None
    for strength in STRENGTHS:
        for dark in (dark_first, not dark_first):
            if dark != dark_first and strength < 0.84:
                continue  # against the picture's own light only when nothing gentler works
            name = f"veil{len(veils) + 1}" if veils else "veil"
            trial = {**swatches, name: fog(local, dark).hex}
            veil = veil_over(draft, area, mode, name, strength)
            found = _colored(draft, texts, below, [*veils, veil], trial)
            if result is None or all(ok for _, ok in found) or (strength == STRENGTHS[-1] and dark == dark_first):
                result = (found, veil, strength, trial)
            if all(ok for _, ok in found):
                swatches.update(trial)
                return found, veil, strength
    assert result is not None
    swatches.update(result[3])
    return result[0], result[1], result[2]


def veil_over(draft: Draft, area: Rect, mode: str, color: str, strength: float) -> Shape:
    """A veil of one colour over `area` that fades out smoothly towards the rest of the page."""
    desk = draft.desk
    page = desk.bleed_box
    pad = 0.02 * desk.short
    if desk.words.rtl:
        mode = {"left": "right", "right": "left"}.get(mode, mode)
    if mode == "page":
        return Shape(page, color, "veil", opacity=strength)
    if mode in ("top", "bottom", "middle"):
        fade = float(np.clip(0.75 * area.height, 0.16 * desk.height, 0.34 * desk.height))
        if mode == "bottom":
            top = max(page.y, area.y - pad - fade)
            box, angle, length = Rect(page.x, top, page.width, page.bottom - top), 90.0, page.bottom - top
            solid = (area.y - pad - top) / length
            return Shape(box, _ease(color, strength, solid, angle), "veil")
        if mode == "top":
            bottom = min(page.bottom, area.bottom + pad + fade)
            length = bottom - page.y
            solid = (bottom - area.bottom - pad) / length
            return Shape(Rect(page.x, page.y, page.width, length), _ease(color, strength, solid, 270.0), "veil")
        top, bottom = max(page.y, area.y - pad - fade), min(page.bottom, area.bottom + pad + fade)
        first = (area.y - pad - top) / (bottom - top)
        last = (area.bottom + pad - top) / (bottom - top)
        rising = [(first * i / STEPS, strength * _smooth(i / STEPS)) for i in range(STEPS + 1)]
        falling = [(last + (1 - last) * i / STEPS, strength * _smooth(1 - i / STEPS)) for i in range(STEPS + 1)]
        stops = tuple(Stop(at=min(1.0, max(0.0, a)), color=color, opacity=o) for a, o in [*rising, *falling][:16])
        return Shape(
            Rect(page.x, top, page.width, bottom - top), Gradient(gradient="linear", stops=stops, angle=90), "veil"
        )
    fade = float(np.clip(0.6 * area.width, 0.18 * desk.width, 0.4 * desk.width))
    if mode == "left":
        right = min(page.right, area.right + pad + fade)
        length = right - page.x
        solid = (right - area.right - pad) / length
        return Shape(Rect(page.x, page.y, length, page.height), _ease(color, strength, solid, 180.0), "veil")
    left = max(page.x, area.x - pad - fade)
    length = page.right - left
    return Shape(
        Rect(left, page.y, length, page.height), _ease(color, strength, (area.x - pad - left) / length, 0.0), "veil"
    )


def _smooth(t: float) -> float:
    return t * t * (3 - 2 * t)


def _ease(color: str, strength: float, solid: float, angle: float) -> Gradient:
    """From nothing to `strength` at the share `solid` of the way, smoothly."""
    solid = min(1.0, max(0.02, solid))
    stops = [Stop(at=solid * i / STEPS, color=color, opacity=strength * _smooth(i / STEPS)) for i in range(STEPS + 1)]
    if solid < 0.999:
        stops.append(Stop(at=1.0, color=color, opacity=min(1.0, strength * 1.02)))
    return Gradient(gradient="linear", stops=tuple(stops), angle=angle)

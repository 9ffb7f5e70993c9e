"""A coloured draft in, how well it reads out: named measures, each 0..1 with 1 best, and one total.

Faults (a text out of bounds, letters over letters, words that do not fit) are no measures: a draft with one is rejected.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from posta.color import Rgb, luminance, rgb_to_oklab
from posta.design.rules.draft import Draft, Mark, Shape, Words, grid_in, shared_area
from posta.design.rules.ground import Ground
from posta.design.rules.tint import LEAST_APART, WINDOW_SPARE, Tinted, beneath, fine, needed, pixels_at, veiled_over
from posta.geometry import Rect

# What each measure counts. Geometry alone makes dull posters, so what the reader sees first weighs most.
WEIGHTS = {
    "contrast": 3.0,
    "hierarchy": 2.2,
    "presence": 2.0,
    "focus": 3.2,
    "calm": 3.0,
    "quiet": 1.3,
    "alignment": 1.0,
    "edges": 0.8,
    "rhythm": 0.8,
    "balance": 0.8,
    "open_picture": 1.8,
    "cut": 0.8,
    "subject": 2.6,
}


MOST_HIDDEN = 0.16  # of the subject: more takes its head or its feet
WHOLLY = 0.85  # of the subject under a sheet: it is seen through the letters alone
MOST_UNSEEN = 0.4  # of such a subject, beside the letters
MOST_HIDDEN_MASKED = 0.06  # where its mask says what it is
MOST_SMALL = 0.15  # of a small text on the subject
MOST_LARGE = 0.4  # of the subject under the title
WELL_SHOWN = 0.04  # OKLab
MOST_VEILED = 0.2  # of a title that stands behind the subject, at its most veiled place
TOUCHED = 0.06  # of the subject may lie under the title for free
MERGING = 1.6  # contrast under which letters melt into their ground
LOST_COST = 12.0
WASHED_OUT = 0.16  # mean change of the page in OKLab from which on a veil has taken the picture away
VEIL_COST = 5.0  # a veil that changes the page by this part of full OKLab lightness, on the mean, ruins the picture


OF_COLOR = ("does not stand out", "merges with", "veil")  # in faults that other colours may not have


def faults(tinted: Tinted) -> list[str]:
    """What makes a draft unusable, in words; empty when it is sound."""
    draft = tinted.draft
    desk = draft.desk
    found = [f"{p} is not placed once" for p in sorted(draft.missing())]
    slack = 0.5
    safe = desk.page.safe_box.scaled(desk.page.points_per_unit)
    for text in draft.texts:
        bounds = text.bounds
        if not safe.contains(bounds, slack):
            found.append(f"{text.block.role} leaves the page")
        box = text.block
        if box.setting.overflows and box.style.fit == "none":
            found.append(f"{text.block.role} is wider than its box")
        if text.block.style.size < desk.floor * 0.995:
            found.append(f"{text.block.role} is too small")
        if text.contrast < needed(text) * (WINDOW_SPARE if text.window else 1.0):
            found.append(f"{text.block.role} does not stand out")
        if any(shared_area(text.turned(text.ink), _corners(r)) > 0 for r in desk.keep_clear):
            found.append(f"{text.block.role} lies on a locked layer")
        if text.behind is not None and text.apart < LEAST_APART:
            found.append(f"{text.block.role} merges with the picture's subject")
        if text.behind is not None and veiled_over(tinted, text) > MOST_VEILED:
            found.append(f"a veil lies over {text.block.role}")
    found += [f"{a} lies on {b}" for a, b in overlaps(draft)]
    for mark in draft.marks:
        if not safe.contains(mark.box, slack):
            found.append(f"{mark.kind} leaves the page")
    small, large = over_subject(draft)
    if desk.ground.subject is not None and small > MOST_SMALL:
        found.append("small text lies on the picture's subject")
    if desk.ground.subject is not None and large > MOST_LARGE:
        found.append(f"the title lies over {large:.0%} of the picture's subject")
    hidden = hero_hidden(draft)
    bearable = MOST_HIDDEN if desk.ground.subject is None else MOST_HIDDEN_MASKED
    if hidden > bearable:
        found.append(f"panels hide {hidden:.0%} of the picture's subject")
    if veiled(tinted) > WASHED_OUT:
        found.append("a veil washes the picture out")
    wanted = (["code"] if desk.link_code else []) + (["logo"] if desk.logo else [])
    kinds: list[str] = [m.kind for m in draft.marks]
    found += [f"{w} is missing" for w in wanted if kinds.count(w) != 1]
    return found


def hero_hidden(draft: Draft) -> float:
    """The share of the picture's subject that opaque panels hide, 0 where none is known.

    Of one that lies wholly under a sheet with letters cut out of it, only what is hidden beyond what may be.
    """
    ground = draft.desk.ground
    if ground.body is None:
        return 0.0
    places = grid_in(ground.body, ground.body.center, 0.0, 400)
    places = places[ground.on_body(places)]
    if not len(places):
        return 0.0
    hidden = _paneled(draft, places)
    rects = [r for text in draft.texts if text.window for r in text.line_rects]
    if not rects or hidden.mean() < WHOLLY:
        return float(hidden.mean())  # where the edge of the sheet runs through it no letters make it whole
    for rect in rects:
        hidden &= ~np.all(
            [places[:, 0] > rect.x, places[:, 0] < rect.right, places[:, 1] > rect.y, places[:, 1] < rect.bottom],
            axis=0,
        )
    return max(0.0, float(hidden.mean()) - MOST_UNSEEN)


def over_subject(draft: Draft) -> tuple[float, float]:
    """How much of the small text that lies worst lies on the picture's subject, and how much of the subject the title takes."""
    ground = draft.desk.ground
    small = large = 0.0
    for text in draft.texts:
        if ground.body is None or text.window or text.behind is not None:
            continue
        if not text.bounds.intersection(ground.body).area or not len(text.samples):
            continue
        share = float((ground.on_body(text.samples) & ~_paneled(draft, text.samples)).mean())
        if text is draft.title:
            large += share * sum(r.area for r in text.line_rects) / ground.body_area
        else:
            small = max(small, share)
    return small, large


def shown(ground: Ground, text: Words) -> float:
    """How much happens all along letters that show the picture: the usual distance from its usual colour, in OKLab."""
    if not len(text.samples):
        return 1.0
    lab = rgb_to_oklab(pixels_at(ground, text.samples))
    return float(np.median(np.linalg.norm(lab - np.median(lab, axis=0), axis=-1)))


def _paneled(draft: Draft, places: np.ndarray) -> np.ndarray:
    """Which (n, 2) places opaque panels hide."""
    covered = np.zeros(len(places), bool)
    for shape in draft.shapes:
        if shape.role == "panel" and isinstance(shape.fill, str) and shape.opacity > 0.5:
            covered |= shape.over(places) > 0
    return covered


def _corners(rect: Rect) -> np.ndarray:
    return np.array(rect.corners(), np.float32)


def overlaps(draft: Draft) -> list[tuple[str, str]]:
    """Pairs of texts (or text and code or logo) whose lines lie on each other."""
    found = []
    texts = draft.texts
    for i, a in enumerate(texts):
        for b in texts[i + 1 :]:
            if a.bounds.intersection(b.bounds).area and _lines_meet(a, b):
                found.append((a.block.role, b.block.role))
        for mark in draft.marks:
            box = _standing(draft, mark)
            if a.bounds.intersection(box).area and any(
                shared_area(a.turned(r), _corners(box)) > 0 for r in a.line_rects
            ):
                found.append((a.block.role, mark.kind))
    marks = draft.marks
    if len(marks) == 2 and marks[0].box.intersection(marks[1].box).area:
        found.append((marks[0].kind, marks[1].kind))
    return found


def _standing(draft: Draft, mark: Mark) -> Rect:
    """What a mark takes: its plate where it has one."""
    at = draft.parts.index(mark)
    below = draft.parts[at - 1] if at else None
    plated = isinstance(below, Shape) and below.role == "panel" and below.box.contains(mark.box)
    return below.box if plated and isinstance(below, Shape) and below.box.area < 4 * mark.box.area else mark.box


def _lines_meet(a: Words, b: Words) -> bool:
    for first in a.line_rects:
        for second in b.line_rects:
            if shared_area(a.turned(first), b.turned(second)) > 0.01 * min(first.area, second.area):
                return True
    return False


# --- measures


def contrast(tinted: Tinted) -> float:
    """The weakest text's contrast against what it needs; comfort above the need counts a little."""
    shares = [t.contrast / needed(t) for t in tinted.draft.texts]
    weakest = min(shares, default=1.0)
    return float(np.clip(weakest, 0, 1)) * (0.85 + 0.15 * float(np.clip((weakest - 1) / 0.8, 0, 1)))


def hierarchy(tinted: Tinted) -> float:
    """The title against the next size (2.2 times is full marks), and few sizes in all."""
    texts = tinted.draft.texts
    title = tinted.draft.title
    others = sorted({round(t.block.size, 1) for t in texts if t is not title}, reverse=True)
    if title is None or not others:
        return 1.0
    lead = float(np.clip((title.block.size / others[0] - 1.0) / 1.2, 0, 1))
    groups: list[float] = []
    for size in others:
        if not groups or size < groups[-1] / 1.12:
            groups.append(size)
    return 0.8 * lead + 0.2 * float(np.clip(1 - (len(groups) - 3) * 0.25, 0, 1))


def presence(tinted: Tinted) -> float:
    """The height of the title's capitals: from 7 % of the short side it holds the page; long titles get by with less."""
    title = tinted.draft.title
    if title is None:
        return 1.0
    desk = tinted.draft.desk
    cap = desk.setter.cap(title.block.style, desk.words.script) * title.block.size / desk.short
    letters = len(desk.words.title)
    wanted = float(np.interp(letters, [4, 10, 24, 60, 160], [0.16, 0.125, 0.095, 0.065, 0.03]))
    wanted *= tinted.draft.notes.get("modest", 1.0)
    return float(np.clip(cap / wanted, 0, 1)) ** 0.8 * (1.0 if cap <= 0.34 else max(0.4, 1 - (cap - 0.34) * 4))


def focus(tinted: Tinted) -> float:
    """The share of the picture's attention that neither text nor panel covers."""
    draft = tinted.draft
    ground = draft.desk.ground
    covered = 0.0
    for text in draft.texts:
        if not text.window and text.behind is None:
            covered += sum(
                ground.pull(Rect.around((float(x), float(y)) for x, y in text.turned(r))) for r in text.line_rects
            )
    for shape in draft.shapes:
        if shape.role == "panel" and isinstance(shape.fill, str) and not any(t.window for t in draft.texts):
            rects = shape.parts or (shape.bounds,)
            covered += 0.85 * sum(ground.pull(r) for r in rects) * shape.opacity
    weight = draft.notes.get("covers", 1.0)
    return float(np.clip(1 - 1.6 * weight * covered, 0, 1))


def calm(tinted: Tinted) -> float:
    """How even the ground under the letters is, small text weighing as much as large."""
    draft = tinted.draft
    desk = draft.desk
    values = []
    for text in draft.texts:
        if text.window or text.light is None or len(text.light) == 0:
            continue
        uneven = float(np.sqrt(text.light).std())
        # Fine texture tires the eye even where its tones are close; under a panel there is none.
        restless = desk.ground.busyness(text.bounds) * min(1.0, uneven / 0.04)
        if text.behind is not None:
            restless *= 0.5  # half of it is the subject itself, which covers the letters there
        small = fine(desk.ground, text)
        rough = max(uneven / 0.1, 1.2 * restless) if small else max(uneven / 0.2, 0.8 * restless)
        rough += LOST_COST * lost(text, tinted.swatches)
        values.append(float(np.clip(1 - rough, 0, 1)))
    return 0.55 * float(np.mean(values)) + 0.45 * min(values) if values else 1.0


def lost(text: Words, swatches: dict[str, str]) -> float:
    """The share of the ground under a text from which its colour cannot be told."""
    if text.light is None or len(text.light) == 0 or text.color not in swatches:
        return 0.0
    own = float(luminance(np.array(Rgb.from_hex(swatches[text.color]))))
    ratios = (np.maximum(text.light, own) + 0.05) / (np.minimum(text.light, own) + 0.05)
    return float((ratios < MERGING).mean())


def quiet(tinted: Tinted) -> float:
    """The share of the page without letters: 55 % and more is calm, under 35 % is full."""
    draft = tinted.draft
    desk = draft.desk
    filled = sum(r.area for t in draft.texts for r in t.line_rects) + sum(m.box.area for m in draft.marks)
    share = 1 - filled / (desk.width * desk.height)
    return float(np.clip((share - 0.3) / 0.25, 0, 1))


def alignment(tinted: Tinted) -> float:
    """How few edges the texts hang on: three or fewer distinct left edges, right edges or centres is full marks."""
    draft = tinted.draft
    upright = [t for t in draft.texts if t.angle == 0]
    if len(upright) < 2:
        return 1.0
    tolerance = 0.006 * draft.desk.short
    edges: dict[str, list[float]] = {"left": [], "center": [], "right": []}
    for text in upright:
        box = text.box
        align = text.block.style.align if text.block.style.align in edges else "left"
        edges[align].append({"left": box.x, "center": box.center[0], "right": box.right}[align])
    count = sum(_distinct(values, tolerance) for values in edges.values())
    mixed = sum(1 for values in edges.values() if values)
    return float(np.clip(1 - 0.3 * max(0, count - 3) - 0.15 * max(0, mixed - 2), 0, 1))


def _distinct(values: list[float], tolerance: float) -> int:
    count = 0
    last = -math.inf
    for value in sorted(values):
        if value - last > tolerance:
            count += 1
            last = value
    return count


def edges(tinted: Tinted) -> float:
    """Whether the outermost ink keeps equal margins: each side's distance against the margin."""
    draft = tinted.draft
    desk = draft.desk
    if not draft.texts:
        return 1.0
    around = draft.texts[0].bounds
    for text in draft.texts[1:]:
        around = around.union(text.bounds)
    for mark in draft.marks:
        around = around.union(mark.box)
    sides = (around.x, around.y, desk.width - around.right, desk.height - around.bottom)
    closest = [s / desk.margin for s in sides]
    near = [c for c in closest if c < 2.2]
    if not near:
        return 0.8
    usual = float(np.clip(np.median(near), 0.9, 1.6))  # an art direction may keep wider margins, if equal ones
    misses = [min(1.0, abs(c - usual) / 0.6) if c < 1.6 * usual else 0.3 for c in near]
    return 1 - float(np.mean(misses))


def rhythm(tinted: Tinted) -> float:
    """Gaps between texts one below the other: none tighter than a third of the smaller size, related ones equal."""
    draft = tinted.draft
    upright = sorted((t for t in draft.texts if t.angle == 0), key=lambda t: t.bounds.y)
    worst = 1.0
    for i, upper in enumerate(upright):
        for lower in upright[i + 1 :]:
            across = min(upper.bounds.right, lower.bounds.right) - max(upper.bounds.x, lower.bounds.x)
            if across <= 0 or lower.bounds.y < upper.bounds.bottom - 0.3 * upper.block.size:
                continue
            gap = lower.bounds.y - upper.bounds.bottom
            needed_gap = 0.33 * min(upper.block.size, lower.block.size)
            worst = min(worst, float(np.clip(gap / needed_gap, 0, 1)))
            break
    return worst


def balance(tinted: Tinted) -> float:
    """The centre of weight of letters and picture together: full marks within a sixth of the page's middle."""
    draft = tinted.draft
    desk = draft.desk
    mass, x, y = 0.0, 0.0, 0.0
    for text in draft.texts:
        weight = sum(r.area for r in text.line_rects) * (1.0 if text.block.role == "title" else 0.6)
        cx, cy = text.bounds.center
        mass, x, y = mass + weight, x + weight * cx, y + weight * cy
    picture = 0.12 * desk.width * desk.height
    fx, fy = desk.ground.focus
    mass, x, y = mass + picture, x + picture * fx, y + picture * fy
    off = math.hypot(x / mass / desk.width - 0.5, y / mass / desk.height - 0.5)
    return float(np.clip(1 - (off - 0.16) / 0.25, 0, 1))


def open_picture(tinted: Tinted) -> float:
    """How much of the picture is left as it was: veils take from it what they change, panels what they hide.

    Letters that show the picture must show something of it.
    """
    draft = tinted.draft
    desk = draft.desk
    page = Rect(0, 0, desk.width, desk.height)
    hidden = sum(
        part.intersection(page).area
        for shape in draft.shapes
        if shape.role == "panel" and shape.angle == 0
        for part in (shape.parts or (shape.box,))
    )
    share = hidden / page.area * draft.notes.get("covers", 1.0)
    seen = min((shown(desk.ground, t) / WELL_SHOWN for t in draft.texts if t.window), default=1.0)
    left = float(np.clip(1 - VEIL_COST * veiled(tinted), 0, 1)) * float(np.clip(1 - 1.5 * (share - 0.32), 0.2, 1))
    return left * float(np.clip(seen, 0.1, 1))


def veiled(tinted: Tinted) -> float:
    """How far veils change the picture: the mean distance over the page in OKLab."""
    desk = tinted.draft.desk
    veils = [s for s in tinted.draft.shapes if s.role == "veil"]
    if not veils:
        return 0.0
    page = Rect(0, 0, desk.width, desk.height)
    places = grid_in(page, page.center, 0.0, 600)
    before = rgb_to_oklab(pixels_at(desk.ground, places))
    after = rgb_to_oklab(beneath(desk.ground, veils, tinted.swatches, places))
    return float(np.linalg.norm(after - before, axis=-1).mean())


def cut(tinted: Tinted) -> float:
    """Whether panel edges run beside what the picture shows, not through it."""
    draft = tinted.draft
    desk = draft.desk
    page = Rect(0, 0, desk.width, desk.height)
    thin = 0.02 * desk.short
    worst = 0.0
    for shape in draft.shapes:
        if shape.role != "panel" or shape.angle or not isinstance(shape.fill, str):
            continue
        for part in shape.parts or (shape.box,):
            for strip in (
                Rect(part.x, part.y - thin, part.width, thin * 2), Rect(part.x, part.bottom - thin, part.width, thin * 2),
                Rect(part.x - thin, part.y, thin * 2, part.height), Rect(part.right - thin, part.y, thin * 2, part.height),
            ):  # fmt: skip
                seen = strip.intersection(page.inset(2.5 * thin))
                if seen.area > 0:
                    worst = max(worst, desk.ground.pull(seen) / (seen.area / page.area))
    return float(np.clip(1 - (worst * draft.notes.get("covers", 1.0) - 2.0) / 5, 0, 1))


def subject(tinted: Tinted) -> float:
    """How free the picture's subject stays of letters: a title may touch it, other text never."""
    small, large = over_subject(tinted.draft)
    return float(np.clip(1 - 0.8 * small - 2.4 * max(0.0, large - TOUCHED), 0, 1))


MEASURES: dict[str, Callable[[Tinted], float]] = {
    "contrast": contrast,
    "hierarchy": hierarchy,
    "presence": presence,
    "focus": focus,
    "calm": calm,
    "quiet": quiet,
    "alignment": alignment,
    "edges": edges,
    "rhythm": rhythm,
    "balance": balance,
    "open_picture": open_picture,
    "cut": cut,
    "subject": subject,
}


def measures(tinted: Tinted) -> dict[str, float]:
    """Every measure by name."""
    return {name: measure(tinted) for name, measure in MEASURES.items()}


def total(values: dict[str, float]) -> float:
    """One number 0..1: a weighted geometric mean, so that one bad measure cannot be bought off."""
    weight = sum(WEIGHTS[name] for name in values)
    return math.exp(sum(WEIGHTS[name] * math.log(max(0.04, v)) for name, v in values.items()) / weight)

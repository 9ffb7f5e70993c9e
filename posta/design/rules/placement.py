"""The search: a request's desk for every art direction, drafts for every discrete choice, the best different ones out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from posta.design.rules.archetypes import ARCHETYPES, Archetype, Pick
from posta.design.rules.desk import Desk
from posta.design.rules.finishes import Printer, sign
from posta.design.rules.pairings import Pairing, all_pairings, ranked
from posta.design.rules.score import OF_COLOR, faults, measures, total
from posta.design.rules.tint import Tinted, tint
from posta.design.rules.words import Words
from posta.document.design import Design
from posta.document.layers import ShapeLayer, TextLayer
from posta.document.page import Page

WORTHY = 0.85  # of the best merit: a weaker one is offered only when nothing better is left
UNSUITABLE = 0.6  # of the likeliest art direction's fitness: less suitable ones are left out where others do
GOOD = 0.75  # a merit under this, of the last design wanted, makes the search look further
MOST_DIRECTIONS = 9  # beside the wanted number, however weak the best is
AGAIN = 0.3  # fitness left to an art direction that was offered already
MOST_AS_ASKED = 2  # designs of the one art direction a person asked for by name; the rest show others
COLORS = ("ground", "color")  # choices of a pick that move nothing
STRIKING = 0.1  # what a title well set behind the picture's subject is worth beyond how it reads
JITTER = 0.05  # how far a seed may move the order of art directions


@dataclass(frozen=True)
class Candidate:
    """One finished attempt."""

    name: str
    pick: Pick
    archetype: Archetype
    pairing: Pairing
    tinted: Tinted
    merit: float
    """0..1: how well it reads and how well the art direction suits the words."""
    flaws: tuple[str, ...]
    parts: dict[str, float]

    @cached_property
    def look(self) -> Look:
        """What one sees of it first."""
        draft = self.tinted.draft
        title = draft.title
        face = (self.pairing.title.family, self.pairing.voice)
        printed = sign(draft.desk.finish)
        if title is None:
            return Look(self.name, *face, finish=printed)
        panels = [s for s in draft.shapes if s.role == "panel" and s.bounds.intersection(title.bounds).area]
        return Look(
            self.name, *face,
            ground=str(panels[-1].fill) if panels else "picture",
            third=int(3 * title.bounds.center[1] / draft.desk.height),
            aligned="turned" if title.angle else title.block.style.align,
            finish=printed,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What one sees of a design first: two designs that share it look like one designer's work."""

    archetype: str
    family: str = ""
    voice: str = ""
    ground: str = ""
    """What the title stands on: a panel's colour, or the picture."""
    third: int = 0
    """The third of the page's height the title stands in."""
    aligned: str = ""
    finish: frozenset[str] = frozenset()
    """How the picture is printed."""


def look_of(design: Design, page: Page) -> Look:
    """The look of a finished design, whoever made it."""
    title = next((x for x in design.layers if isinstance(x, TextLayer) and x.role == "title"), None)
    if title is None:
        return Look(design.archetype, finish=sign(design.finish or ()))
    voice = next((p.voice for p in all_pairings() if p.title.family == title.font.family), "")
    panels = [
        x
        for x in design.layers
        if isinstance(x, ShapeLayer) and x.role == "panel" and x.rect.intersection(title.rect).area
    ]
    return Look(
        design.archetype, title.font.family, voice,
        ground=str(panels[-1].fill) if panels else "picture",
        third=int(3 * title.rect.center[1] / page.height),
        aligned="turned" if title.angle else title.align,
        finish=sign(design.finish or ()),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the search is asked for."""

    style: str = ""
    count: int = 1
    beside: tuple[Look, ...] = ()
    """Looks that were offered already."""
    printer: Printer = field(default_factory=Printer)


def suitability(name: str, row: Archetype, words: Words, moods: dict[str, float], style: str, ratio: float) -> float:
    """How well an art direction suits these words and this page, 0..1; above 1 when the person asked for it."""
    asked = style.casefold()
    if asked and any(re.search(rf"\b{re.escape(w)}\b", asked) for w in (name, *row.words)):
        return 3.0
    fit = 1.0
    letters, facts = len(words.title), len(words.pieces) - 1
    for value, (low, high) in ((letters, row.letters), (facts, row.facts)):
        if value < low:
            fit *= max(0.25, value / max(low, 1))
        elif value > high:
            fit *= max(0.15, high / value) ** 1.3
    if words.longest_word > row.longest_word:
        fit *= (row.longest_word / words.longest_word) ** 2
    if not row.ratios[0] <= ratio <= row.ratios[1]:
        fit *= 0.4
    if not row.needs(words):
        fit *= 0.05
    strongest = max(moods.values(), default=1.0)
    mood = sum(moods.get(m, 0.0) for m in row.moods) / strongest if moods else 0.5
    return row.liking * fit * (0.5 + 0.5 * min(1.0, mood / 1.5))


def best(desk: Desk, moods: dict[str, float], wanted: Wanted, *, seed: int, effort: int) -> list[Candidate]:
    """Up to `wanted.count` candidates, best first: sound ones before flawed ones, and as different as the words allow.

    `effort`: how many art directions are tried beside the wanted ones. A style that is an art direction's name leads the
    answers and fills half of them.
    """
    rng = np.random.default_rng(seed)
    desk = replace(desk, lively=wanted.printer.lively)
    count, style, beside = wanted.count, wanted.style, wanted.beside
    if sum(look.archetype == style.strip().casefold() for look in beside) >= MOST_AS_ASKED:
        style = ""
    order = []
    for name, row in ARCHETYPES.items():
        if row.subject and desk.ground.subject is None:
            continue
        fit = suitability(name, row, desk.words, moods, style, desk.ratio)
        if any(look.archetype == name for look in beside):
            fit *= 1.0 if name == style.strip().casefold() else AGAIN
        order.append((fit + JITTER * float(rng.standard_normal()), name, row))
    order.sort(key=lambda o: -o[0])
    asked = style.strip().casefold()
    own: list[Candidate] = []
    if asked in ARCHETYPES:
        own = [c for c in _in_one_direction(asked, desk, moods, wanted, rng) if not c.flaws]
        if own and count == 1:
            return _different(own, 1, beside)
    pool: list[Candidate] = []
    used_families = [look.family for look in beside]
    likeliest = order[min(1, len(order) - 1)][0]
    for directions, (fit, name, row) in enumerate(order):
        desks = _desks(name, row, desk, wanted.printer)
        sound: dict[str, float] = {}
        for c in pool:
            if not c.flaws:
                sound[c.name] = max(c.merit, sound.get(c.name, 0.0))
        best_yet = min(sorted(sound.values())[-count:]) if len(sound) >= count else 0.0
        enough = directions >= count + effort or (directions > count + 1 and fit < UNSUITABLE * likeliest)
        if enough and best_yet > (GOOD if directions < count + MOST_DIRECTIONS else 0.0):
            break
        options = ranked(desk.words, moods, row.voices, desk.setter.fonts, used_families)
        noisy = sorted(options[:6], key=lambda fp: -fp[0] - 0.06 * float(rng.random()))
        for choice in noisy[:2]:
            found = sorted(
                _attempts(name, row, choice, desks, min(fit, 1.3), rng), key=lambda c: (bool(c.flaws), -c.merit)
            )
            if found and not found[0].flaws:
                used_families.append(choice[1].title.family)
                break
        pool += found[:3]
    # The art direction asked for: half of the answers keep to it, in other faces and with other choices.
    kept = _different(own, (count + 1) // 2, beside) if own else []
    others = [c for c in _different(pool, count, beside) if c.name != asked or not kept]
    return [*kept, *others][:count]


def _in_one_direction(
    name: str, desk: Desk, moods: dict[str, float], wanted: Wanted, rng: np.random.Generator
) -> list[Candidate]:
    row = ARCHETYPES[name]
    desks = _desks(name, row, desk, wanted.printer)
    pool: list[Candidate] = []
    families: set[str] = set()
    for choice in ranked(desk.words, moods, row.voices, desk.setter.fonts):
        if choice[1].title.family in families:
            continue
        families.add(choice[1].title.family)
        pool += _attempts(name, row, choice, desks, 1.0 - 0.04 * len(families), rng)
        if len(families) >= wanted.count + 1:
            break
    return pool


def _desks(name: str, row: Archetype, desk: Desk, printer: Printer) -> list[Desk]:
    """The desk with the finish chosen for an art direction, then plain: where no words would read on the first."""
    chosen = printer.choose(name, row.finishes, row.graphic)
    return [printer.on(desk, finish) for finish in dict.fromkeys((chosen, printer.asked or printer.plain))]


def _attempts(
    name: str, row: Archetype, choice: tuple[float, Pairing], desks: list[Desk], fit: float, rng: np.random.Generator
) -> Iterator[Candidate]:
    """One candidate for each geometry of the picks; `choice` is a pairing and how well it suits the words.

    Picks that differ in colour alone measure alike: one of them is tried by chance, another only where that has flaws
    that a colour may mend.
    """
    suits, pairing = choice
    geometries: dict[frozenset[tuple[str, str]], list[Pick]] = {}
    for pick in row.picks:
        geometries.setdefault(frozenset((k, v) for k, v in pick.items() if k not in COLORS), []).append(pick)
    sound = False
    for desk in desks:
        at = replace(desk, pairing=pairing, margin_share=row.margin)
        for picks in geometries.values():
            order = rng.permutation(len(picks))
            for i in sorted(order, key=lambda k: at.lively and picks[k].get("ground") == "ink"):
                draft = row.draw(at, picks[i])
                if draft is None:
                    continue
                tinted = tint(draft)
                wrong = tuple(faults(tinted))
                values = measures(tinted)
                merit = total(values) * (0.66 + 0.34 * fit) * (1 - 0.2 * min(2.0, tinted.draft.notes.get("faint", 0.0)))
                merit *= (0.8 + 0.2 * min(1.0, suits)) * (1 + STRIKING * draft.notes.get("depth", 0.0))
                yield Candidate(name, picks[i], row, pairing, tinted, merit, wrong, values)
                if not wrong:
                    sound = True
                if not any(mark in fault for fault in wrong for mark in OF_COLOR):
                    break
        if sound:
            return


def _different(pool: list[Candidate], count: int, beside: tuple[Look, ...]) -> list[Candidate]:
    """Best first; each next one is the best that looks like another designer's work than those before and `beside`."""
    sound = [c for c in pool if not c.flaws]
    rest = sound or sorted(pool, key=lambda c: (len(c.flaws), -c.merit))[:1]
    chosen: list[Candidate] = []
    seen = list(beside)
    least = WORTHY * max((c.merit for c in rest), default=0.0)
    while rest and len(chosen) < count:
        # Being different excuses a little, not everything.
        fresh = [c for c in rest if all(c.name != o.archetype for o in seen)] or rest
        worthy = [c for c in fresh if c.merit >= least] or fresh
        taken = max(worthy, key=lambda c: c.merit * float(np.prod([_unlike(c.look, o) for o in seen])))
        chosen.append(taken)
        seen.append(taken.look)
        rest = [
            c for c in rest if c is not taken and (c.name, c.pairing, c.pick) != (taken.name, taken.pairing, taken.pick)
        ]
    return chosen


def _unlike(one: Look, other: Look) -> float:
    """1 for two designs that share nothing one sees first, less for every likeness."""
    likeness = {
        0.45: one.archetype == other.archetype,
        0.60: one.family == other.family,
        0.90: one.voice == other.voice,
        0.82: one.ground == other.ground,
        0.86: one.third == other.third,
        0.92: one.aligned == other.aligned,
        0.80: bool(one.finish) and one.finish == other.finish,
    }
    return float(np.prod([share for share, alike in likeness.items() if alike]))

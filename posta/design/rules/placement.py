"""The search: a request's desk for every art direction, drafts for every discrete choice, the best different ones out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from posta.design.rules.archetypes import ARCHETYPES, Archetype
from posta.design.rules.desk import Desk
from posta.design.rules.draft import Draft
from posta.design.rules.pairings import Pairing, ranked
from posta.design.rules.score import faults, measures, total
from posta.design.rules.tint import Tinted, tint
from posta.design.rules.words import Words

JITTER = 0.05  # how far a seed may move the order of art directions


@dataclass(frozen=True)
class Candidate:
    """One finished attempt."""

    name: str
    archetype: Archetype
    pairing: Pairing
    tinted: Tinted
    merit: float
    """0..1: how well it reads and how well the art direction suits the words."""
    flaws: tuple[str, ...]
    parts: dict[str, float]


def suitability(name: str, row: Archetype, words: Words, moods: dict[str, float], style: str, ratio: float) -> float:
    """How well an art direction suits these words and this page, 0..1; above 1 when the person asked for it."""
    asked = style.casefold()
    if asked and (asked == name or any(w in asked for w in row.words)):
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
    return fit * (0.5 + 0.5 * min(1.0, mood / 1.5))


def best(
    desk: Desk, moods: dict[str, float], style: str, seed: int, count: int, effort: int
) -> list[Candidate]:
    """Up to `count` candidates, best first, each of another art direction and title family.

    `effort`: how many art directions are tried beside the wanted ones.
    """
    rng = np.random.default_rng(seed)
    order = []
    for name, row in ARCHETYPES.items():
        fit = suitability(name, row, desk.words, moods, style, desk.ratio)
        order.append((fit + JITTER * float(rng.standard_normal()), name, row))
    order.sort(key=lambda o: -o[0])
    tried: list[Candidate] = []
    used_families: list[str] = []
    for fit, name, row in order[: count + effort]:
        options = ranked(desk.words, moods, row.voices, desk.setter.fonts, used_families)
        noisy = sorted(options[:6], key=lambda fp: -fp[0] - 0.06 * float(rng.random()))
        found = None
        for _, pairing in noisy[:2]:
            at = replace(desk, pairing=pairing, margin_share=row.margin)
            candidates = [c for c in _attempts(name, row, at, min(fit, 1.2))]
            found = max(candidates, key=lambda c: (not c.flaws, c.merit), default=None)
            if found and not found.flaws:
                break
        if found:
            tried.append(found)
            used_families.append(found.pairing.title.family)
    tried.sort(key=lambda c: (bool(c.flaws), -c.merit))
    return _different(tried, count)


def _attempts(name: str, row: Archetype, desk: Desk, fit: float) -> Iterator[Candidate]:
    for pick in row.picks:
        draft: Draft = row.draw(desk, pick)
        tinted = tint(draft)
        wrong = tuple(faults(tinted))
        values = measures(tinted)
        merit = total(values) * (0.55 + 0.45 * fit)
        yield Candidate(name, row, desk.pairing, tinted, merit, wrong, values)


def _different(tried: list[Candidate], count: int) -> list[Candidate]:
    """Best first; each next one is the best that differs: another ground, voice or alignment counts for it."""
    chosen: list[Candidate] = []
    rest = [c for c in tried if not c.flaws] or tried[:1]
    while rest and len(chosen) < count:
        def worth(candidate: Candidate) -> float:
            value = candidate.merit
            for other in chosen:
                value *= 0.86 if candidate.archetype.ground == other.archetype.ground else 1.0
                value *= 0.82 if candidate.pairing.voice == other.pairing.voice else 1.0
                value *= 0.75 if candidate.pairing.title.family == other.pairing.title.family else 1.0
            return value

        pick = max(rest, key=worth)
        chosen.append(pick)
        rest.remove(pick)
    return chosen

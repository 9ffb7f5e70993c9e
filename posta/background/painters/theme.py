"""What a theme's words ask for: free text in; painters with weights, moods, wishes and colours out.

The words are data (lexicon.json). A word in another language stands in the `same` table and means its English entry, so a
language is added without touching anything else.
"""

from __future__ import annotations

import difflib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from posta.background import motifs
from posta.background.motifs.speech import speech, stem_meaning, unaccented
from posta.background.painters import PAINTERS, heroes
from posta.background.painters.palette import ColorWord
from posta.errors import EngineError

LONGEST_THEME = 2000
"""Characters of a theme that are read; the rest says nothing new."""
SUITS = 0.35
"""Painters with this share of the best score still show the theme."""
SHOWN = 1.2  # points from which on a painter that draws the named thing is offered, however well another suits
ENOUGH = 4  # variants a brief is usually offered
NEAR_TIE = 0.9
"""Painters with this share of the best score are as good; the seed chooses among them."""
COMPANY = 1.5
"""Points for the painter of whole scenes for each further thing a theme names, and SOMEWHERE for a place."""
SOMEWHERE = 0.9
SCENIC = 0.7
"""Points for it for each piece of scenery, where nothing else is named."""
CARRIED = 1.8
"""Points for a painter whose scene the theme names when it can also set the named thing into it."""

# Letters with the vowel signs of Devanagari, which Python's \w leaves out.
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963'])*")


@dataclass(frozen=True)
class Reading:
    """What was found in a theme."""

    painters: dict[str, float] = field(default_factory=dict)
    moods: tuple[str, ...] = ()
    wishes: Mapping[str, Any] = field(default_factory=dict)
    colors: tuple[ColorWord, ...] = ()


@cache
def lexicon() -> dict[str, Any]:
    """The tables: `words` (painters, moods, wishes), `colors` (OKLCH), `tones` (what modifiers do), `same` (translations)."""
    return json.loads(files("posta.background.painters").joinpath("lexicon.json").read_text("utf-8"))


def plain(text: str) -> str:
    """Text folded for look-up: lower case, Latin accents and Arabic vowel marks removed, other scripts untouched."""
    return unaccented(text[:LONGEST_THEME])


@cache
def _spoken() -> dict[str, str]:
    """Every word of every language, folded -> its English entry."""
    tables = lexicon()
    spoken = {plain(word): english for english, others in speech().items() for word in others if word[-1] != "*"}
    spoken |= {plain(other): english for english, others in tables["same"].items() for other in others}
    # English wins where a word of another language looks the same.
    return spoken | {plain(word): word for part in ("words", "colors", "tones") for word in tables[part]}


def words_of(theme: str) -> list[str]:
    """The known words of a theme in order, each as its English entry; `on` is kept since it says what is the ground."""
    text, spoken = plain(theme), _spoken()
    found: list[str] = []
    tokens = _TOKEN.findall(text)
    i = 0
    while i < len(tokens):
        for size in (3, 2, 1):
            phrase = " ".join(tokens[i : i + size])
            entry = _entry(phrase)
            if entry or (size == 1 and phrase in ("on", "auf", "sur", "sobre")):
                found.append(entry or "on")
                break
        else:
            size = 1
            found.extend(_inside(tokens[i], spoken) or [entry for entry in [stem_meaning(tokens[i])] if entry])
        i += size
    return found


def _entry(phrase: str) -> str:
    """The English entry of a folded word or phrase in one of its regular forms; "" if it has none."""
    spoken = _spoken()
    return next((spoken[form] for form in _forms(phrase) if form in spoken), "")


def _forms(word: str) -> list[str]:
    """A word and the singulars or stems it may come from."""
    forms = [word]
    forms += [word[: -len(end)] + put for end, put in _ENDINGS if word.endswith(end) and len(word) > len(end) + 2]
    return forms


_ENDINGS = (
    ("'s", ""), ("ies", "y"), ("ves", "f"), ("es", ""), ("es", "e"), ("s", ""), ("en", ""), ("n", ""), ("er", ""),
    ("e", ""), ("x", ""), ("y", ""), ("ing", ""),
)  # fmt: skip


def _inside(token: str, spoken: Mapping[str, str]) -> list[str]:
    """Known words inside an unspaced run: scripts without spaces, Arabic articles, Hindi endings, German compounds."""
    if token[0] < "\u0250":
        return _compound(token, spoken)
    if token[0] < "\u0530":  # Greek and Cyrillic words are whole words or stems
        return []
    least = 2 if "\uac00" <= token[0] <= "\ud7af" else 1 if token[0] > "\u2e80" else 3
    hits = [(token.find(word), -len(word), word) for word in spoken if len(word) >= least and word in token]
    found, end = [], -1
    for start, size, word in sorted(hits):
        if start >= end:
            found.append(spoken[word])
            end = start - size
    return found


_JOINTS = ("", "s", "n", "en", "es", "e")


def _compound(token: str, spoken: Mapping[str, str]) -> list[str]:
    """The words a Latin compound is made of: two that fill it (with a joint), or one of five letters at its start or end."""
    if len(token) < 8:
        return []
    for at in range(len(token) - 3, 2, -1):
        head, tail = token[:at], token[at:]
        if head in spoken:
            rests = [tail[len(joint) :] for joint in _JOINTS if tail.startswith(joint)]
            other = next((rest for rest in rests if len(rest) > 2 and rest in spoken), "")
            if other:
                return [spoken[head], spoken[other]]
    ends = [token[:at] for at in range(len(token) - 3, 4, -1) if token[:at] in spoken]
    ends = ends or [token[at:] for at in range(3, len(token) - 4) if token[at:] in spoken]
    return [spoken[ends[0]]] if ends else []


def read(theme: str) -> Reading:
    """Read a theme."""
    tables = lexicon()
    painters: dict[str, float] = {}
    moods: list[str] = []
    wishes: dict[str, Any] = {}
    colors: list[ColorWord] = []
    tone: list[list[float]] = []
    ground, place = False, 0
    for word in words_of(theme):
        if word == "on":
            ground = True
            continue
        if word in tables["tones"]:
            tone.append(tables["tones"][word])
        if word in tables["colors"]:
            colors.append(_colored(tables["colors"][word], tone, ground))
            tone = []
        ground = False
        entry = tables["words"].get(word, {})
        # What is named first is most often the subject.
        weight = max(0.6, 1 - 0.08 * place)
        for painter, points in entry.get("painters", {}).items():
            painters[painter] = painters.get(painter, 0.0) + points * weight
        if entry:
            place += 1
        moods += entry.get("moods", [])
        for slot, value in entry.get("wishes", {}).items():
            wishes.setdefault(slot, value)
    return Reading(painters, tuple(dict.fromkeys(moods)), wishes, tuple(colors[:6]))


def _colored(base: list[float], tones: list[list[float]], ground: bool) -> ColorWord:
    """A colour word bent by the words before it: each tone is [lightness to move to, share, chroma factor]."""
    lightness, chroma, hue = base
    for to, share, factor in tones:
        lightness, chroma = lightness + (to - lightness) * share, chroma * factor
    return ColorWord(lightness, chroma, hue, ground)


def choose(theme: str, seed: int, forced: str = "") -> str:
    """The painter for a theme: the first of `ranked`, or the forced one.

    Raises EngineError for a forced painter that does not exist.
    """
    if forced:
        if forced not in PAINTERS:
            near = difflib.get_close_matches(forced, PAINTERS, n=3, cutoff=0.4)
            meant = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
            raise EngineError(f"There is no painter {forced!r}.{meant}", hint=f"Choose from {', '.join(PAINTERS)}.")
        return forced
    return ranked(theme, seed)[0][0]


def ranked(theme: str, seed: int) -> list[tuple[str, float]]:
    """The painters that fit a theme with their scores, best first; near ties (90 % of the best) in an order the seed picks.

    Of a theme without a known word the letters pick five painters, all with score 1, and the seed their order.
    """
    reading = read(theme)
    scores = {name: points for name, points in _with_things(theme, reading.painters).items() if name in PAINTERS}
    rng = np.random.default_rng([seed & 0xFFFFFFFF, 7, zlib.crc32(plain(theme).encode())])
    if not scores:
        near = _unnamed(theme, reading.moods)
        return [(near[i], 1.0) for i in rng.permutation(len(near))]
    best = max(scores.values())
    near = sorted(name for name, points in scores.items() if points >= NEAR_TIE * best)
    near = [near[i] for i in rng.permutation(len(near))]
    rest = sorted((name for name in scores if name not in near), key=lambda name: (-scores[name], name))
    return [(name, scores[name]) for name in near + rest]


def offered(theme: str, seed: int) -> list[str]:
    """Painters for the variants of one theme: the best first, then others that still show it, the fitter the likelier early.

    A scene known to few painters is shown by their `kin` too, in turn with the best one, whose every seed is another picture.
    """
    scored, tables = ranked(theme, seed), lexicon()
    best, most = scored[0]
    named = next(iter(things(theme)), "")

    def shows(painter: str) -> bool:
        return bool(named) and (painter in tables["motif"] or heroes.carries(painter, named))

    suits = {
        painter: max(SUITS, score / most)
        for painter, score in scored[1:]
        if score >= SUITS * most or (score >= SHOWN and shows(painter))
    }
    rng = np.random.default_rng([seed & 0xFFFFFFFF, 13, zlib.crc32(plain(theme).encode())])
    # Efraimidis and Spirakis: keys u**(1/w), largest first, draw without replacement by weight.
    keys = {painter: rng.random() ** (1 / share**2) for painter, share in sorted(suits.items())}
    found = [best, *sorted(keys, key=lambda painter: -keys[painter])]
    # Where few painters know the scene its kin lend their manner, those that show the thing first, and the best comes again.
    kin = [painter for painter in tables["kin"].get(best, ()) if painter not in found]
    for painter in sorted(kin, key=lambda painter: not shows(painter)):
        if len(found) < ENOUGH:
            found += [painter] if shows(painter) else [painter, best]
    return found


def _unnamed(theme: str, moods: tuple[str, ...]) -> list[str]:
    """Five painters for a theme that names nothing: by its moods if it has some, and by a hash of its letters."""
    liked = {name: len(set(row.moods) & set(moods)) for name, row in PAINTERS.items()}
    best = max(liked.values())
    near = [name for name in PAINTERS if liked[name] == best] if best else lexicon()["abstract"]
    start = zlib.crc32(plain(theme).encode()) % len(near)
    return [near[(start + k) % len(near)] for k in range(min(5, len(near)))]


def _with_things(theme: str, painters: Mapping[str, float]) -> dict[str, float]:
    """The painters' points with what the named things add.

    A thing is worth the more the earlier it stands. Painters that can draw the first one gain; those that cannot would
    show a picture without its subject and lose up to two thirds.
    A word that only hints at a motif (a wedding at a heart) gives little.
    """
    tables, scores = lexicon(), dict(painters)
    named = _mentions(theme)[:4]
    for place, (name, word, before) in enumerate(named):
        own = _own(name, word)
        if own is None:
            continue
        known = sum(1 for entry in words_of(before) if entry in tables["words"])
        strength = max(0.4, 1 - 0.15 * max(known, place))
        shown = set(own) | set(tables["motif"]) | {p for p in heroes.SCENES if heroes.carries(p, name)}
        loss = 0.65 * strength
        for painter in scores:
            if painter not in shown:
                scores[painter] *= 1 - loss
            elif scores[painter] >= 1.5 and heroes.carries(painter, name):
                scores[painter] += CARRIED * strength
        _add(scores, tables["motif"], strength)
        others = sum(1 for other, said, _ in named if other != name and _own(other, said) is not None)
        somewhere = "place" in read(theme).wishes
        scores["tableau"] = scores.get("tableau", 0.0) + strength * (COMPANY * min(others, 3) + SOMEWHERE * somewhere)
        return scores
    if named:
        _add(scores, tables["hint"], 1.0)
        scenery = [name for name, _, _ in named if name in heroes.SCENERY]
        scores["tableau"] = scores.get("tableau", 0.0) + SCENIC * len(scenery)
    return scores


PERSONS = frozenset(("face profile", "woman", "man", "child"))
DOING = frozenset(
    [
        "yoga",
        "runner",
        "dancer",
        "ballerina",
        "flamenco dancer",
        "dancing couple",
        "swimmer",
        "cyclist",
        "astronaut",
        "detective",
    ]
)
"""Figures that are persons themselves: "a woman in a lotus pose" is one figure."""


def _mentions(theme: str) -> list[tuple[str, str, str]]:
    """The motifs a theme names, as motifs.mentions; a person who does something is the figure that does it."""
    named = motifs.mentions(theme)
    acting = any(name in DOING for name, _, _ in named)
    return [row for row in named if not (acting and row[0] in PERSONS - {"child"})]


def things(theme: str) -> list[str]:
    """The motifs a theme names, at most four: the things it means first, then scenery and what a word only hints at."""
    named = _mentions(theme)
    meant = [name for name, word, _ in named if _own(name, word) is not None]
    return (meant + [name for name, _, _ in named if name not in meant])[:4]


def told(theme: str) -> dict[str, Any]:
    """What a theme says of the things it names.

    `counts`: name -> 2 or more; `dress`: name -> #rrggbb; `meant`: those it means, in order, without scenery and hints.
    """
    tables, text = lexicon(), motifs.folded(theme[:LONGEST_THEME])
    counts: dict[str, Any] = {}
    dress: dict[str, Any] = {}
    for name, word, before in _mentions(theme):
        ahead = _TOKEN.findall(re.split(r"[,.;:!?、，。]", before)[-1])[-2:]
        follows = re.match(r"\s+(\w+)", text[len(before) + len(word) :])
        for token in reversed(ahead):
            if token in tables["numbers"]:
                counts[name] = tables["numbers"][token]
        near = [*reversed(ahead), *([follows.group(1)] if follows else [])]
        entries = [_entry(token) or stem_meaning(token) for token in near]
        color = next((entry for entry in entries if entry in tables["colors"]), "")
        if color:
            dress[name] = ColorWord(*tables["colors"][color]).ink.hex
    meant = [name for name, word, _ in _mentions(theme) if _own(name, word) is not None]
    return {"counts": counts, "dress": dress, "meant": meant[:5]}


def _add(scores: dict[str, float], points: Mapping[str, float], share: float) -> None:
    for painter, more in points.items():
        scores[painter] = scores.get(painter, 0.0) + more * share


def _own(name: str, word: str) -> frozenset[str] | None:
    """The painters that know a named thing as their own subject; None if the word is scenery or only hints at the motif."""
    if name in heroes.SCENERY:
        return None
    tables = lexicon()["words"]
    entries = {*words_of(word), *words_of(name)}
    meant = _entry(plain(word)) or stem_meaning(plain(word)) or name
    own = frozenset(p for entry in entries for p, v in tables.get(entry, {}).get("painters", {}).items() if v >= 2)
    strong = any(v >= 2 for v in tables.get(meant, {}).get("painters", {}).values())
    literal = meant == name or not strong or "emblem" in tables[meant]["painters"] or meant in lexicon()["things"]
    return own if literal else None

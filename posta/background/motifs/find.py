"""Motifs named by a theme: free words in many languages in, names of motifs in order of appearance out."""

from __future__ import annotations

import functools
import re

from posta.background.motifs.speech import speech, unaccented
from posta.background.motifs.table import MOTIFS

MAX_THEME = 4000
"""Characters of a theme that are read; what comes after is no theme."""

# Phrases that hold a motif's word and mean something else.
IDIOMS = (
    "rock star,all star,five star,star wars,pop star,movie star,bear market,palm sunday,key note,second hand,by hand,"
    "hand made,hand crafted,hand drawn,hand painted,hand lettered,hand picked,hand printed,hand written,hand sewn,"
    "hand stitched,hand knitted,hand cut,hand set,"
    "paper grain,film grain,wood grain,fine grain,grain of,"
    "heart of,rose gold,rose pink,rosé,lemon yellow,apple green,cherry red,sky blue,"
    "sun day,eye catching,private eye,masked ball,book now,early bird,house music,deep house,tech house,full house,"
    "open house,white house,warehouse,house style,star sign,horse power,crown prince,boat neck,leaf through,hot dog,"
    "月曜,火曜,水曜,木曜,金曜,土曜,日曜"
)

_SCRIPTS = {
    "cjk": re.compile(r"[\u3040-\u30ff\u3400-\u9fff]"),
    "hangul": re.compile(r"[\uac00-\ud7af]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "hebrew": re.compile(r"[\u0590-\u05ff]"),
}


def folded(text: str) -> str:
    """Lower case without accents, vowel marks and joiners, so that Étoile is etoile."""
    plain = unaccented(text)
    return (
        plain.replace("أ", "ا")
        .replace("إ", "ا")
        .replace("آ", "ا")
        .replace("œ", "oe")
        .replace("-", " ")
        .replace("’", "'")
    )


def find(theme: str) -> list[str]:
    """The motifs whose words stand in the theme, in order of appearance, each once.

    Latin, Arabic and Hebrew words count only as whole words (the latter two with their prefixes); regular English
    plurals are understood, and what stems stand for; Korean words count at the start of a word, Chinese and Japanese
    words anywhere. The longest phrase wins: "ferris wheel" is no wheel.
    """
    return [name for name, _, _ in mentions(theme)]


def mentions(theme: str) -> list[tuple[str, str, str]]:
    """As `find`, and for each motif the word that named it and all that stands before it, both folded."""
    pattern, owners = _lexicon()
    text = folded(theme[:MAX_THEME])
    found: dict[str, tuple[str, str, str]] = {}
    for match in pattern.finditer(text):
        name = owners[match.lastgroup or ""]
        if name:
            found.setdefault(name, (name, match.group(), text[: match.start()]))
    return list(found.values())


@functools.lru_cache(maxsize=1)
def _lexicon() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern of named groups, longest words first, and the motif (or "") behind each group."""
    entries = {folded(word): name for name, motif in MOTIFS.items() for word in motif.words}
    for english, others in speech().items():
        owner = entries.get(folded(english), "")
        for word in others if owner else ():
            entries.setdefault(folded(word), owner)
    for word in IDIOMS.split(","):
        entries.setdefault(folded(word), "")
    owners: dict[str, str] = {}
    branches: dict[str, dict[str, list[str]]] = {kind: {} for kind in ("latin", *_SCRIPTS)}
    # A whole word before a stem as long.
    for number, word in enumerate(sorted(entries, key=lambda word: (-len(word.rstrip("*")), word.endswith("*")))):
        owners[f"w{number}"] = entries[word]
        kind = next((kind for kind, letters in _SCRIPTS.items() if letters.search(word)), "latin")
        rest = f"(?P<w{number}>{_rest(word, kind)})"
        branches[kind].setdefault(word[0], []).append(rest)
    # Sorted under their first letter, so that the matcher tries a few words and not all.
    latin, cjk, hangul, arabic, hebrew = (
        "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in branches[kind].items())
        for kind in ("latin", *_SCRIPTS)
    )
    # The bare word first: the ف of فكرة is no prefix of كرة.
    articles = "(?:|[وف]?[بك]?(?:ال)?|[وف]?لل|[وف]?ل)"
    whole = rf"(?<!\w)(?:{latin}|{articles}(?:{arabic})|(?:|[והבלמכש]{{1,2}})(?:{hebrew}))(?!\w)"
    return re.compile(rf"{whole}|(?<!\w)(?:{hangul})|{cjk}"), owners


def _rest(word: str, kind: str) -> str:
    """A pattern for a word behind its first letter, with its regular endings."""
    stem = re.escape(word[1:].rstrip("*")).replace(r"\ ", r"\s+")
    if kind in ("cjk", "hangul"):
        # A lone 月 after a number is a month, not the moon.
        return r"(?<![0-9一二三四五六七八九十今来毎先]月)" if word == "月" else stem
    if word.endswith("*"):
        return rf"{stem}[\w\u0900-\u0963']*"
    if kind == "arabic":
        return f"{stem}(?:ات|ين|ون|ان|ها|ه|ي)?"
    if kind == "hebrew":
        return f"{stem}(?:ים|ות|י|ת)?"
    if re.search("[^aeiou]y$", word):
        return f"{stem[:-1]}(?:ies|y)(?:'s)?"
    return f"{stem}(?:e?s)?(?:'s)?"

"""Motifs named by a theme: free words in many languages in, names of motifs in order of appearance out."""

from __future__ import annotations

import functools
import re
import unicodedata

from posta.background.motifs.table import MOTIFS

MAX_THEME = 4000
"""Characters of a theme that are read; what comes after is no theme."""

# Phrases that hold a motif's word and mean something else.
IDIOMS = (
    "rock star,all star,five star,star wars,pop star,movie star,bear market,palm sunday,key note,second hand,by hand,"
    "hand made,hand crafted,hand drawn,hand painted,hand lettered,hand picked,hand printed,hand written,hand sewn,"
    "hand stitched,hand knitted,hand cut,hand set,"
    "heart of,rose gold,rose pink,rosé,lemon yellow,apple green,cherry red,sky blue,"
    "sun day,eye catching,private eye,masked ball,book now,early bird,house music,deep house,tech house,full house,"
    "open house,white house,warehouse,house style,star sign,horse power,crown prince,boat neck,leaf through,hot dog,"
    "月曜,火曜,水曜,木曜,金曜,土曜,日曜"
)

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_MARKS = re.compile(r"[\u0300-\u036f\u0640\u064b-\u0652]")


def folded(text: str) -> str:
    """Lower case without accents, vowel marks and joiners, so that Étoile is etoile."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    plain = unicodedata.normalize("NFC", _MARKS.sub("", apart))
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

    Latin and Arabic words count only as whole words (Arabic with its prefixes and the article); regular English
    plurals are understood; Chinese and Japanese words count anywhere. The longest phrase wins: "ferris wheel" is
    no wheel.
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
    entries = [(folded(word), name) for name, motif in MOTIFS.items() for word in motif.words]
    entries += [(folded(word), "") for word in IDIOMS.split(",")]
    entries.sort(key=lambda entry: -len(entry[0]))
    owners: dict[str, str] = {}
    branches: dict[str, dict[str, list[str]]] = {"latin": {}, "arabic": {}, "cjk": {}}
    for number, (word, name) in enumerate(entries):
        owners[f"w{number}"] = name
        kind = "cjk" if _CJK.search(word) else "arabic" if _ARABIC.search(word) else "latin"
        rest = f"(?P<w{number}>{_rest(word, kind)})"
        branches[kind].setdefault(word[0], []).append(rest)
    # Sorted under their first letter, so that the matcher tries a few words and not all.
    latin, arabic, cjk = (
        "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in branches[kind].items())
        for kind in ("latin", "arabic", "cjk")
    )
    # The bare word first: the ف of فكرة is no prefix of كرة.
    prefixes = "(?:|[وف]?[بك]?(?:ال)?|[وف]?لل|[وف]?ل)"
    return re.compile(rf"(?<!\w)(?:{latin}|{prefixes}(?:{arabic}))(?!\w)|{cjk}"), owners


def _rest(word: str, kind: str) -> str:
    """A pattern for a word behind its first letter, with its regular endings."""
    stem = re.escape(word[1:]).replace(r"\ ", r"\s+")
    if kind == "cjk":
        # A lone 月 after a number is a month, not the moon.
        return r"(?<![0-9一二三四五六七八九十今来毎先]月)" if word == "月" else stem
    if kind == "arabic":
        return f"{stem}(?:ات|ين|ون|ان|ها|ه|ي)?"
    if re.search("[^aeiou]y$", word):
        return f"{stem[:-1]}(?:ies|y)(?:'s)?"
    return f"{stem}(?:e?s)?(?:'s)?"

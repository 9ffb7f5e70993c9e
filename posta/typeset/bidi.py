"""One paragraph in; its characters' embedding levels and any line's visual order out, by the Unicode Bidirectional Algorithm.

UAX #9 (revision of Unicode 15) with explicit embeddings, overrides, isolates and paired brackets. Own code because the
libraries at hand answer reordered text, and glyph runs need the levels.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

MAX_DEPTH = 125
_STRONG_RTL = frozenset({"R", "AL"})
_ISOLATES = frozenset({"LRI", "RLI", "FSI"})
_EMBEDDINGS = frozenset({"LRE", "RLE", "LRO", "RLO"})
_REMOVED = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "BN"})
_NEUTRALS = frozenset({"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"})
_NEEDS_WORK = frozenset({"R", "AL", "AN"}) | _EMBEDDINGS | _ISOLATES
# Brackets whose partner is not the next code point (BidiBrackets.txt).
_ODD_BRACKETS = {"[": "]", "{": "}", "［": "］", "｛": "｝", "⦍": "⦐", "⦏": "⦎"}


@lru_cache(maxsize=1024)
def _bracket(char: str) -> tuple[str, str]:
    """("o" or "c", the closing bracket in canonical form) of a paired bracket; ("", "") for anything else."""
    if not unicodedata.mirrored(char) or unicodedata.bidirectional(char) != "ON":
        return "", ""
    category = unicodedata.category(char)
    if category == "Ps":
        closing = _ODD_BRACKETS.get(char) or chr(ord(char) + 1)
        return "o", unicodedata.normalize("NFC", closing)
    return ("c", unicodedata.normalize("NFC", char)) if category == "Pe" else ("", "")


def base_level(text: str) -> int:
    """0 for a left-to-right paragraph, 1 for right-to-left, by its first strong character outside isolates (rules P2, P3)."""
    return _first_strong([unicodedata.bidirectional(c) for c in text], 0, len(text)) or 0


def _first_strong(kinds: list[str], start: int, end: int) -> int | None:
    depth = 0
    for kind in kinds[start:end]:
        if kind in _ISOLATES:
            depth += 1
        elif kind == "PDI":
            if depth == 0 and start:
                return None
            depth = max(0, depth - 1)
        elif depth == 0 and kind in ("L", "R", "AL"):
            return 0 if kind == "L" else 1
    return None


@lru_cache(maxsize=2048)
def levels(text: str, base: int) -> tuple[int, ...]:
    """The embedding level of every character of a paragraph whose own level is `base` (0 or 1). Odd runs right to left."""
    kinds = [unicodedata.bidirectional(c) or "L" for c in text]
    if base == 0 and _NEEDS_WORK.isdisjoint(kinds):
        return (0,) * len(text)
    matches = _matching_isolates(kinds)
    embedded, resolved = _explicit(kinds, base, matches)
    found = list(embedded)
    for sequence in _isolating_runs(kinds, embedded, matches):
        start, end = _borders(kinds, embedded, sequence, base, matches)
        types = [resolved[i] for i in sequence]
        _weak(types, start)
        _brackets(text, kinds, sequence, types, start, embedded[sequence[0]])
        _neutral(types, start, end, embedded[sequence[0]])
        for i, kind in zip(sequence, types, strict=True):
            up = {"R": 1, "AN": 2, "EN": 2} if embedded[i] % 2 == 0 else {"L": 1, "EN": 1, "AN": 1}
            found[i] = embedded[i] + up.get(kind, 0)
    level = base
    for i, kind in enumerate(kinds):
        # Rule L1 for separators; removed characters take the level before them.
        if kind in _REMOVED:
            found[i] = level
        elif kind in ("B", "S"):
            found[i] = base
        level = found[i]
    return tuple(found)


def _matching_isolates(kinds: list[str]) -> dict[int, int]:
    """Isolate initiator to its PDI and back (BD9)."""
    matches: dict[int, int] = {}
    opened: list[int] = []
    for i, kind in enumerate(kinds):
        if kind in _ISOLATES:
            opened.append(i)
        elif kind == "PDI" and opened:
            start = opened.pop()
            matches[start], matches[i] = i, start
    return matches


def _explicit(kinds: list[str], base: int, matches: dict[int, int]) -> tuple[list[int], list[str]]:
    """Rules X1 to X8: levels and classes after embeddings, overrides and isolates."""
    found, resolved = [base] * len(kinds), list(kinds)
    stack: list[tuple[int, str, bool]] = [(base, "", False)]
    overflow_isolates = overflow_embeddings = valid_isolates = 0
    for i, kind in enumerate(kinds):
        level, override, _ = stack[-1]
        if kind in _EMBEDDINGS or kind in _ISOLATES:
            isolate = kind in _ISOLATES
            if isolate:
                found[i] = level
                resolved[i] = override or kind
            rtl = kind in ("RLE", "RLO", "RLI") or (
                kind == "FSI" and _first_strong(kinds, i + 1, matches.get(i, len(kinds))) == 1
            )
            new = (level + 1) | 1 if rtl else (level + 2) & ~1
            if new <= MAX_DEPTH and not overflow_isolates and not overflow_embeddings:
                valid_isolates += isolate
                stack.append((new, {"LRO": "L", "RLO": "R"}.get(kind, ""), isolate))
            elif isolate:
                overflow_isolates += 1
            elif not overflow_isolates:
                overflow_embeddings += 1
            if not isolate:
                found[i] = level
        elif kind == "PDI":
            if overflow_isolates:
                overflow_isolates -= 1
            elif valid_isolates:
                overflow_embeddings = 0
                while not stack[-1][2]:
                    stack.pop()
                stack.pop()
                valid_isolates -= 1
            found[i], resolved[i] = stack[-1][0], stack[-1][1] or kind
        elif kind == "PDF":
            if not overflow_isolates:
                if overflow_embeddings:
                    overflow_embeddings -= 1
                elif not stack[-1][2] and len(stack) > 1:
                    stack.pop()
            found[i] = stack[-1][0]
        elif kind == "B":
            found[i] = base
        else:
            found[i] = level
            if override and kind != "BN":
                resolved[i] = override
    return found, resolved


def _isolating_runs(kinds: list[str], found: list[int], matches: dict[int, int]) -> list[list[int]]:
    """Isolating run sequences (BD13) as lists of character indexes, removed characters left out (X9)."""
    runs: list[list[int]] = []
    for i, kind in enumerate(kinds):
        if kind in _REMOVED:
            continue
        if runs and found[runs[-1][-1]] == found[i]:
            runs[-1].append(i)
        else:
            runs.append([i])
    by_first = {run[0]: run for run in runs}
    sequences = []
    for run in runs:
        if kinds[run[0]] == "PDI" and run[0] in matches:
            continue
        sequence = list(run)
        while kinds[sequence[-1]] in _ISOLATES and matches.get(sequence[-1]) in by_first:
            sequence += by_first[matches[sequence[-1]]]
        sequences.append(sequence)
    return sequences


def _borders(
    kinds: list[str], embedded: list[int], sequence: list[int], base: int, matches: dict[int, int]
) -> tuple[str, str]:
    """The directions a sequence sees before its start and after its end (X10)."""
    level = embedded[sequence[0]]
    before = next((embedded[i] for i in range(sequence[0] - 1, -1, -1) if kinds[i] not in _REMOVED), base)
    after = next((embedded[i] for i in range(sequence[-1] + 1, len(kinds)) if kinds[i] not in _REMOVED), base)
    if kinds[sequence[-1]] in _ISOLATES and sequence[-1] not in matches:
        after = base
    return "R" if max(level, before) % 2 else "L", "R" if max(level, after) % 2 else "L"


def _weak(types: list[str], start: str) -> None:
    """Rules W1 to W7 on one sequence, in place."""
    last, strong = start, start
    for i, kind in enumerate(types):
        if kind == "NSM":
            types[i] = "ON" if last in _ISOLATES or last == "PDI" else last
        last = types[i]
    for i, kind in enumerate(types):
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            types[i] = "AN"
    types[:] = ["R" if kind == "AL" else kind for kind in types]
    for i in range(1, len(types) - 1):
        a, kind, b = types[i - 1], types[i], types[i + 1]
        if (kind == "ES" and a == b == "EN") or (kind == "CS" and a == b and a in ("EN", "AN")):
            types[i] = a
    i = 0
    while i < len(types):
        if types[i] != "ET":
            i += 1
            continue
        end = i
        while end < len(types) and types[end] == "ET":
            end += 1
        if (i and types[i - 1] == "EN") or (end < len(types) and types[end] == "EN"):
            types[i:end] = ["EN"] * (end - i)
        i = end
    strong = start
    for i, kind in enumerate(types):
        if kind in ("ES", "ET", "CS"):
            types[i] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            types[i] = "L"


def _side(kind: str) -> str:
    return "R" if kind in ("R", "EN", "AN") else kind if kind == "L" else ""


def _brackets(text: str, kinds: list[str], sequence: list[int], types: list[str], start: str, level: int) -> None:
    """Rule N0 on one sequence, in place."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for n, i in enumerate(sequence):
        if types[n] != "ON":
            continue
        role, closing = _bracket(text[i])
        if role == "o":
            if len(opened) == 63:
                break
            opened.append((closing, n))
        elif role == "c":
            for depth in range(len(opened) - 1, -1, -1):
                if opened[depth][0] == closing:
                    pairs.append((opened[depth][1], n))
                    del opened[depth:]
                    break
    embedding = "R" if level % 2 else "L"
    for first, last in sorted(pairs):
        inside = {_side(kind) for kind in types[first + 1 : last]} - {""}
        if not inside:
            continue
        side = embedding
        if embedding not in inside:
            before = next((s for s in (_side(k) for k in reversed(types[:first])) if s), start)
            side = before if before != embedding else embedding
        for at in (first, last):
            types[at] = side
            follower = at + 1
            while follower < len(sequence) and kinds[sequence[follower]] == "NSM":
                types[follower] = side
                follower += 1


def _neutral(types: list[str], start: str, end: str, level: int) -> None:
    """Rules N1 and N2 on one sequence, in place."""
    embedding = "R" if level % 2 else "L"
    i = 0
    while i < len(types):
        if types[i] not in _NEUTRALS:
            i += 1
            continue
        stop = i
        while stop < len(types) and types[stop] in _NEUTRALS:
            stop += 1
        before = _side(types[i - 1]) if i else start
        after = _side(types[stop]) if stop < len(types) else end
        types[i:stop] = [before if before == after else embedding] * (stop - i)
        i = stop


def visual_order(line_levels: list[int]) -> list[int]:
    """Indexes of a line's elements (characters or pieces) from left to right, by their levels (rule L2)."""
    order = list(range(len(line_levels)))
    for level in range(max(line_levels, default=0), 0, -1):
        i = 0
        while i < len(order):
            if line_levels[order[i]] < level:
                i += 1
                continue
            end = i
            while end < len(order) and line_levels[order[end]] >= level:
                end += 1
            order[i:end] = order[i:end][::-1]
            i = end
    return order

"""Painters: small programs that compose a scene from a theme, inks and a seed, at any resolution."""

from __future__ import annotations

from typing import NamedTuple


class Painter(NamedTuple):
    """One row of PAINTERS."""

    paint: str
    """`package.module:function`; the function takes a Sheet and returns a Composition."""
    about: str
    """What it shows, in one line."""
    moods: tuple[str, ...]
    """Tags that match it to palettes and to themes it does not know by name."""


_HERE = "posta.background.painters."

# A row is the whole change: name -> where, what it shows, moods.
PAINTERS: dict[str, Painter] = {
    "beams": Painter(
        _HERE + "beams:paint", "beams of light through fog in a hall or on a stage", ("night", "neon", "music")
    ),
    "coast": Painter(_HERE + "coast:paint", "a lighthouse or house on a cliff above the sea", ("dusk", "sea", "storm")),
    "mountains": Painter(
        _HERE + "mountains:paint", "layered mountains in mist under a sun or moon", ("dawn", "cold", "mist")
    ),
    "orb": Painter(_HERE + "orb:paint", "one circle in mist or over still water", ("mist", "dawn", "calm")),
    "stilllife": Painter(_HERE + "stilllife:paint", "one object on a ledge in window light", ("museum", "calm")),
    "cosmos": Painter(_HERE + "cosmos:paint", "a black hole, a galaxy or a planet in deep space", ("space", "night")),
    "market": Painter(
        _HERE + "market:paint", "a market stall with striped awning, produce and morning sun", ("food", "cheerful")
    ),
    "lonetree": Painter(
        _HERE + "lonetree:paint", "one tree on open ground with a path, in any season", ("cold", "snow", "calm", "mist")
    ),
    "waves": Painter(_HERE + "waves:paint", "bold waves cut as for a woodblock print", ("sea", "print")),
    "hills": Painter(
        _HERE + "hills:paint",
        "rounded hills in planted rows, perhaps under a blossoming branch",
        ("day", "spring", "calm", "mist"),
    ),
    "streaks": Painter(
        _HERE + "streaks:paint",
        "runners as streaks of colour along the sea at sunrise",
        ("dawn", "sport", "warm", "sea"),
    ),
    "papercut": Painter(
        _HERE + "papercut:paint",
        "layers of cut paper: a creature in a clearing, framed by trees",
        ("forest", "kids", "paper"),
    ),
    "arabesque": Painter(
        _HERE + "arabesque:paint",
        "interlaced stars, an arch, hanging lamps and a night behind",
        ("night", "oriental", "jewel"),
    ),
    "monsoon": Painter(
        _HERE + "monsoon:paint", "great clouds over hills, with rain on its way", ("storm", "rain", "desert")
    ),
    "cup": Painter(_HERE + "cup:paint", "a cup or plate from above on a table, with steam", ("food", "warm", "calm")),
    "isometric": Painter(
        _HERE + "isometric:paint", "isometric blocks, as a blueprint or as solids", ("tech", "city", "geometry")
    ),
    "retro": Painter(
        _HERE + "retro:paint",
        "a striped sun over water, rays or flowing bands, and brass",
        ("retro", "warm", "dusk", "music"),
    ),
    "emblem": Painter(
        _HERE + "emblem:paint", "one thing the theme names, large on a plain ground", ("print", "cheerful")
    ),
    "tableau": Painter(
        _HERE + "tableau:paint",
        "the things a theme names, together in their place and hour",
        ("kids", "cheerful", "calm"),
    ),
    "dunes": Painter(_HERE + "dunes:paint", "dunes under a sun or moon", ("desert", "warm", "dusk")),
    "city": Painter(_HERE + "city:paint", "a city with lit windows, by night or in haze", ("night", "city", "drama")),
    "aurora": Painter(
        _HERE + "aurora:paint", "curtains of light, or soft fields of colour with grain", ("abstract", "calm", "night")
    ),
    "swiss": Painter(_HERE + "swiss:paint", "circles, arcs and bars on a strict grid", ("geometry", "print", "museum")),
    "bauhaus": Painter(_HERE + "bauhaus:paint", "discs, triangles and bars in balance", ("geometry", "retro")),
    "opart": Painter(_HERE + "opart:paint", "lines and checks that seem to swell", ("geometry", "print")),
    "contours": Painter(
        _HERE + "contours:paint", "height lines of an invented land, with a trail", ("tech", "forest", "print")
    ),
    "ribbons": Painter(
        _HERE + "ribbons:paint", "ribbons and brush strokes that follow one current", ("abstract", "music")
    ),
    "riso": Painter(
        _HERE + "riso:paint", "two or three inks overprinted, slightly out of register", ("print", "cheerful")
    ),
    "synthwave": Painter(_HERE + "synthwave:paint", "a sliced sun over a glowing grid", ("night", "neon", "retro")),
    "marbling": Painter(
        _HERE + "marbling:paint", "ink combed on water, or veined stone", ("abstract", "paper", "jewel")
    ),
    "terrazzo": Painter(
        _HERE + "terrazzo:paint", "chips, confetti or cut paper about a calm place", ("cheerful", "kids")
    ),
    "glass": Painter(_HERE + "glass:paint", "a leaded window with light behind it", ("jewel", "night")),
    "deco": Painter(
        _HERE + "deco:paint", "fans, sunrays and stepped frames of the twenties", ("deco", "jewel", "night")
    ),
    "collage": Painter(_HERE + "collage:paint", "torn and cut papers laid over each other", ("paper", "print")),
    "ink": Painter(_HERE + "ink:paint", "one sweep of a loaded brush on paper, with a seal", ("ink", "paper", "calm")),
    "botanical": Painter(
        _HERE + "botanical:paint", "leaves and flowers: a border, a bouquet or one drawn stem", ("forest", "spring")
    ),
    "vinyl": Painter(_HERE + "vinyl:paint", "grooves, sound waves and level bars", ("music", "night", "retro")),
    "halftone": Painter(
        _HERE + "halftone:paint", "a picture, or a subject the theme names, in coarse dots", ("print",)
    ),
}

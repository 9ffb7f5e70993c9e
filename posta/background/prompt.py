"""Words for a picture model: a background request in, a prompt (and what is not wanted) out, for a picture without any lettering.

The prompt says in this order: the scene, how it is made, its colours, where it stays calm for type, and that nothing is
written in it. All of its words are in the tables below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from posta.background import BackgroundRequest
from posta.engines.saying import colors_in_words
from posta.errors import StageError

THEME_LIMIT = 1500

CALM: dict[str, str] = {
    "top": "the upper third is calm open space with soft even tones, the subject sits low in the frame",
    "bottom": "the lower third is calm and dark enough to fade away, the subject sits high in the frame",
    "left": "the left half is calm open space with soft even tones, the subject stands to the right",
    "right": "the right half is calm open space with soft even tones, the subject stands to the left",
    "centre": "the middle is a calm open space, detail gathers at the edges like a frame",
    "edges": "one subject in the middle, generous calm space all around it",
    "all": "low contrast and even tones all over, a quiet surface with little detail",
}
"""Where type will stand -> how to ask for calm there."""

QUIET_OF: dict[str, str] = {
    "swiss": "left",
    "stacked": "all",
    "cinematic": "bottom",
    "editorial": "top",
    "festival": "centre",
    "exhibition": "edges",
    "split": "left",
    "diagonal": "all",
    "framed": "",
    "window": "",
    "vertical": "left",
    "classical": "centre",
    "handbill": "",
    "brutalist": "bottom",
    "label": "centre",
    "corners": "top",
    "banner": "bottom",
    "minimal": "edges",
    "orbit": "centre",
}
"""An art direction -> where its type stands (empty: on grounds of its own)."""

MADE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("cinematic", "film", "movie", "noir", "billing"),
     "cinematic film still, anamorphic lens, motivated light, deep shadows, fine grain"),
    (("swiss", "grid", "modernist", "bauhaus", "geometric"),
     "bold flat geometric composition, few large shapes, screen-print texture"),
    (("woodcut", "linocut", "woodtype", "handbill"), "hand-cut linocut print, carved lines, two inks on rough paper"),
    (("riso", "risograph", "halftone"), "risograph print, overlapping spot inks, visible grain and slight misregistration"),
    (("watercolour", "watercolor", "aquarelle"), "loose watercolour on cold-pressed paper, wet edges, white paper left open"),
    (("paper", "collage", "cut"), "layered cut-paper scene, crisp edges, soft cast shadows between the layers"),
    (("deco", "1920", "1930"), "art deco illustration, strong symmetry, stepped gradients, metallic accents"),
    (("synthwave", "neon", "retro", "1980"), "retro-futurist illustration, glowing horizon, airbrushed gradients"),
    (("photo", "photograph", "documentary", "editorial", "magazine"),
     "editorial photograph, natural light, medium format, shallow depth of field"),
    (("minimal", "quiet", "exhibition", "museum"),
     "restrained studio photograph, one object, soft directional light, matte surfaces"),
    (("brutalist", "grunge", "punk"), "high-contrast photocopied texture, torn edges, raw concrete and ink"),
    (("botanical", "illustration", "drawn"), "detailed ink and gouache illustration, confident line, limited palette"),
)  # fmt: skip
"""Words of a style -> how the picture is made; the first row with a hit is taken."""

PLAINLY = "art-directed key visual, one clear subject, strong composition, one light source, rich but controlled detail"

NOTHING_WRITTEN = "a pure image: plain unmarked surfaces, no lettering, no signs, no logo, no frame"

NEGATIVE = (
    "text, letters, words, writing, caption, title, typography, numbers, signage, logo, watermark, signature, label, "
    "interface, border, frame, collage of panels, low quality, blurry, deformed, extra limbs, oversaturated"
)

INVITES = {
    "poster": "picture", "posters": "pictures", "flyer": "picture", "billboard": "wall", "signs": "lights", "sign": "light",
    "signage": "lights", "typography": "composition", "lettering": "composition", "text": "detail", "logo": "emblem",
    "caption": "detail", "headline": "detail",
}  # fmt: skip
"""Words that make models write -> what is asked for in their place."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told."""

    words: str
    unwanted: str
    quiet: str
    """Where calm was asked for: a key of CALM, or empty."""


def prompt_for(request: BackgroundRequest, *, triggers: Sequence[str] = (), quiet: str | None = None) -> Prompt:
    """The prompt of a request. `triggers`: words of LoRA styles, put first; `quiet`: a key of CALM ("" for none).

    `request.settings` may hold "prompt" (a person's own words, taken as they are) and "negative". Raises StageError for an empty
    theme or a place for calm that does not exist.
    """
    told = request.settings
    own = str(told.get("prompt", "")).strip()
    place = quiet if quiet is not None else _place(request)
    if place and place not in CALM:
        raise StageError(f"The picture cannot stay calm at {place!r}.", hint=f"Choose from {', '.join(CALM)}.")
    unwanted = str(told.get("negative", "")) or NEGATIVE
    if own:
        return Prompt(", ".join((*triggers, own[:THEME_LIMIT])), unwanted, place)
    theme = tame(request.theme)
    if not theme:
        raise StageError("The picture has no theme.", hint="Say in a few words what it should show.")
    parts = [*triggers, theme, made(f"{request.style} {request.theme}"), *_free(request.style)]
    if request.palette:
        parts.append(f"colour palette of {colors_in_words(request.palette)}")
    if place:
        parts.append(CALM[place])
    parts.append(NOTHING_WRITTEN)
    return Prompt(", ".join(p for p in parts if p), unwanted, place)


def tame(theme: str) -> str:
    """A theme without what makes models write letters: quoted words, and words such as "poster"."""
    text = re.sub(r"[\"“”„«»‘][^\"“”„«»’]{0,200}[\"“”»’]", " ", theme[:THEME_LIMIT])
    text = re.sub(r"[\"“”„«»]", " ", text)
    text = re.sub(r"[A-Za-z]+", lambda m: INVITES.get(m[0].lower(), m[0]), text)
    return re.sub(r"\s+", " ", text).strip(" ,.;")


def made(words: str) -> str:
    """How the picture is made, from words of style and theme."""
    heard = set(re.findall(r"[\w]+", words.lower()))
    return next((how for keys, how in MADE if heard & set(keys)), PLAINLY)


def _free(style: str) -> list[str]:
    """A style's own words, unless it is only an art direction's name."""
    name = style.strip().lower()
    return [] if not name or name in QUIET_OF else [tame(style)]


def _place(request: BackgroundRequest) -> str:
    for word in re.findall(r"[a-z]+", request.style.lower()):
        if word in QUIET_OF:
            return QUIET_OF[word]
    return "left" if request.width_px > request.height_px * 1.15 else "top"

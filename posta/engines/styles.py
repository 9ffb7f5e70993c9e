"""Picture styles: a folder of LoRA files in, named styles with trigger words and weight out, and loaded onto a pipeline.

Beside `ink.safetensors` may lie `ink.json`: {"words": "in the style of ink wash", "weight": 0.8, "about": "...",
"family": "flux"}. All its fields are optional.
"""

from __future__ import annotations

import difflib
import json
import math
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posta.engines.device import is_out_of_memory
from posta.engines.families import FAMILIES
from posta.engines.keep import config_folder
from posta.engines.weights import tensor_names
from posta.errors import ModelError

WEIGHT_LIMIT = 4.0
STYLES_LIMIT = 8
JSON_LIMIT = 64 << 10


@dataclass(frozen=True, slots=True)
class LoraStyle:
    """One style."""

    name: str
    path: Path
    words: str = ""
    """Trigger words, put before the prompt."""
    weight: float = 1.0
    about: str = ""
    family: str = ""
    """The model family it was made for, where its JSON says so."""


@dataclass(frozen=True, slots=True)
class ChosenStyle:
    """A style with the weight it is used at; 0 leaves the base as it is."""

    style: LoraStyle
    weight: float

    @property
    def adapter(self) -> str:
        """A name fit for a module's attribute."""
        return "style_" + re.sub(r"\W", "_", self.style.name)


def styles_folder() -> Path | None:
    """The person's folder of styles: $POSTA_STYLES, or `styles` in the config folder; None where there is none."""
    if own := os.environ.get("POSTA_STYLES"):
        return Path(own).expanduser()
    kept = config_folder() / "styles"
    return kept if kept.is_dir() else None


def styles_in(folder: Path) -> dict[str, LoraStyle]:
    """The styles of a folder by name. Raises ModelError for a folder that is not there and for unsafe or damaged files."""
    if not folder.is_dir():
        raise ModelError(f"There is no folder of styles {folder}.", hint="Put .safetensors files into it.")
    found = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() == ".safetensors":
            found[path.stem] = read_style(path)
    return found


def read_style(path: Path) -> LoraStyle:
    """One LoRA file with what its JSON says. Raises ModelError."""
    if not path.is_file():
        raise ModelError(f"There is no style file {path}.", hint="Give the path of a .safetensors LoRA.")
    names = tensor_names(path)
    if not any("lora" in n for n in names):
        raise ModelError(
            f"{path.name} is not a LoRA: none of its tensors is.", hint="Checkpoints are chosen as a model."
        )
    told = _told(path.with_suffix(".json"))
    weight, words = told.get("weight", 1.0), told.get("words", "")
    if not isinstance(weight, (int, float)) or isinstance(weight, bool) or not isinstance(words, str):
        raise ModelError(f"{path.stem}.json: weight must be a number and words a text.")
    family = str(told.get("family", ""))
    if family and family not in FAMILIES:
        raise ModelError(f"{path.stem}.json names the family {family!r}.", hint=f"Choose from {', '.join(FAMILIES)}.")
    return LoraStyle(
        path.stem, path, words[:300], _weight(path.stem, float(weight)), str(told.get("about", ""))[:300], family
    )


def _told(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        if path.stat().st_size > JSON_LIMIT:
            raise ModelError(f"{path.name} is too large for a style's description.")
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ModelError(f"{path.name} cannot be read: {problem}.", hint="Repair or remove it.") from None
    if not isinstance(told, dict):
        raise ModelError(f"{path.name} does not hold an object.", hint="Repair or remove it.")
    return told


def _weight(name: str, weight: float) -> float:
    if not math.isfinite(weight) or abs(weight) > WEIGHT_LIMIT:
        span = f"From -{WEIGHT_LIMIT:g} to {WEIGHT_LIMIT:g} works."
        raise ModelError(f"The weight {weight:g} of style {name!r} is out of range.", hint=span)
    return weight


def chosen(wishes: Iterable[Any], folder: Path | None, family: str) -> tuple[ChosenStyle, ...]:
    """The styles named by `wishes`: "ink", "ink:0.7" or {"name": "ink", "weight": 0.7}; a name may be a .safetensors file's path.

    Raises ModelError.
    """
    wishes = list(wishes)
    if not wishes:
        return ()
    if len(wishes) > STYLES_LIMIT:
        raise ModelError(f"{len(wishes)} styles at once are too many.", hint=f"Use at most {STYLES_LIMIT}.")
    there = styles_in(folder) if folder is not None else {}
    found = []
    for wish in wishes:
        name, weight = _parse(wish)
        style = read_style(Path(name).expanduser()) if name.endswith(".safetensors") else there.get(name)
        if style is None:
            raise _no_style(name, folder, there)
        if style.family and style.family != family:
            raise ModelError(
                f"The style {name!r} was made for {style.family}, not for {family}.", hint="Choose another model."
            )
        found.append(ChosenStyle(style, style.weight if weight is None else _weight(name, weight)))
    if len({c.adapter for c in found}) < len(found):
        raise ModelError("A style is named twice.", hint="Name each once, with one weight.")
    return tuple(found)


def _no_style(name: str, folder: Path | None, there: dict[str, LoraStyle]) -> ModelError:
    if folder is None:
        return ModelError(
            f"There is no style {name!r}: there is no folder of styles yet.",
            hint=f"Put LoRAs (.safetensors) into {config_folder() / 'styles'} or the folder POSTA_STYLES names, or give a path.",
        )
    near = difflib.get_close_matches(name, there, n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    return ModelError(
        f"There is no style {name!r} in {folder}.{meant}", hint=f"There are: {', '.join(there) or 'none'}."
    )


def _parse(wish: Any) -> tuple[str, float | None]:
    try:
        if isinstance(wish, dict):
            weight = wish.get("weight")
            return str(wish["name"]), None if weight is None else float(weight)
        whole = str(wish).strip()
        name, _, weight = (
            whole.rpartition(":") if ":" in whole[2:] else (whole, "", "")
        )  # C:\\ink.safetensors has no weight
        return name.strip(), float(weight) if weight else None
    except (KeyError, TypeError, ValueError):
        raise ModelError(
            f"{wish!r} names no style.", hint='Write "name", "name:0.7" or {"name": …, "weight": …}.'
        ) from None


def put_on(pipe: Any, styles: tuple[ChosenStyle, ...]) -> None:
    """Make exactly these styles act on the pipeline; with none (or all at weight 0) it draws as the base does.

    Raises ModelError for a LoRA that does not fit the model, which is left as it was.
    """
    if not styles:
        if pipe.get_list_adapters():
            pipe.unload_lora_weights()
        return
    loaded = {name for names in pipe.get_list_adapters().values() for name in names}
    wanted = {c.adapter for c in styles}
    for name in loaded - wanted:
        pipe.delete_adapters(name)
    for c in styles:
        if c.adapter not in loaded:
            _load(pipe, c)
    pipe.set_adapters([c.adapter for c in styles], [c.weight for c in styles])


def _load(pipe: Any, c: ChosenStyle) -> None:
    if not c.style.path.is_file():  # diffusers would take a missing path for a repository's name
        raise ModelError(f"The style file {c.style.path} is gone.", hint="Put it back or choose another style.")
    try:
        with _not_fp8(pipe.transformer):
            pipe.load_lora_weights(
                str(c.style.path.parent), weight_name=c.style.path.name, adapter_name=c.adapter, local_files_only=True
            )
    except Exception as problem:  # diffusers and peft raise five kinds for a LoRA that does not fit
        if is_out_of_memory(problem):
            raise
        if c.adapter in {n for names in pipe.get_list_adapters().values() for n in names}:
            pipe.delete_adapters(c.adapter)
        raise ModelError(
            f"The style {c.style.name!r} does not fit {type(pipe).__name__} ({type(problem).__name__}: {str(problem)[:160]}).",
            hint="It was made for another model; choose one made for this one.",
        ) from None
    if c.adapter not in {n for names in pipe.get_list_adapters().values() for n in names}:
        raise ModelError(f"The style {c.style.name!r} holds nothing for {type(pipe).__name__}.", hint="Choose another.")


@contextmanager
def _not_fp8(transformer: Any) -> Iterator[None]:
    """Weights stored as fp8 seem bf16 in here: peft makes a style's weights in the type of the layer it sits on, and no
    arithmetic is done in fp8. The stand-ins take no memory."""
    import torch

    small = (torch.float8_e4m3fn, torch.float8_e5m2)
    kept = [(p, p.data) for p in transformer.parameters() if p.dtype in small]
    for p, data in kept:
        p.data = torch.zeros((), dtype=torch.bfloat16, device=data.device).expand(data.shape)
    try:
        yield
    finally:
        for p, data in kept:
            p.data = data

"""A URAE adapter file and a pipeline go in, an ordinary LoRA file for the pipeline's base comes out; converted once, then kept.

The released 4K adapter holds minor components, which mean something only beside the split of one base's weights (with the 2K LoRA
in them). The split takes 190 singular value decompositions of 3072 x 3072: seconds on a GPU, an hour or two on a CPU.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from posta.ultra.adapters import SplitWatch, check_lora, export_lora, kind_of, lora, read_minor, split_all, unwatched
from posta.ultra.weights import read_tensors


def as_lora(
    pipe: Any, file: Path, two_k: Path | None, cache: Path, device: str = "cpu", watch: SplitWatch = unwatched
) -> Path:
    """The file itself where it is a LoRA that fits; for minor components the LoRA they amount to, from `cache` if it is there.

    two_k: the 2K LoRA the minor components were trained on. `watch(done, all)` may raise to stop. Raises ModelError for a file
    that is neither, or for another model.
    """
    if kind_of(file) == "lora":
        check_lora(file, pipe.transformer)
        return file
    tuned = read_minor(file, pipe.transformer)
    rank = next(iter(tuned.values())).rank
    with ExitStack() as undo:
        if two_k is not None:
            undo.enter_context(lora(pipe, two_k, name="ultra_two_k"))
        untuned = split_all(pipe.transformer, rank, cache, device, watch)
    parts = [file.read_bytes(), b"" if two_k is None else two_k.read_bytes()]
    parts += [part.numpy().tobytes() for minor in untuned.values() for part in (minor.b, minor.a)]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    made = cache / f"{file.stem}-{digest.hexdigest()[:24]}.safetensors"
    if not made.is_file():
        export_lora(made, untuned, tuned, None if two_k is None else read_tensors(two_k))
    return made

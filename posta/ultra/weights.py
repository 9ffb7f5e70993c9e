"""Safetensors files: a path goes in, checked tensors come out; tensors are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from posta.engines.weights import tensor_names
from posta.errors import ModelError

BYTES_LIMIT = 8 << 30  # the largest file read here, CLEAR's, has 3.6 GB


def check_tensors(path: Path) -> Path:
    """The path of a whole safetensors file, by its header alone. Raises ModelError: missing, a pickle, damaged, huge."""
    if not path.is_file():
        raise ModelError(f"There is no weights file {path}.", hint="Give the path of a .safetensors file.")
    if path.stat().st_size > BYTES_LIMIT:
        raise ModelError(f"{path.name} has {path.stat().st_size >> 30} GiB, too much for an adapter.")
    tensor_names(path)
    return path


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Every tensor of a safetensors file, on the CPU. Raises ModelError if it is missing, damaged, huge or not finite."""
    check_tensors(path)
    try:
        tensors = load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelError(
            f"{path.name} is not a readable safetensors file ({error}).",
            hint="Download it again; pickles are not read.",
        ) from error
    broken = next((k for k, t in tensors.items() if not t.is_floating_point() or not torch.isfinite(t).all()), None)
    if broken is not None:
        raise ModelError(
            f"{path.name} holds values that are not finite numbers (in {broken}).", hint="Get a sound copy."
        )
    return tensors


def write_tensors(path: Path, tensors: Mapping[str, Tensor], about: Mapping[str, str] | None = None) -> Path:
    """Write tensors beside `path` and rename; `about` becomes the file's metadata. Returns the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        save_file({key: value.detach().contiguous().cpu() for key, value in tensors.items()}, beside, dict(about or {}))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path

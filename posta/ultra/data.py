"""A folder of pictures with captions goes in, cached latents and prompt embeddings come out, in batches of one shape.

Every picture `name.jpg` (or .png, .webp) stands beside a `name.json` with "prompt" and, if there is one,
"generated_prompt" (a long machine caption), as in URAE's data. A picture's latents are kept as mean and standard
deviation and sampled again at every step; its size is the nearest of the buckets 1:1, 4:3, 2:1, 4:1 and upright ones.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

from posta.errors import AssetError
from posta.ultra import vae as autoencoder
from posta.ultra.sizes import STEP, Size
from posta.ultra.weights import read_tensors, write_tensors

RATIOS = ((1, 1), (4, 3), (2, 1), (4, 1))  # URAE's buckets; each also upright
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
MOST_PIXELS = 200_000_000
LONGEST_CAPTION = 20_000  # characters
MOST_JSON_BYTES = 1_000_000


@dataclass(frozen=True)
class Sample:
    """One cached picture: its bucket and the files that hold its latents and its captions' embeddings."""

    name: str
    size: Size
    latents: Path
    prompts: tuple[Path, ...]  # the person's caption first, then the machine's


@dataclass(frozen=True)
class Batch:
    """What one step trains on: mean and std (B, C, H/8, W/8), text (B, T, D), pooled (B, P)."""

    size: Size
    mean: Tensor
    std: Tensor
    text: Tensor
    pooled: Tensor


def bucket(width: int, height: int, longest: int) -> Size:
    """The bucket nearest in aspect to a picture, `longest` px on its longer side, both sides multiples of 16."""

    def size(ratio: tuple[int, int]) -> Size:
        long, short = longest // STEP * STEP, max(1, round(longest * ratio[1] / ratio[0] / STEP)) * STEP
        return Size(long, short) if width >= height else Size(short, long)

    return min((size(ratio) for ratio in RATIOS), key=lambda s: abs(math.log(s.aspect * height / width)))


def find_pictures(folder: Path) -> list[tuple[Path, tuple[str, ...]]]:
    """Every picture of a folder with its captions, sorted by name. Raises AssetError when there is none or one lacks words."""
    if not folder.is_dir():
        raise AssetError(
            f"There is no folder {folder}.", hint="Give a folder of pictures, each with a .json beside it."
        )
    found = []
    for path in sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES):
        found.append((path, _captions(path.with_suffix(".json"))))
    if not found:
        raise AssetError(f"{folder} holds no picture ({', '.join(SUFFIXES)}).", hint="Put the training pictures there.")
    return found


def _captions(path: Path) -> tuple[str, ...]:
    try:
        if path.stat().st_size > MOST_JSON_BYTES:
            raise AssetError(f"{path.name} is too large for a caption.", hint='It must hold {"prompt": "..."}.')
        about = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise AssetError(
            f"{path.name} is missing.", hint='It must hold {"prompt": "what the picture shows"}.'
        ) from error
    except (ValueError, OSError) as error:
        raise AssetError(f"{path.name} cannot be read ({error}).", hint="It must be JSON in UTF-8.") from error
    words = [about.get(key) for key in ("prompt", "generated_prompt")] if isinstance(about, dict) else []
    captions = tuple(text for text in words if isinstance(text, str) and text.strip())
    if not captions or max(map(len, captions)) > LONGEST_CAPTION:
        raise AssetError(
            f'{path.name} has no usable "prompt".', hint=f"Write one of up to {LONGEST_CAPTION} characters."
        )
    return captions


def load_picture(path: Path, longest: int) -> tuple[Size, Tensor]:
    """A picture fitted to its bucket (resized to cover it, then cut to it): size and (1, 3, H, W) in -1..1."""
    try:
        with Image.open(path) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise AssetError(f"{path.name} has {opened.width * opened.height} pixels, more than {MOST_PIXELS}.")
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise AssetError(
            f"{path.name} is not a readable picture ({error}).", hint="Remove it or save it again."
        ) from error
    size = bucket(picture.width, picture.height, longest)
    picture = ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
    planes = torch.from_numpy(np.array(picture, np.float32) / 127.5 - 1).permute(2, 0, 1)
    return size, planes[None]


def cache_latents(vae: Any, picture: Path, cache: Path, longest: int, way: autoencoder.Way) -> tuple[Size, Path]:
    """Encode a picture once; the file is named after its content and size, so a changed picture is encoded again."""
    key = _key(picture.read_bytes(), longest, vae.config.latent_channels)
    file = cache / f"{picture.stem}-{key}.latent.safetensors"
    if not file.is_file():
        _, planes = load_picture(picture, longest)
        mean, std = autoencoder.posterior(vae, planes, way)
        write_tensors(file, {"mean": mean[0].float(), "std": std[0].float()})
    shape = read_tensors(file)["mean"].shape
    return Size(shape[2] * autoencoder.FACTOR, shape[1] * autoencoder.FACTOR), file


def cache_prompt(encode: Callable[[str], tuple[Tensor, Tensor]], caption: str, cache: Path, tag: str) -> Path:
    """Embed a caption once with `encode` (text (T, D), pooled (P)); `tag` tells apart models and text lengths."""
    file = cache / f"{_key(caption.encode(), tag)}.prompt.safetensors"
    if not file.is_file():
        text, pooled = encode(caption)
        write_tensors(file, {"text": text.float(), "pooled": pooled.float()})
    return file


def _key(content: bytes, *parts: object) -> str:
    return hashlib.sha256(content + repr(parts).encode()).hexdigest()[:16]


def batches(samples: Sequence[Sample], batch: int, seed: int, epoch: int) -> Iterator[tuple[Sample, ...]]:
    """One epoch in random order, every batch from one bucket; the last of a bucket may be smaller. Same seed, same order."""
    rng = np.random.default_rng([seed, epoch])
    by_size: dict[Size, list[Sample]] = {}
    for sample in samples:
        by_size.setdefault(sample.size, []).append(sample)
    groups = []
    for size in sorted(by_size):
        members = [by_size[size][i] for i in rng.permutation(len(by_size[size]))]
        groups += [tuple(members[i : i + batch]) for i in range(0, len(members), batch)]
    yield from (groups[i] for i in rng.permutation(len(groups)))


def load_batch(group: Sequence[Sample], rng: np.random.Generator, real_share: float) -> Batch:
    """Read a group's tensors; with probability `real_share` a sample's own caption is taken, else the machine's."""
    latents = [read_tensors(sample.latents) for sample in group]
    prompts = [read_tensors(sample.prompts[0] if rng.random() < real_share else sample.prompts[-1]) for sample in group]
    return Batch(
        size=group[0].size,
        mean=torch.stack([entry["mean"] for entry in latents]),
        std=torch.stack([entry["std"] for entry in latents]),
        text=torch.stack([entry["text"] for entry in prompts]),
        pooled=torch.stack([entry["pooled"] for entry in prompts]),
    )

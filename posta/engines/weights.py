"""Weights: a table row's name or a person's own path goes in, a checked folder or file on this computer comes out.

Only safetensors are read and no code that comes with weights is run. A download starts only when it was allowed, after its
size and licence were told. The commit of a repository without a pinned one is looked up at its first download and kept in the
config folder (`revisions.json`), so later runs use the same files.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from posta.engines import Progress, silent
from posta.engines.families import by_pipeline, by_tensors
from posta.engines.keep import recall, remember
from posta.engines.licences import require
from posta.engines.models import GB, MODELS, Control, Licence, Model, card, model
from posta.errors import ModelError, WeightsMissing

PICKLES = frozenset({".bin", ".ckpt", ".pt", ".pth", ".pkl", ".pickle"})
WANTED = ["model_index.json", "*/*.json", "*/*.safetensors", "*/*.txt", "*/*.model", "*/*.jinja"]
HEADER_LIMIT = 100 << 20  # safetensors' own limit of a header
JSON_LIMIT = 20 << 20
REVISIONS = "revisions"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Weights on this computer."""

    row: Model
    folder: Path
    """A pipeline's folder: model_index.json and a folder for each part."""
    transformer: Path | None = None
    """A single file whose transformer takes the place of the folder's."""
    revision: str = ""
    """The commit, where the folder came from the hub."""

    @property
    def key(self) -> str:
        """Says which weights these are."""
        return f"{self.folder}|{self.transformer or ''}|{self.revision}"


def find(name: str, *, download: bool = False, progress: Progress = silent) -> Checkpoint:
    """The weights of a row of the table, or of a folder or .safetensors file given by path.

    Raises ModelError: unknown name, missing path, unsafe files, a family not known, terms not accepted, weights not on this
    computer (with size and licence; `download` allows fetching them), gated or missing repository, no network, no room.
    """
    if name in MODELS or any(m.repo == name for m in MODELS.values()):
        return _of_row(model(name), download, progress)
    path = Path(name).expanduser()
    if path.is_dir():
        return own_folder(path)
    if path.is_file():
        return _own_file(path, download, progress)
    if path.suffix or "/" in name or "\\" in name:
        raise ModelError(
            f"There is nothing at {name!r}.",
            hint=f"Give a checkpoint folder, a .safetensors file, or a model of the table: {', '.join(MODELS)}.",
        )
    return _of_row(model(name), download, progress)


def _of_row(row: Model, download: bool, progress: Progress) -> Checkpoint:
    require(row)
    folder, revision = snapshot(row, download=download, progress=progress)
    check_folder(folder)
    return Checkpoint(row, folder, revision=revision)


def snapshot(weights: Model | Control, *, download: bool, progress: Progress = silent) -> tuple[Path, str]:
    """(folder, commit) of a repository's files, from the hub's cache or, if `download`, from the hub. Raises ModelError."""
    if (kept := at_hand(weights)) is not None:
        return kept
    revision, told = _revision(weights), card(weights) if isinstance(weights, Model) else _control_card(weights)
    if not download:
        name = weights.name if isinstance(weights, Model) else controlled_by(weights)
        own = "or give the path of your own checkpoint." if isinstance(weights, Model) else "or leave the drawing out."
        raise WeightsMissing(
            f"Not on this computer: {told}", name=name, hint=f"Download it (posta models get {name}), {own}"
        )
    progress(0.0, f"downloading {told}")
    size_gb = weights.download_gb if isinstance(weights, Model) else weights.params_b * 2
    _check_room(size_gb)
    folder, revision = _download(weights.repo, revision, _wanted(weights))
    if not weights.revision:
        remember(REVISIONS, {weights.repo: revision})
    return folder, revision


def at_hand(weights: Model | Control) -> tuple[Path, str] | None:
    """(folder, commit) of a repository's files if they are all on this computer. Asks no network."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    revision = _revision(weights)
    if not revision:
        return None
    try:
        folder = Path(
            snapshot_download(weights.repo, revision=revision, allow_patterns=_wanted(weights), local_files_only=True)
        )
    except LocalEntryNotFoundError:
        return None
    return (folder, revision) if _whole(folder) else None


def _revision(weights: Model | Control) -> str:
    """The pinned commit, or the one kept at the first download; empty if there is neither."""
    return weights.revision or str(recall(REVISIONS).get(weights.repo, ""))


def _wanted(weights: Model | Control) -> list[str]:
    return WANTED if isinstance(weights, Model) else ["*.json", "*.safetensors"]


def controlled_by(control: Control) -> str:
    """The model of the table a control network belongs to, or its repository where there is none."""
    owners = (m.name for m in MODELS.values() if m.control is not None and m.control.repo == control.repo)
    return next(owners, control.repo)


def _control_card(control: Control) -> str:
    use = "commercial use allowed" if control.licence.commercial else "NO commercial use"
    return f"{control.repo}: about {control.params_b * 2:.1f} GB to download, licence {control.licence.name} ({use})."


def _check_room(size_gb: float) -> None:
    from huggingface_hub import constants

    folder = Path(constants.HF_HUB_CACHE)
    while not folder.exists():
        folder = folder.parent
    free_gb = shutil.disk_usage(folder).free / GB
    if free_gb < size_gb * 1.02:
        raise ModelError(
            f"The download needs {size_gb:g} GB; {folder} has {free_gb:.1f} GB free.",
            hint="Make room, or set HF_HOME to a folder on a larger disk.",
        )


def _download(repo: str, revision: str, wanted: list[str]) -> tuple[Path, str]:
    """Fetch a repository's wanted files; with no revision, its newest commit. Raises ModelError for each way it can fail."""
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub import errors as hub

    endpoint = os.environ.get("HF_ENDPOINT") or None
    try:
        # Asked first: a download tries again for half a minute where there is no network.
        commit = str(HfApi(endpoint=endpoint).model_info(repo, revision=revision or None, timeout=20).sha)
        return Path(snapshot_download(repo, revision=commit, allow_patterns=wanted, endpoint=endpoint)), commit
    except hub.GatedRepoError:
        raise ModelError(
            f"{repo} is gated: its makers ask for an account that accepted their terms.",
            hint=f"Accept them at https://huggingface.co/{repo}, run `hf auth login`, then try again.",
        ) from None
    except hub.RevisionNotFoundError:
        raise ModelError(
            f"{repo} has no commit {revision}.", hint="Update POSTA, or give a folder you downloaded."
        ) from None
    except hub.RepositoryNotFoundError:
        raise ModelError(
            f"There is no repository {repo} (or it is private).", hint="Give a folder you downloaded."
        ) from None
    except hub.HfHubHTTPError as problem:
        raise ModelError(f"The model hub refused {repo}: {problem}.", hint="Try again later.") from None
    except Exception as problem:
        # The hub's client raises its HTTP library's own errors, which was another one in each major version.
        from_http = type(problem).__module__.partition(".")[0] in ("httpx", "httpx2", "requests")
        if not from_http and not isinstance(problem, (hub.OfflineModeIsEnabled, hub.LocalEntryNotFoundError, OSError)):
            raise
        raise ModelError(
            f"{repo} cannot be downloaded: no connection to the model hub ({type(problem).__name__}).",
            hint="Check the network and HF_HUB_OFFLINE, or give a folder you downloaded elsewhere.",
        ) from None


# Files --------------------------------------------------------------------------------------------------------------------


def tensor_names(path: Path) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Name -> (dtype, shape) of the tensors of a safetensors file, from its header alone. Raises ModelError for anything else.

    The format (https://github.com/huggingface/safetensors): 8 bytes of little-endian length, then that much JSON.
    """
    if path.suffix.lower() in PICKLES:
        raise ModelError(
            f"{path.name} may hold a pickle, which can run any code when read.", hint="Use .safetensors files."
        )
    try:
        with path.open("rb") as file:
            first = file.read(8)
            length = int.from_bytes(first, "little")
            if len(first) < 8 or length > min(HEADER_LIMIT, path.stat().st_size):
                what = (
                    "a pickle (it can run any code when read)"
                    if first[:2] in (b"PK", b"\x80\x02", b"\x80\x04")
                    else "not one"
                )
                raise ModelError(f"{path.name} is named safetensors but is {what}.", hint="Get the .safetensors file.")
            header = json.loads(file.read(length))
        header.pop("__metadata__", None)
        told = {k: (str(v["dtype"]), tuple(int(n) for n in v["shape"])) for k, v in header.items()}
        end = max((int(v["data_offsets"][1]) for v in header.values()), default=0)
    except OSError as problem:
        raise ModelError(f"{path} cannot be read: {problem.strerror or problem}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise ModelError(f"{path.name} is not a safetensors file.", hint="Download it again.") from None
    if path.stat().st_size < 8 + length + end:
        raise ModelError(f"{path.name} is cut short.", hint="Download it again.")
    return told


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > JSON_LIMIT:
            raise ModelError(f"{path} is too large for a settings file.")
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise ModelError(
            f"{path} cannot be read: {problem.strerror or problem}.", hint="The checkpoint is incomplete."
        ) from None
    except ValueError:
        raise ModelError(f"{path} is not JSON.", hint="Download the checkpoint again.") from None
    if not isinstance(found, dict):
        raise ModelError(f"{path} is not an object.", hint="Download the checkpoint again.")
    return found


def parts(folder: Path) -> dict[str, tuple[str, str]]:
    """Part -> (library, class) of a pipeline's folder. Raises ModelError if a part would come from anywhere but the libraries."""
    index = _json(folder / "model_index.json")
    found = {}
    for name, value in index.items():
        if name.startswith("_") or not isinstance(value, list) or value[:1] == [None] or len(value) != 2:
            continue
        library, kind = value
        if library not in ("diffusers", "transformers"):
            raise ModelError(
                f"The part {name!r} of {folder.name} wants to run its own code ({library}).",
                hint="Only parts of diffusers and transformers are loaded.",
            )
        found[name] = str(library), str(kind)
    return found


def check_folder(folder: Path) -> str:
    """The pipeline class of a checkpoint's folder whose files are whole and safe. Raises ModelError naming what is not."""
    if not (folder / "model_index.json").is_file():
        raise ModelError(
            f"{folder} is not a checkpoint folder: there is no model_index.json.",
            hint="Give a folder in diffusers' layout, or a single .safetensors file.",
        )
    if scripts := sorted(p.name for p in folder.rglob("*.py")):
        raise ModelError(
            f"{folder.name} brings its own code ({scripts[0]}).", hint="Code from checkpoints is never run."
        )
    for name in parts(folder):
        part = folder / name
        if not part.is_dir():
            raise ModelError(f"{folder.name} lacks its {name}.", hint="Download the checkpoint again.")
        tensors = sorted(part.glob("*.safetensors"))
        if not tensors and any(p.suffix.lower() in PICKLES for p in part.iterdir()):
            raise ModelError(
                f"The {name} of {folder.name} is only there as a pickle, which can run any code when read.",
                hint="Use a checkpoint with .safetensors files.",
            )
        for path in tensors:
            tensor_names(path)
        for index in part.glob("*.safetensors.index.json"):
            told = _json(index).get("weight_map", {})
            if lost := sorted({str(v) for v in told.values()} - {p.name for p in tensors}):
                raise ModelError(f"The {name} of {folder.name} lacks {lost[0]}.", hint="Download the checkpoint again.")
    return str(_json(folder / "model_index.json").get("_class_name", ""))


def _whole(folder: Path) -> bool:
    """Whether a snapshot has every file; one that was broken off is downloaded further."""
    if not (folder / "model_index.json").is_file():
        return any(folder.glob("*.safetensors"))  # a control network: one part, no index
    try:
        check_folder(folder)
    except ModelError:
        return False
    return True


def own_folder(folder: Path) -> Checkpoint:
    """A person's own checkpoint folder. Raises ModelError."""
    family = by_pipeline(check_folder(folder))
    row = MODELS[family.row]
    if family.name == "flux" and not _json(folder / "transformer" / "config.json").get("guidance_embeds"):
        row = MODELS["flux1-schnell"]
    return Checkpoint(_own_row(row, folder, folder), folder.resolve())


def _own_file(path: Path, download: bool, progress: Progress) -> Checkpoint:
    """A transformer in one file; text encoder and autoencoder come from the family's row of the table."""
    names = tensor_names(path)
    if any(".lora_" in n or ".lora_A" in n for n in names):
        raise ModelError(
            f"{path.name} is a LoRA, not a model.", hint="Put it into the styles' folder and name it as a style."
        )
    family, _ = by_tensors(names)
    row = MODELS[family.row]
    if family.name == "flux" and not any("guidance_in." in n or "guidance_embedder." in n for n in names):
        row = MODELS["flux1-schnell"]
    base = _of_row(row, download, progress)
    return Checkpoint(_own_row(row, path, base.folder), base.folder, transformer=path.resolve())


def _own_row(row: Model, path: Path, folder: Path) -> Model:
    """The settings of `row` for a person's own files, with the sizes they really have."""
    counts = {name: _params_b((folder / name).glob("*.safetensors")) for name in parts(folder)}
    if path.is_file():
        counts["transformer"] = _params_b([path])
    return replace(
        row,
        name=path.stem if path.is_file() else path.resolve().name,
        about="Your own checkpoint.",
        repo=str(path.resolve()),
        revision="",
        licence=Licence("not known (your own files)", "", True),
        download_gb=0.0,
        gated=False,
        transformer_b=counts.get("transformer", row.transformer_b),
        text_b=sum(n for name, n in counts.items() if name.startswith("text_encoder")),
        vae_b=counts.get("vae", row.vae_b),
        working_gb=row.working_gb * min(1.0, counts.get("transformer", 0) / row.transformer_b),
    )


def _params_b(files: Iterable[Path]) -> float:
    total = 0
    for path in files:
        for _, shape in tensor_names(path).values():
            count = 1
            for n in shape:
                count *= n
            total += count
    return total / 1e9

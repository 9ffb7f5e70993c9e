"""Files of learned upscalers: a name, a path or nothing goes in, a checked safetensors file on this computer comes out.

Looked for in this order: what the caller names, the environment's POSTA_UPSCALER, the folder `upscalers` in the person's
config folder, then the table's default if it was downloaded before. Pickles (.pth) are refused, never opened.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from posta.engines import Progress, silent
from posta.engines.keep import config_folder
from posta.engines.models import Licence
from posta.engines.weights import PICKLES, tensor_names
from posta.errors import ModelError

ENVIRONMENT = "POSTA_UPSCALER"
BYTES_LIMIT = 2 << 30
MOST_TENSORS, MOST_LAYERS = 20_000, 1000
UNKNOWN = Licence("not known (your own file)", "", True)

CONVERT = (
    'Get the .safetensors file, or convert this one where you trust it: python -c "import torch, safetensors.torch as s; '
    "d = torch.load('{name}', map_location='cpu', weights_only=True); d = d.get('params_ema', d.get('params', d)); "
    "s.save_file({{k: v.contiguous() for k, v in d.items()}}, '{stem}.safetensors')\""
)


@dataclass(frozen=True, slots=True)
class Upscaler:
    """A row of the table: a file that can be downloaded."""

    name: str
    about: str
    repo: str
    file: str
    revision: str
    sha256: str
    bytes: int
    licence: Licence
    scale: int

    @property
    def card(self) -> str:
        """What a person should know before it is downloaded."""
        use = "commercial use allowed" if self.licence.commercial else "NO commercial use"
        return (
            f"{self.name} ({self.repo}): {self.bytes / 1e6:.0f} MB to download, licence {self.licence.name} ({use}, "
            f"{self.licence.url})."
        )


# The hub could not be reached when this was written down: commit, size and hash are those that several independent public
# projects state for the file. A download that differs from them is refused.
UPSCALERS: dict[str, Upscaler] = {
    u.name: u
    for u in (
        Upscaler(
            name="real-esrgan-x4plus",
            about="Photographs and paintings, four times as large (RRDBNet, 16.7 M parameters).",
            repo="Comfy-Org/Real-ESRGAN_repackaged",
            file="RealESRGAN_x4plus.safetensors",
            revision="ea19b4cd14f85a5b914eee8aa7ff77bc371039a0",
            sha256="37f9a931c215f040aa6d50f711f2cb115f713c46df1d0d6469a8bd7bfe9a60bb",
            bytes=66_857_836,
            licence=Licence("BSD-3-Clause", "https://github.com/xinntao/Real-ESRGAN/blob/master/LICENSE", True),
            scale=4,
        ),
    )
}
DEFAULT = "real-esrgan-x4plus"


@dataclass(frozen=True, slots=True)
class UpscalerFile:
    """A file that may be loaded."""

    path: Path
    name: str
    licence: Licence
    sha256: str


def own_folder() -> Path:
    """Where a person puts files to be found by name."""
    return config_folder() / "upscalers"


def find_file(wish: str = "", *, download: bool = False, progress: Progress = silent) -> UpscalerFile:
    """The file for a wish: a row's name, the name of a file in `own_folder()`, a path, or "" for what is there.

    Raises ModelError: nothing there (with what could be downloaded), several to choose from, a pickle, a damaged or other
    file, a download that is not the one pinned.
    """
    wish = wish or os.environ.get(ENVIRONMENT, "")
    if not wish:
        folder = own_folder()
        if _files(folder):
            return _own(_only(folder))
        return _of_row(UPSCALERS[DEFAULT], download, progress)
    if wish in UPSCALERS:
        return _of_row(UPSCALERS[wish], download, progress)
    path = Path(wish).expanduser()
    if path.is_dir():
        return _own(_only(path))
    if path.is_file():
        return _own(path)
    named = own_folder() / f"{path.name.removesuffix('.safetensors')}.safetensors"
    if path.name == wish and named.is_file():
        return _own(named)
    known = [*UPSCALERS, *(f.stem for f in _files(own_folder()))]
    near = difflib.get_close_matches(wish, known, n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    raise ModelError(
        f"There is no upscaler {wish!r}.{meant}",
        hint=f"Choose from {', '.join(known)}, or give the path of a .safetensors file.",
    )


def at_hand(wish: str = "") -> bool:
    """Whether a file for this wish is on this computer."""
    try:
        find_file(wish)
    except ModelError:
        return False
    return True


def usual() -> tuple[str, str]:
    """(engine, why) for a photograph where none is named: `spandrel` with the network at hand, `lanczos` where there is none.

    Raises ModelError when a person put a file in place that cannot be used: that is a mistake to tell, not to pass over.
    """
    if find_spec("torch") is None or find_spec("spandrel") is None:
        return "lanczos", "learned networks need the packages of posta[gpu]"
    folder = own_folder()
    placed = folder.is_dir() and any(f.suffix.lower() in (".safetensors", *PICKLES) for f in folder.iterdir())
    if os.environ.get(ENVIRONMENT) or (placed and not _files(folder)):
        return "spandrel", f"with {find_file(os.environ.get(ENVIRONMENT, '') or str(folder)).name}"
    try:
        return "spandrel", f"with {find_file().name}"
    except ModelError:
        if placed:
            raise
        return (
            "lanczos",
            f"no learned network is at hand (posta models get {DEFAULT}, {own_folder()}, or {ENVIRONMENT})",
        )


def check_file(path: Path) -> Path:
    """The path of a whole safetensors file of tensors. Raises ModelError for a pickle, anything else, or a huge file."""
    if path.suffix.lower() in PICKLES:
        raise ModelError(
            f"{path.name} is a pickle, which can run any code when read; it was not opened.",
            hint=CONVERT.format(name=path.name, stem=path.stem),
        )
    if path.stat().st_size > BYTES_LIMIT:
        raise ModelError(f"{path.name} has {path.stat().st_size / 1e9:.1f} GB, too much for an upscaler.")
    names = tensor_names(path)
    if not names:
        raise ModelError(f"{path.name} holds no tensors.", hint="Give the file of an upscaling network.")
    # A network is built as deep as its tensors' names say: a name must not ask for a billion layers.
    if len(names) > MOST_TENSORS or any(
        len(n) > 4 or int(n) > MOST_LAYERS for n in re.findall(r"\d+", " ".join(names))
    ):
        raise ModelError(f"{path.name} names more layers than any upscaler has.", hint="Get a sound copy.")
    return path


def own_files() -> list[Path]:
    """The safetensors files a person has put into `own_folder()`."""
    return _files(own_folder())


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.safetensors")) if folder.is_dir() else []


def _only(folder: Path) -> Path:
    files = _files(folder)
    if len(files) == 1:
        return files[0]
    if files:
        raise ModelError(
            f"{folder} has {len(files)} upscalers.", hint=f"Name one: {', '.join(f.stem for f in files[:12])}."
        )
    pickled = sorted(f for f in folder.iterdir() if f.suffix.lower() in PICKLES)
    if pickled:
        check_file(pickled[0])
    raise ModelError(f"{folder} has no .safetensors file.", hint="Put an upscaler there, or give a file's path.")


def _own(path: Path) -> UpscalerFile:
    path = check_file(path).resolve()
    return UpscalerFile(path, path.stem, UNKNOWN, _sha256(path))


def _of_row(row: Upscaler, download: bool, progress: Progress) -> UpscalerFile:
    """The row's file from the hub's cache or, if allowed, from the hub; its hash is checked at every use."""
    try:
        from huggingface_hub import hf_hub_download
        from huggingface_hub.errors import LocalEntryNotFoundError
    except ModuleNotFoundError:
        raise ModelError(
            f"Not on this computer: {row.card}",
            hint=f"Install posta[gpu] to download it, or put a .safetensors file into {own_folder()}.",
        ) from None
    try:
        path = Path(hf_hub_download(row.repo, row.file, revision=row.revision, local_files_only=True))
    except LocalEntryNotFoundError:
        if not download:
            raise ModelError(
                f"Not on this computer: {row.card}",
                hint=f"Download it (posta models get {row.name}), or put a .safetensors file into {own_folder()}.",
            ) from None
        progress(0.0, f"downloading {row.card}")
        path = _downloaded(row)
    found = _sha256(check_file(path))
    if path.stat().st_size != row.bytes or found != row.sha256:
        raise ModelError(
            f"{row.file} is not the file that is pinned: {path.stat().st_size} bytes with the hash {found[:12]}…, not "
            f"{row.bytes} with {row.sha256[:12]}….",
            hint=f"Delete {path} and download it again.",
        )
    return UpscalerFile(path, row.name, row.licence, found)


def _downloaded(row: Upscaler) -> Path:
    from huggingface_hub import errors as hub
    from huggingface_hub import hf_hub_download

    try:
        return Path(hf_hub_download(row.repo, row.file, revision=row.revision))
    except Exception as problem:
        # The hub's client raises its HTTP library's own errors, which was another one in each major version.
        from_http = type(problem).__module__.partition(".")[0] in ("httpx", "httpx2", "requests")
        if not from_http and not isinstance(problem, (hub.HfHubHTTPError, hub.LocalEntryNotFoundError, OSError)):
            raise
        reason, _, _ = str(problem).partition(". ")
        raise ModelError(
            f"{row.repo} cannot be downloaded ({type(problem).__name__}: {reason[:160]}).",
            hint=f"Check the network and HF_HUB_OFFLINE, or put a .safetensors file into {own_folder()}.",
        ) from None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

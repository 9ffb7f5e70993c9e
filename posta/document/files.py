"""Posters on disk: a folder with poster.json and assets/, or one .posta file (a zip of the same), and JSON text."""

from __future__ import annotations

import io
import json
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ValidationError

from posta.document.assets import FILE_NAME, Assets, write_atomically
from posta.document.brief import Brief
from posta.document.design import Design
from posta.document.explain import explain, problems
from posta.document.poster import FORMAT, Poster
from posta.document.upgrade import upgrade
from posta.errors import DocumentError, ExportError, PostaError

DOCUMENT = "poster.json"
LARGEST_DOCUMENT = 20_000_000
LARGEST_MEMBER = 400_000_000
LARGEST_ARCHIVE = 2_000_000_000
MOST_MEMBERS = 2_000
WIDEST_LINE = 110

SCHEMAS: dict[str, type[BaseModel]] = {"poster": Poster, "brief": Brief, "design": Design}


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of `poster`, `brief` or `design`. Raises DocumentError for another name."""
    if name not in SCHEMAS:
        raise DocumentError(f"There is no schema {name!r}.", hint=f"Choose from {', '.join(SCHEMAS)}.")
    schema = SCHEMAS[name].model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def dumps(poster: Poster) -> str:
    """The poster as JSON text for people: defaults left out, short lists and objects on one line."""
    data = _whole_numbers(poster.model_dump(mode="json", exclude_defaults=True))
    return pretty({"format": FORMAT, **{k: v for k, v in data.items() if k != "format"}}) + "\n"


def _whole_numbers(value: Any) -> Any:
    """297.0 as 297, as a person would write it."""
    if isinstance(value, dict):
        return {name: _whole_numbers(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def pretty(value: Any, indent: int = 0) -> str:
    """JSON in which everything that fits on a line stands on one."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or len(line) + indent <= WIDEST_LINE:
        return line
    pad = " " * (indent + 2)
    if isinstance(value, list):
        inside = ",\n".join(pad + pretty(part, indent + 2) for part in value)
        return f"[\n{inside}\n{' ' * indent}]"
    inside = ",\n".join(
        f"{pad}{json.dumps(name, ensure_ascii=False)}: {pretty(part, indent + 2)}" for name, part in value.items()
    )
    return f"{{\n{inside}\n{' ' * indent}}}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a text is no poster."""

    path: str
    """The field, as `layers[3].box[2]`; empty for the whole."""
    message: str
    """What was found and what is allowed."""
    line: int = 0
    """Where the text stops being JSON, counted from 1; 0 where `path` says the place."""
    column: int = 0


def loads(text: str | bytes, *, source: str = "the poster") -> Poster:
    """A poster from JSON text. Raises DocumentError with the path of the field, what was found and what is allowed."""
    try:
        return Poster.model_validate(upgrade(_parsed(text, source), source=source))
    except json.JSONDecodeError as problem:
        raise DocumentError(
            f"{source} is not valid JSON: line {problem.lineno}, column {problem.colno}: {problem.msg}."
        ) from None
    except ValidationError as problem:
        raise DocumentError(f"{source}: {explain(problem, Poster)}") from None


def faults(text: str | bytes) -> tuple[Fault, ...]:
    """Every reason why a text is no poster, in the text's order as far as it is known; none where it is one."""
    try:
        Poster.model_validate(upgrade(_parsed(text, "The text"), source="The text"))
    except json.JSONDecodeError as problem:
        return (Fault("", f"This is not JSON: {problem.msg}.", problem.lineno, problem.colno),)
    except ValidationError as problem:
        return tuple(Fault(path, message) for path, message in dict.fromkeys(problems(problem, Poster)))
    except PostaError as problem:
        return (Fault("", str(problem)),)
    return ()


def _parsed(text: str | bytes, source: str) -> dict[str, Any]:
    """JSON text as an object. Raises JSONDecodeError where it stops being JSON, DocumentError for anything else."""
    if len(text) > LARGEST_DOCUMENT:
        raise DocumentError(
            f"{source} has {len(text) / 1e6:.0f} MB of JSON; {LARGEST_DOCUMENT / 1e6:.0f} MB at most fit."
        )
    try:
        data = json.loads(text, parse_constant=_no_constants)
    except json.JSONDecodeError:
        raise
    except (UnicodeDecodeError, RecursionError, ValueError) as problem:
        raise DocumentError(f"{source} is not valid JSON: {problem}.") from None
    if not isinstance(data, dict):
        raise DocumentError(f"{source} is not a POSTA document: it holds {type(data).__name__}, not an object.")
    return data


def _no_constants(name: str) -> None:
    raise ValueError(f"{name} is not a number that JSON knows")


def load_poster(path: str | FilePath) -> tuple[Poster, Assets]:
    """The poster in a folder, a poster.json or a .posta file, with its pictures.

    A folder's pictures stay on disk; a .posta file's are read into memory. Raises DocumentError.
    """
    path = FilePath(path)
    if path.is_dir():
        path = path / DOCUMENT
    try:
        if path.suffix == ".posta":
            if path.stat().st_size > LARGEST_ARCHIVE:
                raise DocumentError(f"{path} is too large to be a poster ({path.stat().st_size / 1e9:.1f} GB).")
            return unpack(path.read_bytes(), source=str(path))
        if path.stat().st_size > LARGEST_DOCUMENT:
            raise DocumentError(f"{path} is too large to be a poster ({path.stat().st_size / 1e6:.0f} MB).")
        return loads(path.read_bytes(), source=str(path)), Assets(path.parent / "assets")
    except FileNotFoundError:
        raise DocumentError(
            f"There is no poster {path}.", hint="Give a .posta file, a poster.json or the folder that holds one."
        ) from None
    except OSError as problem:
        raise DocumentError(f"{path} cannot be read: {problem.strerror or problem}.") from None


def unpack(data: bytes, *, source: str = "the .posta file") -> tuple[Poster, Assets]:
    """A poster and its pictures from the bytes of a .posta file, nothing written to disk.

    Only `poster.json` and `assets/<sha256>.<suffix>` are read, each within a size limit and checked against its name.
    Raises DocumentError for a damaged, truncated or hostile file.
    """
    assets = Assets()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > LARGEST_ARCHIVE:
                raise DocumentError(f"{source} unpacks to more than a poster can hold.", hint="It was not opened.")
            names = [m.filename for m in members]
            if DOCUMENT not in names:
                raise DocumentError(
                    f"{source} holds no {DOCUMENT}.", hint="A .posta file is made by `posta make` or the studio."
                )
            poster = loads(_member(archive, DOCUMENT, LARGEST_DOCUMENT, source), source=f"{source}/{DOCUMENT}")
            wanted = poster.assets()
            for name in names:
                folder, _, file = name.partition("/")
                match = FILE_NAME.match(file) if folder == "assets" else None
                if match and f"sha256:{match[1]}" in wanted:
                    content = _member(archive, name, LARGEST_MEMBER, source)
                    if assets.put(content, source=f"{source}/{name}") != f"sha256:{match[1]}":
                        raise DocumentError(f"{source}: {name} is not the picture its name says; the file is damaged.")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, KeyError) as problem:
        raise DocumentError(
            f"{source} is damaged or cut off ({problem}).", hint="Take a copy that was saved whole."
        ) from None
    return poster, assets


def _member(archive: zipfile.ZipFile, name: str, limit: int, source: str) -> bytes:
    with archive.open(name) as file:
        content = file.read(limit + 1)  # the size in the header may lie
    if len(content) > limit:
        raise DocumentError(f"{source}: {name} unpacks to more than {limit / 1e6:.0f} MB.", hint="It was not opened.")
    return content


def pack(poster: Poster, assets: Assets) -> bytes:
    """A .posta file: a zip of the document and the pictures it uses. The same poster gives the same bytes.

    Raises AssetError for a picture that is missing.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _add(archive, DOCUMENT, dumps(poster).encode(), zipfile.ZIP_DEFLATED)
        for ref in sorted(poster.assets()):
            data, suffix = assets.file(ref)
            _add(archive, f"assets/{ref[7:]}.{suffix}", data, zipfile.ZIP_STORED)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes, how: int) -> None:
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type, info.external_attr = how, 0o644 << 16
    archive.writestr(info, data)


def save_poster(poster: Poster, assets: Assets, path: str | FilePath) -> FilePath:
    """Write a .posta file, or a folder (or a poster.json in one) with its pictures. Whole or not at all.

    Raises ExportError when it cannot be written.
    """
    path = FilePath(path)
    try:
        if path.suffix == ".posta":
            data = pack(poster, assets)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, data)
            return path
        folder = path.parent if path.suffix == ".json" else path
        document = path if path.suffix == ".json" else path / DOCUMENT
        kept = Assets(folder / "assets")
        for ref in sorted(poster.assets()):
            if not kept.has(ref):
                kept.put(assets.get(ref))
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(document, dumps(poster).encode())  # last: a document never names a picture that is not there
        return document
    except OSError as problem:
        raise cannot_write(path, problem) from None


def cannot_write(path: str | os.PathLike[str], problem: OSError) -> PostaError:
    """The sentence for a file that could not be written."""
    return ExportError(
        f"{path} could not be written: {problem.strerror or problem}.",
        hint="Choose a folder you may write to, with free space; nothing was left behind.",
    )

"""Everything POSTA raises on purpose: what happened, where, and what would work.

PostaError                  exit code 2: something given could not be used
├── BriefError              a brief that cannot be read or is not valid
├── DocumentError           a poster.json or .posta file that cannot be read or is not valid
│   └── NewerDocument       written by a newer POSTA; the file is left untouched
├── AssetError              a picture, font or other file that is missing, damaged, hostile or too large
│   └── FontError           a font that cannot be found, read or embedded
├── StageError              a stage could not do its work
│   ├── EngineError         no such engine, or it cannot run here (no GPU, no weights, no server)
│   ├── ModelError          model files that are missing, unsafe, gated or of the wrong family
│   │   ├── LicenceNeeded   the weights' terms must be accepted first; `name` is the model's
│   │   └── WeightsMissing  the weights are not on this computer and may be fetched; `name` is the model's
│   ├── OutOfMemory         no plan fits in the memory that is there
│   └── Cancelled           the person stopped it; nothing was changed
├── ExportError             a file could not be written
├── LibraryError            the folder of posters refused something
│   ├── Missing             a poster, state or file that is not there
│   └── Outdated            a change made to a state that is no longer the poster's
└── ChecksFailed            exit code 1: the poster has problems at error level
"""

from __future__ import annotations


class PostaError(Exception):
    """A problem told to a person: `message` says what happened and where, `hint` what would work.

    `str()` gives both in one line. `exit_code` is what the command line ends with.
    """

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class BriefError(PostaError):
    """A brief that cannot be read or is not valid."""


class DocumentError(PostaError):
    """A poster document that cannot be read or is not valid."""


class NewerDocument(DocumentError):
    """A poster document from a newer POSTA; the file is left untouched."""


class AssetError(PostaError):
    """A picture or other file that is missing, damaged, hostile or too large."""


class FontError(AssetError):
    """A font that cannot be found, read or embedded."""


class StageError(PostaError):
    """A stage could not do its work; the poster it was given is unchanged."""


class EngineError(StageError):
    """No such engine, or it cannot run here."""


class ModelError(StageError):
    """Model files that are missing, unsafe, gated or of the wrong family."""


class LicenceNeeded(ModelError):
    """The terms of a model's weights must be accepted first; `name` is the model's."""

    def __init__(self, message: str, *, name: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.name = name


class WeightsMissing(ModelError):
    """A model's weights are not on this computer and may be fetched; `name` is the model's."""

    def __init__(self, message: str, *, name: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.name = name


class OutOfMemory(StageError):
    """No plan fits in the memory that is there."""


class Cancelled(StageError):
    """The person stopped the work; nothing was changed."""


class ExportError(PostaError):
    """A file could not be written; nothing partial is left behind."""


class LibraryError(PostaError):
    """The folder of posters refused something."""


class Missing(LibraryError):
    """A poster, state or file that is not there."""


class Outdated(LibraryError):
    """A change made to a state that is no longer the poster's; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "The poster was changed elsewhere in the meantime, so this change was not saved over it.",
            hint="What is shown now is that change; undo brings every state back.",
        )


class ChecksFailed(PostaError):
    """The poster has problems at error level."""

    exit_code = 1

"""The posta command: words on a command line in, files and plain sentences out. Exit code 0, 1 (checks failed) or 2."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback

import typer

from posta.cli import listing, making, models, printing
from posta.cli.common import app, interrupted, stop_kindly
from posta.errors import ChecksFailed, PostaError

__all__ = ["app", "listing", "main", "making", "models", "printing"]

INTERRUPTED = 130  # typer's answer to Ctrl-C


def main() -> None:
    """The command: every failure is one sentence and an exit code; a stack trace never."""
    stop_kindly()
    try:
        app()
    except ChecksFailed as problem:
        typer.echo(str(problem), err=True)
        raise SystemExit(problem.exit_code) from None
    except PostaError as problem:
        if interrupted():
            _stopped()
        typer.echo(f"posta: {problem}", err=True)
        raise SystemExit(problem.exit_code) from None
    except SystemExit as end:
        if end.code != INTERRUPTED:
            raise
        _stopped()
    except (KeyboardInterrupt, EOFError):
        _stopped()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(2) from None
    except MemoryError:
        typer.echo("posta: There is not enough memory for this. Use a lower --ppi or a smaller format.", err=True)
        raise SystemExit(2) from None
    except OSError as problem:
        name = f"{problem.filename}: " if problem.filename else ""
        typer.echo(f"posta: {name}{problem.strerror or problem}.", err=True)
        raise SystemExit(2) from None
    except Exception as problem:
        if interrupted():  # a module that was being loaded tells it as a fault of its own
            _stopped()
        typer.echo(f"posta: A fault of POSTA itself ({type(problem).__name__}). {_kept_trace()}", err=True)
        raise SystemExit(2) from None


class Stopped(SystemExit):
    """The person ended the command."""


def _stopped() -> None:
    interrupted()
    typer.echo("posta: Stopped; nothing half-made was left behind.", err=True)
    raise Stopped(2) from None


def _kept_trace() -> str:
    """Write the trace of the current fault to a file of its own, and say where."""
    try:
        with tempfile.NamedTemporaryFile("w", prefix="posta-fault-", suffix=".txt", delete=False) as file:
            file.write(traceback.format_exc())
        return f"Please report it with the file {file.name}."
    except OSError:
        return "Please report it with the command you gave."

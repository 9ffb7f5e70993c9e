#!/usr/bin/env python3
"""One command: make a private environment beside this file, then run any posta command in it.

    python launch.py                            the studio, in the browser
    python launch.py make data/posterart/briefs/blue-hour.yaml -o poster.pdf
    python launch.py test

Needs only Python 3.11 or newer. What is downloaded goes to `.posta-env`; delete that folder to start afresh.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE / ".posta-env"
OLDEST = (3, 11)

# What the drawing library needs from a Linux system, and Debian's names for it.
SYSTEM_LIBRARIES = {"GL": "libgl1", "EGL": "libegl1", "glib-2.0": "libglib2.0-0"}

# Tested with what they need of torch alone: their other needs bring gigabytes that the tests never touch.
WITHOUT_THEIR_NEEDS = ("spandrel>=0.4.2", "einops>=0.8")

CHECKS = (
    ("style", ["-m", "ruff", "check", "."]),
    ("types", ["-m", "mypy"]),
    ("layers", ["-c", "from importlinter.cli import lint_imports_command as run; run()"]),
    ("tests", ["-m", "pytest", "-n", "auto", "--dist", "loadfile"]),
)


def main(arguments: list[str]) -> int:
    """Set up what the command needs, then run it; its exit code. Without a command the studio opens."""
    if sys.version_info < OLDEST:
        return refuse(f"POSTA needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
    testing = arguments[:1] == ["test"]
    studio = not arguments or (arguments[0].startswith("--") and arguments[0] != "--help")
    try:
        problem = system_libraries() or environment("test" if testing else "studio" if studio else "")
        if problem:
            return refuse(problem)
        if testing:
            return run_checks(arguments[1:])
        return run(["-m", "app" if studio else "posta", *arguments])
    except KeyboardInterrupt:
        return refuse("Stopped. Run the same command again to go on from here.")


def environment(extra: str) -> str:
    """Make or complete the private environment; what went wrong, or nothing."""
    stamp = HOME / f"installed-{extra or 'core'}"
    wanted = hashlib.sha256((HERE / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted and python().is_file():
        return ""
    tell("Setting up POSTA beside this file; this happens once and takes a few minutes.")
    if not works(python()):
        tell(f"- making a private environment in {HOME.name}")
        shutil.rmtree(HOME, ignore_errors=True)
        try:
            venv.create(HOME, with_pip=True)
        except (OSError, subprocess.CalledProcessError) as problem:
            return (
                f"The environment could not be made in {HOME} ({problem}). "
                "On Debian and Ubuntu install python3-venv; elsewhere check that the folder can be written to."
            )
    names = {"": "the core", "studio": "the core and the studio", "test": "the core and what the tests need"}
    tell(f"- installing {names[extra]}")
    pip = [str(python()), "-m", "pip", "install", "--disable-pip-version-check", "-q"]
    wanted_now = [["-e", f"{HERE}[{extra}]" if extra else str(HERE)]]
    if extra == "test":
        wanted_now.append(["--no-deps", *WITHOUT_THEIR_NEEDS])
    if any(subprocess.run([*pip, *names], cwd=HERE, check=False).returncode for names in wanted_now):
        return (
            "The packages could not be installed; the lines above say why. Check the network and the free space, "
            "then run the same command again: what was loaded is kept."
        )
    stamp.write_text(wanted)
    tell("- ready")
    return ""


def system_libraries() -> str:
    """On Linux, see to the shared libraries drawing needs; what is missing, or nothing."""
    if not sys.platform.startswith("linux"):
        return ""
    missing = [package for name, package in SYSTEM_LIBRARIES.items() if not ctypes.util.find_library(name)]
    if not missing:
        return ""
    command = ["apt-get", "install", "-y", "-qq", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        tell(f"- installing {' and '.join(missing)} with apt-get, which drawing needs")
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0:
            return ""
    return f"Drawing needs {' and '.join(missing)}. Install them with: sudo {' '.join(command)}"


def run_checks(arguments: list[str]) -> int:
    """Style, types, layers and tests in turn; arguments go to pytest alone."""
    if arguments:
        return run(["-m", "pytest", *arguments])
    worst = 0
    for name, command in CHECKS:
        tell(f"== {name}")
        worst = max(worst, run(command))
    return worst


def python() -> Path:
    """The private environment's Python."""
    return HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def works(program: Path) -> bool:
    """Whether a Python starts and has pip: an interrupted set-up leaves one that does not."""
    if not program.is_file():
        return False
    return subprocess.run([str(program), "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0


def run(arguments: list[str]) -> int:
    """Run the private Python; its exit code."""
    # A posta command reads and writes where the person stands; everything else belongs to the checkout.
    place = None if arguments[:2] in (["-m", "posta"], ["-m", "app"]) else HERE
    return subprocess.run([str(python()), *arguments], cwd=place, check=False).returncode


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def refuse(text: str) -> int:
    tell(f"posta: {text}")
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

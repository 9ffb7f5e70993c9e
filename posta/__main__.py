"""`python -m posta` and the `posta` script are the posta command."""

import os
import sys
from typing import NoReturn


def main() -> None:
    """Run the command; Ctrl-C while it is still loading ends it as kindly as later."""
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(threads, "1")  # more only costs time on arrays as small as ours
    try:
        from posta.cli import Stopped
        from posta.cli import main as command
    except KeyboardInterrupt:
        print("posta: Stopped; nothing half-made was left behind.", file=sys.stderr)
        _leave()
    try:
        command()
    except Stopped:
        _leave()


def _leave() -> NoReturn:
    """End with code 2 at once.

    An interrupt that passed through a C extension's start is remembered by Python, which would end itself by the signal
    though it was handled (`unhandled_keyboard_interrupt` in Modules/main.c).
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(2)


if __name__ == "__main__":
    main()

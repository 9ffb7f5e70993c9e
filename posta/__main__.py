"""`python -m posta` and the `posta` script are the posta command."""

import os
import sys


def main() -> None:
    """Run the command; Ctrl-C while it is still loading ends it as kindly as later."""
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(threads, "1")  # more only costs time on arrays as small as ours
    try:
        from posta.cli import main as command
    except KeyboardInterrupt:
        print("posta: Stopped; nothing half-made was left behind.", file=sys.stderr)
        raise SystemExit(2) from None
    command()


if __name__ == "__main__":
    main()

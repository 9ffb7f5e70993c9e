"""`python -m posta` is the posta command."""

from posta.cli import main

main()

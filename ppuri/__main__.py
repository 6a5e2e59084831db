"""`python -m ppuri`."""

from ppuri.cli.app import main

main()

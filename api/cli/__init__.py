"""The ``lineage`` command: a shell over the same functions that the server calls.

Standard output carries data, standard error talk. Exit codes: 0 done; 1 something failed, is not there, does not
conform or differs; 2 the command was used wrongly or a number is borne by several documents.
"""

from api.cli import (
    answers,
    bodies,
    building,
    cascading,
    conflicts,
    correcting,
    coverage,
    data,
    diff,
    duties,
    gaps,
    keeping,
    listing,
    pathing,
    removing,
    rendering,
    searching,
    serving,
    texts,
)
from api.cli.app import app, main

__all__ = ["app", "main"]

COMMANDS = (
    building,
    texts,
    removing,
    correcting,
    listing,
    searching,
    bodies,
    answers,
    gaps,
    diff,
    coverage,
    pathing,
    cascading,
    duties,
    rendering,
    conflicts,
    data,
    keeping,
    serving,
)
"""The modules that add commands to the application by being imported."""

"""Saying what to install where a library or a program is missing."""

from __future__ import annotations

from ontology.errors import UnsupportedFormat


def missing(name: str, library: str, extra: str) -> UnsupportedFormat:
    """The error for a file whose reader needs a library that is not installed."""
    return UnsupportedFormat(
        f"{name} cannot be read: the library {library} is not installed",
        hint=how_to_install(extra),
    )


def how_to_install(extra: str) -> str:
    """What to do where a library of an extra is not installed."""
    return (
        f'Install the extra {extra}: pip install "directive-lineage[{extra}]", '
        f'or in a checkout pip install -e ".[{extra}]"'
    )

"""The version of the software, as installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def software_version() -> str:
    """The version of the installed distribution, "0+unknown" where the code runs without being installed."""
    try:
        return version("directive-lineage")
    except PackageNotFoundError:
        return "0+unknown"

"""The HTTP application and the ``lineage`` command: the thin shell that joins ``loaders`` and ``graph``.

The public names are loaded when they are first asked for, so that a command or a query worker that
needs no web framework does not wait for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.app import create_app
    from api.folders import open_folder
    from api.settings import Settings

__all__ = ["Settings", "create_app", "open_folder"]


def __getattr__(name: str) -> object:
    """The public name *name* (PEP 562). Raises: AttributeError for any other."""
    if name == "create_app":
        from api.app import create_app

        return create_app
    if name == "open_folder":
        from api.folders import open_folder

        return open_folder
    if name == "Settings":
        from api.settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

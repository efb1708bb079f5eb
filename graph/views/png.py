"""A view as a PNG picture, drawn from the static SVG by resvg."""

from __future__ import annotations

from functools import cache
from typing import Final

from graph.views.model import View
from graph.views.options import Theme
from graph.views.svg import FACES, svg
from ontology.errors import InputError, UnsupportedFormat

_LARGEST: Final = 40_000_000
"""Pixels of a picture; a larger one is drawn smaller."""
_SMALLEST_ZOOM: Final = 0.05
_PROBE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<text x="4" y="30" font-size="24" font-family="{}">{}</text></svg>'
)


def png(view: View, theme: Theme = "light") -> bytes:
    """The picture; "auto" is light, as a file has no reader's system.

    Raises:
        UnsupportedFormat: where resvg is not installed.
        InputError: where the machine has no font with Vietnamese letters.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise UnsupportedFormat(
            "PNG needs the library resvg_py, which is not installed",
            hint='Install it with: pip install "directive-lineage[png]"; SVG needs nothing',
        ) from None
    if not _has_letters():
        raise InputError(
            "PNG needs a font with Vietnamese letters, and this machine has none of those that it looks for",
            hint="Install fonts-dejavu-core, fonts-noto-core or fonts-liberation; SVG needs none",
        )
    drawn = svg(view, "light" if theme == "auto" else theme)
    area = view.width * view.height
    zoom = 1.0 if area <= _LARGEST else max(_SMALLEST_ZOOM, (_LARGEST / area) ** 0.5)
    return bytes(svg_to_bytes(svg_string=drawn, zoom=zoom))


@cache
def _has_letters() -> bool:
    """Whether a letter such as ệ leaves a mark."""
    from resvg_py import svg_to_bytes

    faces = FACES.replace('"', "'")
    drawn, empty = (svg_to_bytes(svg_string=_PROBE.format(faces, letter)) for letter in ("ệ", ""))
    return bytes(drawn) != bytes(empty)

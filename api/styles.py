"""What pages load from this server: the style sheet, made of the colours of the views and of the rules of pages."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from graph.views.palette import DARK, LIGHT, Palette, variables
from graph.views.svg import style

SHEET: Final = "pages.css"
_FOLDER: Final = Path(__file__).with_name("static")


@cache
def stylesheet() -> str:
    """The style sheet of all pages: light, and dark where the reader's system is."""
    rules = (_FOLDER / SHEET).read_text(encoding="utf-8")
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{_colours(DARK)}}}\n"
    return _colours(LIGHT) + dark + rules + style("auto") + "\n"


def _colours(palette: Palette) -> str:
    tags = "".join(
        f".tag.{name} {{ background: {look.fill}; color: {look.head}; border-color: {look.line}; }}\n"
        for name, look in {**palette.looks, **palette.tiles}.items()
        if name != "root"
    )
    return variables(palette) + tags


@cache
def sheet_address() -> str:
    """The address of the style sheet below `/static/`; it names the content, so that browsers may keep it."""
    return f"{SHEET}?v={sha256(stylesheet().encode()).hexdigest()[:12]}"

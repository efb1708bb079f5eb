"""PNG is drawn from the SVG; what it needs is said where it is missing."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from graph.store import GraphStore
from graph.views import png as module
from graph.views.model import KINDS, Kind
from graph.views.png import png
from graph.views.writing import write
from ontology.errors import InputError, UnsupportedFormat
from tests.graph.views.made import made

FONTS = importlib.util.find_spec("resvg_py") is not None and module._has_letters()
drawn = pytest.mark.skipif(not FONTS, reason="there is no resvg or no font with Vietnamese letters")


@drawn
@pytest.mark.parametrize("kind", KINDS)
def test_the_picture_is_as_large_as_the_svg_and_has_its_colours(store: GraphStore, kind: Kind) -> None:
    view = made(store, kind)
    image = Image.open(BytesIO(png(view))).convert("RGB")
    assert image.width >= view.width
    assert image.height > view.height
    colours = {colour for _, colour in image.getcolors(1 << 24) or []}
    assert (0xF7, 0xF8, 0xFA) in colours
    assert ((0xA8, 0x23, 0x1B) in colours) is (kind != "coverage")


@drawn
def test_auto_is_light_and_dark_is_dark(store: GraphStore) -> None:
    view = made(store, "lineage")
    assert write(view, "png", "auto") == png(view, "light")
    corner = Image.open(BytesIO(png(view, "dark"))).convert("RGB").getpixel((2, 2))
    assert corner == (0x14, 0x17, 0x1C)


@pytest.fixture
def probed() -> Iterator[None]:
    module._has_letters.cache_clear()
    yield
    module._has_letters.cache_clear()


def test_a_missing_library_is_named(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(UnsupportedFormat, match=r"directive-lineage\[png\]"):
        png(made(store, "lineage"))


@drawn
@pytest.mark.usefixtures("probed")
def test_a_missing_font_is_named(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FACES", "Nowhere Sans")
    with pytest.raises(InputError, match="fonts-dejavu-core"):
        png(made(store, "lineage"))

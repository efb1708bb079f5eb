"""Each province of each edition has one tile of its own."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from graph.views.tiles import HEIGHT, WIDTH, place_tiles
from ontology.gazetteer import load_gazetteer

DAYS = [(date(2010, 1, 1), 63), (date(2025, 6, 30), 63), (date(2025, 7, 1), 34), (date(2030, 1, 1), 34)]


@pytest.mark.parametrize(("day", "count"), DAYS, ids=str)
def test_every_province_stands_on_the_map(day: date, count: int) -> None:
    names = [one.name for one in load_gazetteer().provinces(day)]
    tiles = place_tiles(names)
    assert len(names) == len(tiles) == len(set(tiles.values())) == count
    lowest = max(y for _, y in place_tiles([*names, "Nowhere"]).values())
    assert all(y < lowest for y in (y for _, y in tiles.values()))  # none had to be put below the map
    places = sorted(tiles.values(), key=lambda place: (place[1], place[0]))
    for (x, y), (next_x, next_y) in pairwise(places):
        assert next_y >= y + HEIGHT or next_x >= x + WIDTH


NORTH_OF = [
    ("Cao Bằng", "Hà Nội"),
    ("Hà Nội", "Nghệ An"),
    ("Nghệ An", "Đà Nẵng"),
    ("Gia Lai", "Khánh Hòa"),
    ("Tây Ninh", "Cà Mau"),
]


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2026, 1, 1)], ids=str)
@pytest.mark.parametrize(("north", "south"), NORTH_OF)
def test_north_is_up(day: date, north: str, south: str) -> None:
    tiles = place_tiles(one.name for one in load_gazetteer().provinces(day))
    assert tiles[north][1] < tiles[south][1]


def test_a_name_that_no_grid_knows_is_shown_as_well() -> None:
    tiles = place_tiles(["Hà Nội", "Atlantis", "Utopia"])
    assert len(set(tiles.values())) == 3
    assert tiles["Atlantis"][1] > tiles["Hà Nội"][1]

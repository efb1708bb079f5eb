"""The provinces as tiles of equal size, about where they lie: a map that shows each of them equally well.

Both grids hold every province of their edition of the gazetteer once; a test says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from ontology.iris import slug

WIDTH: Final = 112
HEIGHT: Final = 54
GAP: Final = 6
MARGIN: Final = 24

_BEFORE: Final = """
.|.|.|Hà Giang|Cao Bằng
.|Lai Châu|Lào Cai|Tuyên Quang|Bắc Kạn|Lạng Sơn
Điện Biên|Sơn La|Yên Bái|Phú Thọ|Thái Nguyên|Bắc Giang|Quảng Ninh
.|.|Vĩnh Phúc|Hà Nội|Bắc Ninh|Hải Dương|Hải Phòng
.|.|Hòa Bình|Hà Nam|Hưng Yên|Thái Bình
.|.|Thanh Hóa|Ninh Bình|Nam Định
.|.|Nghệ An|Hà Tĩnh
.|.|.|Quảng Bình|Quảng Trị
.|.|.|.|Thừa Thiên Huế|Đà Nẵng
.|.|.|.|Kon Tum|Quảng Nam|Quảng Ngãi
.|.|.|.|.|Gia Lai|Bình Định
.|.|.|.|Đắk Nông|Đắk Lắk|Phú Yên
.|.|.|.|Bình Phước|Lâm Đồng|Khánh Hòa
.|.|Tây Ninh|Bình Dương|Đồng Nai|Bình Thuận|Ninh Thuận
.|.|Long An|Hồ Chí Minh|Bà Rịa - Vũng Tàu
An Giang|Đồng Tháp|Tiền Giang|Bến Tre
Kiên Giang|Cần Thơ|Vĩnh Long|Trà Vinh
.|Hậu Giang|Sóc Trăng
Cà Mau|Bạc Liêu
"""
_SINCE: Final = """
.|.|Tuyên Quang|Cao Bằng
Lai Châu|Lào Cai|Thái Nguyên|Lạng Sơn
Điện Biên|Phú Thọ|Bắc Ninh|Quảng Ninh
Sơn La|Hà Nội|Hưng Yên|Hải Phòng
.|Thanh Hóa|Ninh Bình
.|Nghệ An
.|Hà Tĩnh
.|.|Quảng Trị|Huế
.|.|.|Đà Nẵng
.|.|.|Quảng Ngãi
.|.|.|Gia Lai
.|.|.|Đắk Lắk
.|Tây Ninh|Lâm Đồng|Khánh Hòa
An Giang|Đồng Tháp|Đồng Nai
Cần Thơ|Vĩnh Long|Hồ Chí Minh
Cà Mau
"""


def place_tiles(names: Iterable[str]) -> Mapping[str, tuple[int, int]]:
    """The left and top of each province's tile, by the grid that knows most of them; what no grid knows stands in rows
    below.
    """
    wanted = list(names)
    grid = max((_grid(_BEFORE), _grid(_SINCE)), key=lambda one: (sum(slug(name) in one for name in wanted), -len(one)))
    cells: dict[str, tuple[int, int]] = {}
    below = max(row for _, row in grid.values()) + 1
    for name in wanted:
        strange = len([one for one in cells.values() if one[1] >= below])
        cells[name] = grid.get(slug(name), (strange % 7, below + strange // 7))
    first = min((row for _, row in cells.values()), default=0)
    return {
        name: (MARGIN + column * (WIDTH + GAP), MARGIN + (row - first) * (HEIGHT + GAP))
        for name, (column, row) in cells.items()
    }


@cache
def _grid(text: str) -> Mapping[str, tuple[int, int]]:
    """Province (its slug) -> column and row."""
    rows = text.strip().splitlines()
    return {
        slug(name): (column, row)
        for row, line in enumerate(rows)
        for column, name in enumerate(line.split("|"))
        if name != "."
    }

"""The gazetteer's files are what its build writes."""

from importlib.util import find_spec

import pytest

from ontology import gazetteer_build
from ontology.errors import InputError
from ontology.turtle import package_file

needs_source = pytest.mark.skipif(find_spec("vietnamadminunits") is None, reason="vietnamadminunits is not installed")


@needs_source
def test_the_files_are_up_to_date_and_the_build_repeatable() -> None:
    built = gazetteer_build.build()
    folder = package_file("gazetteer")
    assert built == {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.ttl")
    }
    assert built == gazetteer_build.build()


def test_a_missing_source_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer_build, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="pip install vietnamadminunits"):
        gazetteer_build.build()


KINDS = [
    ("Tỉnh Tây Ninh", ("tinh", "Tây Ninh")),
    ("Thành Phố Bắc Kạn", ("thanh-pho", "Bắc Kạn")),
    ("Thị xã Hòa Thành", ("thi-xa", "Hòa Thành")),
    ("Quận 8", ("quan", "Quận 8")),
    ("Quận Ba Đình", ("quan", "Ba Đình")),
    ("Huyện Ia H'Drai", ("huyen", "Ia H'Drai")),
    ("Thị trấn Tân Biên", ("thi-tran", "Tân Biên")),
    ("Xã Tân Lập", ("xa", "Tân Lập")),
    ("Phường Ba Đình", ("phuong", "Ba Đình")),
    ("Phường 4", ("phuong", "Phường 4")),
    ("Phường VII", ("phuong", "Phường VII")),
    ("Đặc khu Côn Đảo", ("dac-khu", "Côn Đảo")),
]


@pytest.mark.parametrize(("full", "expected"), KINDS)
def test_kinds(full: str, expected: tuple[str, str]) -> None:
    assert gazetteer_build.split_kind(full) == expected


PARTS = [  # the divided commune, those that went into the new one as a whole, whether it is no part of it, why
    ("a_x_phuong4", ["b_y_phuong5", "b_y_phuong6"], True, "all of another province"),
    ("a_x_phuong4", ["a_x_phuong5", "b_y_phuong6"], False, "one of its own district"),
    ("a_x_phuong4", ["a_y_phuong4", "a_y_phuong5"], True, "its namesake of another district"),
    ("a_x_phuong4", ["a_y_phuong5"], False, "a neighbour in another district of the province"),
    ("a_x_phuong4", ["a_y_phuong4", "a_x_phuong5"], False, "the namesake and one of its own district"),
    ("a_x_phuong4", [], False, "nobody went in as a whole"),
]


@pytest.mark.parametrize(("old", "others", "mistaken", "why"), PARTS, ids=[row[-1] for row in PARTS])
def test_parts_of_namesakes(old: str, others: list[str], mistaken: bool, why: str) -> None:
    assert gazetteer_build.is_mistaken(old, others) is mistaken

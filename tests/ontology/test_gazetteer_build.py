"""The gazetteer's files are what its build writes."""

from importlib.util import find_spec

import pytest

from ontology import gazetteer_build
from ontology.errors import InputError
from ontology.turtle import package_files

needs_source = pytest.mark.skipif(find_spec("vietnamadminunits") is None, reason="vietnamadminunits is not installed")


@needs_source
def test_the_files_are_up_to_date_and_the_build_repeatable() -> None:
    built = gazetteer_build.build()
    assert built == {path.name: path.read_text(encoding="utf-8") for path in package_files("gazetteer", ".ttl")}
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
]


@pytest.mark.parametrize(("full", "expected"), KINDS)
def test_kinds(full: str, expected: tuple[str, str]) -> None:
    assert gazetteer_build.split_kind(full) == expected

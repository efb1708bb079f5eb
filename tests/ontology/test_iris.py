"""Identifiers: readable, ASCII, and never one for two things."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ontology.errors import InputError
from ontology.iris import DEFAULT_BASE, Iris, number_from_slug, number_slug, slug

NUMBERS = [  # number, slug, why
    ("12-CT/TW", "12-CT_TW", "plain"),
    ("66-QĐ/TW", "66-QDd_TW", "Đ is not D"),
    ("457/LĐLĐ", "457_LDdLDd", "State letter"),
    ("02-HD/BDNTW", "02-HD_BDNTW", "D before another capital stays"),
    ("30/2020/NĐ-CP", "30_2020_NDd-CP", "year"),
    ("1_2", "1%5F2", "an underscore is not a slash"),
    ("Dd", "%44d", "not Đ"),
    ("dđ", "%64dd", "not đd"),
    ("đd", "ddd", "not dđ"),
    ("a b%", "a%20b%25", "all else is percent-encoded"),
    ("1-NQ/Ủ", "1-NQ_%E1%BB%A6", "UTF-8"),
    ("..", "%2E%2E", "no client takes it for the parent folder"),
]


@pytest.mark.parametrize(("number", "expected", "why"), NUMBERS)
def test_number_slug(number: str, expected: str, why: str) -> None:
    assert number_slug(number) == expected, why
    assert number_from_slug(expected) == number


TRICKY = st.text(st.sampled_from("Đđ Dd/_-.%14C5F6ủU\n") | st.characters(), min_size=1)


@given(TRICKY)
@example("ddđĐdD")
@example("%44d")
def test_number_slug_has_an_inverse(number: str) -> None:
    assert number_from_slug(number_slug(number)) == number


@given(TRICKY, TRICKY)
def test_number_slug_is_injective(one: str, other: str) -> None:
    assert (number_slug(one) == number_slug(other)) == (one == other)


@given(TRICKY)
def test_number_slug_is_one_plain_segment(number: str) -> None:
    assert re.fullmatch(r"(?:[A-Za-z0-9._-]|%[0-9A-F]{2})+", number_slug(number))


def test_an_empty_number_is_refused() -> None:
    with pytest.raises(InputError, match="empty"):
        number_slug("")


SLUGS = [
    ("Tây Ninh", "tay-ninh"),
    ("Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"),
    ("ĐẮK LẮK", "dak-lak"),
    ("Ðà Nẵng", "da-nang"),  # U+00D0
    ("Hoà Bình", "hoa-binh"),
    ("Ia H'Drai", "ia-h-drai"),
    ("  Quận 8 ", "quan-8"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "expected"), SLUGS)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text())
def test_slug_twice_is_slug_once(name: str) -> None:
    assert slug(slug(name)) == slug(name)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(name))


IRIS = Iris()
MADE = [
    (IRIS.document("trung-uong", "chi-thi", "12-CT/TW", "k13"), "eli/trung-uong/chi-thi/12-CT_TW/k13"),
    (
        IRIS.document("tay-ninh/duong-minh-chau", "ke-hoach", "1/A", "2022"),
        "eli/tay-ninh/duong-minh-chau/ke-hoach/1_A/2022",
    ),
    (
        IRIS.document("local/a b.txt/2", "ke-hoach", "1-KH/TU", "nk2020"),
        "eli/local/a%20b.txt/2/ke-hoach/1-KH_TU/nk2020",
    ),
    (IRIS.unnumbered_document("000.txt", 1), "text/000.txt/1/document"),
    (IRIS.source("so 1/Công văn.txt"), "text/so%201/C%C3%B4ng%20v%C4%83n.txt"),
    (IRIS.source("../a#b?c"), "text/%2E%2E/a%23b%3Fc"),
    (IRIS.graph("003.txt", 3), "text/003.txt/3"),
    (IRIS.node("003.txt", 3, "citation", 2), "text/003.txt/3#citation-2"),
    (IRIS.body("ban-dan-van-tinh-uy", "tay-ninh"), "body/tay-ninh/ban-dan-van-tinh-uy"),
    (IRIS.locality("2008", "72", "Tây Ninh"), "locality/2008/72-tay-ninh"),
    (IRIS.derived_graph, "graph/derived"),
    (IRIS.ontology_graph, "graph/ontology"),
    (IRIS.vocabulary_graph, "graph/vocabulary"),
    (IRIS.gazetteer_graph, "graph/gazetteer"),
    (IRIS.communes_graph, "graph/communes"),
    (IRIS.concept("body-kind", "tinh-uy"), "vocab/body-kind/tinh-uy"),
]


@pytest.mark.parametrize(("made", "expected"), MADE)
def test_iris(made: str, expected: str) -> None:
    assert made == DEFAULT_BASE + expected
    assert made.isascii()


def test_the_base_moves_the_data_and_not_the_vocabularies() -> None:
    other = Iris("https://other.example/x/")
    assert other.source("a.txt") == "https://other.example/x/text/a.txt"
    assert other.derived_graph == "https://other.example/x/graph/derived"
    assert other.concept("type", "chi-thi") == IRIS.concept("type", "chi-thi")


@pytest.mark.parametrize(
    "base", ["", "https://a.example", "urn:x:", "https://a b/", "https://a.example/?q=/", "ftp://a/"]
)
def test_a_base_that_cannot_be_one_is_refused(base: str) -> None:
    with pytest.raises(InputError, match="base"):
        Iris(base)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
)
def test_sources_do_not_fall_together(one: str, other: str) -> None:
    assert (IRIS.source(one) == IRIS.source(other)) == (one == other)
    assert IRIS.source(one).isascii()

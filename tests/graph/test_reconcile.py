"""The rules of identity on what texts say of the bearers of one number: what is joined, what stays open, what apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.bearers import Bearer, Usage
from graph.matching import dates_agree, dates_alike, subjects_agree, types_agree
from graph.reconcile import reconcile
from ontology.iris import Iris

IRIS = Iris()
PEOPLE = "công tác người Việt Nam ở nước ngoài trong tình hình mới"
FORESTS = "bảo vệ rừng đầu nguồn và phát triển kinh tế dưới tán rừng"


def bearer(
    scope: str | None,
    kind: str,
    number: str,
    period: str,
    *usages: tuple[str | None, str | None, int, str | None],
    held: str | None = None,
    title: str | None = None,
    local: bool = False,
) -> Bearer:
    """A document: usages are date, subject, number of citing documents and the earliest of their dates."""
    iri = IRIS.document(f"local/a.txt/1/{scope}" if local else scope or "", kind, number, period)
    found = Bearer(iri, kind, number, scope, period, local)
    found.usages = [Usage(date, subject, None, citing, earliest) for date, subject, citing, earliest in usages]
    if held:
        found.held, found.headings = frozenset({f"{iri}/part"}), {held: frozenset({f"{iri}/part"})}
    found.titles = frozenset({title} if title else ())
    return found


def joined(*bearers: Bearer) -> dict[str, str]:
    """Which identifiers (by what tells them apart) are joined with which."""
    return {short(item.alias): short(item.targets[0]) for item in reconcile(bearers, {}) if item.certain}


def short(iri: str) -> str:
    scope, kind, number, period = iri.removeprefix(f"{IRIS.base}eli/").rsplit("/", 3)
    return f"{scope} {kind} {number} {period}"


CENTRE = ("trung-uong", "ket-luan", "12-KL/TW")
ROWS = [  # bearers, pairs that are joined, why
    (
        [
            bearer(*CENTRE, "k11", ("2012-08-12", PEOPLE, 1, None)),
            bearer(*CENTRE, "k13", ("2021-08-12", PEOPLE, 2, None)),
        ],
        {"trung-uong ket-luan 12-KL_TW k11": "trung-uong ket-luan 12-KL_TW k13"},
        "the subject agrees and the dates look alike: the one with more behind it is meant",
    ),
    (
        [
            bearer(*CENTRE, "k11", ("2012-08-12", FORESTS, 1, None)),
            bearer(*CENTRE, "k13", ("2021-08-12", PEOPLE, 2, None)),
        ],
        {},
        "another subject is another document",
    ),
    (
        [
            bearer(*CENTRE, "k11", ("2012-08-12", None, 1, None)),
            bearer(*CENTRE, "k13", ("2021-08-12", PEOPLE, 2, None)),
        ],
        {},
        "no subject proves nothing",
    ),
    (
        [
            bearer(*CENTRE, "k11", ("2011-10-24", PEOPLE, 1, None)),
            bearer(*CENTRE, "k13", ("2021-08-12", PEOPLE, 2, None)),
        ],
        {},
        "dates that do not look alike prove nothing",
    ),
    (
        [
            bearer("trung-uong", "ket-luan", "12-KL/TW", "k14", ("2031-08-12", PEOPLE, 1, "2022-02-14")),
            bearer(*CENTRE, "k13", ("2021-08-12", PEOPLE, 1, None)),
        ],
        {"trung-uong ket-luan 12-KL_TW k14": "trung-uong ket-luan 12-KL_TW k13"},
        "a date after that of the citing text cannot be right",
    ),
    (
        [
            bearer("tay-ninh", "ke-hoach", "15/KH-UBND", "2022", ("2022-01-15", FORESTS, 1, None)),
            bearer("tay-ninh", "ke-hoach", "15/KH-UBND", "2023", ("2023-01-15", FORESTS, 5, None)),
        ],
        {},
        "the plans of two years may share number, day and subject",
    ),
    (
        [
            bearer(*CENTRE, "k11", held="2012-08-12", title=PEOPLE),
            bearer(*CENTRE, "k13", held="2021-08-12", title=PEOPLE),
        ],
        {},
        "two texts that are held are two documents",
    ),
    (
        [
            bearer("tay-ninh", "van-ban", "9-CV/TU", "nk2020", ("2022-05-06", None, 1, None)),
            bearer("tay-ninh", "cong-van", "9-CV/TU", "nk2020", ("2022-05-06", None, 1, None)),
        ],
        {"tay-ninh van-ban 9-CV_TU nk2020": "tay-ninh cong-van 9-CV_TU nk2020"},
        "a text that names no type",
    ),
    (
        [
            bearer("trung-uong", "huong-dan", "02-HD/BDNTW", "k12", ("2017-01-16", None, 1, None)),
            bearer("trung-uong", "huong-dan", "02-HD/BĐNTW", "k12", ("2017-01-16", None, 2, None)),
        ],
        {"trung-uong huong-dan 02-HD_BDNTW k12": "trung-uong huong-dan 02-HD_BDdNTW k12"},
        "the bar of Đ that a scan lost",
    ),
    (
        [
            bearer("tien-giang/huyen-cai-lay", "ke-hoach", "9-KH/HU", "nk2020", ("2022-05-06", FORESTS, 1, None)),
            bearer("tien-giang/thi-xa-cai-lay", "ke-hoach", "9-KH/HU", "nk2020", ("2022-05-06", FORESTS, 1, None)),
        ],
        {},
        "huyện and thị xã of one name are two places",
    ),
    (
        [
            bearer("tien-giang/cai-be", "ke-hoach", "9-KH/HU", "nk2020", ("2022-05-06", FORESTS, 1, None)),
            bearer("tien-giang/huyen-cai-be", "ke-hoach", "9-KH/HU", "nk2020", held="2022-05-06"),
        ],
        {"tien-giang/cai-be ke-hoach 9-KH_HU nk2020": "tien-giang/huyen-cai-be ke-hoach 9-KH_HU nk2020"},
        "a text that leaves out the kind of the place",
    ),
    (
        [
            bearer("tay-ninh", "quyet-dinh", "5-QĐ/TU", "nk2020", ("2022-05-06", None, 1, None)),
            bearer("tay-ninh", "quy-dinh", "5-QĐ/TU", "nk2020", ("2022-07-08", None, 1, None)),
        ],
        {},
        "quyết định and quy định have sequences of their own",
    ),
    (
        [
            bearer("tay-ninh", "ke-hoach", "83-KH/TU", "undated", (None, FORESTS, 1, "2023-01-01"), local=True),
            bearer("tay-ninh", "ke-hoach", "83-KH/TU", "nk2015", ("2017-02-03", PEOPLE, 1, None)),
            bearer("tay-ninh", "ke-hoach", "83-KH/TU", "nk2020", ("2022-06-11", FORESTS, 1, None)),
        ],
        {"local/a.txt/1/tay-ninh ke-hoach 83-KH_TU undated": "tay-ninh ke-hoach 83-KH_TU nk2020"},
        "no date: the one with this subject",
    ),
    (
        [
            bearer("tay-ninh", "ke-hoach", "83-KH/TU", "undated", (None, FORESTS, 1, "2021-01-01"), local=True),
            bearer("tay-ninh", "ke-hoach", "83-KH/TU", "nk2020", ("2022-06-11", FORESTS, 1, None)),
        ],
        {},
        "no document is cited before its day",
    ),
    (
        [
            bearer(None, "ke-hoach", "83-KH/TU", "nk2020", ("2022-06-11", FORESTS, 1, None), local=True),
            bearer("tay-ninh", "ke-hoach", "83-KH/TU", "nk2020", ("2022-06-11", FORESTS, 1, None)),
        ],
        {},
        "a plan of an unknown province is never that of a known one",
    ),
]


@pytest.mark.parametrize(("bearers", "pairs"), [row[:2] for row in ROWS], ids=[row[2] for row in ROWS])
def test_what_is_joined(bearers: list[Bearer], pairs: dict[str, str]) -> None:
    assert joined(*bearers) == pairs


@given(st.permutations([one for row in ROWS[:2] for one in row[0]]))
def test_the_order_does_not_matter(bearers: list[Bearer]) -> None:
    assert joined(*bearers) == joined(*[one for row in ROWS[:2] for one in row[0]])


def test_the_citations_of_one_date_alone_may_mean_another_document() -> None:
    mixed = bearer(*CENTRE, "k11", ("2011-10-24", FORESTS, 3, None), ("2012-08-12", PEOPLE, 1, None))
    (found,) = reconcile([mixed, bearer(*CENTRE, "k13", ("2021-08-12", PEOPLE, 2, None))], {})
    assert (found.date, found.certain, found.grounds) == ("2012-08-12", True, ("subject", "misdated", "support"))


def test_what_fits_several_stays_open_with_all_of_them() -> None:
    undated = bearer("tay-ninh", "ke-hoach", "83-KH/TU", "undated", (None, None, 1, None), local=True)
    terms = [
        bearer("tay-ninh", "ke-hoach", "83-KH/TU", f"nk{year}", (f"{year + 2}-06-11", None, 1, None))
        for year in (2015, 2020)
    ]
    (found,) = reconcile([undated, *terms], {})
    assert (found.certain, set(found.targets)) == (False, {one.iri for one in terms})


SUBJECTS = [  # two subjects, whether they agree, why
    (PEOPLE, f"về {PEOPLE}", True, "a word before it"),
    (PEOPLE, "công tác đối với người Việt Nam ở nước ngoài trong tình hình mới", True, "a word between"),
    (PEOPLE, f"{PEOPLE} đến cán bộ, đoàn viên, người lao động", True, "the sentence goes on"),
    (PEOPLE, FORESTS, False, "another subject"),
    ("cải cách hành chính năm 2022", "cải cách hành chính năm 2023", False, "another year"),
    ("dân số", "công tác dân số trong tình hình mới", False, "too few words"),
    ("", "", True, "nothing and nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "agree"), [row[:3] for row in SUBJECTS], ids=[row[3] for row in SUBJECTS])
def test_subjects(one: str, other: str, agree: bool) -> None:
    assert subjects_agree(one, other) is agree
    assert subjects_agree(other, one) is agree


@given(st.dates(), st.dates())
def test_dates_look_alike_both_ways(one: object, other: object) -> None:
    assert dates_alike(str(one), str(other)) == dates_alike(str(other), str(one))
    assert not dates_alike(str(one), str(one))


def test_dates_and_types() -> None:
    assert dates_agree("2022-06", "2022-06-11")
    assert dates_agree(None, "2022-06-11")
    assert not dates_agree("2022-06-21", "2022-06-11")
    assert types_agree("chuong-trinh", "chuong-trinh-hanh-dong")
    assert not types_agree("chi-thi", "ke-hoach")

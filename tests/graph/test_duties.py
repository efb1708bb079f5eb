from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from graph.documents import find_documents
from graph.duties import duties, role_of
from graph.duty import Duties
from graph.duty_reading import Reader
from graph.matrix import ROLES
from graph.store import GraphStore, open_store
from ontology.errors import InputError, NotFound
from ontology.vocabulary import load_vocabulary
from tests.graph.corpus import CT12, CV492, KH83, LD457, LIN, Doc, Part, build_parts, held

PLAN = Doc("ke-hoach", "7-KH/TU", "tay-ninh", "nk2020", "2022-06-11")
LETTER = Doc("cong-van", "8-CV/HU", "tay-ninh/huyen-duong-minh-chau", "nk2020", "2022-07-01")
OTHER = Doc("ke-hoach", "9-KH/TU", "lam-dong", "nk2020", "2022-02-14")

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"


def plan() -> Part:
    part = held(PLAN, "plan.txt", 1, level="province", province="Tây Ninh", date="2022-06-11", issuer="Tỉnh ủy")
    return (
        part.cites(CT12, "implements")
        .assigns("II.1", "Ban Dân vận Tỉnh ủy", "lead", "2022-Q4")
        .assigns("II.1", "Sở Ngoại vụ", "coordinate", "2022-Q4")
        .assigns("II.2", "Ban Dân vận Tỉnh ủy", "coordinate", "continuous")
        .assigns("II.2", "Ban Tuyên giáo Tỉnh ủy", "lead")
        .assigns("II.10", "Ban Dân vận Tỉnh ủy", "advise", "--03")
        .due("report", "--12")
        .due("deadline", "2022-Q4")
        .due("final-review", "khi kết thúc")
    )


def letter() -> Part:
    part = held(
        LETTER, "letter.txt", 1, level="district", province="Tây Ninh", district="Dương Minh Châu", date="2022-07-01"
    )
    return part.cites(PLAN, "implements").assigns("1", "Văn phòng Huyện ủy", "monitor", "2022-08-15")


def other() -> Part:
    part = held(OTHER, "other.txt", 1, level="province", province="Lâm Đồng", date="2022-02-14")
    return part.assigns("I", "Ban Dân vận Tỉnh ủy", "implement", "yearly").due("preliminary-review", "2024-12")


@pytest.fixture(scope="module")
def small() -> GraphStore:
    return build_parts(plan(), letter(), other())


def said(found: Duties) -> list[tuple[str | None, str | None, str, str | None]]:
    return [(item.document.number, item.task, item.agency, item.role) for item in found.duties]


def milestones(found: Duties) -> list[tuple[str | None, str | None, str]]:
    return [(item.document.number, item.kind, item.when) for item in found.milestones]


def test_all_duties_by_document_and_in_the_order_of_the_text(small: GraphStore) -> None:
    found = duties(small)
    assert said(found) == [
        ("9-KH/TU", "I", "Ban Dân vận Tỉnh ủy", "implement"),
        ("7-KH/TU", "II.1", "Ban Dân vận Tỉnh ủy", "lead"),
        ("7-KH/TU", "II.1", "Sở Ngoại vụ", "coordinate"),
        ("7-KH/TU", "II.2", "Ban Dân vận Tỉnh ủy", "coordinate"),
        ("7-KH/TU", "II.2", "Ban Tuyên giáo Tỉnh ủy", "lead"),
        ("7-KH/TU", "II.10", "Ban Dân vận Tỉnh ủy", "advise"),
        ("8-CV/HU", "1", "Văn phòng Huyện ủy", "monitor"),
    ]
    assert milestones(found) == [
        ("9-KH/TU", "preliminary-review", "2024-12"),
        ("7-KH/TU", "report", "--12"),
        ("7-KH/TU", "deadline", "2022-Q4"),
        ("7-KH/TU", "final-review", "khi kết thúc"),
    ]
    assert (found.total, found.milestone_total, found.undated, found.truncated) == (7, 4, 0, False)


def test_a_duty_with_all_that_is_known_of_it(small: GraphStore) -> None:
    duty = duties(small, document=PLAN.iri).duties[0]
    assert (duty.deadline, duty.due, duty.recurs) == ("2022-Q4", date(2022, 12, 31), False)
    assert (duty.body_label, duty.confidence) == ("Ban Dân vận Tỉnh ủy", None)
    assert duty.body is not None and duty.body.endswith("ban-dan-van-tinh-uy")
    assert [(item.text, item.file) for item in duty.quotations] == [("Ban Dân vận Tỉnh ủy", "plan.txt")]


def test_times_are_kept_as_stated_and_unknown_days_stay_unknown(small: GraphStore) -> None:
    found = duties(small, document=PLAN.iri)
    days = {(item.deadline, item.due, item.recurs) for item in found.duties}
    assert ("continuous", None, False) in days
    assert ("--03", date(2023, 3, 31), True) in days
    assert (found.milestones[2].when, found.milestones[2].due) == ("khi kết thúc", None)


def test_the_duties_of_a_directive_are_those_of_all_that_carry_it_out(small: GraphStore) -> None:
    numbers = {item.document.number for item in duties(small, directive=CT12.iri).duties}
    assert numbers == {"7-KH/TU", "8-CV/HU"}
    assert {item.document.number for item in duties(small, directive=PLAN.iri).duties} == numbers
    assert {item.document.number for item in duties(small, directive=LETTER.iri).duties} == {"8-CV/HU"}
    assert said(duties(small, directive=CT12.iri, document=OTHER.iri)) == []


def test_a_directive_is_answered_without_reading_all_duties(small: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object, link: object) -> Mapping[str, str]:
        raise AssertionError("all duties of the store are read")

    monkeypatch.setattr(Reader, "all_linked", refuse)
    assert duties(small, directive=CT12.iri).total == 6
    with pytest.raises(AssertionError):
        duties(small)


def test_duties_under_another_identifier_of_the_document_are_found() -> None:
    alias = Doc("ke-hoach", "7-KH/TU", "local/scan.txt/1", "undated")
    scan = held(alias, "scan.txt", 1).assigns("II.1", "Ban Dân vận Tỉnh ủy", "lead", "2022-Q4")
    scan.assigns("III", "Văn phòng Tỉnh ủy", "implement").due("report", "--12")
    scan.link(alias.iri, LIN + "isSameDocumentAs", PLAN.iri)
    store = build_parts(plan(), scan)
    for asked in (
        duties(store, document=PLAN.iri),
        duties(store, document=alias.iri),
        duties(store, directive=CT12.iri),
    ):
        assert {item.document.iri for item in asked.duties} == {PLAN.iri}
        assert ("7-KH/TU", "III", "Văn phòng Tỉnh ủy", "implement") in said(asked)
        assert milestones(asked).count(("7-KH/TU", "report", "--12")) == 1


def test_what_copies_of_a_file_say_is_one_duty_with_all_files() -> None:
    text = "a" * 64
    parts = [
        Part(name, 1, Doc("ke-hoach", "7-KH/TU", "tay-ninh", "nk2020").iri, "ke-hoach", "7-KH/TU", sha256=text)
        for name in ("a.txt", "b.txt")
    ]
    for part in parts:
        part.assigns("1", "Sở Ngoại vụ", "lead", "2022").due("report", "2023")
    found = duties(build_parts(*parts))
    assert (found.total, found.milestone_total) == (1, 1)
    assert [item.also_in for item in found.duties[0].quotations] == [("b.txt",)]


@pytest.mark.parametrize(
    ("agency", "tasks"),
    [
        ("ban dan van", ["I", "II.1", "II.2", "II.10"]),
        ("BDVTU", ["I", "II.1", "II.2", "II.10"]),
        ("Sở Ngoại vụ", ["II.1"]),
        ("văn phòng", ["1"]),
        ("Bộ Công an", []),
    ],
)
def test_agency_by_words_or_abbreviation(small: GraphStore, agency: str, tasks: list[str]) -> None:
    assert [item.task for item in duties(small, agency=agency).duties] == tasks


def test_milestones_of_the_documents_whose_duties_are_found(small: GraphStore) -> None:
    assert milestones(duties(small, agency="Sở Ngoại vụ")) == [
        ("7-KH/TU", "report", "--12"),
        ("7-KH/TU", "deadline", "2022-Q4"),
        ("7-KH/TU", "final-review", "khi kết thúc"),
    ]
    assert milestones(duties(small, agency="Văn phòng Huyện ủy")) == []


def test_the_deadline_of_others_is_not_told_to_an_agency(small: GraphStore) -> None:
    """2022-Q4 is the end of task II.1, in which the commission for propaganda has no part."""
    kinds = [item.kind for item in duties(small, agency="Ban Tuyên giáo").milestones]
    assert kinds == ["report", "final-review"]


@pytest.mark.parametrize(
    ("locality", "numbers"),
    [
        ("Tây Ninh", {"7-KH/TU", "8-CV/HU"}),
        ("tinh tay ninh", {"7-KH/TU", "8-CV/HU"}),
        ("Dương Minh Châu", {"8-CV/HU"}),
        ("huyện Dương Minh Châu, Tây Ninh", {"8-CV/HU"}),
        ("Dương Minh Châu, Lâm Đồng", set()),
        ("lam dong", {"9-KH/TU"}),
        ("Ninh", set()),
    ],
)
def test_locality_is_province_or_district(small: GraphStore, locality: str, numbers: set[str]) -> None:
    assert {item.document.number for item in duties(small, locality=locality).duties} == numbers


@pytest.mark.parametrize(
    ("day", "tasks", "kinds"),
    [
        (date(2022, 8, 15), [], []),
        (date(2022, 8, 16), ["1"], []),
        (date(2022, 12, 31), ["1"], []),
        (date(2023, 1, 1), ["I", "II.1", "II.1", "1"], ["report", "deadline"]),
        (date(2023, 4, 1), ["I", "II.1", "II.1", "II.10", "1"], ["report", "deadline"]),
        (date(2040, 1, 1), ["I", "II.1", "II.1", "II.10", "1"], ["preliminary-review", "report", "deadline"]),
    ],
    ids=str,
)
def test_due_before_a_day(small: GraphStore, day: date, tasks: list[str], kinds: list[str]) -> None:
    """What recurs is among them from the first time on; what has no day never is, and is counted."""
    found = duties(small, due_before=day)
    assert [item.task for item in found.duties] == tasks
    assert [item.kind for item in found.milestones] == kinds
    assert found.undated == 3


@pytest.mark.parametrize(
    ("role", "tasks"), [("lead", ["II.1", "II.2"]), ("phối hợp", ["II.1", "II.2"]), ("giám", None)]
)
def test_role_by_slug_or_name(small: GraphStore, role: str, tasks: list[str] | None) -> None:
    if tasks is None:
        with pytest.raises(InputError, match="no role"):
            duties(small, role=role)
    else:
        assert [item.task for item in duties(small, role=role).duties] == tasks


def test_the_limit_cuts_and_says_so(small: GraphStore) -> None:
    found = duties(small, limit=2)
    assert (len(found.duties), len(found.milestones), found.total, found.milestone_total) == (2, 2, 7, 4)
    assert found.truncated
    assert all(item.quotations for item in found.duties)


def test_dated_things_by_day(small: GraphStore) -> None:
    days = [item.due for item in duties(small).dated]
    assert days == sorted(day for day in days if day is not None)
    assert len(days) == 8


def test_matrix_of_a_document(small: GraphStore) -> None:
    (matrix,) = duties(small, document=PLAN.iri).matrix()
    assert matrix.document.number == "7-KH/TU"
    assert matrix.tasks == ("II.1", "II.2", "II.10")
    assert [(row.agency, row.cells) for row in matrix.rows] == [
        ("Ban Dân vận Tỉnh ủy", (("lead",), ("coordinate",), ("advise",))),
        ("Sở Ngoại vụ", (("coordinate",), (), ())),
        ("Ban Tuyên giáo Tỉnh ủy", ((), ("lead",), ())),
    ]


def test_two_roles_in_one_task_stand_in_one_cell() -> None:
    part = held(PLAN, "plan.txt", 1).assigns("1", "Văn phòng", "advise").assigns("1", "Văn phòng", "monitor")
    (matrix,) = duties(build_parts(part)).matrix()
    assert [row.cells for row in matrix.rows] == [(("monitor", "advise"),)]


def test_matrices_hold_each_duty_once(store: GraphStore, small: GraphStore) -> None:
    for graph in (store, small):
        found = duties(graph)
        cells = [role for matrix in found.matrix() for row in matrix.rows for cell in row.cells for role in cell]
        assert len(cells) == found.total == sum(counts.total for counts in found.by_agency())


def test_counts_by_agency_and_role(small: GraphStore) -> None:
    counts = duties(small, document=PLAN.iri).by_agency()
    assert [(item.agency, dict(item.roles)) for item in counts] == [
        ("Ban Dân vận Tỉnh ủy", {"lead": 1, "advise": 1, "coordinate": 1}),
        ("Ban Tuyên giáo Tỉnh ủy", {"lead": 1}),
        ("Sở Ngoại vụ", {"coordinate": 1}),
    ]


def test_the_roles_are_those_of_the_vocabulary() -> None:
    assert sorted(ROLES) == sorted(concept.slug for concept in load_vocabulary().roles)
    assert role_of("Chủ Trì") == "lead"


def test_json_has_days_counts_and_documents(small: GraphStore) -> None:
    data = json.loads(json.dumps(duties(small, document=LETTER.iri).to_json()))
    assert data["total"] == 1 and data["truncated"] is False
    assert (data["duties"][0]["due"], data["duties"][0]["document"]["number"]) == ("2022-08-15", "8-CV/HU")
    assert data["by_agency"] == [
        {"agency": "Văn phòng Huyện ủy", "body": data["duties"][0]["body"], "roles": {"monitor": 1}}
    ]


def test_nothing_in_an_empty_store_and_errors_for_what_is_not_there(small: GraphStore) -> None:
    assert duties(build_parts()) == Duties(0, 0, 0, (), ())
    with pytest.raises(NotFound):
        duties(small, document=KH83.iri)
    with pytest.raises(NotFound):
        duties(small, directive=KH83.iri)
    with pytest.raises(InputError, match="no agency"):
        duties(small, agency="--")
    with pytest.raises(InputError, match="no locality"):
        duties(small, locality=" , ")
    with pytest.raises(InputError, match="no list of 0"):
        duties(small, limit=0)


def test_a_cited_document_has_no_duties(store: GraphStore) -> None:
    assert duties(store, document=KH83.iri).total == 0
    assert duties(store, document=LD457.iri).total == 2
    assert {item.document.number for item in duties(store, directive=CT12.iri).duties} == {"457/LĐLĐ"}
    assert duties(store, document=CV492.iri).total == 0


SAMPLE = [  # number, task, agency, role, deadline, due
    ("83-KH/TU", "II.1", "Sở Ngoại vụ", "coordinate", "2022-09-30", date(2022, 9, 30)),
    ("83-KH/TU", "II.3", "Các huyện ủy", "implement", "2022-Q3", date(2022, 9, 30)),
    ("83-KH/TU", "II.2", "Ban cán sự đảng Ủy ban nhân dân tỉnh", "lead", "yearly", date(2022, 12, 31)),
    ("83-KH/TU", "II.1.2", "Ban Dân vận Tỉnh ủy", "lead", "2022-Q4", date(2022, 12, 31)),
    ("83-KH/TU", "II.1.1", "Ban Dân vận Tỉnh ủy", "lead", "continuous", None),
    ("1690/QĐ-UBND", "2", "Sở Ngoại vụ", "lead", "2022-09", date(2022, 9, 30)),
]


@pytest.mark.parametrize("row", SAMPLE, ids=[f"{row[0]} {row[1]} {row[2]}" for row in SAMPLE])
def test_duties_of_the_sample_corpus(sample_store: Path, row: tuple[object, ...]) -> None:
    with open_store(sample_store, read_only=True) as store:
        found = duties(store)
    assert row in [(d.document.number, d.task, d.agency, d.role, d.deadline, d.due) for d in found.duties]
    assert all(item.quotations and item.confidence for item in found.duties)
    assert all(item.quotations and item.confidence for item in found.milestones)


def test_an_agency_of_the_sample_corpus_under_a_directive(sample_store: Path) -> None:
    with open_store(sample_store, read_only=True) as store:
        found = duties(store, directive=CT12.iri, agency="BTGHU")
    assert [(item.document.district, item.task, item.role) for item in found.duties] == [
        ("Cát Tiên", "3", "advise"),
        ("Tây Sơn", "III.2", "lead"),
    ]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_plan_of_tay_ninh_in_the_shared_corpus(tmp_path: Path) -> None:
    from graph.derive import derive
    from loaders import extract_paths, to_nquads

    with open_store(tmp_path / "store") as store:
        results = extract_paths([CORPUS])
        store.load_sources((store.iris.source(result.source), to_nquads(result, store.iris)) for result in results)
        derive(store)
        (plan,) = (item for item in find_documents(store, "83-KH/TU") if item.status == "held")
        found = duties(store, document=plan.iri, agency="BDVTU")
    roles = {(item.task, item.role, item.deadline) for item in found.duties}
    assert {("II.1.1", "lead", "continuous"), ("II.6", "coordinate", "continuous")} <= roles
    assert [(item.kind, item.when, item.due) for item in found.milestones] == [
        ("report", "--12", date(2022, 12, 31)),
        ("preliminary-review", "2025-Q1", date(2025, 3, 31)),
        ("preliminary-review", "2027-Q1", date(2027, 3, 31)),
        ("final-review", "2032-Q1", date(2032, 3, 31)),
    ]

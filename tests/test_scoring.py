"""The scorer says what it says it says, and agrees with the one that lies beside the checkout, where there is one."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scoring import Count, Scores, main, read_records, score

EXPECTED = Path(__file__).parent / "data" / "expected"
SHARED = Path(__file__).parents[2] / "shared"
Record = dict[str, Any]


def record(**fields: Any) -> Record:
    """A record of one citation and two recipients, with some fields changed."""
    plain: Record = {
        "source": "a.txt", "part": 1, "span": [0, 100], "type": "ke-hoach", "number": "83-KH/TU", "date": "2022-06-11",
        "place": "Tây Ninh", "title": "Thực hiện Chỉ thị số 12-CT/TW về tăng cường công tác đối ngoại",
        "issuer": {"name": "Ban Thường vụ Tỉnh ủy Tây Ninh", "organization": "Tỉnh ủy Tây Ninh", "level": "province",
                   "province": "Tây Ninh", "district": None, "commune": None},
        "addressees": [], "signers": [], "milestones": [],
        "recipients": [{"name": "Ban Bí thư Trung ương Đảng", "purpose": "b/c"}, {"name": "VPTU", "purpose": "lưu"}],
        "citations": [{"type": "chi-thi", "number": "12-CT/TW", "date": "2022-01-05", "issuer": "Ban Bí thư",
                       "role": "implements", "spans": [[40, 48]]}],
        "relations": [{"from": "self", "relation": "implements", "to": "12-CT/TW"}],
        "assignments": [{"task": "I.1", "agency": "Ban Dân vận Tỉnh ủy", "role": "lead", "deadline": "2022-07"}],
    }  # fmt: skip
    return plain | fields


HALF = [
    {"role": "cites", "spans": [[41, 48]], "type": "chi-thi", "number": "12-CT/TW", "date": "2022-01-05", "issuer": "X"}
]

ROWS = [  # what is changed in the found record, field, its counts (hits, spurious, missed)
    ({}, "number", (1, 0, 0)),
    ({"number": "84-KH/TU"}, "number", (0, 1, 1)),
    ({"number": None}, "number", (0, 0, 1)),
    ({"date": "2022-06-21"}, "date", (0, 1, 1)),
    ({"place": "Tây  Ninh."}, "place", (1, 0, 0)),
    ({"title": "thực hiện chỉ thị số 12-CT/TW về tăng cuờng công tác đối ngọai"}, "title", (1, 0, 0)),
    ({"title": "Thực hiện Chỉ thị"}, "title", (0, 1, 1)),
    ({"recipients": [{"name": "Các Ban Bí thư Trung ương Đảng", "purpose": "để b/c"}]}, "recipients", (1, 0, 1)),
    ({"recipients": [{"name": "Ban Bí thư Trung ương Đảng", "purpose": None}]}, "recipients.purpose", (0, 0, 2)),
    ({"citations": HALF}, "citations", (1, 0, 0)),
    ({"citations": HALF}, "citations.role", (0, 1, 1)),
    ({"citations": HALF}, "citations.spans", (0, 1, 1)),
    ({"citations": HALF}, "citations.issuer", (0, 1, 1)),
    ({"relations": [{"from": "self", "relation": "amends", "to": "12-CT/TW"}]}, "relations", (0, 0, 1)),
    ({"assignments": []}, "assignments.deadline", (0, 0, 1)),
    ({"span": [0, 95]}, "segments", (1, 0, 0)),
    ({"span": [0, 20]}, "segments", (0, 1, 1)),
    ({"span": [0, 20]}, "number", (1, 0, 0)),
]


@pytest.mark.parametrize(("changed", "field", "counts"), ROWS)
def test_counts(changed: Record, field: str, counts: tuple[int, int, int]) -> None:
    assert score([record()], [record(**changed)]).counts[field] == Count(*counts)


def test_what_is_left_open_is_not_judged() -> None:
    expected = record(recipients=None)
    del expected["title"]
    counts = score([expected], [record()]).counts
    assert not {"title", "recipients", "recipients.purpose"} & counts.keys()


def test_a_document_cut_in_two_is_one_and_a_spurious_one() -> None:
    found = [record(span=[0, 60]), record(part=2, span=[60, 100])]
    scores = score([record()], found)
    assert scores.counts["segments"] == Count(hits=0, spurious=2, missed=1)
    assert scores.counts["number"] == Count(hits=1, spurious=1, missed=0)
    assert {(mistake.part, mistake.kind) for mistake in scores.mistakes} == {(2, "spurious")}


def test_documents_are_paired_by_their_text_not_their_order() -> None:
    first, second = record(), record(part=2, span=[100, 300], number="41-KH/TU")
    assert score([first, second], [second, first]).mistakes == ()


def test_a_file_that_nothing_is_expected_of_is_left_out() -> None:
    assert score([record()], [record(), record(source="b.txt")]).mistakes == ()


def test_means_weigh_fields_alike_and_facts_alike() -> None:
    scores = Scores({"a": Count(hits=9), "b": Count(missed=1)}, ())
    assert scores.macro_f1 == 0.5
    assert scores.total.recall == 0.9
    assert scores.total.f1 == pytest.approx(18 / 19)


def test_command_prints_table_and_mistakes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, written in (("expected", record()), ("found", record(number="84-KH/TU"))):
        (tmp_path / name).write_text(json.dumps(written) + "\n", encoding="utf-8")
    assert main([str(tmp_path / "expected"), str(tmp_path / "found"), "--errors"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[:2] == ["a.txt#1\tnumber\tmissed\t83-kh/tu", "a.txt#1\tnumber\tspurious\t84-kh/tu"]
    assert printed[-1].endswith("facts 22")


@given(st.permutations(read_records(EXPECTED)))
def test_order_of_files_does_not_matter(records: list[Record]) -> None:
    by_part = sorted(records, key=lambda item: item["part"])
    assert score(read_records(EXPECTED), by_part).mistakes == ()


def spoiled(records: tuple[Any, ...], seed: int) -> list[Record]:
    """Copies of records in which much is lost, doubled or altered."""
    chance = random.Random(seed)
    return [_spoiled(item, chance) for item in records if chance.random() < 0.95]


def _spoiled(item: Any, chance: random.Random) -> Any:
    if isinstance(item, dict):
        return {name: value if name == "source" else _spoiled(value, chance) for name, value in item.items()}
    if isinstance(item, list) and item and isinstance(item[0], int):
        return [item[0] + chance.choice((0, 0, 0, 1, 500)), item[1] + 500]
    if isinstance(item, list):
        kept = [_spoiled(value, chance) for value in item if chance.random() < 0.9]
        return kept + kept[:1] * (chance.random() < 0.1)
    if isinstance(item, str) and len(item) > 3 and chance.random() < 0.1:
        return _misspelt(item, chance)
    return item


def _misspelt(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    changes: list[Callable[[], str]] = [
        lambda: text[:at] + text[at + 1 :],
        lambda: text[:at] + "x" + text[at + 1 :],
        lambda: text[:at] + "  - " + text[at:],
        lambda: text.upper(),
        lambda: text[: at + 1],
    ]
    return chance.choice(changes)()


@pytest.mark.skipif(not (SHARED / "tools" / "score.py").exists(), reason="the other scorer is not here")
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("gold", ["gold", "dev/gold"])
def test_agrees_with_the_other_scorer(gold: str, seed: int, tmp_path: Path) -> None:
    found = spoiled(read_records(SHARED / gold), seed)
    written = tmp_path / "found.jsonl"
    written.write_text("".join(json.dumps(item) + "\n" for item in found), encoding="utf-8")
    command = [sys.executable, str(SHARED / "tools" / "score.py"), str(SHARED / gold), str(written), "--json"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    other = json.loads(printed)
    scores = score(read_records(SHARED / gold), read_records(written))
    ours = {
        field: {"precision": count.precision, "recall": count.recall, "f1": count.f1}
        for field, count in scores.counts.items()
    }
    assert ours == {field: value for field, value in other.items() if field not in ("overall", "macro")}
    assert scores.macro_f1 == pytest.approx(other["macro"])
    assert scores.total.f1 == pytest.approx(other["overall"])
    assert scores.macro_f1 < 0.95

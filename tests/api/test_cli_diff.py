"""``lineage diff``: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.store import open_store
from ontology.iris import Iris
from tests.api.conftest import build_store
from tests.api.test_cli import error_line, run
from tests.graph.corpus import CT04, CV1218, KH83, LD457, Part, held, nquads, sources


@pytest.fixture
def before(tmp_path: Path) -> Path:
    part = held(LD457, "a.txt", 1, date="2022-07-11").cites(KH83, "implements").assigns("1", "Văn phòng", "lead")
    return built(tmp_path / "before", part.due("report", "2022-08"))


@pytest.fixture
def after(tmp_path: Path) -> Path:
    letter = held(LD457, "a.txt", 1, date="2022-07-12", sha256="ab" * 32).cites(CT04)
    return built(tmp_path / "after", letter, held(KH83, "b.txt", 1, date="2022-06-11"), held(CV1218, "c.txt", 1))


def built(path: Path, *parts: Part) -> Path:
    build_store(path, nquads(parts))
    return path


def test_equal_stores(store_path: Path, tmp_path: Path) -> None:
    build_store(tmp_path / "again", dict(reversed(list(sources().items()))))
    result = run("diff", store_path, tmp_path / "again")
    assert result.stdout == ""
    assert "\nno difference; of " in f"\n{result.stderr}"


def test_different_stores(before: Path, after: Path) -> None:
    result = run("diff", before, after, code=1)
    assert result.stdout.splitlines() == [
        "sources: 2 came, 1 changed",
        "  ~ a.txt",
        "  + b.txt",
        "  + c.txt",
        "documents: 2 came, 1 became held",
        f"  + Công văn 1218-CV/TU · held <{CV1218.iri}>",
        f"  ~ became held: Kế hoạch 83-KH/TU · 2022-06-11 · held <{KH83.iri}>",
        f"  + Chỉ thị 04-CT/TW · 2011-07-06 · Ban Bí thư Trung ương Đảng · cited only <{CT04.iri}>",
        "facts: 5 changed",
        f"  ~ Công văn 457/LĐLĐ <{LD457.iri}> date: 2022-07-11 -> 2022-07-12",
        f"  ~ Kế hoạch 83-KH/TU <{KH83.iri}> date: 2022-06-21 -> 2022-06-11",
        f"  ~ Kế hoạch 83-KH/TU <{KH83.iri}> issuer: Ban Thường vụ Tỉnh ủy Tây Ninh -> (none)",
        f"  ~ Kế hoạch 83-KH/TU <{KH83.iri}> level: province -> (none)",
        f"  ~ Kế hoạch 83-KH/TU <{KH83.iri}> province: Tây Ninh -> (none)",
        "relations: 1 came, 1 went",
        "  + Công văn 457/LĐLĐ cites Chỉ thị 04-CT/TW",
        "      “Thực hiện 04-CT/TW (câu 3).”",
        "  - Công văn 457/LĐLĐ implements Kế hoạch 83-KH/TU",
        "      “Thực hiện 83-KH/TU (câu 3).”",
        "citations: 1 came, 1 went",
        "  + Công văn 457/LĐLĐ cites Chỉ thị 04-CT/TW",
        "      “Thực hiện 04-CT/TW (câu 2).”",
        "  - Công văn 457/LĐLĐ implements Kế hoạch 83-KH/TU",
        "      “Thực hiện 83-KH/TU (câu 2).”",
        "assignments: 1 went",
        "  - Công văn 457/LĐLĐ: 1 · Văn phòng · lead",
        "milestones: 1 went",
        "  - Công văn 457/LĐLĐ: report 2022-08",
    ]
    assert "\ndifferent; of " in f"\n{result.stderr}"


def test_the_summary(before: Path, after: Path) -> None:
    lines = run("diff", before, after, "--summary", code=1).stdout.splitlines()
    assert lines[:2] == ["sources: 2 came, 1 changed", "documents: 2 came, 1 became held"]
    assert len(lines) == 7


def test_json(before: Path, after: Path) -> None:
    found = json.loads(run("diff", before, after, "--format", "json", code=1).stdout)
    assert found["different"] is True
    assert [item["change"] for item in found["milestones"]] == ["went"]
    counts = json.loads(run("diff", before, after, "--format", "json", "--summary", code=1).stdout)
    assert counts["sources"] == {"came": 2, "changed": 1}
    assert counts["quads"] == found["quads"]


def test_a_store_that_is_not_there_is_no_difference(store_path: Path, tmp_path: Path) -> None:
    result = run("diff", store_path, tmp_path / "nowhere", code=2)
    assert "nowhere" in error_line(result)


def test_another_base_is_no_difference(store_path: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "other", iris=Iris("https://other.example/")):
        pass
    assert "https://other.example/" in error_line(run("diff", store_path, tmp_path / "other", code=2))

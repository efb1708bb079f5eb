"""``lineage correct`` and ``corrections``, `/corrections`, and what corrections change in the answers."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import Settings, create_app
from tests.api.client import HTML, Client, running
from tests.api.test_end_to_end import ROOT, SAMPLE, SHARED, run
from tests.api.test_pages import Balance

HEADER = "about,property,value,author,reason,on\n"
PLAN = "ke-hoach-chi-thi-04.txt#1"
WORD = "a reviewer's word (Trần Thị B, 2026-01-05: con dấu trên bản gốc)"


def written(folder: Path, *rows: str, name: str = "c.csv") -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(f"{row},Trần Thị B,con dấu trên bản gốc,2026-01-05\n" for row in rows), "utf-8")
    return path


def lines(text: str, begin: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(begin)]


def lam_dong(store: Path) -> dict[str, object]:
    answer = json.loads(run("coverage", "04-CT/TW", "--date", "2011", "--format", "json", "--store", store).stdout)
    (row,) = [row for row in answer["rows"] if row["name"] == "Lâm Đồng"]
    return {
        "status": row["status"],
        "corrected": [item["corrected"] for item in row["documents"]],
        "notes": answer["notes"],
    }


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The sample corpus in a store of the test's own."""
    path = tmp_path / "store"
    run("build", SAMPLE, "--store", path)
    return path


def check_acceptance(store: Path, corrections: Path) -> None:
    assert lam_dong(store)["status"] == "none"
    assert "1 correction of 1 file: 1 applies" in run("correct", corrections, "--store", store).stderr
    found = lam_dong(store)
    assert (found["status"], found["corrected"]) == ("issued", [["province"]])
    assert [note for note in found["notes"] if f"province Lâm Đồng is {WORD}" in note]  # type: ignore[attr-defined]
    text = run("coverage", "04-CT/TW", "--date", "2011", "--store", store).stdout
    assert WORD in lines(text, "note: ")[-1]


def test_a_reviewers_province_changes_the_coverage_of_the_sample(store: Path, tmp_path: Path) -> None:
    check_acceptance(store, written(tmp_path, f"{PLAN},province,Lâm Đồng"))
    run("build", SAMPLE, "--store", store)
    assert lam_dong(store)["status"] == "issued"
    run("correct", "--remove", "c.csv", "--store", store)
    assert lam_dong(store)["status"] == "none"


def test_a_reviewers_province_changes_the_coverage_of_the_real_documents(tmp_path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip("the real documents are not here (../shared/corpus)")
    (file,) = SHARED.glob("001*.txt")
    run("build", SHARED, "--store", tmp_path / "store")
    check_acceptance(tmp_path / "store", written(tmp_path, f"{file.name}#1,province,Lâm Đồng"))


def test_corrections_may_come_before_the_documents(tmp_path: Path) -> None:
    path, file = tmp_path / "store", written(tmp_path, f"{PLAN},province,Lâm Đồng")
    assert lines(run("correct", file, "--store", path).stderr, "waiting: c.csv, line 2: ")
    run("build", SAMPLE, "--store", path)
    assert lam_dong(path)["status"] == "issued"
    assert "conforms" in run("validate", "--store", path).stdout


def test_build_loads_corrections_as_well(tmp_path: Path) -> None:
    right, wrong = written(tmp_path, f"{PLAN},province,Lâm Đồng"), written(tmp_path, "1,2,3", name="d.csv")
    path = tmp_path / "store"
    result = run("build", SAMPLE, "--corrections", right, "--corrections", wrong, "--store", path, code=1)
    assert len(lines(result.stderr, "error: ")) == 1
    assert lam_dong(path)["status"] == "issued"


def test_each_wrong_row_is_said_and_the_others_apply(store: Path, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "83-KH/TU,title,x",  # of two provinces
        f"{PLAN},province,Lam Dong",
        f"{PLAN},province,Lâm Đồng",
        "12-CT/TW 2022,title,x",
        "12-CT/TW 2022-01-05,title,y",
        "12-CT/TW 2022,colour,red",
    )
    result = run("correct", file, tmp_path / "missing.csv", "--store", store, code=1)
    errors = lines(result.stderr, "error: ")
    for part in (
        "missing.csv cannot be read",
        "c.csv, line 3, value: there is no province 'Lam Dong'",
        "c.csv, line 7, property: nothing is known of 'colour'",
        "c.csv, line 2: 2 documents or bodies may be meant by '83-KH/TU' title 'x'",
        "c.csv, line 5: '12-CT/TW 2022' title 'x' is contradicted by c.csv, line 6",
        "c.csv, line 6: '12-CT/TW 2022-01-05' title 'y' is contradicted by c.csv, line 5",
    ):
        assert [line for line in errors if part in line], (part, errors)
    assert len(errors) == 6
    assert len(lines(result.stderr, "  2022-0")) == 2  # the candidates
    assert lam_dong(store)["status"] == "issued"


def test_the_corrections_are_listed(store: Path, tmp_path: Path) -> None:
    assert "no corrections" in run("corrections", "--store", store).stderr
    run("correct", written(tmp_path, f"{PLAN},province,Lâm Đồng", "492-CV/HU,date,2022-02-15"), "--store", store)
    table = run("corrections", "--store", store).stdout.splitlines()
    assert table[1].split("\t") == [
        PLAN, "province", "Lâm Đồng", "nothing", "applies", "Trần Thị B", "2026-01-05", "con dấu trên bản gốc",
        "c.csv, line 2",
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(run("corrections", "--format", "csv", "--store", store).stdout)))
    assert (rows[1]["texts_say"], rows[1]["state"], rows[1]["labels"]) == (
        "2022-02-14",
        "applies",
        "Công văn 492-CV/HU",
    )
    found = json.loads(run("corrections", "--format", "json", "--store", store).stdout)
    assert [(item["value"], item["texts_say"]) for item in found] == [
        ("Lâm Đồng", []),
        ("2022-02-15", ["2022-02-14"]),
    ]


def test_show_says_what_is_a_reviewers_word(store: Path, tmp_path: Path) -> None:
    run("correct", written(tmp_path, "492-CV/HU,date,2022-02-15"), "--store", store)
    text = run("show", "492-CV/HU", "--store", store).stdout
    assert "Công văn 492-CV/HU · 2022-02-15 · " in text
    assert "corrected: date 2022-02-15; the texts say 2022-02-14" in text
    assert "  a reviewer's word: Trần Thị B, 2026-01-05: con dấu trên bản gốc [c.csv]" in text
    assert "  date: 2022-02-14" in text


def test_a_list_says_what_is_a_reviewers_word(store: Path, tmp_path: Path) -> None:
    run("correct", written(tmp_path, f"{PLAN},province,Lâm Đồng"), "--store", store)
    listed = run("list", "--province", "lam dong", "--q", "chi thi 04-ct/tw", "--store", store)
    assert len(listed.stdout.splitlines()) == 2
    assert lines(listed.stderr, "note: ")[0].endswith(f": province Lâm Đồng is {WORD}")
    rows = run("list", "--province", "lam dong", "--format", "csv", "--store", store).stdout
    assert sorted(row["corrected"] for row in csv.DictReader(io.StringIO(rows))) == ["", "", "province", "province"]


def test_removing_what_is_not_there(store: Path) -> None:
    result = run("correct", "--remove", "c.csv", "--store", store, code=1)
    assert lines(result.stderr, "error: no corrections of a file 'c.csv'")


@pytest.mark.parametrize("kind", ["csv", "yaml"])
def test_the_examples_of_the_readme_are_right(store: Path, tmp_path: Path, kind: str) -> None:
    found = re.search(rf"^```{kind}\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert found
    path = tmp_path / f"example.{kind}"
    path.write_text(found[1], encoding="utf-8")
    assert ": 1 applies" in run("correct", path, "--store", store).stderr.replace(" 3 applies", " 1 applies")
    assert lam_dong(store)["status"] == "issued"


def test_the_query_of_the_readme_finds_them(store: Path, tmp_path: Path) -> None:
    run("correct", written(tmp_path, f"{PLAN},province,Lâm Đồng"), "--store", store)
    found = re.search(r"^```sparql\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert found
    query = tmp_path / "query.rq"
    query.write_text(found[1], encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(run("query", query, "--format", "csv", "--store", store).stdout)))
    assert [(row["property"], row["value"], row["author"]) for row in rows] == [("province", "Lâm Đồng", "Trần Thị B")]


@pytest.fixture
def client(store: Path, tmp_path: Path) -> Iterator[Client]:
    run("correct", written(tmp_path, f"{PLAN},province,Lâm Đồng", "83-KH/TU,title,<b>x</b>"), "--store", store, code=1)
    with running(create_app(Settings(store=store, query_workers=1))) as opened:
        yield opened


def test_corrections_over_http(client: Client) -> None:
    found = client.get("/corrections").json()["corrections"]
    assert [(item["state"], item["author"], item["reason"]) for item in found] == [
        ("applies", "Trần Thị B", "con dấu trên bản gốc"),
        ("ambiguous", "Trần Thị B", "con dấu trên bản gốc"),
    ]
    assert client.get("/corrections?format=csv").text.splitlines()[1].startswith(f"{PLAN},province,Lâm Đồng,,applies,")
    plan = found[0]["subjects"][0]
    pages = [client.get(path, headers=HTML).text for path in ("/corrections", f"/documents/{plan}", "/documents?q=lam")]
    pages.append(client.get("/coverage/04-CT/TW?date=2011", headers=HTML).text)
    for text in pages:
        assert "Trần Thị B" in text
        assert "Lâm Đồng" in text
        assert "<b>x</b>" not in text
        parser = Balance()
        parser.feed(text.replace("</p>", "").replace("<p>", "").replace("<p ", "<br "))
        assert (parser.wrong, parser.open) == ([], [])
    assert "văn bản không ghi" in pages[1]

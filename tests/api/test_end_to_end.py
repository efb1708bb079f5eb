"""The main job on the sample corpus, and on the real documents where they lie beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api import Settings, create_app
from api.cli import app
from tests.api.client import JSON, running

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "data" / "corpus"
SHARED = ROOT.parent / "shared" / "corpus"
CT12 = ("12-CT/TW", "--date", "2022-01-05")


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("sample") / "store"
    run("build", SAMPLE, "--store", store)
    return store


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not SHARED.is_dir():
        pytest.skip("the real documents are not here (../shared/corpus)")
    store = tmp_path_factory.mktemp("shared") / "store"
    run("build", SHARED, "--store", store)
    return store


def _statuses(store: Path, level: str) -> dict[str, str]:
    answer = run("coverage", *CT12, "--level", level, "--format", "json", "--store", store)
    return {row["name"]: row["status"] for row in json.loads(answer.stdout)["rows"] if row["status"] != "none"}


def test_the_sample_covers_provinces_and_districts(sample: Path) -> None:
    provinces = _statuses(sample, "province")
    assert {name for name, status in provinces.items() if status == "issued"} == {"Tây Ninh", "Quảng Nam", "Cà Mau"}
    assert {name for name, status in provinces.items() if status == "cited"} == {"Bình Định", "Lâm Đồng"}
    districts = {name for name, status in _statuses(sample, "district").items() if status == "issued"}
    assert districts == {"Cát Tiên", "Dương Minh Châu", "Tây Sơn", "Đại Lộc"}


def test_the_sample_holds_three_directives_of_one_number(sample: Path) -> None:
    result = run("show", "12-CT/TW", "--store", sample, code=2)
    assert "3 documents" in result.stderr


def test_the_sample_conforms(sample: Path) -> None:
    assert "conforms" in run("validate", "--store", sample).stdout


def test_loading_twice_gives_the_same_store(sample: Path) -> None:
    before = run("export", "--format", "nq", "--store", sample).stdout
    run("build", SAMPLE, "--store", sample)
    assert sorted(run("export", "--format", "nq", "--store", sample).stdout.splitlines()) == sorted(before.splitlines())


def test_the_way_up_on_the_real_documents(shared: Path) -> None:
    text = run("trace", "457/LĐLĐ", "--up", "--store", shared).stdout
    way = [line for line in text.splitlines() if "─" in line]
    for line, number in zip(way, ("3000/LĐLĐ", "83-KH/TU", "12-CT/TW", "04-CT/TW"), strict=True):
        assert number in line


def test_coverage_on_the_real_documents(shared: Path) -> None:
    assert _statuses(shared, "province") == {"Tây Ninh": "issued", "Bình Định": "cited", "Lâm Đồng": "cited"}
    assert _statuses(shared, "district") == {"Dương Minh Châu": "issued", "Tây Sơn": "issued", "Cát Tiên": "issued"}


def _counts(store: Path, *options: str) -> dict[str, int]:
    found = json.loads(run("coverage", *CT12, *options, "--format", "json", "--store", store).stdout)
    return {**found["counts"], "of": found["denominator"], "in part": found["inherited_in_part"]}


def test_coverage_on_the_real_documents_before_and_after_the_reform(shared: Path) -> None:
    before, after = ("--as-of", "2022-12-31"), ("--as-of", "2026-01-01")
    assert _counts(shared, *before) == {"issued": 1, "cited": 2, "inherited": 0, "none": 60, "of": 63, "in part": 0}
    assert _counts(shared, *after) == {"issued": 0, "cited": 0, "inherited": 3, "none": 31, "of": 34, "in part": 3}
    text = run("coverage", *CT12, *after, "--store", shared).stdout
    assert (
        "52\tGia Lai\tinherited in part\t2022-10-17\t285\tBình Định: cited (Kế hoạch 41-KH/TU); Gia Lai: none" in text
    )


def test_coverage_by_system_on_the_real_documents(shared: Path) -> None:
    party, front = (_counts(shared, "--system", system) for system in ("party", "front"))
    assert (party["issued"], party["cited"], party["none"]) == (1, 2, 60)
    assert (front["issued"], front["cited"], front["none"]) == (0, 1, 62)


def test_the_same_answers_over_http(shared: Path) -> None:
    with running(create_app(Settings(store=shared, query_workers=1))) as client:
        rows = client.get("/coverage/12-CT/TW?date=2022-01-05").json()["rows"]
        tree = client.get("/documents/457/LĐLĐ/lineage?direction=up&format=tree").text
        query = 'ASK { ?d eli:id_local "457/LĐLĐ" ; lin:isBasedOn/lin:implements/lin:implements/lin:continues ?root }'
        way = client.get("/sparql", {"query": query}, JSON).json()
    assert {row["name"]: row["status"] for row in rows if row["status"] != "none"} == _statuses(shared, "province")
    assert tree == run("trace", "457/LĐLĐ", "--up", "--store", shared).stdout
    assert way["boolean"] is True


BAD = [
    ("empty.txt", b"", "empty"),
    ("binary.txt", b"\x7fELF\x02\x01\x01\x00\x00\x00\xff\xfe\x00", "binary.txt"),
    ("latin.txt", "Số: 12 — Chỉ thị".encode("cp1258", "replace") * 3, "latin.txt"),
    ("scan.pdf", b"%PDF-1.7", "scan.pdf"),
]


@pytest.mark.parametrize(("name", "data", "said"), BAD, ids=[row[0] for row in BAD])
@pytest.mark.parametrize("command", ["extract", "build"])
def test_bad_input_is_said_and_the_rest_goes_on(
    tmp_path: Path, command: str, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    good = SAMPLE / "chi-thi-12-ct-tw-2017.txt"
    result = run(command, tmp_path / name, good, code=1)
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert said in errors[0]
    assert "1 of 2 files failed" in result.stderr
    if command == "extract":
        assert json.loads(result.stdout)["number"] == "12-CT/TW"
    else:
        assert run("show", "12-CT/TW").stdout


@pytest.mark.parametrize("command", ["extract", "build"])
def test_a_folder_without_documents(tmp_path: Path, command: str) -> None:
    (tmp_path / "folder").mkdir()
    result = run(command, tmp_path / "folder", code=1)
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / ".lineage").exists()

"""The benchmarks measure what they say, and a value past its bound is said and fails the run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.pipeline import Tools, load_tools
from tests.bench import __main__ as command
from tests.bench import endpoint, lineage, noise, pages, sample, views
from tests.bench.corpora import build
from tests.bench.measuring import Row, peak, ratio
from tests.bench.speed import PLAIN_NUMBER


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


def test_ratio_tells_a_square_from_a_line() -> None:
    assert ratio(lambda n: sum(range(n)), 200_000, 400_000) < 3
    assert ratio(lambda n: [sum(range(n)) for _ in range(n)], 400, 800) > 3


def test_ratio_stops_as_soon_as_the_bound_is_kept() -> None:
    runs: list[int] = []

    def work(size: int) -> int:
        runs.append(size)
        return sum(range(size))

    ratio(work, 100_000, 110_000, bound=50.0)
    assert runs == [100_000, 110_000]


def test_peak_is_what_was_held_at_once() -> None:
    assert 1_000_000 <= peak(bytes, 1_000_000) < 1_100_000


@pytest.mark.parametrize(
    ("row", "passed"), [(Row("a", 3.1, 3.0), False), (Row("a", 3.0, 3.0), True), (Row("a", 9.0), True)]
)
def test_a_row_without_a_bound_cannot_fail(row: Row, passed: bool) -> None:
    assert row.passed is passed
    assert ("TOO MUCH" in str(row)) is not passed


@pytest.mark.parametrize(("value", "code"), [(0.04, 0), (0.06, 1)])
def test_command_fails_where_a_bound_is_passed(
    value: float, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def rows(tools: Tools, options: object) -> Iterator[Row]:
        yield Row("drop", value, 0.05, "of a sample")

    monkeypatch.setattr(command, "GROUPS", {"noise": rows})
    assert command.main(["noise"]) == code
    assert f"{value:.3f}" in capsys.readouterr().out


def test_command_refuses_a_group_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["nosie"])
    assert "no benchmarks nosie" in capsys.readouterr().err


def test_noise_is_measured_on_one_document(tools: Tools, tmp_path: Path) -> None:
    name = "ben-tre-41-kh-tu"
    for source in (sample.SAMPLE.texts / f"{name}.txt", sample.SAMPLE.expected / f"{name}.jsonl"):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    pair = sample.Pair(tmp_path, tmp_path)
    clean, _, *drops = noise.rows(tools, [pair])
    assert clean.value == 1.0
    assert [row.bound for row in drops] == [None, 0.05, None]
    assert drops[-1].value > 0.02


@pytest.mark.parametrize("pair", sample.pairs(), ids=lambda pair: str(pair.name))
def test_each_expected_record_has_its_text(pair: sample.Pair) -> None:
    texts, records = pair.read()
    assert texts.keys() == {record["source"] for record in records}


def test_the_plain_scan_finds_numbers() -> None:
    text = "Chỉ thị số 12-CT/TW, Nghị định số 30/2020/NĐ-CP, Công văn 457/LĐLĐ ngày 05/01/2022"
    assert [match[0] for match in PLAIN_NUMBER.finditer(text)] == ["12-CT/TW", "30/2020/NĐ-CP", "457/LĐLĐ"]


def test_lineage_is_measured_against_its_peers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small store gives a row of each kind; a number of documents beyond a store gives those of the tables."""
    monkeypatch.setattr(lineage, "MOST", 200)
    rows = {row.name: row for row in lineage.rows((130, 5_000))}
    assert rows["130: descendants, p95 by p50 of SPARQL"].value > 0
    assert rows["130: ancestors, by rustworkx"].bound is not None
    assert rows["130: coverage, p50 by p50 of SPARQL"].value > 0
    assert 0 < rows["5,000: opening the index, s"].value < 1
    assert len(rows) > 10


def test_views_are_measured_against_their_peers() -> None:
    """The rows keep their bounds on the smaller sizes, and the lineage that is drawn has the size it says."""
    assert len(views.made(60).nodes) == 60
    rows = {row.name: row for row in views.rows(quick=True)}
    assert rows["views: crossings of 500 by igraph's Sugiyama"].passed
    assert rows["views: places of 500 by a force layout"].bound is not None
    assert len(rows) == 10


def test_the_endpoint_is_measured_against_its_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers that are there give as many rows to each query; what is not there is said to be left out."""
    for name, value in (("_LIGHT", 5), ("_ROUNDS", 1), ("_SECONDS", 0.2), ("_TURNS", 1), ("_RDFLIB_TURNS", 1)):
        monkeypatch.setattr(endpoint, name, value)
    rows = {row.name: row for row in endpoint.rows((130,))}
    assert rows["light queries, cached, by oxigraph serve"].bound == pytest.approx(1 / 0.9)
    assert rows["text, p50 by oxigraph serve"].value > 0
    assert rows["lineage as JSON, remembered, p50 by SPARQL"].bound == 0.2
    assert rows["coverage as JSON, not remembered, p50 by SPARQL"].value > 0
    assert any("rdflib-endpoint" in name for name in rows)


def test_every_kind_of_page_is_asked_for(tmp_path: Path) -> None:
    build(tmp_path / "store", 62).close()
    rows = list(pages.rows((), tmp_path / "store"))
    sizes = {row.name: row for row in rows if row.name.endswith(", kB")}
    assert len(sizes) == len(rows) / 2 > 15 and all(row.passed and row.value > 1 for row in sizes.values())

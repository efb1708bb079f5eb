"""``lineage list``, and the wording of the commands' errors and hints."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path

import pytest

from api.cli.output import working
from tests.api.test_cli import ask, error_line, run
from tests.graph.corpus import CT12

FILTERS = [  # options, numbers found
    (["--type", "chi-thi", "--status", "held"], {"12-CT/TW"}),
    (["--type", "Chỉ thị", "--status", "cited"], {"04-CT/TW"}),
    (["--province", "tay ninh", "--status", "cited"], {"3000/LĐLĐ"}),
    (["--province", "tỉnh Tây Ninh", "--status", "cited"], {"3000/LĐLĐ"}),
    (["--q", "LDLD"], {"457/LĐLĐ", "3000/LĐLĐ"}),
    (["--q", "doi ngoai trung uong"], {"02-HD/BĐNTW"}),
]


@pytest.mark.parametrize(("options", "numbers"), FILTERS, ids=[" ".join(row[0]) for row in FILTERS])
def test_filters(store_path: Path, options: list[str], numbers: set[str]) -> None:
    found = json.loads(ask(store_path, "list", *options, "--format", "json").stdout)
    assert {document["number"] for document in found["documents"]} == numbers


def test_the_table_is_ordered_by_date(store_path: Path) -> None:
    lines = ask(store_path, "list").stdout.splitlines()
    assert lines[0] == "date\tdocument\tissuer\tprovince\tstatus"
    dates = [line.split("\t")[0] for line in lines[1:]]
    known = [date for date in dates if date]
    assert known == sorted(known, reverse=True)
    assert "cited only" in lines[1]


def test_csv_holds_everything(store_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(ask(store_path, "list", "--format", "csv").stdout)))
    assert len(rows) == 15
    assert CT12.iri in {row["iri"] for row in rows}


def test_a_list_that_is_cut_says_so(store_path: Path) -> None:
    result = ask(store_path, "list", "--limit", "3")
    assert len(result.stdout.splitlines()) == 4
    assert result.stderr == "3 of 15 documents; --limit 15 shows all\n"


def test_an_empty_list_says_what_to_do(store_path: Path) -> None:
    result = ask(store_path, "list", "--q", "nothing like it")
    assert result.stdout == ""
    assert "fewer words" in result.stderr


@pytest.mark.parametrize(
    ("options", "named"),
    [(["--type", "thi"], "chi-thi"), (["--sort", "colour"], "issuer"), (["--status", "lost"], "held")],
)
def test_wrong_values_name_the_right_ones(store_path: Path, options: list[str], named: str) -> None:
    assert named in run("list", *options, "--store", store_path, code=2).stderr


# -- hints -------------------------------------------------------------------------------------------------------------


def test_a_number_without_its_symbol_is_completed(store_path: Path) -> None:
    line = error_line(ask(store_path, "trace", "457", code=1))
    assert line == "error: no document with the number 457 in the graph. Numbers that begin so: 457/LĐLĐ"


def test_a_hint_names_the_list(store_path: Path) -> None:
    assert "lineage list" in error_line(ask(store_path, "trace", "qqq", code=1))


@pytest.mark.parametrize("command", [["show", "1"], ["list"], ["export"], ["validate"], ["serve", "--port", "0"]])
def test_reading_what_is_no_store(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    line = error_line(ask(tmp_path, *command, code=1))
    assert "Name the directory that lineage build has made" in line
    assert "empty" not in line


def test_a_graph_does_not_fit_into_csv(store_path: Path) -> None:
    query = b"CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    line = error_line(run("query", "-", "--format", "csv", "--store", store_path, stdin=query, code=1))
    assert "--format ttl" in line
    line = error_line(run("query", "-", "--format", "ttl", "--store", store_path, stdin=b"ASK {}", code=1))
    assert "--format table" in line


def test_an_impossible_port_is_wrong_usage(store_path: Path) -> None:
    result = ask(store_path, "serve", "--port", "99999", code=2)
    assert "--port" in result.stderr
    assert "0 to 65535" in result.stderr


def test_export_names_the_file_that_was_asked_for(store_path: Path, tmp_path: Path) -> None:
    line = error_line(ask(store_path, "export", "--output", tmp_path / "missing" / "x", code=1))
    assert "no folder" in line
    assert ".part" not in line
    assert "is a folder" in error_line(ask(store_path, "export", "--output", tmp_path, code=1))


def test_a_missing_query_file(store_path: Path, tmp_path: Path) -> None:
    line = error_line(ask(store_path, "query", "nope.rq", code=1))
    assert line.startswith("error: no named query and no file nope.rq. Give a name that lineage query --list shows")
    assert "is a folder" in error_line(ask(store_path, "query", tmp_path, code=1))


@pytest.mark.parametrize(("name", "value"), [("BASE", "https://x.example/#"), ("ROOT_PATH", "x"), ("PORT", "99999")])
def test_settings_do_not_show_the_library(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"LINEAGE_{name}", value)
    line = error_line(run("show", "1", code=1))
    assert f"LINEAGE_{name}" in line
    assert value in line
    assert "Value error" not in line
    assert "Input should" not in line


def test_sentences_begin_with_a_capital(store_path: Path) -> None:
    assert ". Name one of them" in error_line(ask(store_path, "show", "12-CT/TW", code=2))


def test_candidates_stand_in_columns(store_path: Path) -> None:
    lines = ask(store_path, "show", "12-CT/TW", code=2).stderr.splitlines()[1:]
    assert len({line.index("https://") for line in lines}) == 1


# -- show --------------------------------------------------------------------------------------------------------------


def test_show_names_the_type_and_quotes_once(store_path: Path) -> None:
    text = ask(store_path, "show", "457/LĐLĐ").stdout
    assert "  type: Công văn\n" in text
    quoted = [line.split("  [")[0] for line in text.splitlines() if line.startswith('    "')]
    assert len(quoted) == len(set(quoted))


def test_show_does_not_repeat_citations_as_relations(store_path: Path) -> None:
    text = ask(store_path, "show", "83-KH/TU").stdout
    cites = text[text.index("\ncites:") : text.index("\ncited by:")]
    entries = [line for line in cites.splitlines() if line.startswith("  ") and not line.startswith("    ")]
    assert len(entries) == len(set(entries))
    relations = text[text.index("\nother relations:") :].split("\n\n")[0]
    assert "  Kế hoạch 83-KH/TU implements Chỉ thị 12-CT/TW\n" not in relations


# -- progress ----------------------------------------------------------------------------------------------------------


def test_long_work_says_so_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with working("checking", patience=0.01):
        time.sleep(0.2)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "checking ...\n")


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with working("checking", patience=30):
        pass
    assert capsys.readouterr().err == ""


def test_search_names_what_fits(store_path: Path) -> None:
    found = ask(store_path, "search", "chi", "thi", "12-ct/tw").stdout
    assert [line.split("\t")[2] for line in found.splitlines()[1:4]] == ["Chỉ thị 12-CT/TW"] * 3
    data = json.loads(ask(store_path, "search", "tay ninh", "--format", "json").stdout)
    assert [group["group"] for group in data["groups"]] == ["documents", "bodies", "localities", "texts"]
    nothing = ask(store_path, "search", "zzzz")
    assert nothing.stdout == "" and "nothing fits" in nothing.stderr
    cut = ask(store_path, "search", "tay ninh", "--group", "localities", "--limit", "1")
    assert "--group localities" in cut.stderr

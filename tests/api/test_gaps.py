"""``lineage gaps`` and ``/gaps``: the same answer for a terminal, a program and a reader."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from api.labels import cited_as
from api.settings import Settings
from api.tables import CITER_CSV_COLUMNS, GAP_COLUMNS, GAP_CSV_COLUMNS
from graph.derive import derive
from graph.store import open_store
from graph.views.words import section
from ontology.vocabulary import load_vocabulary
from tests.api.client import HTML, Client
from tests.api.test_cli import ask
from tests.graph.corpus import CT04, KH41, LD3000, TAY_SON

NUMBERS = ["04-CT/TW", "12-KL/TW", "02-HD/BĐNTW", "1218-CV/TU", "3000/LĐLĐ", "41-KH/TU"]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("role", [concept.slug for concept in load_vocabulary().relations])
def test_every_role_has_words(role: str) -> None:
    assert all(cited_as(role))


def test_words_are_of_roles_that_exist() -> None:
    assert set(section("cited-as")) == {concept.slug for concept in load_vocabulary().relations}


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_table(store_path: Path) -> None:
    lines = ask(store_path, "gaps").stdout.splitlines()
    assert lines[0].split("\t") == list(GAP_COLUMNS)
    assert [line.split("\t")[2].split()[-1] for line in lines[1:]] == NUMBERS
    assert lines[1].split("\t") == [
        *("2", "2011-07-06", "Chỉ thị 04-CT/TW", "Ban Bí thư Trung ương Đảng", "cited by 1, implemented by 1", "")
    ]
    assert lines[5].split("\t")[-2:] == ["basis of 1", "Công văn 457/LĐLĐ and Kế hoạch 83-KH/TU"]


def test_the_table_with_citers(store_path: Path) -> None:
    lines = ask(store_path, "gaps", "--citers", "--role", "based-on").stdout.splitlines()
    assert lines[0].startswith("1 citer: Công văn 3000/LĐLĐ · 2022-07-11")
    assert lines[1] == "  stands between Công văn 457/LĐLĐ and Kế hoạch 83-KH/TU"
    assert lines[2].startswith("  basis of Công văn 457/LĐLĐ · 2022-07-11")
    assert "3000/LĐLĐ" in lines[3]
    assert "(003.txt, " in lines[3]
    assert len(lines) == 4


def test_json_has_the_citers(store_path: Path) -> None:
    found = json.loads(ask(store_path, "gaps", "--format", "json").stdout)
    assert [gap["document"]["number"] for gap in found["gaps"]] == NUMBERS
    assert found["gaps"][-1]["citers"][0]["document"]["iri"] == TAY_SON


def test_csv_of_gaps_and_of_citers(store_path: Path) -> None:
    found = rows(ask(store_path, "gaps", "--format", "csv").stdout)
    assert [row["number"] for row in found] == NUMBERS
    assert list(found[0]) == list(GAP_CSV_COLUMNS)
    assert (found[4]["between"], found[4]["carries_out"], found[4]["roles"]) == (
        "true",
        "Kế hoạch 83-KH/TU",
        "based-on 1",
    )
    places = rows(ask(store_path, "gaps", "--format", "csv", "--citers").stdout)
    assert list(places[0]) == list(CITER_CSV_COLUMNS)
    assert [(row["iri"], row["role"], row["file"]) for row in places][:2] == [
        (CT04.iri, "cites", "004.txt"),
        (CT04.iri, "implements", "001.txt"),
    ]


def test_names_do_for_slugs(store_path: Path) -> None:
    found = ask(store_path, "gaps", "--type", "Kế hoạch", "--level", "tỉnh", "--role", "thuc hien", "--format", "csv")
    assert [row["iri"] for row in rows(found.stdout)] == [KH41.iri]


def test_a_list_that_is_cut_says_so(store_path: Path) -> None:
    assert ask(store_path, "gaps", "--limit", "2").stderr == "2 of 6 gaps; --limit 6 shows all\n"


def test_no_gap_is_said(store_path: Path) -> None:
    result = ask(store_path, "gaps", "--level", "commune")
    assert result.stdout == ""
    assert "no gap" in result.stderr


def test_an_empty_store_has_no_gap(tmp_path: Path) -> None:
    with open_store(tmp_path / "empty") as store:
        derive(store)
    assert "no gap" in ask(tmp_path / "empty", "gaps").stderr


@pytest.mark.parametrize("wrong", [["--level", "village"], ["--role", "leads"], ["--type", "thi"]])
def test_wrong_values_are_refused_with_the_right_ones(store_path: Path, wrong: list[str]) -> None:
    assert "are:" in " ".join(ask(store_path, "gaps", *wrong, code=2).stderr.split())


# -- HTTP --------------------------------------------------------------------------------------------------------------


def test_http_json(client: Client) -> None:
    found = client.get("/gaps", {"limit": 2, "offset": 4}).json()
    assert (found["total"], found["limit"], found["offset"]) == (6, 2, 4)
    assert [gap["document"]["number"] for gap in found["gaps"]] == NUMBERS[4:]
    link = found["gaps"][0]
    assert link["id"] == LD3000.iri.removeprefix("https://directive-lineage.example/")
    assert link["between"] is True
    assert client.get(f"/documents/{link['id']}").status_code == 200


def test_http_bounds_what_is_told(client: Client) -> None:
    found = client.get("/gaps", {"citers": 1, "limit": 1}).json()["gaps"][0]
    assert (found["cited_by"], len(found["citers"])) == (2, 1)
    page = client.get("/gaps", {"limit": 10**6}).json()
    assert page["limit"] == Settings().max_page_size


def test_http_csv(client: Client) -> None:
    answer = client.get("/gaps", {"format": "csv", "role": "based-on"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert [row["number"] for row in rows(answer.text)] == ["3000/LĐLĐ"]
    places = rows(client.get("/gaps", {"format": "csv", "table": "citers"}).text)
    assert "3000/LĐLĐ" in {row["sentence"].split(" (")[0].removeprefix("Thực hiện ") for row in places}


@pytest.mark.parametrize(
    "asked", [{"level": "village"}, {"role": "leads"}, {"citers": -1}, {"limit": 0}, {"offset": -1}]
)
def test_http_refuses(client: Client, asked: dict[str, object]) -> None:
    answer = client.get("/gaps", asked)
    assert answer.status_code == 400 or answer.status_code == 422
    assert answer.json()["code"] == "invalid"


def test_the_page_tells_why_and_who(client: Client) -> None:
    text = client.get("/gaps", headers=HTML).text
    assert text.index("Chỉ thị 04-CT/TW") < text.index("Kế hoạch 41-KH/TU")
    assert text.count("mắt xích còn thiếu") == 3
    assert "<mark>3000/LĐLĐ</mark>" in text
    assert "là căn cứ của" in text
    assert 'href="/gaps?format=csv&amp;table=citers"' in text


def test_the_page_keeps_the_filters(client: Client) -> None:
    text = client.get("/gaps", {"level": "province", "limit": 1, "format": "html"}, headers=HTML).text
    assert '<option value="province" selected>' in text
    assert 'href="/gaps?level=province&amp;limit=1&amp;offset=1"' in text


def test_a_page_without_gaps_says_so(client: Client) -> None:
    text = client.get("/gaps", {"level": "commune", "type": "", "lang": "en"}, headers=HTML).text
    assert "No gap" in text


def test_the_start_page_leads_there(client: Client) -> None:
    assert 'href="/gaps"' in client.get("/", headers=HTML).text

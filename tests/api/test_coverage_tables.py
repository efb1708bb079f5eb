"""Coverage as CSV and as a workbook: what is in the cells, of what type, and that nothing is computed."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from api.cli import app
from api.coverage_tables import coverage_csv, coverage_xlsx, file_name, table_rows
from api.sheets import MOST_CHARACTERS, Column, Sheet, workbook
from graph.coverage import Coverage, coverage
from graph.spreadsheets import csv_text
from graph.store import GraphStore
from tests.api.client import HTML, Client
from tests.graph.corpus import CT12, build, build_parts
from tests.graph.test_coverage import DIRECTIVE, plan

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return build()


@pytest.fixture(scope="module")
def after(store: GraphStore) -> Coverage:
    return coverage(store, CT12.iri, as_of=date(2026, 1, 1))


def opened(data: bytes) -> Workbook:
    book = load_workbook(io.BytesIO(data))
    assert isinstance(book, Workbook)
    return book


def sheet(data: bytes, name: str) -> Worksheet:
    page = opened(data)[name]
    assert isinstance(page, Worksheet)
    return page


def rows(page: Worksheet) -> list[tuple[Any, ...]]:
    return list(page.iter_rows(min_row=2, values_only=True))


def test_a_workbook_has_a_sheet_for_each_thing(after: Coverage) -> None:
    book = opened(coverage_xlsx(after))
    assert book.sheetnames == ["Coverage", "Documents", "By system", "About"]
    for page in book.worksheets:
        assert page.freeze_panes == "A2"
        assert all(cell.font.bold for cell in page[1])
        assert page.auto_filter.ref is not None
        assert max(dimension.width for dimension in page.column_dimensions.values()) >= 30


def test_the_localities_of_a_workbook(after: Coverage) -> None:
    found = rows(sheet(coverage_xlsx(after), "Coverage"))
    assert len(found) == 34
    gia_lai = next(row for row in found if row[1] == "Gia Lai")
    assert gia_lai[:7] == ("52", "Gia Lai", None, "inherited in part", datetime(2022, 10, 17), 285, 1)
    assert gia_lai[7:] == ("Kế hoạch 41-KH/TU", "Bình Định: cited (Kế hoạch 41-KH/TU); Gia Lai: none", True, True)


def test_the_documents_of_a_workbook(store: GraphStore, after: Coverage) -> None:
    found = {row[3]: row for row in rows(sheet(coverage_xlsx(after), "Documents"))}
    assert found["Kế hoạch 83-KH/TU"][:9] == (
        "Tây Ninh", "Tây Ninh", "inherited in part", "Kế hoạch 83-KH/TU", datetime(2022, 6, 11), 157,
        "Ban Thường vụ Tỉnh ủy Tây Ninh", "hệ thống Đảng", "held",
    )  # fmt: skip
    assert found["Công văn 457/LĐLĐ"][2] == "not counted, as it is of another level"
    early = rows(sheet(coverage_xlsx(coverage(store, CT12.iri, as_of=date(2022, 6, 30))), "Documents"))
    assert [row[3] for row in early if row[2] == "not counted, as it is later"] == [
        "Kế hoạch 41-KH/TU",
        "Công văn 3000/LĐLĐ",
    ]


def test_what_a_workbook_says_of_itself(after: Coverage) -> None:
    data = coverage_xlsx(after)
    about = dict(row[:2] for row in rows(sheet(data, "About")))
    assert about["As of"] == datetime(2026, 1, 1)
    assert (about["Why that day"], about["Localities counted"], about["inherited in part"]) == ("as asked", 34, 3)
    assert about["Newest document"] == datetime(2022, 10, 17)
    party = next(row for row in rows(sheet(data, "By system")) if row[1] == "party")
    assert party == ("hệ thống Đảng", "party", 0, 0, 3, 31, 34, 4)


def test_the_same_data_give_the_same_bytes(store: GraphStore, after: Coverage) -> None:
    again = coverage(build(), CT12.iri, as_of=date(2026, 1, 1))
    data = coverage_xlsx(after)
    assert coverage_xlsx(again) == data
    assert coverage_xlsx(coverage(store, CT12.iri)) != data
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {item.date_time for item in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x.example")', "{=1}", "http://x.example"]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_of_a_workbook_is_never_a_formula_nor_a_link(text: str) -> None:
    page = sheet(workbook("t", [Sheet("s", (Column("c", 9),), ((text,),))]), "s")
    cell = page["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.parametrize("text", FORMULAS[:6])
def test_text_of_csv_is_never_a_formula(text: str) -> None:
    (_, row) = csv.reader(io.StringIO(csv_text(["c", "n"], [(text, -1)]), newline=""))
    assert row == [f"'{text}", "-1"]


def test_a_number_of_a_document_that_begins_as_a_formula_is_text() -> None:
    number = "=HYPERLINK(1)/KH"
    found = coverage(
        build_parts(plan(number, province="Tây Ninh", scope="tay-ninh").cites(DIRECTIVE, "implements")), DIRECTIVE.iri
    )
    assert number in found.known[0].documents[0].label
    page = sheet(coverage_xlsx(found), "Documents")
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_types_and_limits_of_cells() -> None:
    columns = tuple(Column(name, 9) for name in "abcde")
    page = sheet(workbook("t", [Sheet("s", columns, (("x" * 40_000, 3, True, date(2022, 1, 5), None),))]), "s")
    cells = [cell.value for cell in page[2]]
    assert cells[1:] == [3, True, datetime(2022, 1, 5), None]
    assert len(str(cells[0])) == MOST_CHARACTERS
    assert page["D2"].number_format == "yyyy-mm-dd"


def test_csv_names_the_parts(after: Coverage) -> None:
    found = {row["name"]: row for row in csv.DictReader(io.StringIO(coverage_csv(after), newline=""))}
    assert (found["Gia Lai"]["status"], found["Gia Lai"]["partial"]) == ("inherited", "true")
    assert found["Gia Lai"]["parts"] == "Bình Định: cited (Kế hoạch 41-KH/TU); Gia Lai: none"
    assert (found["Hà Nội"]["status"], found["Hà Nội"]["partial"], found["Hà Nội"]["parts"]) == ("none", "false", "")


def test_the_name_of_a_file(store: GraphStore) -> None:
    found = coverage(store, CT12.iri, as_of=date(2022, 12, 31), system="party")
    assert file_name(found, "xlsx") == "coverage-12-CT-TW-province-party-2022-12-31.xlsx"


# -- over HTTP and on the command line ---------------------------------------------------------------------------------

PATH = f"/coverage/{CT12.iri.removeprefix('https://directive-lineage.example/')}"


@pytest.mark.parametrize(
    "options", [{"params": {"format": "xlsx", "as_of": "2026-01-01"}}, {"headers": {"Accept": XLSX}}]
)
def test_a_workbook_over_http(client: Client, options: dict[str, dict[str, str]]) -> None:
    answer = client.get(PATH, **options)
    assert answer.headers["content-type"] == XLSX
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    assert opened(answer.content).sheetnames[0] == "Coverage"


def test_system_and_province_over_http(client: Client) -> None:
    body = client.get(PATH, {"system": "front", "province": "Tây Ninh"}).json()
    assert (body["denominator"], body["system"], body["province"]) == (1, "front", "Tây Ninh")
    assert [item["number"] for item in body["rows"][0]["documents"]] == ["3000/LĐLĐ"]
    assert client.get(PATH, {"system": "church"}).status_code == 422
    assert client.get(PATH, {"province": "Atlantis"}).status_code == 400
    assert client.get(PATH, {"system": "", "province": ""}).json()["system"] is None


def test_the_form_passes_system_and_province_on(client: Client) -> None:
    asked = {"number": "04-CT/TW", "system": "party", "province": "Gia Lai"}
    assert client.get("/coverage", asked).headers["location"].endswith("?level=province&system=party&province=Gia+Lai")


def test_the_page_names_the_parts(client: Client) -> None:
    text = client.get(PATH, {"as_of": "2026-01-01", "format": "html", "system": "party"}).text
    assert "kế thừa một phần" in text
    assert "format=xlsx&amp;as_of=2026-01-01&amp;system=party" in text
    assert '<option value="party" selected>' in text
    assert "Theo hệ thống" in text


def run(store_path: Path, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["coverage", CT12.iri, *arguments, "--store", str(store_path)])
    assert result.exit_code == code, result.output
    return result.output


def test_the_command_writes_a_workbook(store_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    assert run(store_path, "--format", "xlsx", "--output", str(path), "--as-of", "2026-01-01") == ""
    assert len(rows(sheet(path.read_bytes(), "Coverage"))) == 34
    run(store_path, "--output", str(tmp_path / "c.txt"), code=2)


def test_the_command_says_what_is_inherited_and_by_system(store_path: Path) -> None:
    text = run(store_path, "--as-of", "2026-01-01")
    assert "34 provinces as of 2026-01-01 (as asked): issued 0, cited 0, inherited 3 (all in part), none 31" in text
    assert (
        "52\tGia Lai\tinherited in part\t2022-10-17\t285\tBình Định: cited (Kế hoạch 41-KH/TU); Gia Lai: none" in text
    )
    assert "by system, of 34: party issued 0, cited 0, inherited 3" in text
    assert "not counted: 3 of another level" in text


def test_the_command_asks_for_a_system_and_a_province(store_path: Path) -> None:
    found = json.loads(run(store_path, "--system", "party", "--province", "tay ninh", "--format", "json"))
    assert (found["counts"]["issued"], found["denominator"], found["province"]) == (1, 1, "Tây Ninh")
    run(store_path, "--system", "church", code=2)
    assert "Bình Định is part of Gia Lai" in run(store_path, "--province", "Bình Định", "--as-of", "2026-01-01", code=1)


def test_the_table_names_the_first_few_of_many_documents() -> None:
    """Of thousands of documents a line for people tells the number; the other forms hold all."""
    plans = [
        plan(f"{number}-KH/TU", province="Tây Ninh", scope="tay-ninh").cites(DIRECTIVE, "implements")
        for number in range(1, 9)
    ]
    found = coverage(build_parts(*plans), DIRECTIVE.iri)
    (row,) = table_rows(found)
    assert row[-1] == "; ".join(f"Kế hoạch {number}-KH/TU" for number in range(1, 6)) + "; and 3 more"
    assert "Kế hoạch 8-KH/TU" in coverage_csv(found)
    assert "Kế hoạch 8-KH/TU" in json.dumps(found.to_json(), ensure_ascii=False)


def test_a_page_of_all_communes_counts_them_by_province_and_leads_to_their_names(client: Client) -> None:
    page = client.get(PATH, {"level": "commune", "as_of": "2026-01-01"}, headers=HTML)
    assert page.status_code == 200 and len(page.content) < 150_000
    (link,) = re.findall(r'href="([^"]*province=T%C3%A2y\+Ninh[^"]*)"', page.text)
    named = client.get(unescape(link), headers=HTML).text
    assert "Tân Biên" in named and "Tân Biên" not in page.text

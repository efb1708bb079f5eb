"""``lineage duties`` and ``lineage calendar``, and the same over HTTP: what they print, and what they refuse."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar
from typer.testing import CliRunner, Result

from api import Settings, create_app
from api.cli import app
from tests.api.client import HTML, JSON, Client, running
from tests.api.conftest import HOSTILE, build_store
from tests.api.test_pages import Balance
from tests.graph.corpus import CT12, Doc, held, nquads

PLAN = Doc("ke-hoach", "7-KH/TU", "tay-ninh", "nk2020")
OTHER = Doc("ke-hoach", "9-KH/TU", "lam-dong", "nk2020")
PLAN_ID = "eli/tay-ninh/ke-hoach/7-KH_TU/nk2020"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = held(PLAN, "plan.txt", 1, level="province", province="Tây Ninh", date="2022-06-11", issuer="Tỉnh ủy")
    plan.cites(CT12, "implements").assigns("II.1", "Ban Dân vận Tỉnh ủy", "lead", "2022-Q4")
    plan.assigns("II.1", "Sở Ngoại vụ", "coordinate", "2022-Q4").assigns("II.2", "Sở Ngoại vụ", "lead", "continuous")
    plan.due("report", "--12")
    other = held(OTHER, "other.txt", 1, level="province", province="Lâm Đồng", date="2022-02-14")
    other.assigns("I", HOSTILE, "implement", "2023")
    made = tmp_path_factory.mktemp("duties") / "store"
    build_store(made, nquads([plan, other]))
    return made


@pytest.fixture(scope="module")
def web(path: Path) -> Iterator[Client]:
    with running(create_app(Settings(store=path, query_workers=1))) as opened:
        yield opened


def run(path: Path, *arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [*map(str, arguments), "--store", str(path)])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def cells(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines()]


def test_a_table_of_duties_and_one_of_milestones(path: Path) -> None:
    assert cells(run(path, "duties", "7-KH/TU").stdout) == [
        ["document", "place", "task", "agency", "role", "deadline", "due"],
        ["Kế hoạch 7-KH/TU", "Tây Ninh", "II.1", "Ban Dân vận Tỉnh ủy", "lead", "2022-Q4", "2022-12-31"],
        ["Kế hoạch 7-KH/TU", "Tây Ninh", "II.1", "Sở Ngoại vụ", "coordinate", "2022-Q4", "2022-12-31"],
        ["Kế hoạch 7-KH/TU", "Tây Ninh", "II.2", "Sở Ngoại vụ", "lead", "continuous", ""],
        [""],
        ["document", "place", "kind", "when", "due"],
        ["Kế hoạch 7-KH/TU", "Tây Ninh", "report", "--12", "2022-12-31, yearly"],
    ]


@pytest.mark.parametrize(
    ("options", "tasks"),
    [
        ([], ["I", "II.1", "II.1", "II.2"]),
        (["--agency", "so ngoai vu"], ["II.1", "II.2"]),
        (["--agency", "BDVTU"], ["II.1"]),
        (["--directive", CT12.iri], ["II.1", "II.1", "II.2"]),
        (["--directive", "12-CT/TW", "--date", "2022-01-05"], ["II.1", "II.1", "II.2"]),
        (["--locality", "lam dong"], ["I"]),
        (["--role", "chủ trì"], ["II.1", "II.2"]),
        (["--due-before", "2023-01-01"], ["II.1", "II.1"]),
        (["--limit", "1"], ["I"]),
    ],
    ids=" ".join,
)
def test_filters(path: Path, options: list[str], tasks: list[str]) -> None:
    rows = csv.DictReader(io.StringIO(run(path, "duties", *options, "--format", "csv").stdout))
    assert [row["task"] for row in rows if row["what"] == "duty"] == tasks


def test_csv_has_quotations_days_and_milestones(path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(path, "duties", "7-KH/TU", "--format", "csv").stdout)))
    assert [row["what"] for row in rows] == ["duty", "duty", "duty", "report"]
    first, last = rows[0], rows[-1]
    assert (first["when"], first["due"], first["recurs"], first["file"]) == (
        "2022-Q4",
        "2022-12-31",
        "false",
        "plan.txt",
    )
    assert first["quotation"].startswith("Thực hiện Ban Dân vận Tỉnh ủy")
    assert (last["when"], last["due"], last["recurs"], last["task"]) == ("--12", "2022-12-31", "true", "")
    assert {row["document_iri"] for row in rows} == {PLAN.iri}


def test_json_is_what_the_server_gives(path: Path, web: Client) -> None:
    said = json.loads(run(path, "duties", "--agency", "BDVTU", "--format", "json").stdout)
    assert said == web.get("/duties", {"agency": "BDVTU"}).json()
    assert (said["total"], said["milestone_total"]) == (1, 1)


def test_matrix_as_table_csv_and_json(path: Path) -> None:
    table = cells(run(path, "duties", "7-KH/TU", "--matrix").stdout)
    assert table[1:4] == [
        ["agency", "II.1", "II.2"],
        ["Ban Dân vận Tỉnh ủy", "lead", ""],
        ["Sở Ngoại vụ", "coordinate", "lead"],
    ]
    assert table[5:] == [
        ["agency", "lead", "implement", "monitor", "advise", "coordinate"],
        ["Sở Ngoại vụ", "1", "", "", "", "1"],
        ["Ban Dân vận Tỉnh ủy", "1", "", "", "", ""],
    ]
    rows = list(csv.reader(io.StringIO(run(path, "duties", "--matrix", "--format", "csv").stdout)))
    assert rows[0] == ["document", "document_date", "place", "agency", "I", "II.1", "II.2"]
    assert rows[-1] == ["Kế hoạch 7-KH/TU", "2022-06-11", "Tây Ninh", "Sở Ngoại vụ", "", "coordinate", "lead"]
    data = json.loads(run(path, "duties", "7-KH/TU", "--matrix", "--format", "json").stdout)
    assert data["matrices"][0]["rows"][1]["cells"] == [["coordinate"], ["lead"]]
    assert data["by_agency"][0]["roles"] == {"lead": 1, "coordinate": 1}


def test_what_is_cut_left_out_or_not_there_is_said(path: Path) -> None:
    assert "1 of 4 duties, 1 of 1 milestone; --limit 4 shows all" in run(path, "duties", "--limit", 1).stderr
    assert "1 of 4 duties" not in run(path, "duties", "--limit", 1, "--matrix").stderr
    assert "1 more have no day" in run(path, "duties", "--due-before", "2030-01-01").stderr
    assert "no duty fits" in run(path, "duties", "--agency", "Bộ Công an").stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["duties", "99-KH/TU"], 1, "no document"),
        (["duties", "--directive", "99-KH/TU"], 1, "no document"),
        (["duties", "--due-before", "2023"], 2, "2025-06-30"),
        (["duties", "--role", "boss"], 2, "no role 'boss'; one of"),
        (["duties", "--agency", "--"], 1, "no agency"),
        (["calendar", "99-KH/TU"], 1, "no document"),
        (["calendar", "7-KH/TU", "--output", "no/such/folder.ics"], 1, "no folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_errors(path: Path, arguments: list[str], code: int, words: str) -> None:
    assert words in " ".join(run(path, *arguments, code=code).stderr.split())


def test_a_calendar_in_a_file_and_on_standard_output(path: Path, tmp_path: Path) -> None:
    result = run(path, "calendar", "--directive", CT12.iri, "--agency", "BDVTU", "--output", tmp_path / "duties.ics")
    data = (tmp_path / "duties.ics").read_bytes()
    assert result.stdout == ""
    found = Calendar.from_ical(data).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in found] == [
        "Báo cáo: Kế hoạch 7-KH/TU, Tây Ninh",
        "Hạn: mục II.1 Kế hoạch 7-KH/TU, Tây Ninh (Ban Dân vận Tỉnh ủy)",
    ]
    assert "X-WR-CALNAME:Nhiệm vụ · thực hiện Chỉ thị 12-CT/TW · BDVTU" in data.decode().replace("\r\n ", "")
    whole = run(path, "calendar")
    assert whole.stdout_bytes.count(b"BEGIN:VEVENT") == 3
    assert "1 duty or milestone without a day left out" in whole.stderr


@pytest.mark.parametrize(
    ("address", "events"),
    [
        ("/duties.ics", 3),
        ("/duties.ics?agency=BDVTU", 2),
        ("/duties.ics?directive=12-CT%2FTW&due_before=2022-12-31", 0),
        (f"/calendar/{PLAN_ID}", 2),
        ("/calendar/9-KH/TU", 1),
    ],
)
def test_calendars_to_subscribe_to(web: Client, address: str, events: int) -> None:
    answer = web.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(found) == events
    assert all(str(event["URL"]).startswith("http://localhost/documents/eli/") for event in found)
    assert answer.content == web.get(address).content


def test_a_calendar_that_is_cut_says_so(path: Path, web: Client) -> None:
    with running(create_app(Settings(store=path, query_workers=1, max_rows=1))) as small:
        answer = small.get("/duties.ics")
    assert (answer.headers["lineage-truncated"], answer.headers["lineage-row-limit"]) == ("true", "1")
    assert "lineage-truncated" not in web.get("/duties.ics").headers


def test_calendars_of_what_is_not_there(web: Client) -> None:
    assert web.get("/calendar/99-KH/TU").status_code == 404
    assert web.get("/duties.ics", {"agency": "--"}).status_code in (400, 422)


def test_a_name_with_a_line_end_in_it_cannot_break_the_calendar(web: Client) -> None:
    answer = web.get("/duties.ics", {"agency": "BDVTU\r\nBEGIN:VEVENT\nX"})
    assert answer.status_code == 200
    assert Calendar.from_ical(answer.content).walk("VEVENT") == []


@pytest.mark.parametrize(
    ("format", "accept", "media_type"),
    [
        (None, JSON, "application/json"),
        (None, HTML, "text/html"),
        ("csv", HTML, "text/csv"),
        ("json", HTML, "application/json"),
        (None, {"Accept": "text/csv"}, "text/csv"),
    ],
)
def test_format_or_accept(web: Client, format: str | None, accept: dict[str, str], media_type: str) -> None:
    answer = web.get("/duties", {"format": format} if format else None, headers=accept)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, media_type)
    assert web.get("/duties", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    "query",
    [{"role": "boss"}, {"due_before": "2023"}, {"limit": "0"}, {"date": "x"}, {"format": "xml"}, {"agency": "a" * 301}],
    ids=lambda query: str(query)[:30],
)
def test_wrong_parameters_are_the_clients_fault(web: Client, query: dict[str, str]) -> None:
    answer = web.get("/duties", query)
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]


def page(web: Client, query: str = "") -> str:
    answer = web.get(f"/duties{query}", headers=HTML)
    assert answer.status_code == 200
    parser = Balance()
    parser.feed(answer.text.replace("</p>", "").replace("<p>", "").replace("<p ", "<br "))
    assert parser.wrong == [] and parser.open == []
    return answer.text


def test_the_page_shows_who_has_to_do_what(web: Client) -> None:
    text = page(web, "?directive=12-CT%2FTW&agency=&due_before=&role=&locality=&date=")
    assert f'href="/documents/{PLAN_ID}"' in text
    assert "Ban Dân vận Tỉnh ủy" in text and "<mark>Ban Dân vận Tỉnh ủy</mark>" in text
    assert "31/12/2022" in text and "hằng năm" in text
    assert "<td><div>phối hợp</div>" in text, "the matrix"
    assert HOSTILE not in page(web) and "&lt;script&gt;" in page(web)


def test_the_page_offers_the_same_question_as_calendar_and_data(web: Client) -> None:
    text = page(web, "?number=7-KH%2FTU&agency=BDVTU")
    for address in re.findall(r'href="([^"]*(?:\.ics|format=)[^"]*)"', text):
        answer = web.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert "Ban Dân vận" in answer.text.replace("\r\n ", "") and HOSTILE not in answer.text
    assert "Không tìm thấy nhiệm vụ nào" in page(web, "?agency=xyz")


def test_a_page_that_is_cut_says_so_and_shows_no_half_matrix(web: Client) -> None:
    text = page(web, "?number=7-KH%2FTU&limit=1")
    assert 'rel="next"' in text and "Đang hiện từ mục 1 đến mục" in text and "cơ quan theo mục" not in text
    assert "cơ quan theo mục" in page(web, "?number=7-KH%2FTU")


def test_a_document_leads_to_its_duties_and_its_calendar(web: Client) -> None:
    text = web.get(f"/documents/{PLAN_ID}", headers=HTML).text
    assert f'href="/calendar/{PLAN_ID}"' in text
    (address,) = re.findall(r'href="(/duties\?directive[^"]*)"', text)
    assert web.get(address).json()["total"] == 3

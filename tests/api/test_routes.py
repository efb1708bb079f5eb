from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from api import Settings, create_app
from tests.api.client import HTML, Client, running
from tests.graph.corpus import CT04, CT12, CT12_2007, CT12_2017, KH83, LD457, LD3000

CT12_ID = "eli/trung-uong/chi-thi/12-CT_TW/k13"
LD457_ID = "eli/tay-ninh/duong-minh-chau/cong-van/457_LDdLDd/2022"


def test_health(client: Client) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "ok"
    assert body["data"]


def test_documents_are_listed_and_paged(client: Client) -> None:
    whole = client.get("/documents").json()
    assert whole["total"] == len(whole["documents"]) == 15
    first = client.get("/documents", {"limit": 4}).json()
    second = client.get("/documents", {"limit": 4, "offset": 4}).json()
    assert first["total"] == 15
    assert first["documents"] + second["documents"] == whole["documents"][:8]
    assert client.get("/documents", {"offset": 99}).json()["documents"] == []


FILTERS = [
    ({"status": "cited", "type": "chi-thi"}, ["04-CT/TW"]),
    ({"province": "Lâm Đồng", "status": "held"}, ["492-CV/HU"]),
    ({"q": "457/lđlđ"}, ["457/LĐLĐ"]),
    ({"q": "no such words"}, []),
    ({"q": '"} SERVICE <http://x> {'}, []),
    ({"type": "", "province": "", "q": "3000/LĐLĐ"}, ["3000/LĐLĐ"]),
]


@pytest.mark.parametrize(("filters", "numbers"), FILTERS)
def test_filters(client: Client, filters: dict[str, str], numbers: list[str]) -> None:
    found = client.get("/documents", filters).json()["documents"]
    assert [document["number"] for document in found] == numbers


NAMES = [
    LD457_ID,
    LD457.iri,
    quote(LD457.iri, safe=""),
    "457/LĐLĐ",
    "457%2FL%C4%90L%C4%90",
    " 457/lđlđ ",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_document_by_any_of_its_names(client: Client, name: str) -> None:
    body = client.get(f"/documents/{name}").json()
    assert body["id"] == LD457_ID
    assert body["summary"]["number"] == "457/LĐLĐ"
    assert body["summary"]["status"] == "held"
    assert {citation["cited"]["number"] for citation in body["citations"]} == {"83-KH/TU", "3000/LĐLĐ", "12-CT/TW"}
    assert body["citations"][0]["quotations"][0]["sentence"].startswith("Thực hiện ")


def test_the_date_tells_documents_apart(client: Client) -> None:
    ids = {
        date: client.get("/documents/12-CT/TW", {"date": date}).json()["summary"]["iri"]
        for date in ("2007-05-03", "2017", "2022-01")
    }
    assert ids == {"2007-05-03": CT12_2007.iri, "2017": CT12_2017.iri, "2022-01": CT12.iri}


def test_a_conflict_is_shown_with_both_sides(client: Client) -> None:
    conflicts = client.get(f"/documents/{KH83.iri}").json()["conflicts"]
    assert {side["value"] for side in conflicts[0]["sides"]} == {"2022-06-11", "2022-06-21"}


def test_the_conflicts_of_the_store(client: Client) -> None:
    body = client.get("/conflicts").json()
    assert (body["total"], body["counts"]) == (2, {"date": 2})
    plan = next(item for item in body["conflicts"] if item["document"]["iri"] == KH83.iri)
    assert (plan["kind"], plan["better_supported"]) == ("date", "2022-06-11")
    rows = client.get("/conflicts", {"format": "csv", "document": "83-KH/TU"}).text.splitlines()
    assert rows[0].startswith("kind,document,against,value,preferred")
    assert [row.split(",")[3] for row in rows[1:]] == ["2022-06-11", "2022-06-21"]
    assert client.get("/conflicts", {"kind": "opinion"}).status_code == 422


def test_the_lineage_upward(client: Client) -> None:
    body = client.get("/documents/457/LĐLĐ/lineage", {"direction": "up"}).json()
    steps = {(edge["source"], edge["target"]) for edge in body["edges"] if edge["in_cascade"]}
    assert steps == {
        (LD457.iri, LD3000.iri),
        (LD3000.iri, KH83.iri),
        (KH83.iri, CT12.iri),
        (CT12.iri, CT04.iri),
    }
    assert body["truncated"] is False


def test_the_lineage_downward_tells_held_from_cited(client: Client) -> None:
    body = client.get(f"/documents/{CT12_ID}/lineage", {"direction": "down"}).json()
    statuses = {node["document"]["number"]: node["document"]["status"] for node in body["nodes"]}
    assert statuses["83-KH/TU"] == "held"
    assert statuses["41-KH/TU"] == statuses["1218-CV/TU"] == "cited"


def test_the_depth_of_a_lineage(client: Client) -> None:
    body = client.get("/documents/457/LĐLĐ/lineage", {"direction": "up", "max_depth": 0}).json()
    assert [node["document"]["number"] for node in body["nodes"]] == ["457/LĐLĐ"]
    assert body["truncated"] is True


LINEAGE_FORMATS = [
    ("json", "application/json", '"root"'),
    ("tree", "text/plain; charset=utf-8", "└─ "),
    ("mermaid", "text/vnd.mermaid; charset=utf-8", "flowchart"),
    ("graphml", "application/graphml+xml", "<graphml"),
]


@pytest.mark.parametrize(("name", "media_type", "holds"), LINEAGE_FORMATS)
def test_the_formats_of_a_lineage(client: Client, name: str, media_type: str, holds: str) -> None:
    path = "/documents/457/LĐLĐ/lineage"
    by_name = client.get(path, {"format": name})
    by_accept = client.get(path, headers={"Accept": media_type.partition(";")[0]})
    for answer in (by_name, by_accept):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == media_type
        assert holds in answer.text
    assert by_name.text == by_accept.text


def test_coverage_by_province(client: Client) -> None:
    body = client.get("/coverage/12-CT/TW", {"date": "2022-01-05"}).json()
    rows = {row["name"]: row["status"] for row in body["rows"]}
    assert (rows["Tây Ninh"], rows["Bình Định"], rows["Lâm Đồng"], rows["Hà Nội"]) == (
        "issued",
        "cited",
        "cited",
        "none",
    )
    assert body["counts"] == {"issued": 1, "cited": 2, "inherited": 0, "none": 60}
    assert (body["denominator"], body["as_of"]) == (63, "2025-06-30")


def test_coverage_by_district(client: Client) -> None:
    body = client.get(f"/coverage/{CT12_ID}", {"level": "district", "as_of": "2022-12-31"}).json()
    issued = {row["name"] for row in body["rows"] if row["status"] == "issued"}
    assert issued == {"Dương Minh Châu", "Tây Sơn", "Cát Tiên"}


def test_a_plan_without_a_province_counts_for_none(client: Client) -> None:
    body = client.get("/coverage/04-CT/TW").json()
    assert body["counts"]["issued"] == 0
    assert len(body["unplaced"]) == 1


@pytest.mark.parametrize("options", [{"params": {"format": "csv"}}, {"headers": {"Accept": "text/csv"}}])
def test_coverage_as_csv(client: Client, options: dict[str, dict[str, str]]) -> None:
    answer = client.get(f"/coverage/{CT12_ID}", **options)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert len(rows) == 63
    tay_ninh = next(row for row in rows if row["name"] == "Tây Ninh")
    assert (tay_ninh["status"], tay_ninh["first_date"]) == ("issued", "2022-06-11")
    assert "Kế hoạch 83-KH/TU" in tay_ninh["documents"]


PAGES = ["/", "/docs", "/documents", "/documents?q=12&limit=2", f"/documents/{CT12_ID}", f"/documents/{KH83.iri}"]
PAGES += [f"/coverage/{CT12_ID}", f"/coverage/{CT12_ID}?level=district", "/sparql", "/sparql?query=ASK{}"]
PAGES += [f"/cascade/{CT12_ID}", "/path", f"/path?from=457/LĐLĐ&to={CT12_ID}"]
PAGES += ["/sparql?query=SELECT*{?s?p?o}", "/sparql?query=CONSTRUCT{?s?p?o}WHERE{?s%20eli:id_local%20?o.?s?p?o}"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_need_nothing_from_elsewhere(
    client: Client, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.yasgui.FOLDER", tmp_path)  # the editor that may have been bundled here
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    for loaded in ('src="http', "src='http", "@import", "url(http"):
        assert loaded not in answer.text
    links = re.findall(r'<link rel="(\w+)" href="([^"?]+)', answer.text)
    assert links == [("stylesheet", "/static/pages.css"), ("icon", "data:,")]
    assert set(re.findall(r"<script[^>]*>", answer.text)) <= {'<script type="application/ld+json">'}  # data, no script


def test_the_pages_of_a_list_lead_on(client: Client) -> None:
    text = client.get("/documents?limit=4&offset=4", headers=HTML).text
    assert "offset=0" in text
    assert "offset=8" in text
    assert "5–8 / 15" in text


def test_links_stay_below_the_root_path_of_a_proxy(store_path: Path) -> None:
    with running(create_app(Settings(store=store_path, query_workers=1)), root_path="/lineage") as proxied:
        text = proxied.get("/", headers=HTML).text
    assert 'href="/lineage/documents/eli/' in text
    assert 'href="/documents' not in text


def test_the_picture(client: Client) -> None:
    answer = client.get(f"/embed/lineage/{LD457_ID}", headers=HTML)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "83-KH/TU" in answer.text


def test_openapi_names_every_route(client: Client) -> None:
    paths = json.loads(client.get("/openapi.json").text)["paths"]
    assert set(paths) == {
        "/health/live",
        "/health/ready",
        "/metrics",
        "/sources",
        "/search",
        "/sparql",
        "/store",
        "/dataset",
        "/eli/{path}",
        "/body/{path}",
        "/locality/{path}",
        "/vocab/{path}",
        "/text/{path}",
        "/graph/{path}",
        "/ns",
        "/queries",
        "/documents",
        "/documents/{id}",
        "/documents/{id}/lineage",
        "/bodies",
        "/bodies/{id}",
        "/localities",
        "/localities/{id}",
        "/coverage/{number}",
        "/duties",
        "/duties.ics",
        "/calendar/{number}",
        "/conflicts",
        "/cascade/{number}",
        "/path",
        "/gaps",
        "/corrections",
        "/embed/lineage/{id}",
        "/embed/citations/{id}",
        "/embed/cascade/{id}",
        "/embed/coverage/{id}",
    }
    assert set(paths["/sparql"]) == {"get", "post"}
    assert "cdn" not in client.get("/docs", headers=HTML).text.lower()

"""What the pages say and where they lead."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.api.client import HTML, Client
from tests.graph.corpus import CT12, KH83, LD457

CT12_ID = "eli/trung-uong/chi-thi/12-CT_TW/k13"
VOID = {"meta", "input", "br", "option", "link"}


def get(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text[:500]
    return answer.text


def card(text: str, heading: str) -> str:
    """The card of a page below a heading."""
    return text[text.index(heading) :].split('<div class="card')[0]


class Balance(HTMLParser):
    """Whether every element is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong.append(f"{self.getpos()} </{tag}> within {self.open[-3:]}")


PAGES = ["/", "/docs", "/documents", f"/documents/{CT12.iri}", f"/documents/{KH83.iri}", "/coverage"]
PAGES += [
    f"/coverage/{CT12_ID}?level=district",
    "/sparql",
    "/documents?q=zzz",
    "/duties",
    "/conflicts",
    "/conflicts?kind=date&document=83-KH/TU",
    "/conflicts?kind=number",
    f"/duties?directive={CT12.iri}",
]
PAGES += [f"/coverage/{CT12_ID}?level=district", "/sparql", "/documents?q=zzz", "/path", f"/cascade/{CT12_ID}"]
PAGES += [f"/path?from=457/LĐLĐ&to={CT12_ID}", f"/path?from={CT12_ID}&to=457/LĐLĐ&max_length=1", "/cascade/04-CT/TW"]
PAGES += [f"/coverage/{CT12_ID}?level=district", "/sparql", "/documents?q=zzz", "/gaps", "/gaps?level=commune"]


@pytest.mark.parametrize("path", PAGES)
def test_elements_are_closed_in_their_turn(client: Client, path: str) -> None:
    parser = Balance()
    text = get(client, path)
    parser.feed(text.replace("</p>", "").replace("<p>", "").replace("<p ", "<br "))
    assert parser.wrong == []
    assert parser.open == []


def test_cited_by_shows_date_and_issuer_of_who_cites(client: Client) -> None:
    text = card(get(client, f"/documents/{KH83.iri}"), "Được viện dẫn bởi · Cited by")
    row = text[text.index("Công văn 457/LĐLĐ") :].split("<td>")[0]
    assert "2022-07-11" in row
    assert "Ban Thường vụ Liên đoàn Lao động huyện Dương Minh Châu" in row
    assert "2022-06-21" not in row


def test_the_lineage_is_a_nested_list_of_links(client: Client) -> None:
    text = card(get(client, f"/documents/{CT12.iri}"), "Chuỗi thực hiện <small>Lineage")
    assert "├" not in text
    assert "<pre" not in text
    links = re.findall(r'<a href="(/documents/eli[^"]+)">', text)
    assert f"/documents/{LD457.iri.split('example/')[1]}" in links
    assert "được thực hiện bởi · implemented by, 157 ngày · days" in text
    assert text.count("<iframe") == 1
    assert text.index("<details") < text.index("<iframe")  # one offering at a time
    assert "Mở toàn trang · Full page" in text


def test_lists_are_sorted_by_links(client: Client) -> None:
    text = get(client, "/documents?q=12&limit=5&offset=0")
    assert "Tỉnh" in text
    assert "sort=issuer" in text
    assert 'class="down"' in text
    dates = re.findall(r'<td class="nowrap">(\d{4}[-\d]*)</td>', get(client, "/documents"))
    assert dates == sorted(dates, reverse=True)
    dates = re.findall(r'<td class="nowrap">(\d{4}[-\d]*)</td>', get(client, "/documents?sort=date"))
    assert dates == sorted(dates)


SEARCHES = [  # query, whether anything is found
    ("q=tay%20ninh", True),
    ("q=doi%20ngoai", True),
    ("q=LDLD", True),
    ("q=T%C3%A2y%20Ninh", True),
    ("province=t%E1%BB%89nh%20t%C3%A2y%20ninh", True),
    ("province=TAY%20NINH", True),
    ("type=Ch%E1%BB%89%20th%E1%BB%8B&status=&province=&q=", True),
    ("q=tay%20ninh&type=&province=&status=", True),
    ("q=nothing%20like%20it", False),
]


@pytest.mark.parametrize(("query", "found"), SEARCHES)
def test_search(client: Client, query: str, found: bool) -> None:
    assert (client.get(f"/documents?{query}").json()["total"] > 0) is found
    text = get(client, f"/documents?{query}")
    assert ("No document fits" in text) is not found
    assert ("Try fewer words" in text) is not found


def test_the_start_page_leads_to_lineage_and_coverage(client: Client) -> None:
    text = get(client, "/")
    assert 'action="/lineage"' in text
    assert 'formaction="/coverage"' in text
    answer = client.get("/coverage", {"number": "04-CT/TW", "level": "district", "as_of": "2022-01-01", "date": ""})
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/chi-thi/04-CT_TW/k11?level=district&as_of=2022-01-01")
    answer = client.get("/lineage", {"number": "457/LĐLĐ", "date": ""})
    assert (answer.status_code, answer.headers["location"][-8:]) == (303, "#lineage")
    assert client.get("/lineage", {"number": "9-X", "date": ""}).status_code == 404
    assert client.get("/lineage", {"number": "457/LĐLĐ", "date": "soon"}).status_code == 422
    assert 'formaction="/coverage"' in get(client, "/coverage")


@pytest.mark.parametrize("path", ["/coverage/12-CT/TW?level=district", "/coverage?number=12-CT/TW&level=district"])
def test_an_ambiguous_coverage_leads_to_coverages(client: Client, path: str) -> None:
    text = get(client, path, 409)
    assert f'href="/coverage/{CT12_ID}?level=district"' in text
    assert text.count('href="/coverage/eli') == 3


def test_an_ambiguous_picture_leads_to_pictures(client: Client) -> None:
    assert get(client, "/embed/lineage/12-CT/TW?direction=up", 409).count("?direction=up") == 3


def test_the_coverage_page_asks_for_a_day(client: Client) -> None:
    text = get(client, f"/coverage/{CT12_ID}?as_of=2022-03-01")
    assert 'name="as_of" value="2022-03-01"' in text
    assert "format=csv&amp;as_of=2022-03-01" in text
    assert client.get(f"/coverage/{CT12_ID}?as_of=").status_code == 200


def test_all_districts_of_which_nothing_is_known_are_listed(client: Client) -> None:
    text = card(get(client, f"/coverage/{CT12_ID}?level=district"), "Chưa có thông tin").split("</div>")[0]
    count = int(re.findall(r"Chưa có thông tin \((\d+)\)", text)[0])
    assert text.count("<li>") == count > 600
    assert "<summary>Hà Giang" in text


def test_tables_scroll_within_their_cards(client: Client) -> None:
    assert '<div class="wide"><table>' in get(client, f"/coverage/{CT12_ID}")
    assert '<div class="wide list"><table>' in get(client, "/documents")


ERRORS = [  # path, status, Vietnamese, a link
    ("/documents/457", 404, "Không tìm thấy", 'href="/documents/457/L%C4%90L%C4%90"'),
    ("/documents/9-X", 404, "Không tìm thấy", 'href="/documents?q=9-X"'),
    ("/nowhere", 404, "Không tìm thấy", 'href="/docs"'),
    ("/documents?limit=0", 422, "Tham số không hợp lệ", 'href="/docs"'),
    ("/sparql?query=SELECT%20x", 400, "Truy vấn không hợp lệ", 'href="/sparql"'),
    ("/documents/12-CT/TW", 409, "Nhiều văn bản cùng số", f'href="/documents/{CT12_ID}"'),
]


@pytest.mark.parametrize(("path", "status", "heading", "link"), ERRORS)
def test_errors_are_said_in_both_languages_with_links(
    client: Client, path: str, status: int, heading: str, link: str
) -> None:
    text = get(client, path, status)
    assert heading in text
    assert link in text


FAULTS = [  # path, what the message says
    ("/documents?status=lost", "the parameter status: 'lost' is not one of: held, cited"),
    ("/documents?limit=many", "the parameter limit: 'many' is no whole number"),
    ("/documents?limit=0", "the parameter limit: 0 is less than 1"),
    ("/documents?type=thi", "the parameter type: 'thi' is no type of document; the types are: ban-ghi-nho"),
    ("/documents?sort=colour", "the parameter sort: 'colour' is no order"),
    ("/documents/12-CT/TW?date=soon", "the parameter date: 'soon' is no date; write 2022-01-05, 2022-01 or 2022"),
    ("/coverage/04-CT/TW?as_of=2022-02-30", "the parameter as_of: '2022-02-30' is no day; write 2025-06-30"),
    ("/coverage/04-CT/TW?level=village", "the parameter level: 'village' is not one of: province, district"),
]


@pytest.mark.parametrize(("path", "said"), FAULTS)
def test_wrong_parameters_are_said_as_on_the_command_line(client: Client, path: str, said: str) -> None:
    answer = client.get(path)
    message = answer.json()["error"]["message"]
    assert answer.status_code == 422
    assert said.lower() in message.lower()
    for word in ("Value error", "Input should", "pattern"):
        assert word not in message


def test_the_list_of_routes_shows_values_and_defaults(client: Client) -> None:
    text = get(client, "/docs")
    assert "`" not in text
    assert "one of <code>held</code>, <code>cited</code>" in text
    assert "default <code>50</code>" in text
    assert "4611686018427387904" not in text

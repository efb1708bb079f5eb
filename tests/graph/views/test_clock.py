"""The clock of a cascade."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date

from graph.cascade import cascade
from graph.store import GraphStore
from graph.views.clock import clock_svg
from tests.graph.corpus import CT04, CT12


def test_each_level_with_days_has_its_row(store: GraphStore) -> None:
    found = cascade(store, CT12.iri)
    picture = ET.fromstring(clock_svg(found, "en"))
    rows = [level for level in found.levels if level.days]
    heads = [one.text for one in picture.iter() if one.get("class") == "h"]
    assert heads == [level.level for level in rows]
    told = picture.findtext("desc") or ""
    for level in rows:
        assert level.days is not None
        assert f"{level.level}: {level.timed} document" in told and f"median {level.days.median:g}" in told
    assert "trung vị" in clock_svg(found, "vi")


def test_marks_stand_in_order_and_within_the_picture(store: GraphStore) -> None:
    text = clock_svg(cascade(store, CT12.iri))
    for least, greatest in re.findall(r'd="M(\d+) \d+H(\d+)M', text):
        assert 130 <= int(least) <= int(greatest) <= 760
    assert "style=" not in text and "<script" not in text


def test_a_narrow_clock_keeps_its_marks_within_a_phone(store: GraphStore) -> None:
    text = clock_svg(cascade(store, CT12.iri), narrow=True)
    assert 'width="320"' in text
    places = [int(one) for pair in re.findall(r'd="M(\d+) \d+H(\d+)M', text) for one in pair]
    assert places and min(places) >= 92 and max(places) <= 320
    assert not set(re.findall(r'id="([^"]+)"', text)) & set(
        re.findall(r'id="([^"]+)"', clock_svg(cascade(store, CT12.iri)))
    )


def test_without_days_there_is_no_clock(store: GraphStore) -> None:
    assert clock_svg(cascade(store, CT12.iri, as_of=date(2022, 1, 6))) == ""
    assert clock_svg(cascade(store, CT04.iri)).count('class="h"') <= 4

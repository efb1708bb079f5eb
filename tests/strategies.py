"""Strategies that build texts of the genre: whole documents, pieces of them in any order, damage, and anything else.

The words come from the vocabulary and its cue phrases, so that a new phrase is tried from the day it is added.
"""

from __future__ import annotations

import random
import unicodedata
from functools import cache

from hypothesis import strategies as st

from ontology.cues import load_cues
from ontology.vocabulary import load_vocabulary
from tests.documents import BODIES, Writer
from tests.noise import add_noise

# What headings, lists, endings and scans are made of, each a line or the beginning of one.
STRUCTURE = (
    "ĐẢNG CỘNG SẢN VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "*", "-----",
    "___", "TỈNH ỦY TÂY NINH", "ỦY BAN NHÂN DÂN", "BAN CHẤP HÀNH TRUNG ƯƠNG", "Tây Ninh, ngày 05 tháng 01 năm 2022",
    "Hà Nội, ngày … tháng 6 năm 2022", "Số", "Số:", "Số 83-KH/TU", "Số:     /KH-UBND", "V/v", "Về việc",
    "CỦA BAN BÍ THƯ", "Kính gửi:", "Kính gửi: - Các huyện ủy;", "ĐẾN", "Chuyển:", "KẾ HOẠCH", "QUYẾT ĐỊNH:", "Căn cứ",
    "- Căn cứ", "Xét", "Theo đề nghị của", "như sau:", "Điều 1.", "Chương I", "I.", "II-", "1.", "1.1.", "2.1.3.",
    "a)", "đ)", "-", "+", "•", "* ", "# ", "## Page 2", "**Nơi nhận:**", "Nơi nhận:", "- Như trên;", "- Lưu: VT, NC.",
    "(b/c)", "(để thực hiện)", "TM.", "T/M BAN THƯỜNG VỤ", "KT. CHỦ TỊCH", "TL.", "PHÓ BÍ THƯ", "(đã ký)",
    "Phan Thị Biển", "./.", "Phụ lục I", "(Kèm theo Quyết định số 12/QĐ-UBND)", "Cơ quan chủ trì:",
    "Cơ quan phối hợp:", "Thời gian thực hiện:", "Thường xuyên", "chủ trì, phối hợp với", "hoàn thành", "sơ kết",
    "tổng kết", "báo cáo", "hằng năm", "quý I/2025", "tháng 12 hằng năm", "Chỉ thị này", "Kế hoạch nêu trên",
    "thay thế", "được sửa đổi, bổ sung bởi", "<sup>1</sup>", "[1]", "1", "2/5", "|", "| a | b |", "|---|---|", "<td>",
    "<br/>", "```", "\\*", "“", "”", "…", "\f", "\u00a0", "\ufeff", "\u00ad", "\u200b", "Ð", "\u0301",
)  # fmt: skip
# Characters that look like others, count as digits or letters elsewhere, or change their length with their case.
TRICKY = "İıßŒ²½٣௧Ⅳ①ǅŉﬁ\u0130\u1e9e\u0345\u2028\u2029\x85\x00\x1c\x1f\x7f\ud7ff\ue000\ufffd𝟙𐐀"
SEPARATORS = ("\n", "\n\n", "\n\n\n", " ", " ", ", ", "; ", "", "\t", " - ")
VIETNAMESE = "aàảãáạăằâấbcdđeêệghiíklmnoôốơờpqrstuưứvxyỷAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYỦỲ0123456789 \n.,;:-/()"


@cache
def words() -> tuple[str, ...]:
    """Names of types and bodies, abbreviations and cue phrases, in small letters and in capitals."""
    vocabulary, cues = load_vocabulary(), load_cues()
    types = [label for kind in vocabulary.document_types for label in (kind.label, kind.label.upper())]
    bodies = [name for kind in vocabulary.body_kinds for name in (kind.label, *kind.abbreviations[:1])]
    phrases = [phrase for slug in sorted(cues.phrases) for phrase in cues[slug]]
    return tuple(dict.fromkeys((*types, *bodies, *BODIES, *phrases)))


def numbers() -> st.SearchStrategy[str]:
    """Numbers of documents, most of them well formed."""
    symbols = sorted({symbol for kind in load_vocabulary().document_types for symbol in kind.party_symbols})
    sequence = st.integers(0, 99999).map(str) | st.sampled_from(["05", "01a", "12B", "O5", "l2"])
    body = st.sampled_from(["TW", "TU", "HU", "UBND", "NĐ-CP", "BĐNTW", "TTg", "QH15", "LĐLĐ", "SNgV", "T.Ư", "TW."])
    joint = st.sampled_from(["-", "/", " - ", "–", "-\n", "/\n\n", " / ", "", "/2022/"])
    return st.tuples(sequence, joint, st.sampled_from(symbols), joint, body).map("".join)


def dates() -> st.SearchStrategy[str]:
    """Dates, with those that no calendar has."""
    day, month, year = st.integers(0, 32), st.integers(0, 13), st.integers(1900, 2100)
    short = st.builds("{}{}{}{}{}".format, day, joint := st.sampled_from(["/", "-", ".", " / "]), month, joint, year)
    long = st.builds("ngày {:02} tháng {} năm {}".format, day, month, year)
    times = st.builds("{} {}".format, st.sampled_from(["tháng", "quý", "năm", "trước ngày"]), short | year.map(str))
    return short | long | times


def citations() -> st.SearchStrategy[str]:
    """Mentions of documents, whole or in parts."""
    kinds = st.sampled_from([kind.label for kind in load_vocabulary().document_types])
    issuers = st.sampled_from(["", " của Ban Bí thư", " của Thủ tướng Chính phủ", " của", " về việc"])
    return st.builds("{}{}{}{}{}{}".format, kinds, st.sampled_from([" số ", " "]), numbers(),
                     st.sampled_from([", ngày ", " ngày ", " "]), dates(), issuers)  # fmt: skip


def pieces() -> st.SearchStrategy[str]:
    """One piece of a document: a word, a mark, a number, a date, a citation, or anything."""
    strange = st.text(st.sampled_from(TRICKY) | st.characters(exclude_categories=["Cs"]), max_size=6)
    return st.one_of(
        st.sampled_from(STRUCTURE), st.sampled_from(words()), numbers(), dates(), citations(), strange,
        st.text(VIETNAMESE, max_size=12),
    )  # fmt: skip


def jumbles(most: int = 24) -> st.SearchStrategy[str]:
    """Pieces in any order, which shrink to the few that matter."""
    pairs = st.tuples(pieces(), st.sampled_from(SEPARATORS)).map("".join)
    return st.lists(pairs, max_size=most).map("".join)


def tables() -> st.SearchStrategy[str]:
    """Tables in Markdown and HTML, with cells of all kinds."""
    row = st.lists(pieces(), min_size=1, max_size=4)
    markdown = st.lists(row.map(lambda cells: f"| {' | '.join(cells)} |"), max_size=5).map("\n".join)
    html = st.lists(row.map(lambda cells: f"<tr><td>{'</td><td>'.join(cells)}</td></tr>"), max_size=4).map("".join)
    return markdown | html.map(lambda rows: f"<table>{rows}</table>")


def documents() -> st.SearchStrategy[str]:
    """Documents in due form, as they are or cut, spliced, damaged or written in another way."""
    whole = st.integers(0, 999).map(lambda seed: Writer(random.Random(seed)).document()[:3000])
    spliced = st.builds(_spliced, whole, st.integers(0, 3000), st.integers(0, 400), jumbles(6) | tables())
    noisy = st.builds(_noisy, whole, st.sampled_from([0.005, 0.01, 0.03, 0.2]), st.integers(0, 999))
    cut = st.builds(lambda text, begin, end: text[begin:end], whole, st.integers(0, 600), st.integers(0, 3000))
    return st.one_of(whole, spliced, noisy, cut)


def texts() -> st.SearchStrategy[str]:
    """Any of the above."""
    return st.one_of(jumbles(), documents(), tables(), st.text(st.characters(exclude_categories=["Cs"]), max_size=80))


def vietnamese_texts() -> st.SearchStrategy[str]:
    """Texts in which each letter is one of the keyboard's, so that composing and decomposing them loses nothing."""
    known = st.one_of(st.sampled_from(words()), numbers(), dates(), citations(), st.text(VIETNAMESE, max_size=12))
    lines = st.sampled_from([line for line in STRUCTURE if line not in ("\f", "\u0301")])
    jumble = st.lists(st.tuples(known | lines, st.sampled_from(SEPARATORS)).map("".join), max_size=24).map("".join)
    return (jumble | documents()).map(_on_keyboard)


def _spliced(text: str, start: int, length: int, piece: str) -> str:
    return text[:start] + piece + text[start + length :]


def _noisy(text: str, rate: float, seed: int) -> str:
    return add_noise(text, rate, seed).text


def _on_keyboard(text: str) -> str:
    """``text`` without the characters that decompose in other ways than Vietnamese letters do."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(char for char in composed if len(unicodedata.normalize("NFKD", char)) == 1 or ord(char) < 0x1F00)

"""What Vietnamese was written in before Unicode: letters one by one, real sentences, and any text there and back."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.readers import Source, read_source
from loaders.readers.legacy import decode_tcvn3, decode_viqr, decode_vni, recover
from ontology.errors import InputError, UnsupportedFormat

SMALL = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
TCVN3 = "aµ¶·¸¹¨»¼½¾Æ©ÇÈÉÊËeÌÎÏÐÑªÒÓÔÕÖi×ØÜÝÞoßáâãä«åæçèé¬êëìíîuïñòóô\u00adõö÷øùyúûüýþ®"
_VNI_LETTERS = (
    "a aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä e eø eû eõ eù eï eâ eà eå eã eá eä i ì æ ó í ò "
    "o oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï u uø uû uõ uù uï ö öø öû öõ öù öï y yø yû yõ yù î ñ"
)
VNI = _VNI_LETTERS.split()
VIQR_MARKS = {
    "\u0300": "`", "\u0301": "'", "\u0303": "~", "\u0309": "?", "\u0323": ".", "\u0302": "^", "\u0306": "(",
    "\u031b": "+",
}  # fmt: skip
SENTENCE = (
    "Ủy ban nhân dân tỉnh Tây Ninh ban hành Kế hoạch triển khai thực hiện Chỉ thị của Ban Bí thư về công tác "
    "đối ngoại nhân dân, giao các sở, ngành phối hợp thực hiện"
)


def to_tcvn3(text: str) -> str:
    return text.translate({**{ord(char): old for char, old in zip(SMALL, TCVN3, strict=True)}, **_CAPITALS_TCVN3})


_CAPITALS_TCVN3 = dict(zip(map(ord, "ĂÂÊÔƠƯĐ"), "¡¢£¤¥¦§", strict=True))


def to_vni(text: str) -> str:
    small = dict(zip(SMALL, VNI, strict=True))
    return "".join(small.get(char) or (small[char.lower()].upper() if char.lower() in small else char) for char in text)


def to_viqr(text: str) -> str:
    pieces = []
    for char in text:
        base, *marks = list(unicodedata.normalize("NFD", char))
        if char in "đĐ":
            pieces.append("dd" if char == "đ" else "DD")
        elif char in "'`?~.^(+*\\":
            pieces.append(f"\\{char}")
        else:
            order = sorted(marks, key=lambda mark: mark not in "\u0302\u0306\u031b")
            pieces.append(base + "".join(VIQR_MARKS[mark] for mark in order))
    return "".join(pieces)


def to_windows_1258(text: str) -> bytes:
    """Encode as Windows does: letters with their hat in one byte, the tone in a second."""
    pieces = []
    for char in text:
        base, *marks = list(unicodedata.normalize("NFD", char))
        tones = [mark for mark in marks if mark not in "\u0302\u0306\u031b"]
        hats = [mark for mark in marks if mark in "\u0302\u0306\u031b"]
        pieces.append(unicodedata.normalize("NFC", base + "".join(hats)) + "".join(tones))
    return "".join(pieces).encode("cp1258")


@pytest.mark.parametrize(("letter", "old"), list(zip(SMALL, TCVN3, strict=True)))
def test_letters_of_tcvn3(letter: str, old: str) -> None:
    assert decode_tcvn3(f"x{old}x") == f"x{letter}x"


@pytest.mark.parametrize(("letter", "old"), list(zip(SMALL, VNI, strict=True)))
def test_letters_of_vni(letter: str, old: str) -> None:
    assert decode_vni(f"x{old}x") == f"x{letter}x"
    assert decode_vni(f"x{old.upper()}x") == f"x{letter.upper()}x"


SENTENCES = [
    ("TCVN3", "Uû ban nh©n d©n tØnh ®· ban hµnh QuyÕt ®Þnh", "Uỷ ban nhân dân tỉnh đã ban hành Quyết định"),
    ("TCVN3", "CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM\n§éc lËp - Tù do - H¹nh phóc",
     "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ("VNI", "UÛY BAN NHAÂN DAÂN TÆNH TAÂY NINH\nSoá: 12/KH-UBND, ngaøy 05 thaùng 3 naêm 2001",
     "ỦY BAN NHÂN DÂN TỈNH TÂY NINH\nSố: 12/KH-UBND, ngày 05 tháng 3 năm 2001"),
    ("VIQR", "U?y ban nha^n da^n ti?nh dda~ ban ha`nh Quye^'t ddi.nh va` ca'c ke^' hoa.ch",
     "Ủy ban nhân dân tỉnh đã ban hành Quyết định và các kế hoạch"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new"), SENTENCES)
def test_sentences_are_recovered(name: str, old: str, new: str) -> None:
    assert recover(old) == (new, name)


UNTOUCHED = [
    SENTENCE,
    unicodedata.normalize("NFD", SENTENCE),
    "Naïve café, façade à la carte; Gödel, Øresund, São Paulo",
    "Is it? No. See (a) and b) of U.S. law, e.g. the address at 5 a.m. + 3 p.m.",
    "Uy ban nhan dan tinh. Ke hoach so 5? Duoc.",
    "Số 12/KH-UBND; 5 × 3 = 15 ± 1; §2; 20 °C",
    "",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_in_no_old_encoding_stays(text: str) -> None:
    assert recover(text) == (text, None)


def test_lines_that_are_unicode_stay_in_a_file_that_mixes() -> None:
    kept = "Uỷ ban nhân dân tỉnh đã họp về việc này, có ý kiến"
    old = f"Uû ban nh©n d©n tØnh T©y Ninh giao Së Néi vô\n{kept}\nC¸c së, ngµnh"
    new = f"Uỷ ban nhân dân tỉnh Tây Ninh giao Sở Nội vụ\n{kept}\nCác sở, ngành"
    assert recover(old) == (new, "TCVN3")


def test_capitals_of_tcvn3_need_a_neighbour_to_be_told() -> None:
    assert decode_tcvn3("Sè: 5/KH; Uû ban; BÝ TH¦") == "Số: 5/KH; Uỷ ban; BÍ THƯ"


ENCODERS: list[tuple[str, Callable[[str], bytes]]] = [
    ("TCVN3", lambda text: to_tcvn3(text).encode("latin-1")),
    ("TCVN3", lambda text: to_tcvn3(text).encode("utf-8")),
    ("VNI", lambda text: to_vni(text).encode("latin-1")),
    ("VNI", lambda text: to_vni(text).encode("utf-8")),
    ("VIQR", lambda text: to_viqr(text).encode("ascii")),
    ("windows-1258", to_windows_1258),
    ("UTF-16", lambda text: text.encode("utf-16-le")),
    ("UTF-16", lambda text: text.encode("utf-16-be")),
    ("UTF-16", lambda text: text.encode("utf-16")),
    ("UTF-8", lambda text: text.encode("utf-8-sig")),
    ("UTF-8", lambda text: text.encode("utf-8")),
]
WORDS_TEXT = (
    "nhân dân tỉnh ủy phường xã huyện thành phố kế hoạch quyết định chỉ thị nghị quyết hướng dẫn triển khai "
    "thực hiện công tác tuyên truyền đối ngoại giáo dục y tế quốc phòng bảo vệ môi trường nước sạch người lao "
    "động trẻ em phụ nữ được giữa những thuở nghĩa vụ khuyến khích xoá đói giảm nghèo quỹ kỷ luật ngưỡng rượu "
    "bưởi ướt ổn định ẩm thực "
)
WORDS = WORDS_TEXT.split()
# A document has as many different words; of fewer, three encodings may look alike.
TEXTS = st.lists(st.sampled_from(WORDS), min_size=24, max_size=60, unique=True).flatmap(
    lambda words: st.lists(st.sampled_from([" ", ", ", "\n", "; 12 "]), min_size=len(words), max_size=len(words)).map(
        lambda gaps: "".join(word + gap for word, gap in zip(words, gaps, strict=True)).strip(" \n;,12")
    )
)


@pytest.mark.parametrize(
    ("name", "encode"), ENCODERS, ids=[f"{place}-{name}" for place, (name, _) in enumerate(ENCODERS)]
)
@given(text=TEXTS)
def test_any_text_comes_back(name: str, encode: Callable[[str], bytes], text: str) -> None:
    reading = read_source(Source("a.txt", encode(text)))
    assert reading.text == unicodedata.normalize("NFC", text)
    assert reading.steps == (f"decoded as {name}",)


@given(text=st.text(max_size=200))
def test_any_vni_and_viqr_is_decoded_in_one_pass(text: str) -> None:
    for decode in (decode_tcvn3, decode_vni, decode_viqr):
        assert isinstance(decode(text), str)
    assert recover(SENTENCE + "\n" + text.replace("\ud800", ""))[0].startswith(SENTENCE)


@given(text=TEXTS)
def test_viqr_keeps_marks_that_are_marks(text: str) -> None:
    assert decode_viqr(to_viqr(f"{text}? ({text}.)")) == f"{text}? ({text}.)"


def test_nfd_stays_as_it_is() -> None:
    decomposed = unicodedata.normalize("NFD", SENTENCE)
    assert read_source(Source("a.txt", decomposed.encode())).text == decomposed


def test_an_encoding_that_was_judged_is_said() -> None:
    reading = read_source(Source("a.txt", to_tcvn3(SENTENCE.lower()).encode("latin-1")))
    assert reading.described == "read as text: decoded as TCVN3"
    assert "judged by the spelling" in reading.warnings[0]


BAD = [
    ("western.txt", "Ça été déjà créé à l'hôtel, où naïve façade".encode("cp1252"), InputError, "not UTF-8"),
    ("junk.txt", bytes(range(256)) * 4, UnsupportedFormat, "binary"),
    ("odd.txt", b"\xff\xfeA", InputError, "UTF-16"),
    ("nul.txt", b"abc\x00def", UnsupportedFormat, "binary"),
]


@pytest.mark.parametrize(("name", "data", "kind", "words"), BAD, ids=[row[0] for row in BAD])
def test_what_is_not_told_is_not_guessed(name: str, data: bytes, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        read_source(Source(name, data))
    assert name in str(caught.value)


def test_a_file_that_was_cut_in_a_letter_is_read_and_said() -> None:
    reading = read_source(Source("a.txt", SENTENCE.encode()[:-2]))
    assert reading.text.startswith("Ủy ban nhân dân tỉnh")
    assert reading.warnings == () or "not valid UTF-8" in reading.warnings[0]
    cut = read_source(Source("a.txt", (SENTENCE + " ệ").encode()[:-1]))
    assert cut.text == SENTENCE + " \ufffd"
    assert "1 places are not valid UTF-8" in cut.warnings[0]


def test_entities_become_letters_and_are_counted() -> None:
    reading = read_source(Source("a.txt", b"Ch&iacute;nh ph&#7911; v&#xE0; R&amp;D, AT&T; &unknown;"))
    assert reading.text == "Chính phủ và R&D, AT&T; &unknown;"
    assert reading.steps == ("decoded as UTF-8", "4 HTML entities resolved")

"""The one place that makes IRIs: readable, stable between runs, ASCII; the Vietnamese form is a label, not the IRI."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from ontology.errors import InputError

DEFAULT_BASE: Final = "https://directive-lineage.example/"
"""Base of the data where the settings name no other."""

TERMS: Final = "https://directive-lineage.example/ns#"
"""Namespace of the project's own classes and properties (`lin:`); it does not move with the base of the data."""

VOCABULARIES: Final = "https://directive-lineage.example/vocab/"
"""Below it stand the SKOS schemes and their concepts; it does not move with the base of the data either."""

_BASE_FORM: Final = re.compile(r"https?://[^\s<>\"{}|\\^`#?]+/")
_SLUG_GAP: Final = re.compile(r"[^a-z0-9]+")
_NUMBER_TOKEN: Final = re.compile(r"(?:%[0-9A-F]{2})+|Dd|dd|_|.", re.DOTALL)
_PLAIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-")
_STROKE: Final = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})


def slug(name: str) -> str:
    """A name in small ASCII letters: no diacritics, đ as d, one hyphen for each gap.

    It is readable, not injective: `Hà Giang` and `Hạ Giang` fall together, so a code or a scope must stand beside it.

    >>> slug("Bà Rịa - Vũng Tàu"), slug("Đắk Lắk")
    ('ba-ria-vung-tau', 'dak-lak')
    """
    decomposed = unicodedata.normalize("NFD", name.translate(_STROKE).lower())
    return _SLUG_GAP.sub("-", "".join(char for char in decomposed if not unicodedata.combining(char))).strip("-")


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def _number_char(char: str, following: str) -> str:
    if char == "/":
        return "_"
    if char in "Đđ":
        return "Dd" if char == "Đ" else "dd"
    if char in "Dd" and following in ("d", "đ"):
        return _percent(char)  # else the pair would read as Đ
    return char if char in _PLAIN else _percent(char)


def number_slug(number: str) -> str:
    """The number and symbol of a document as one path segment.

    `/` is `_`, Đ is `Dd`, đ is `dd`, all else is kept or percent-encoded. Two different numbers
    never share a slug, `QĐ` and `QD` included; `number_from_slug` is the inverse.

    Raises:
        InputError: the number is empty.

    >>> number_slug("66-QĐ/TW"), number_slug("457/LĐLĐ"), number_slug("02-HD/BDNTW")
    ('66-QDd_TW', '457_LDdLDd', '02-HD_BDNTW')
    """
    if not number:
        raise InputError("a document's number is empty", hint="Use an identifier for documents without number")
    encoded = "".join(map(_number_char, number, [*number[1:], ""]))
    return encoded.replace(".", "%2E") if encoded in (".", "..") else encoded


def number_from_slug(encoded: str) -> str:
    """The number that `number_slug` turned into this slug.

    >>> number_from_slug("66-QDd_TW")
    '66-QĐ/TW'
    """
    pairs = {"Dd": "Đ", "dd": "đ", "_": "/"}
    tokens = (match.group() for match in _NUMBER_TOKEN.finditer(encoded))
    return "".join(pairs.get(token) or unquote(token, errors="surrogatepass") for token in tokens)


def _path(text: str) -> str:
    """The text percent-encoded, `/` kept; dot segments are encoded too, so that no client resolves them."""
    segments = (quote(segment, safe="") for segment in text.split("/"))
    return "/".join("%2E" * len(segment) if segment in (".", "..") else segment for segment in segments)


@dataclass(frozen=True, slots=True)
class DocumentName:
    """What the IRI of a numbered document says: scope as a path of slugs, type, number and symbol, and period.

    `local` is true where the scope is only the part of the source that names the document.
    """

    scope: str
    type: str
    number: str
    period: str
    local: bool


@dataclass(frozen=True, slots=True)
class Iris:
    """Makes the IRIs of the data below one base, which ends in `/`.

    Scopes, sources and jurisdictions are given as plain paths (`tay-ninh/duong-minh-chau`, `so-1/Công văn.txt`); they
    are encoded here.

    Raises:
        InputError: the base is not an http(s) IRI that ends in a slash.

    >>> Iris().document("trung-uong", "chi-thi", "12-CT/TW", "k13")
    'https://directive-lineage.example/eli/trung-uong/chi-thi/12-CT_TW/k13'
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not _BASE_FORM.fullmatch(self.base):
            raise InputError(f"not a base for IRIs: {self.base!r}", hint="Use an http(s) address that ends in /")

    def document(self, scope: str, type_slug: str, number: str, period: str) -> str:
        """The numbered document: `{base}eli/{scope}/{type}/{number slug}/{period}`.

        The period is the term of a Party committee (`k13`, `nk2020`) or the year of a State document, because numbers
        begin again with each (Hướng dẫn 36-HD/VPTW, II.1; Nghị định 30/2020/NĐ-CP, Điều 15).

        Raises:
            InputError: the number is empty.
        """
        return f"{self.base}eli/{_path(scope)}/{_path(type_slug)}/{number_slug(number)}/{_path(period)}"

    def document_name(self, iri: str) -> DocumentName | None:
        """What `document` put into an IRI; None for any other IRI.

        >>> Iris().document_name("https://directive-lineage.example/eli/trung-uong/chi-thi/12-CT_TW/k13").number
        '12-CT/TW'
        """
        if not iri.startswith(f"{self.base}eli/"):
            return None
        parts = iri.removeprefix(f"{self.base}eli/").rsplit("/", 3)
        if len(parts) != 4:
            return None
        scope, type_slug, period = (unquote(part) for part in (parts[0], parts[1], parts[3]))
        return DocumentName(scope, type_slug, number_from_slug(parts[2]), period, scope.startswith("local/"))

    def unnumbered_document(self, source: str, part: int) -> str:
        """A document without a number, which only its place identifies: `{base}text/{source}/{part}/document`."""
        return f"{self.graph(source, part)}/document"

    def source(self, source: str) -> str:
        """The file: `{base}text/{source}`."""
        return f"{self.base}text/{_path(source)}"

    def graph(self, source: str, part: int) -> str:
        """A part of a file, and the named graph with what that part states: `{base}text/{source}/{part}`."""
        return f"{self.source(source)}/{part}"

    def node(self, source: str, part: int, kind: str, n: int) -> str:
        """A node below a part, such as its third citation: `{graph}#{kind}-{n}`."""
        return f"{self.graph(source, part)}#{_path(kind)}-{n}"

    def body(self, kind_slug: str, jurisdiction: str) -> str:
        """A body, identified by kind and jurisdiction: `{base}body/{jurisdiction}/{kind}`."""
        return f"{self.base}body/{_path(jurisdiction)}/{_path(kind_slug)}"

    def locality(self, edition: str, code: str, name: str) -> str:
        """A locality of one edition of the official list: `{base}locality/{edition}/{code}-{name}`."""
        return f"{self.base}locality/{_path(edition)}/{_path(code)}-{slug(name)}"

    @property
    def derived_graph(self) -> str:
        """The graph of what is derived from all others."""
        return f"{self.base}graph/derived"

    @property
    def corrections_graph(self) -> str:
        """The graph of what reviewers say."""
        return f"{self.base}graph/corrections"

    @property
    def ontology_graph(self) -> str:
        """The graph of the classes and properties."""
        return f"{self.base}graph/ontology"

    @property
    def vocabulary_graph(self) -> str:
        """The graph of the SKOS schemes."""
        return f"{self.base}graph/vocabulary"

    @property
    def gazetteer_graph(self) -> str:
        """The graph of the provinces and districts."""
        return f"{self.base}graph/gazetteer"

    @property
    def communes_graph(self) -> str:
        """The graph of the communes, which are many and change with a release only."""
        return f"{self.base}graph/communes"

    def concept(self, scheme: str, slug: str) -> str:
        """A concept of a vocabulary; vocabularies are the same everywhere, so the base has no part in it.

        >>> Iris("https://other.example/").concept("type", "chi-thi")
        'https://directive-lineage.example/vocab/type/chi-thi'
        """
        return f"{VOCABULARIES}{_path(scheme)}/{_path(slug)}"

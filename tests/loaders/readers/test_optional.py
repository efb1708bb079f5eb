"""Each library and program that a format needs, taken away: the others go on, and the message says what to install."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.readers import Source, read_source
from loaders.readers.formats import FORMATS
from ontology.errors import LineageError, UnsupportedFormat

from .documents import DATA, as_docx, as_html, as_text

ROOT = Path(__file__).parents[3]
FILES = {
    "a.txt": as_text().encode(),
    "a.html": as_html().encode(),
    "a.docx": as_docx(),
    "a.pdf": (DATA / "plan.pdf").read_bytes(),
}
NEEDED = [  # library, file that needs it, extra
    ("selectolax", "a.html", "html"),
    ("docx", "a.docx", "docx"),
    ("lxml", "a.docx", "docx"),
    ("pdfplumber", "a.pdf", "pdf"),
    ("pdfminer", "a.pdf", "pdf"),
]


def block(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes each import of a library fail, as where it is not installed."""
    for name in list(sys.modules):
        if name.split(".")[0] == library or name == "selectolax.lexbor":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)


@pytest.mark.parametrize(("library", "file", "extra"), NEEDED)
def test_a_missing_library_is_named_with_its_extra(
    library: str, file: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    block(library, monkeypatch)
    with pytest.raises(UnsupportedFormat, match=r"is not installed") as caught:
        read_source(Source(file, FILES[file]))
    assert f'pip install "directive-lineage[{extra}]"' in str(caught.value)
    assert file in str(caught.value)


@pytest.mark.parametrize(("library", "file", "extra"), NEEDED)
def test_the_other_formats_go_on(library: str, file: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    block(library, monkeypatch)
    others = [name for name in FILES if not any(name == needs and library == what for what, needs, _ in NEEDED)]
    assert len(others) >= 3
    for name in others:
        assert "2718/KH-UBND" in read_source(Source(name, FILES[name])).text


@pytest.mark.parametrize("name", ["a.doc", "a.rtf", "a.odt"])
def test_a_missing_libreoffice_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(UnsupportedFormat, match=r"LibreOffice.*is not installed") as caught:
        read_source(Source(name, (DATA / f"plan{name[1:]}").read_bytes()))
    assert "apt-get install libreoffice-writer-nogui" in str(caught.value)


def test_no_library_is_imported_before_a_file_needs_it() -> None:
    libraries = sorted({library for library, _, _ in NEEDED} | {"pypdfium2", "PIL"})
    code = (
        "import sys; import loaders; from loaders.readers import Source, read_source; "
        "from loaders.readers.formats import FORMATS; "
        f"[item.make() for item in FORMATS.values()]; read_source(Source('a.txt', b'x')); "
        f"print([name for name in {libraries} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_every_reader_keeps_to_the_protocol(kind: str) -> None:
    reader = FORMATS[kind].make()
    assert importlib.import_module(type(reader).__module__).__name__.startswith("loaders.readers.")
    with pytest.raises(LineageError, match="broken"):
        reader.read(Source("broken", b"\x00\xff" * 30))

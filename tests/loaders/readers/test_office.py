"""Word's older format, RTF and OpenDocument through LibreOffice."""

import shutil
from pathlib import Path

import pytest

from loaders.readers import Limits, Options, Source, read_source
from ontology.errors import InputError, LimitExceeded

from .documents import DATA

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_what_was_done_is_said(kind: str) -> None:
    reading = read_source(Source(f"plan.{kind}", (DATA / f"plan.{kind}").read_bytes()))
    assert reading.described == f"read as {kind}: converted by LibreOffice"
    assert reading.warnings == ()


def test_a_file_that_cannot_be_converted_is_refused() -> None:
    data = (DATA / "plan.doc").read_bytes()
    with pytest.raises(InputError, match=r"a\.doc"):
        read_source(Source("a.doc", data[:2_000] + "WordDocument".encode("utf-16-le")))


def test_a_conversion_that_takes_too_long_is_ended() -> None:
    options = Options(Limits(program_seconds=0.05))
    with pytest.raises(LimitExceeded, match=r"plan\.doc"):
        read_source(Source("plan.doc", (DATA / "plan.doc").read_bytes(), options))


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    read_source(Source("plan.rtf", (DATA / "plan.rtf").read_bytes()))
    assert list(tmp_path.iterdir()) == []

"""Word's older format, RTF and OpenDocument, by way of LibreOffice, which makes a DOCX file of them."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from ontology.errors import InputError, UnsupportedFormat

from .programs import run
from .protocol import FileText, Source
from .sniff import signature
from .word import DocxReader

_KINDS: Final = ("doc", "rtf", "odt", "wordml")
_PROGRAMS: Final = ("soffice", "libreoffice")
# A document that comes from somewhere runs no macro and fetches nothing.
_SECURITY: Final = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS: Final = (
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)


class OfficeReader:
    """Reads what LibreOffice can turn into DOCX."""

    def read(self, source: Source) -> FileText:
        """The text of the document. Raises: UnsupportedFormat where LibreOffice is missing; InputError."""
        program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
        kind = signature(source.data)
        if kind not in _KINDS:
            raise InputError(f"{source.name} is no Word document", hint="Check that it was copied whole")
        if program is None:
            raise UnsupportedFormat(
                f"{source.name} cannot be read: LibreOffice, which reads the format {kind}, is not installed",
                hint="Install it (Debian, Ubuntu: apt-get install libreoffice-writer-nogui), or save the file as .docx",
            )
        with tempfile.TemporaryDirectory(prefix="lineage-") as folder:
            data = _converted(program, source, kind, Path(folder))
        reading = DocxReader().read(source.with_data(data))
        return FileText(reading.text, kind, ("converted by LibreOffice", *reading.steps), reading.warnings)


def _converted(program: str, source: Source, kind: str, folder: Path) -> bytes:
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
    original = folder / f"document.{'xml' if kind == 'wordml' else kind}"
    original.write_bytes(source.data)
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--convert-to",
        "docx:MS Word 2007 XML", "--outdir", str(folder / "made"), str(original),
    ]  # fmt: skip
    environment = {**os.environ, "HOME": str(folder)}
    done = run(command, source.options.limits.program_seconds, source.name, environment=environment)
    made = folder / "made" / "document.docx"
    if not made.is_file():
        raise InputError(
            f"{source.name}: LibreOffice cannot read it ({done.complaint})", hint="Check that it was copied whole"
        )
    return made.read_bytes()


def _profile() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>'
    )

"""The server's log: a line for each request, as text or as JSON, with the id that the client was told.

No header is logged and no body; of the address the path alone, as queries may hold what nobody else should read.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Final, Literal

REQUESTS: Final = logging.getLogger("lineage.requests")
_NOT_SHOWN: Final = ("logThreads", "logProcesses", "logMultiprocessing", "logAsyncioTasks", "_srcfile")
"""What no line shows, and need not be found out for each: so the "Optimization" of Python's "Logging HOWTO"."""
_FIELDS: Final = ("request", "method", "path", "route", "status", "milliseconds", "bytes", "client", "token")


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, Any] = {"time": _time(record), "level": record.levelname.lower(), "logger": record.name}
        line["message"] = record.getMessage()
        line |= _fields(record)
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class TextLines(logging.Formatter):
    """A line that people read; what came from outside is quoted where it would be misread."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        words = [_time(record), record.levelname, record.getMessage()]
        words += [f"{name}={_word(value)}" for name, value in _fields(record).items()]
        line = " ".join(words)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def configure(form: Literal["text", "json"], level: str = "INFO") -> None:
    """Send the log of the server, and that of uvicorn, to standard error in one form."""
    for name in _NOT_SHOWN:
        setattr(logging, name, None)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    for name in ("lineage", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(level)
    for name in ("uvicorn.access", "uvicorn.error"):
        logging.getLogger(name).handlers[:] = []
    logging.getLogger("uvicorn.access").disabled = True  # requests have their own line


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _FIELDS if getattr(record, name, None) is not None}


def _word(value: object) -> str:
    """A value as one word, whatever line breaks and blanks a client put into it.

    >>> _word("/documents"), _word("/a b"), _word(200)
    ('/documents', '"/a b"', '200')
    """
    text = str(value)
    return text if text.isprintable() and " " not in text and '"' not in text else json.dumps(text)

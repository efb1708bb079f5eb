"""Running another program on a file: with a limit of time that its children do not outlive."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ontology.errors import LimitExceeded


@dataclass(frozen=True, slots=True)
class Done:
    """What a program left: its exit code, its output, and the last line that it complained with."""

    code: int
    output: bytes
    complaint: str


def run(
    command: Sequence[str], seconds: float, what: str, stdin: bytes = b"", environment: Mapping[str, str] = os.environ
) -> Done:
    """Runs ``command`` on ``what`` to its end.

    Raises:
        LimitExceeded: it took longer than ``seconds``; it and all that it started is ended.
    """
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(environment),
        start_new_session=True,
    )  # fmt: skip
    try:
        output, errors = process.communicate(stdin, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise LimitExceeded(
            f"{what}: {Path(command[0]).name} did not finish within {seconds:g} seconds",
            hint="Split the file, or convert it by hand",
        ) from None
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    return Done(process.returncode, output, lines[-1][:200] if lines else f"exit code {process.returncode}")

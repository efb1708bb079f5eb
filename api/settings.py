"""Every setting of the server and the command, each from the environment variable ``LINEAGE_<NAME>``."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.wording import fault_of
from ontology.errors import InputError
from ontology.iris import DEFAULT_BASE

_ANCESTOR = re.compile(r"'self'|'none'|\*|https?://(?:\*\.)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?")


class Settings(BaseSettings):
    """What an operator may change. Nothing reads the environment but the making of this object."""

    model_config = SettingsConfigDict(env_prefix="LINEAGE_", frozen=True, extra="forbid")

    store: Path = Field(default=Path(".lineage"), description="Directory of the store.")
    host: str = Field(default="127.0.0.1", description="Address that the server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that the server listens on; 0 takes a free one.")
    base: str = Field(default=DEFAULT_BASE, description="Base of all IRIs that are made; must end in /.")
    root_path: str = Field(default="", description="Path under which a proxy shows the server, such as /lineage.")
    query_workers: int = Field(default=2, ge=1, le=64, description="Processes that evaluate SPARQL queries.")
    query_timeout_seconds: float = Field(default=10.0, gt=0, description="Time after which a SPARQL query is stopped.")
    query_wait_seconds: float = Field(
        default=5.0, ge=0, description="Time that a SPARQL query waits for a free worker before it is turned away."
    )
    query_memory_mb: int = Field(
        default=2048,
        ge=256,
        description="Address space of one query worker in MiB; a query that needs more is stopped.",
    )
    max_file_mb: int = Field(
        default=200, ge=1, description="Size of a file in MiB that is read; a larger one is refused."
    )
    ocr: bool = Field(default=True, description="Whether pages that are pictures are recognised by Tesseract.")
    max_rows: int = Field(default=10_000, ge=1, description="Rows of a SPARQL answer; a longer one is cut and says so.")
    max_result_bytes: int = Field(
        default=64 * 1024 * 1024, ge=1024, description="Size of a SPARQL answer; a larger one is refused."
    )
    max_body_bytes: int = Field(default=1024 * 1024, ge=1024, description="Size of a request's body or query.")
    max_page_size: int = Field(default=500, ge=1, description="Documents on one page of /documents.")
    max_nodes: int = Field(
        default=300,
        ge=1,
        description="Documents in one answer of lineage or one picture; the rest is left out and said so.",
    )

    frame_ancestors: str = Field(
        default="'self'",
        description="Who may frame the pages below /embed: 'self', 'none', * or origins with blanks between them.",
    )

    @field_validator("frame_ancestors")
    @classmethod
    def _ancestors_are_origins(cls, ancestors: str) -> str:
        if not ancestors.split() or not all(map(_ANCESTOR.fullmatch, ancestors.split())):
            raise ValueError(
                "must be 'self', 'none', * or origins such as https://portal.example, with blanks between them"
            )
        return " ".join(ancestors.split())

    @field_validator("base")
    @classmethod
    def _base_ends_well(cls, base: str) -> str:
        if not base.startswith(("http://", "https://")) or not base.endswith("/"):
            raise ValueError("must begin with http:// or https:// and end in /")
        return base

    @field_validator("root_path")
    @classmethod
    def _root_path_is_a_path(cls, root_path: str) -> str:
        if root_path and (not root_path.startswith("/") or root_path.startswith("//")):
            raise ValueError("must begin with one /")
        return root_path.rstrip("/")


def load_settings(**overrides: object) -> Settings:
    """The settings from the environment, with those of *overrides* that are not ``None`` in their place.

    Raises: InputError with the name of the variable whose value does not fit.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise InputError(_first_fault(error), hint="See the table of settings in README.md") from None


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    name = ".".join(str(part) for part in fault["loc"])
    said, shown = fault_of(fault), repr(str(fault["input"]))
    given = "" if shown in said else f" (it is {shown})"
    return f"setting LINEAGE_{name.upper()}: {said}{given}"

"""Every setting of the server and the command, each from the environment variable ``LINEAGE_<NAME>``."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.wording import fault_of
from graph.connection import Connection, is_url
from ontology.errors import InputError
from ontology.iris import DEFAULT_BASE, Iris

_ANCESTOR = re.compile(r"'self'|'none'|\*|https?://(?:\*\.)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?")

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?")
_HOST = re.compile(r"(?:\*\.)?[A-Za-z0-9.-]+|\[?[0-9A-Fa-f:]+\]?")


class Settings(BaseSettings):
    """What an operator may change. Nothing reads the environment but the making of this object."""

    model_config = SettingsConfigDict(env_prefix="LINEAGE_", frozen=True, extra="forbid")

    store: Path | str = Field(
        default=Path(".lineage"), description="Directory of the store, or URL of the SPARQL server that holds it."
    )
    store_user: str = Field(default="", description="User whom the SPARQL server of the store knows.")
    store_password: SecretStr = Field(default=SecretStr(""), description="Password of that user.")
    store_password_file: Path | None = Field(default=None, description="File with that password, instead.")
    store_token: SecretStr = Field(default=SecretStr(""), description="Token for the SPARQL server of the store.")
    store_token_file: Path | None = Field(default=None, description="File with that token, instead.")
    store_update_url: str = Field(default="", description="URL for SPARQL Update, where the store has another one.")
    store_graphs_url: str = Field(
        default="", description="URL of the Graph Store Protocol, where the store has another one."
    )
    store_timeout_seconds: float = Field(
        default=60.0, gt=0, description="Time after which a SPARQL server that does not answer is given up."
    )
    store_tries: int = Field(
        default=5, ge=1, le=20, description="How often a SPARQL server is asked that is busy or cannot be reached."
    )
    store_batch_bytes: int = Field(
        default=1_000_000, ge=1000, description="Size of one request that writes to a SPARQL server."
    )
    state_dir: Path = Field(
        default_factory=lambda: _state_home() / "directive-lineage",
        description="Directory for what this machine remembers of stores on servers: where their files were read.",
    )
    host: str = Field(default="127.0.0.1", description="Address that the server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that the server listens on; 0 takes a free one.")
    base: str = Field(default=DEFAULT_BASE, description="Base of all IRIs that are made; must end in /.")
    root_path: str = Field(default="", description="Path under which a proxy shows the server, such as /lineage.")
    query_workers: int = Field(default=4, ge=1, le=64, description="Light SPARQL queries that are evaluated at once.")
    query_heavy_workers: int = Field(
        default=2, ge=1, le=64, description="Heavy SPARQL queries that are evaluated at once, beside the light ones."
    )
    query_standby_workers: int = Field(
        default=1, ge=0, le=64, description="Processes that stand by for those that are stopped or become heavy ones."
    )
    query_light_seconds: float = Field(
        default=0.25, gt=0, description="Time after which a SPARQL query is no light one, and goes to the heavy ones."
    )
    query_queue: int = Field(
        default=16, ge=0, le=10_000, description="SPARQL queries of each kind that may wait; more are turned away."
    )
    client_wait_seconds: float = Field(
        default=30.0, gt=0, description="Time in all that a worker waits for a client that reads a long answer slowly."
    )
    query_timeout_seconds: float = Field(default=10.0, gt=0, description="Time after which a SPARQL query is stopped.")
    query_wait_seconds: float = Field(
        default=5.0, ge=0, description="Time that a SPARQL query waits for a free worker before it is turned away."
    )
    query_memory_mb: int = Field(
        default=2048,
        ge=256,
        description="Memory that one query worker may allocate, in MiB; a query that needs more is stopped.",
    )
    restricted: bool = Field(
        default=False,
        description="Whether documents that are marked as secret or for internal use are loaded and served.",
    )
    query_cache_mb: int = Field(
        default=64,
        ge=0,
        description="Memory for answers that are sent again: light SPARQL queries, lineage and coverage; 0 for none.",
    )
    max_file_mb: int = Field(
        default=200, ge=1, description="Size of a file in MiB that is read; a larger one is refused."
    )
    ocr: bool = Field(default=True, description="Whether pages that are pictures are recognised by Tesseract.")
    max_rows: int = Field(default=10_000, ge=1, description="Rows of a SPARQL answer; a longer one is cut and says so.")
    max_result_bytes: int = Field(
        default=64 * 1024 * 1024, ge=1024, description="Size of a SPARQL answer; a larger one is refused."
    )
    uploads_dir: Path | None = Field(
        default=None, description="Folder for documents that are sent to POST /sources; without it none is taken."
    )
    max_upload_mb: int = Field(default=20, ge=1, description="Size of such a document in MiB.")
    upload_seconds: float = Field(default=60.0, gt=0, description="Time for sending and reading one.")
    upload_memory_mb: int = Field(
        default=4096, ge=512, description="Address space in MiB of the process that reads and loads one."
    )
    request_seconds: float = Field(
        default=30.0, gt=0, description="Time that a client has for the headers of a request, and for its body."
    )
    max_body_bytes: int = Field(default=1024 * 1024, ge=1024, description="Size of a request's body or query.")
    max_url_bytes: int = Field(default=32 * 1024, ge=1024, description="Length of a request's address.")
    max_page_size: int = Field(default=500, ge=1, description="Documents on one page of /documents.")
    max_nodes: int = Field(
        default=300,
        ge=1,
        description="Documents in one answer of lineage or one picture; the rest is left out and said so.",
    )

    workers: int = Field(default=1, ge=1, le=64, description="Processes that answer, each with its query workers.")
    log_format: Literal["text", "json"] = Field(default="text", description="Lines of the log: text or json.")
    trusted_hosts: str = Field(
        default="",
        description="Names under which the server is asked, * for any; else those of this machine, or any where the "
        "address is reached by others.",
    )
    rate_per_minute: int | None = Field(
        default=None,
        ge=0,
        description="Requests a minute for each client (an IPv4 address, or a /64 of IPv6), counted together in all "
        "processes of a server; 0 for no limit; else none on loopback, and 600 elsewhere.",
    )
    tokens_file: Path | None = Field(default=None, description="File with the tokens that lineage token has made.")
    read_needs_token: bool = Field(default=False, description="Whether reading needs a token.")
    cors_origins: str = Field(
        default="", description="Origins whose scripts may read, with blanks between them; * for all."
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

    @field_validator("cors_origins")
    @classmethod
    def _origins_are_origins(cls, origins: str) -> str:
        if not all(origin == "*" or _ORIGIN.fullmatch(origin) for origin in origins.split()):
            raise ValueError("must be * or origins such as https://portal.example, with blanks between them")
        return " ".join(origins.split())

    @field_validator("trusted_hosts")
    @classmethod
    def _hosts_are_names(cls, hosts: str) -> str:
        if not all(host == "*" or _HOST.fullmatch(host) for host in hosts.split()):
            raise ValueError("must be names such as lineage.example or *.example, without a port, or *")
        return " ".join(hosts.split())

    @model_validator(mode="after")
    def _what_belongs_together_is_there(self) -> Self:
        if self.uploads_dir is not None and self.tokens_file is None:
            raise ValueError("LINEAGE_UPLOADS_DIR needs LINEAGE_TOKENS_FILE: lineage token --may write makes one")
        if self.uploads_dir is not None and not self.uploads_dir.is_dir():
            raise ValueError(f"LINEAGE_UPLOADS_DIR: there is no folder {self.uploads_dir}")
        if self.read_needs_token and self.tokens_file is None:
            raise ValueError("LINEAGE_READ_NEEDS_TOKEN needs LINEAGE_TOKENS_FILE: lineage token makes one")
        return self

    @property
    def place(self) -> Path | Connection:
        """The directory of the store, or the connection to its server.

        Raises: InputError for a URL of another kind, or a file with a secret that cannot be read.
        """
        if isinstance(self.store, Path):
            return self.store
        return Connection(
            url=self.store,
            update_url=self.store_update_url,
            graphs_url=self.store_graphs_url,
            user=self.store_user,
            password=_secret(self.store_password, self.store_password_file),
            token=_secret(self.store_token, self.store_token_file),
            timeout_seconds=self.store_timeout_seconds,
            tries=self.store_tries,
            batch_bytes=self.store_batch_bytes,
        )

    @property
    def own_iris(self) -> Iris | None:
        """IRIs under the base that was set; None where the store's own base counts."""
        return Iris(self.base) if "base" in self.model_fields_set else None

    def as_environment(self) -> dict[str, str]:
        """The variables that give a process of the same environment these settings; no secret is among them.

        >>> Settings(port=81, workers=2).as_environment()
        {'LINEAGE_PORT': '81', 'LINEAGE_WORKERS': '2'}
        """
        given = {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}
        return {
            f"LINEAGE_{name.upper()}": str(value)
            for name, value in given.items()
            if value is not None and not isinstance(value, SecretStr)
        }

    @property
    def origins(self) -> Path:
        """The directory for the paths of the store's files: its own, or one of this machine for a store on a server."""
        if isinstance(self.store, Path):
            return self.store
        return self.state_dir / sha256(self.store.encode()).hexdigest()[:16]

    @field_validator("store", mode="before")
    @classmethod
    def _store_is_a_place(cls, store: object) -> object:
        return Path(store) if isinstance(store, str) and not is_url(store) else store

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


def _secret(given: SecretStr, file: Path | None) -> str:
    """A secret as it was given, or the text of the file that holds it, without the end of its line."""
    if file is None:
        return given.get_secret_value()
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(
            f"the file {file} with a secret for the store cannot be read: {why}",
            hint="Check LINEAGE_STORE_PASSWORD_FILE and LINEAGE_STORE_TOKEN_FILE",
        ) from None


def _state_home() -> Path:
    """Where programs keep such things (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")


def load_settings(**overrides: object) -> Settings:
    """The settings from the environment, with those of *overrides* that are not ``None`` in their place.

    Raises: InputError with the name of the variable whose value does not fit, or as `Settings.place`.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise InputError(_first_fault(error), hint="See the table of settings in README.md") from None
    _ = settings.place  # before anything is said or written of a URL with a password in it
    return settings


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    if not fault["loc"]:  # of several settings together
        return fault_of(fault)
    name = ".".join(str(part) for part in fault["loc"])
    said, shown = fault_of(fault), repr(str(fault["input"]))
    given = "" if shown in said else f" (it is {shown})"
    return f"setting LINEAGE_{name.upper()}: {said}{given}"

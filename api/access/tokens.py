"""Tokens: what programs and people show to read or to write. Only the digest of a token is kept.

A file of tokens has a line for each, ``NAME ROLE sha256:DIGEST``; ``#`` begins a comment. A token has 256 random bits,
so that nobody can try them out against its SHA-256 (a password would need a slow digest: NIST SP 800-63B).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from api.access.roles import Role
from ontology.errors import InputError

PREFIX: Final = "dl_"
"""What every token begins with, so that one that has leaked is found."""
_BYTES: Final = 32
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_HINT: Final = "Write NAME ROLE sha256:DIGEST, as lineage token does"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its file has it."""

    name: str
    role: Role
    digest: str

    def allows(self, role: Role) -> bool:
        """Whether its holder may do this."""
        return role is Role.read or self.role is Role.write


def digest_of(secret: str) -> str:
    """What is kept of a token.

    >>> digest_of("a")[:16]
    'sha256:ca978112c'
    """
    return f"sha256:{sha256(secret.encode('utf-8', 'surrogatepass')).hexdigest()}"


class TokenFile:
    """The tokens of a file, read anew when it has changed: a token is taken back by removing its line."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises: InputError when it cannot be read, with the line that is not as it must be."""
        self._path = path
        self._seen = self._state()
        self._tokens = read_tokens(path)

    def holder(self, secret: str) -> Token | None:
        """The token that this is. It is compared with all of them, and no comparison ends early.

        Raises: InputError when the file has changed and cannot be read.
        """
        if (state := self._state()) != self._seen:
            self._tokens, self._seen = read_tokens(self._path), state
        return _matching(self._tokens, digest_of(secret))

    def _state(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError as error:
            raise _unreadable(self._path, error) from None
        return found.st_mtime_ns, found.st_size


def _matching(tokens: Iterable[Token], digest: str) -> Token | None:
    found = None
    for token in tokens:
        if hmac.compare_digest(token.digest, digest):
            found = token
    return found


def read_tokens(path: Path) -> tuple[Token, ...]:
    """The tokens of a file. Raises: InputError as `TokenFile`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from None
    tokens: dict[str, Token] = {}
    for number, line in enumerate(lines, 1):
        if words := line.partition("#")[0].split():
            token = _token(words, f"{path}, line {number}")
            if token.name in tokens:
                raise InputError(f"{path}, line {number}: a second token {token.name}", hint="Remove one of them")
            tokens[token.name] = token
    return tuple(tokens.values())


def add_token(path: Path, name: str, role: Role) -> str:
    """Add a new token to a file, which is made if it is missing, for its owner only; the token itself.

    Raises: InputError when there is one of this name, the name is none, or the file cannot be read or written.
    """
    if not _NAME.fullmatch(name):
        raise InputError(f"{name!r} is no name of a token", hint="Use letters, digits, '.', '_' and '-'")
    if path.exists() and name in (token.name for token in read_tokens(path)):
        raise InputError(f"{path} has a token {name} already", hint="Remove its line, or choose another name")
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    try:
        path.touch(mode=0o600)
        text = path.read_text(encoding="utf-8")
        end = "" if not text or text.endswith("\n") else "\n"
        with path.open("a", encoding="utf-8") as out:
            out.write(f"{end}{name} {role.value} {digest_of(secret)}\n")
    except OSError as error:
        raise _unreadable(path, error) from None
    return secret


def _token(words: list[str], place: str) -> Token:
    if len(words) != 3:
        raise InputError(f"{place}: {len(words)} words in the place of three", hint=_HINT)
    name, role, digest = words
    if not _NAME.fullmatch(name):
        raise InputError(f"{place}: the first word is no name of a token", hint=_HINT)
    if role not in Role.__members__:
        raise InputError(f"{place}: the second word is no role", hint=f"Write one of: {', '.join(Role.__members__)}")
    if not _DIGEST.fullmatch(digest):
        raise InputError(f"{place}: the third word is no digest", hint=_HINT)
    return Token(name, Role(role), digest)


def _unreadable(path: Path, error: Exception) -> InputError:
    why = (error.strerror if isinstance(error, OSError) else None) or "it is not UTF-8"
    return InputError(f"the file of tokens {path} cannot be read or written: {why}", hint="Check LINEAGE_TOKENS_FILE")

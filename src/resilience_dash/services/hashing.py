"""Passwords as hashes: argon2id, the same work whether there is an account or not, few at once."""

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from resilience_dash.domain.passwords import LONGEST, as_kept

HASHER = PasswordHasher()
# Each takes 64 MiB while it runs. A hall that signs in at once waits in line instead of filling the memory.
AT_ONCE = threading.BoundedSemaphore(4)


def hashed(password: str) -> str:
    """The hash of a password that `domain.passwords` has checked."""
    with AT_ONCE:
        return HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed. Where none was (None), the same work is done for nothing."""
    stranger = _of_nobody()
    too_long = len(password) > LONGEST
    with AT_ONCE:
        try:
            HASHER.verify(kept or stranger, "" if too_long else as_kept(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None and not too_long


def outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)


@cache
def _of_nobody() -> str:
    return HASHER.hash(secrets.token_urlsafe())

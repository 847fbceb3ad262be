"""Whose a run is: its visit alone has a secret, and only the secret's digest is written down.

A run's token names it and may be shared: it stands in addresses, and shows the run to anyone. The
secret is what gives control; it stays in the browser's tab and is never part of an address.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

# The owner of runs that nobody owns.
NOBODY = ""
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_OWNER = re.compile(r"[0-9a-f]{64}")


def new_secret() -> str:
    """256 random bits in 43 letters, digits, hyphens and underscores."""
    return secrets.token_urlsafe(32)


def is_secret(value: object) -> bool:
    """Whether something, from anyone, has the form of a secret."""
    return isinstance(value, str) and _SECRET.fullmatch(value) is not None


def owner_of(secret: str) -> str:
    """The SHA-256 of a secret, 64 hexadecimal digits: tells owners apart, no more."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_owner(owner: object) -> bool:
    """Whether something, from a file, has the form of `owner_of`'s or is nobody."""
    return isinstance(owner, str) and (owner == NOBODY or _OWNER.fullmatch(owner) is not None)


def is_owned(owner: str, secret: str) -> bool:
    """Whether a run of this owner is the visit's that has the secret; compared in constant time."""
    return owner != NOBODY and hmac.compare_digest(owner, owner_of(secret))

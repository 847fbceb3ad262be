"""Names that visitors give to their networks and runs."""

from __future__ import annotations

import re

MAX_NAME = 40


def clean_name(name: str) -> str:
    """A name with nothing in it that a page or a file system would take amiss.

    Args:
        name: from anyone.

    Returns:
        At most 40 letters, digits, spaces, dots, underscores and hyphens of it; perhaps none.
    """
    return re.sub(r"[^A-Za-z0-9 ._-]", "", name)[:MAX_NAME].strip(" .")

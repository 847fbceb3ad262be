"""A page for the menu, whose file is looked for once and not in each run."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any

import streamlit as st

_found = cache(st.Page)


def menu_page(path: str, **settings: Any) -> st.Page:
    """`st.Page` with its settings.

    That asks the disk for each part of the file's path. Each time another thread takes over, and
    with many visitors a run waits for its turn again.
    """
    # Streamlit notes in a run's page that it may be shown.
    return copy(_found(path, **settings))

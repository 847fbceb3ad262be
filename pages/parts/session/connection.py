"""Whether a visitor's browser is still there."""

from __future__ import annotations

from collections.abc import Callable

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx


def session_id() -> str:
    """Streamlit's own name of this session; empty outside of one."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def connection_watch() -> Callable[[], bool]:
    """Says, from any thread, whether this visitor's browser is still connected."""
    session = session_id()
    return lambda: runtime.exists() and runtime.get_instance().is_active_session(session)

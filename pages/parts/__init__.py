"""Widgets and state that several pages share."""

from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunData, RerunException, get_script_run_ctx

# A fresh server that is asked for /train before it was ever asked for / takes the folder named
# pages for Streamlit's automatic menu, and would go on running the page alone, without app.py. (A
# page in a folder of its own within pages it would not find at all.)
# Every page imports this package first, and app.py does; the page that was asked for runs again.
# These attributes are not part of Streamlit's public interface.
if getattr(PagesManager, "uses_pages_directory", False):
    PagesManager.uses_pages_directory = False
    context = get_script_run_ctx()
    if context is not None:
        wanted = context.pages_manager.intended_page_name or ""
        raise RerunException(RerunData(query_string=context.query_string, page_name=wanted))

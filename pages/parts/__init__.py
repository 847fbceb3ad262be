"""Widgets and state that several pages share.

Every page imports this package first, and so does app.py, which alone gives a page its frame.
"""

from pages.parts.streamlit_internals import ignore_pages_folder

ignore_pages_folder()

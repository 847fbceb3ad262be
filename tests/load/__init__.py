"""A class of visitors without browsers: they speak Streamlit's protocol over its web socket."""

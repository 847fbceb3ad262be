"""How every Plotly figure of the pages behaves."""

NO_TOOLBAR = {"displayModeBar": False}

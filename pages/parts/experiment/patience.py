"""How long an experiment may take."""

# What is done so soon needs no button; after so long, work stands still until asked for again.
AT_ONCE_SECONDS = 2.0
MOST_SECONDS = 90.0

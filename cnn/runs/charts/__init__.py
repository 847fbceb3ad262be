"""The curves of a run, and of runs beside each other, as charts to be drawn."""

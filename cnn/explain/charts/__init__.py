"""Pictures of explanations: curves, waterfalls, histograms, points in a plane."""

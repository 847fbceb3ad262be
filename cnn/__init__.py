"""Convolutional networks for handwritten digits: arithmetic, drawings, data and figures."""

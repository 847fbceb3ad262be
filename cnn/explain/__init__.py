"""Why a network answers as it does: which pixels, which parts, and whether that can be trusted."""

from cnn.explain.attribution import METHODS

__all__ = ["METHODS"]

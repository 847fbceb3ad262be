"""A network: its kinds of layer, shapes and weights, and the arithmetic that runs it forward."""

from cnn.network.network import PRETRAINED, Network, Weights

__all__ = ["PRETRAINED", "Network", "Weights"]

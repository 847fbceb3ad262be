"""A network: its kinds of layer, shapes and weights, and the arithmetic that runs it forward."""

from cnn.network.network import PRETRAINED, ForwardPass, Network, Weights

__all__ = ["PRETRAINED", "ForwardPass", "Network", "Weights"]

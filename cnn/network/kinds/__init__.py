"""The kinds of layer that a design is made of, one file each. A new kind is added to KINDS."""

from cnn.network.kinds.batch_normalization import BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D

KINDS: tuple[type[LayerSpec], ...] = (
    Conv2D,
    MaxPool2D,
    AveragePool2D,
    Dropout,
    Dense,
    BatchNormalization,
    GlobalAveragePooling2D,
)

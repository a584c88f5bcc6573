"""The layers of PyTorch and of Keras that are read: their names and arguments there, and what they are called here."""

from typing import NamedTuple

SLIDING = ("conv", "dwconv", "tconv", "pad", "crop", "upsample")


class Signature(NamedTuple):
    """What a layer of a framework is called here, its arguments in order, and whether it slides along a sequence.

    What stands behind `-` is read and left out; behind `|` is another name, behind `=` what holds unless it is said.
    `+border=mirror` is an option that its name says.
    """

    name: str
    arguments: list[str]
    along: bool


_KERAS = "strides padding -data_format dilation_rate groups -activation use_bias"
_KERAS_POOL = "pool_size=2 strides padding -data_format"
_KNOWN = {
    "Conv2d Conv1d": "conv in_channels out_channels kernel_size stride padding dilation groups bias padding_mode",
    "ConvTranspose2d ConvTranspose1d": "tconv in_channels out_channels kernel_size stride padding output_padding "
    "groups bias dilation",
    "MaxPool2d MaxPool1d": "maxpool kernel_size stride padding dilation -return_indices ceil_mode",
    "AvgPool2d AvgPool1d": "avgpool kernel_size stride padding ceil_mode count_include_pad",
    "LPPool2d LPPool1d": "l2pool norm_type kernel_size stride ceil_mode",
    "AdaptiveAvgPool2d AdaptiveAvgPool1d AdaptiveAveragePooling2D": "adaptive-avgpool output_size",
    "AdaptiveMaxPool2d AdaptiveMaxPool1d": "adaptive-maxpool output_size",
    "Linear": "fc in_features out_features bias",
    "Flatten": "flatten start_dim end_dim -data_format",
    "BatchNorm2d BatchNorm1d": "bn num_features -eps -momentum affine track_running_stats center|bias",
    "InstanceNorm2d InstanceNorm1d": "instancenorm num_features -eps -momentum affine track_running_stats center|bias",
    "GroupNorm": "groupnorm num_groups num_channels -eps affine center|bias",
    "LayerNorm": "layernorm normalized_shape -eps elementwise_affine elementwise_bias|bias",
    "Dropout Dropout2d Dropout1d AlphaDropout SpatialDropout2D SpatialDropout1D": "dropout p|rate -inplace -seed",
    "LocalResponseNorm": "lrn channels|size -alpha -beta -k",
    "LeakyReLU": "leaky-relu negative_slope|alpha -inplace",
    "PReLU": "prelu num_parameters=1 -init",
    "KerasPReLU": "prelu shared_axes=0",
    "Softmax Softmax2d": "softmax -dim|axis",
    "LogSoftmax": "log-softmax -dim",
    "ELU": "elu -alpha -inplace",
    "Hardsigmoid": "hard-sigmoid -inplace",
    "Upsample Upsample1d UpsamplingNearest2d UpsamplingBilinear2d": "upsample size scale_factor -mode -align_corners "
    "-recompute_scale_factor",
    "ReLU": "relu max_value|inplace",
    "ReLU6": "relu6 -inplace",
    "SiLU": "silu -inplace",
    "SELU": "selu -inplace",
    "Mish": "mish -inplace",
    "Hardswish": "hard-swish -inplace",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "GELU": "gelu -approximate",
    "Softplus": "softplus -beta -threshold",
    "ZeroPad2d ZeroPad1d": "pad padding",
    "ConstantPad2d ConstantPad1d": "pad padding value",
    "ReflectionPad2d ReflectionPad1d": "pad padding +border=mirror",
    "ReplicationPad2d ReplicationPad1d": "pad padding +border=copy",
    "Conv2D Conv1D": f"conv filters kernel_size {_KERAS}",
    "Conv2DTranspose Conv1DTranspose": "tconv filters kernel_size strides padding -data_format dilation_rate "
    "-activation use_bias",
    "UpSampling2D UpSampling1D": "upsample scale_factor|size=2 -data_format -interpolation",
    "DepthwiseConv2D DepthwiseConv1D": "dwconv kernel_size strides padding depth_multiplier -data_format "
    "dilation_rate -activation use_bias",
    "MaxPooling2D MaxPool2D MaxPooling1D MaxPool1D": f"maxpool {_KERAS_POOL}",
    "AveragePooling2D AvgPool2D AveragePooling1D AvgPool1D": f"avgpool {_KERAS_POOL}",
    "GlobalAveragePooling2D GlobalAvgPool2D GlobalAveragePooling1D GlobalAvgPool1D": "global-avgpool -data_format "
    "-keepdims",
    "GlobalMaxPooling2D GlobalMaxPool2D GlobalMaxPooling1D GlobalMaxPool1D": "global-maxpool -data_format -keepdims",
    "Dense": "fc units -activation use_bias +vector=True",
    "BatchNormalization": "bn axis -momentum -epsilon center scale",
    "GroupNormalization": "groupnorm num_groups|groups=32 axis -epsilon center scale",
    "ZeroPadding2D ZeroPadding1D": "pad padding=1 -data_format",
    "Cropping2D Cropping1D": "crop padding|cropping -data_format",
}
SIGNATURES = {
    name: Signature(here, arguments, "1d" in name.lower() and ("pool" in here or here in SLIDING))
    for names, (here, *arguments) in ((names, said.split()) for names, said in _KNOWN.items())
    for name in names.split()
}
SIGNATURES |= {
    f"Lazy{name}": signature._replace(arguments=signature.arguments[1:])
    for name, signature in SIGNATURES.items()
    if signature.arguments[:1] in (["in_channels"], ["in_features"], ["num_features"])
}
"""The layers of PyTorch and of Keras that are read, by their names there."""

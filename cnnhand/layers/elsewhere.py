"""What the options of layers are called elsewhere: in frameworks, papers and other courses."""

OPTION_NAMES_ELSEWHERE = {
    "kernel": "size",
    "kernel_size": "size",
    "filter_size": "size",
    "window": "size",
    "pool_size": "size",
    "out_channels": "filters",
    "channels_out": "filters",
    "maps": "filters",
    "units": "neurons",
    "out_features": "neurons",
    "outputs": "neurons",
    "in_channels": "in",
    "in_features": "in",
    "strides": "stride",
    "pad": "padding",
    "use_bias": "bias",
    "p": "rate",
    "output_padding": "extra",
    "kernels": "weights",
    "biases": "bias",
}
"""What people call an option elsewhere, and what it is called here."""

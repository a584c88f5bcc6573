"""What the options of layers are called elsewhere: in frameworks, papers and other courses."""

from collections.abc import Mapping


def elsewhere(names: Mapping[str, str]) -> dict[str, str]:
    """What each word that is said elsewhere is called here, given what is said elsewhere for each word here.

    >>> elsewhere({"filters": "maps out_channels"})
    {'maps': 'filters', 'out_channels': 'filters'}
    """
    return {there: here for here, others in names.items() for there in others.split()}


OPTION_NAMES_ELSEWHERE = elsewhere(
    {
        "size": "kernel kernel_size filter_size window pool_size scale_factor",
        "filters": "out_channels channels_out maps",
        "neurons": "units out_features outputs",
        "depth": "in_channels in_features num_features num_channels normalized_shape",
        "stride": "strides",
        "padding": "pad",
        "groups": "num_groups",
        "multiplier": "depth_multiplier",
        "dilation": "dilation_rate",
        "border": "padding_mode",
        "bias": "use_bias biases",
        "weights": "kernels",
        "extra": "output_padding",
        "ceil": "ceil_mode",
        "count_padding": "count_include_pad",
        "rate": "p",
        "shift": "center",
        "running": "track_running_stats",
        "slopes": "num_parameters",
        "places": "output_size",
        "share": "negative_slope",
    }
)
"""What people call an option elsewhere, and what it is called here."""

"""What layers with filters share: how many there are, how deep they are, what is counted of them."""

from cnnhand.errors import GivenError
from cnnhand.exact.values import Filter, Rational, Volume
from cnnhand.layers.base import Sliding, check_depth
from cnnhand.layers.rules import Count, Rule, known
from cnnhand.layers.words import on_channels, plural, size_text


class Filtered(Sliding):
    """A layer that slides filters: each makes a map and has a bias, if `bias` does not say otherwise."""

    numbers = ("size", "filters")
    same = True

    filters: int | None = None
    groups: int = 1
    bias: bool = True
    depth: int | None = None
    """The channels that it reads, where nothing in front of it says so."""

    def check(self, volume: Volume) -> None:
        super().check(volume)
        self.check_filters(volume)

    def check_filters(self, volume: Volume) -> None:
        """Raise a `GivenError` unless groups, channels and filters go together."""
        depth, filters, groups = volume.depth, self.filters, self.groups
        check_depth(self.depth, volume)
        if filters is not None and filters < 1:
            raise GivenError("filters", f"a convolution has at least one filter, not {filters}")
        if groups < 1 or (depth or groups) % groups or (filters or groups) % groups:
            what = f"the groups must divide the input depth {depth} and the {filters} filters, and {groups} does not"
            raise GivenError("groups", what)
        weights: tuple[Filter, ...] | None = getattr(self, "weights", None)
        deep = weights[0].weights.depth if weights else None
        if deep is not None and depth not in (None, deep * groups):
            what = f"the filters are {plural(deep, 'channel')} deep and the input {plural(depth, 'channel')}"
            raise GivenError("weights", f"{what}; both must agree")

    def depth_rule(self, volume: Volume) -> Rule:
        return Rule("K", known(K=self.filters), "one map a filter")

    def letters(self, volume: Volume, output: Volume | None) -> dict[str, Rational]:
        depth = volume.depth if self.depth is None else self.depth
        return {**super().letters(volume, output), **known(K=self.filters, G=self.groups, D=depth)}

    def channels_seen(self, depth: int) -> int:
        return depth // self.groups

    @property
    def counted_biases(self) -> Count | None:
        """How its biases are counted, where it has any."""
        return Count.of("biases", "K", "one a filter") if self.bias else None

    @property
    def with_filters(self) -> str:
        """How many filters of which size on how many channels, as it follows the name of the layer."""
        filters = f" with {plural(self.filters, 'filter')}" if self.filters else ""
        return f"{filters} of {size_text(self.size)}{on_channels(self.depth)}"

"""A node of another program's model that is none of the layers here: what is known of it was read, not derived."""

from cnnhand.layers.base import Layer


class Operator(Layer):
    """What stands in a row's place for a layer: the operator's name, and a line for each number that is known of it."""

    name = "operator"

    title: str
    lines: tuple[tuple[str, str, str, str], ...] = ()
    """What it is, the number, nothing, and where the number comes from, as in the lines of a layer."""

    def words(self) -> str:
        return self.title

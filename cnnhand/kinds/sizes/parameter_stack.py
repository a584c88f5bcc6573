"""How many parameters has each layer of a network, and how many are there in all?"""

from cnnhand.kinds.drawing import Ask, Dice, Level, NetworkProblem
from cnnhand.kinds.small_networks import draw_network
from cnnhand.questions.counts.counting import counts_any

SUMMARY = "the parameters of every layer of a network, and their total"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a convolution, a pool and a fully connected layer. Medium: two convolutions. Hard: two pools too, and
    an image with two different sides."""
    network = draw_network(level, dice)
    if network is None:
        return None
    places = range(1, len(network.nodes) + 1)
    counting = [(place,) for place in places if counts_any(network.nodes[place - 1].layer, "parameters")]  # type: ignore[arg-type]
    return NetworkProblem(network, tuple(Ask("parameters", at) for at in (*counting, tuple(places))))

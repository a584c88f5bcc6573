"""Why the commonest mistakes are mistakes, or how to see it: a second sentence, for those that are met most.

Ids, where one has several meanings the words with which its sentence begins, and what is true of all of them.
"""

from functools import cache

from cnnhand.questions.contract import Mistake

REASONS = """
no-plus-one, without the + 1; no-plus-one, with maps | The first window stands there before any step: count the steps, and one more.
no-plus-one, without the − 1 | There is one step less than there are windows: the first stands there without one.
plus-one-twice, with the + 1 | An input as large as the filter has one window, not two: try the formula on it.
plus-one-under-the-line; plus-one-inside | The 1 is the first window, and no part of a step: it is added at the end.
padding-ignored, without the padding P: (W − F)/S | The window slides over the padding too, so it has more room.
padding-ignored, with the window | With padding the first window begins outside the input.
padding-once, with the padding P counted | The padding P is on both sides, left and right, above and below.
rounded-up, by rounding | That last window would stick out beyond the input.
stride-ignored, with a stride of 1 | Each step goes on by the stride, not by one cell.
stride-ignored, with a window; stride-one | Each step goes on by the stride: write down where the first three windows start.
stride-multiplied | A larger stride leaves fewer windows, so it divides.
stride-squared | Each side is divided by the stride once.
input-over-stride | The last window must fit too: the filter is taken off before dividing.
input-over-filter | What divides is the stride: it says how far the next window is.
size-unchanged, with the sides of the input kept | Filter, stride and padding all change the size: put each of them in.
filter-added | The window must stay inside, so the filter takes columns off.
filter-taken-twice | The window takes its own width off once, at the end of the row.
always-halves | What divides is the stride: look what it is here.
padded-size-given | The padded input is what the window slides over; the windows are counted.
filter-size-given | The filter is what slides; the output has a cell for each place where it stops.
one-side-for-both | Width and height are computed each from its own side.
depth-of-input, with the depth D of the input in place of the K f | A filter makes one map, however many channels it sees.
depth-multiplied, with a map | A filter adds up what it finds in its channels: that is one map.
depth-added; depth-from-filter-size, with the filter side F as | The depth of the output is the number of filters.
pool-divides-depth | Pooling works on each channel by itself, so the depth stays.
pad-depth-too | Padding goes around width and height; no channel is added.
dilation-ignored, without the dilation: a filter | With gaps between its weights the filter spans d·(F − 1) + 1 cells.
dilation-multiplied | Between the weights there is one gap less than there are weights.
bias-forgotten, without the biases | Each filter and each neuron has one number more, its bias.
bias-forgotten, without the K biases | Each filter has one number more, its bias.
bias-forgotten, without the bias | The bias belongs to every output: it is added once.
bias-per-channel | The channels are added up first; then the filter's one bias is added.
bias-per-product | All products are added up first; then the bias is added once.
bias-subtracted | The bias is added, with its own sign.
bias-per-cell, with a bias | All cells of a map share one bias, as they share the weights.
bias-per-input | A neuron adds its bias once, however many inputs it has.
biases-per-input-channel | A bias belongs to a map that comes out.
one-bias-per-layer | Each filter adds a bias of its own to its map.
one-dense-bias; dense-bias-forgotten | Each neuron adds a bias of its own.
depth-forgotten, with flat filters | A filter has weights for every channel that it sees.
depth-forgotten-one-bias | A filter has weights for every channel that it sees, and a bias of its own.
depth-and-bias-forgotten | A filter has weights for every channel that it sees, and a bias.
one-filter-only, for one filter; one-filter-only, for one of | Each map that comes out has a filter of its own.
no-sharing; macs-for-parameters | The same filter slides over the whole input: its weights are counted once.
times-image | The same weights are used at every place, and counted once.
as-dense, for a dense | A filter sees its window, not the whole image.
filter-not-squared | A window has rows and columns: multiply both sides.
area-forgotten, without the area | There is a weight for every cell of the window.
activations-counted | Each cell of the output takes as many products as a filter has weights, and learns nothing of its own.
filters-only | A filter has a weight for each cell of its window in each channel.
stride-or-padding-used | Stride and padding say where the filter stops, not how many weights it has.
deeper-layer-keeps-image-depth | A filter is as deep as what it reads: the maps of the layer before.
flatten-before-pool | What is flattened is what the last layer before it leaves.
flatten-extra-pool | There is as much pooling as there are pooling layers: count them.
flatten-without-channels | Every channel goes into the vector.
dense-from-image | A dense layer reads what the layers before it leave of the image.
macs-on-input-size | There is one sum for each cell that comes out.
parameters-for-macs | A weight is used again at every place where the window stops.
one-channel-only; channel-left-out | The filter has weights for every channel, and their sums are added up.
channels-averaged | The sums of the channels are added up; nothing divides.
channels-crossed | Channel 1 of the filter lies on channel 1 of the input.
kernel-flipped, with the kernel turned by 180° (a true | Here the top left weight meets the top left cell of the window.
kernel-not-flipped | In a true convolution the bottom right weight meets the top left cell of the window.
kernel-transposed, with rows | Rows stay rows, and columns stay columns.
kernel-ignored, with the window | Each cell is multiplied by the weight that lies on it.
matrix-product, with window | Only cells and weights that lie on each other are multiplied.
off-by-one | The first window is that of row 1, column 1.
row-column-swapped, in row | The row is counted from above, the column from the left.
signs-lost, without the minus signs of the | Look at the sign of every number once more.
averaged, with Σ x·w | A convolution adds up; dividing is for average pooling.
relu-applied | A negative number stays as it is until a ReLU is asked.
largest-product, with the largest product in | All products count: add them up.
edge-padding | Padding is zeros unless the question says otherwise.
average-for-max; sum-for-max | Max pooling takes the largest number as it stands.
second-largest | Go through the window cell by cell, and keep the largest so far.
max-for-average | Average pooling adds up the window and divides by its cells.
not-divided | An average is the sum divided by how many numbers there are.
divided-by-f | An average is the sum divided by how many cells the window has.
partial-windows, with the left-over | A window that does not fit whole is left out.
padding-competes | Only the input's own numbers can win.
corner | All of the window counts, not its first number.
no-root | L2 pooling ends with the root.
root-mean-square | L2 pooling divides nothing: the root is of the sum.
sum-of-magnitudes | L2 pooling squares the numbers, and takes the root at the end.
relu-forgotten, without the ReLU | ReLU makes every negative number 0.
absolute-value | ReLU makes a negative number 0, not positive.
sign-reversed, with 0; step | ReLU keeps what is positive as it is.
strides-ignored, with every stride | After a stride of 2 neighbours lie two cells apart, so every later window sees more.
last-stride-only, with the stride of | Each stride spreads the cells further: multiply all those before.
f-not-f-minus-1, with F; f-after-the-first | The first cell of the window is there already: the others are added.
layer-skipped | A pooling window sees cells and has a stride, as a convolution's has.
started-at-zero | A cell of the input sees itself: r begins with 1.
area-given | The side is asked, not how many cells are seen.
copied-to-window, with dY; spread-evenly | Only the maximum changed the output, so only it gets dY.
copied-to-window, with the whole | Each cell of the window had a part of the average, and gets the same part of dY.
times-input, with dY multiplied by the maximum | The output changes as the maximum does: dY goes on as it is.
overlaps-overwrite, with the last | A cell that lies in several windows gets something from each of them.
kernel-not-rotated | What a weight carried forward it carries back: so the kernel is turned by 180°.
valid-not-full, with the turned | A cell gets something from every window that it was under: that takes zeros around dY.
mean-not-sum; one-cell, from the first | The bias was added at every place, so dY of every place is added up.
mean-over-places; one-patch-only | The weight was used at every place, so its products are added up.
relu-gate-forgotten | Where x was not positive the output was 0 whatever x was, so nothing goes back.
gate-on-gradient-sign | It counts whether x went through, not which sign comes back.
share-without-gradient | What is shared out is dY.
"""


@cache
def _reasons() -> dict[str, list[tuple[str, str]]]:
    """Of each id the beginnings of sentences, each with its reason."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in REASONS.strip().split("\n"):
        which, _, why = line.partition(" | ")
        for one in which.split("; "):
            name, _, beginning = one.partition(", ")
            found.setdefault(name, []).append((beginning, why))
    return found


def reason_of(mistake: Mistake) -> str:
    """Why it is one, as a sentence; nothing for one that is rarely met."""
    reasons = _reasons().get(mistake.id, ())
    return next((why for beginning, why in reasons if mistake.explain().startswith(beginning)), "")

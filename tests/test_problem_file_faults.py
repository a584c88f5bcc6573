"""The one-line message for each thing that can be wrong with a problem file, and for files that would take for ever."""

import pytest

from cnnhand.errors import ProblemFileError
from cnnhand.exact.values import DOES_NOT_FIT, Volume
from cnnhand.files import yaml_tree
from cnnhand.layers.volume_notation import NO_LETTERS
from tests.problem_files import CELL, NAME, NUMBER, POOL, SHIFT, SIZE, TWO, message, one, parse, swapped

KEYS = (
    "the keys here are input, order, layers, against, ask, of, at, output, field, parameters, shown, gradient, "
    "target, loss, rate, rounding, border, number-bytes, batch, options, title, source, note, code, answer, kind, wrote"
)
NOT_EXACT = "is not an exact number of at most 100 digits, such as 6, -3, 0.25, 9/4 or 1e3"
VOLUME = "a volume such as 55x55x96 (width × height × depth), or: does not fit"
EVEN = "every row must be as long"
MANY = "more than 500000 entries; write a large grid as a text block"
KERNELS = "edge, laplacian, laplacian-8, sharpen, sobel-x, sobel-y, gradient, blur, identity"
LETTERED = "must be a list to choose from, or each behind its letter: a, b, c and so on"
NEEDS_BAR = "a grid as text needs a | after `input:`, so that its lines stay apart"
INCOMPLETE = "is missing; a problem says what goes in, its layers, and what is asked: `input`, `layers`, `ask`"
PLACE = "is no place; say row, column (2,1), a block (1-2,1-3), or map first (2,1,3)"
WHICH = "such as `at: 1-10,1-10`, or `at: 1,1-10,1-10` of map 1"
PARTS = "they are row 1, column 1 of layer 1, ReLU; the map of layer 2, max pooling 2×2"
TWO_PARTS = "F:6: answer: must have 2 parts with | between them, `_` for one that is left out, and has"
ROWS_TYPED = "row 1: 'x' cannot be read; type a grid's rows, such as 6 0 -2; 4 7 -3"
SECOND_COLON = (
    'a second colon; a text with a colon stands in quotes, as in title: "{}", and every key on a line of its own'
)
ROW = "a row that belongs to no grid; set it further in than the key of its grid"
NO_COLON = "no colon; write `key: value`, or set what goes on with a text further in than its key"
REFERS = "nothing above is marked & with this name; a text that begins with * stands in quotes"
QUOTED = "a text stands in quotes as a whole"
SAME_COLUMN = "keys that belong together begin in the same column"


def option(text: str) -> str:
    """`CELL`, its convolution with one more option."""
    return swapped(CELL, "]]}", f"]], {text}}}")


def layers(text: str) -> str:
    """`SIZE` with other layers."""
    return swapped(SIZE, "conv3-2", text)


FAULTS = [
    # the order of an input's sides
    (
        swapped(SIZE, "7x7x1", "1x7x7"),
        "F:1: input: 1x7x7 is width × height × depth, 1 wide; channels first are written (1, 7, 7)",
    ),
    (
        swapped(SIZE, "7x7x1", "8x7x7").replace("conv3-2", "conv3-2in8"),
        "F:2: layers: layer 1 conv3-2in8: the layer reads 8 channels, and here 7 come in; channels first are written "
        "(8, 7, 7)",
    ),
    (
        swapped(SIZE, "7x7x1", "7x7x2").replace("conv3-2", "conv3-2in1"),
        "F:2: layers: layer 1 conv3-2in1: the layer reads 1 channel, and here 2 come in",
    ),
    # keys
    (f"{SIZE}roundin: floor\n", "F:4: roundin: unknown key; did you mean rounding?"),
    (f"{SIZE}colour: 2\n", f"F:4: colour: unknown key; {KEYS}"),
    (swapped(SIZE, "layers", "layer"), "F:2: layer: is called `layers` here"),
    (swapped(SIZE, "ask", "question"), "F:3: question: is called `ask` here"),
    (
        f"{SIZE}kernel_size: 3\n",
        "F:4: kernel_size: is said of a layer, as in `layers: conv5-16/2p1`, not of the problem",
    ),
    (
        f"{SIZE}in_channels: 3\n",
        "F:4: in_channels: is said of a layer, as in `layers: conv5-16/2p1`, not of the problem",
    ),
    (
        layers("\n  conv:\n    kernel-size: 3"),
        "F:4: kernel-size: is called `size` here: "
        "conv takes bias, border, dilation, filters, flip, groups, in, padding, size, stride, weights",
    ),
    (
        "kernl: 2\nproblems:\n- kind: kernel-name\n  kernel: sobel-x\n",
        "F:1: kernl: unknown key; did you mean kernel?",
    ),
    ("problems:\n- inptu: 7x7x1\n  layers: conv3-2\n", "F:2: inptu: unknown key; did you mean input?"),
    (option("padding: {left: 1, lft: 2}"), "F:5: lft: unknown key; did you mean left?"),
    (swapped(CELL, "weights", "wights"), "F:5: wights: unknown key; did you mean weights?"),
    (f"{NAME}kernl: 2\n", "F:3: kernl: unknown key; did you mean kernel?"),
    (
        f"{NAME}layers: conv3-2\n",
        "F:3: layers: unknown key; "
        "the keys here are kernel, among, brightness, title, source, note, code, answer, kind",
    ),
    (f"{SIZE}rounding: floor\nrounding: floor\n", "F:5: rounding: stands twice; leave one of them out"),
    (f"{SIZE}number-bytes: 2\nnumber_bytes: 2\n", "F:5: number_bytes: stands twice; leave one of them out"),
    (option("padding: {top: 1, top: 2}"), "F:5: top: stands twice; leave one of them out"),
    (f"[1]: 2\n{SIZE}", "F:1: a key must be a word"),
    # what is missing, or of another type
    (
        "input: 7x7x1\nlayers: conv3-2\n",
        "F:1: ask: is missing; say what is asked, such as `ask: volume` or `ask: parameters`",
    ),
    (
        "input: 7x7x1\nask: volume\n",
        "F:1: layers: is missing; say the layers, such as `layers: conv3-8 maxpool2`",
    ),
    ("input: 7x7x1\n", f"F:1: layers: {INCOMPLETE}"),
    ("kind: kernel-name\n", "F:1: kernel: is missing; kernel-name needs it"),
    (swapped(CELL, "at: 1,1\n", ""), "F:5: at: is missing: which cell is asked? Say row and column, such as `at: 2,1`"),
    (
        swapped(SIZE, "volume", "map"),
        "F:1: input: the numbers of the input are not given, and this question needs them",
    ),
    (
        layers("conv3"),
        "F:1: input: the depth is not given, and volume needs it; "
        "say how many filters there are, as in conv3-8, or `input: 7x7x3`",
    ),
    (
        layers("conv?-2"),
        "F:2: output: is missing; say what is to come out, `output: 5x5x8`, `field: 15` or `parameters`",
    ),
    ("problems: 3\n", "F:1: problems: must be a list, each problem with a hyphen before its first line"),
    ("problems: []\n", "F:1: problems: must be a list of 1 to 100 problems"),
    ("problems:\n- 3\n", "F:2: problem 1: must have the form `key: value`, one a line"),
    ("some text\n", "F:1: must have the form `key: value`, one a line"),
    (f"{SIZE}title: [1]\n", "F:4: title: must be one word or number, not a list or a mapping"),
    (swapped(SIZE, "7x7x1", "{a: 1}"), "F:1: a: unknown key; the keys here are file"),
    (
        swapped(CELL, "weights: [[1, 0]]", "filters: x"),
        "F:5: filters: must be a number of filters, or a list of {weights: …, bias: …}",
    ),
    (swapped(CELL, "weights: [[1, 0]]", "filters: [{bias: 1}]"), "F:5: filters: a filter needs weights"),
    (swapped(SHIFT, "{weights: [[1]]}", "{bias: 1}"), "F:3: filter: a filter needs weights"),
    (f"{NAME}among: sobel-x\n", "F:3: among: must be a list of 1 to 300 entries, each on a line with a hyphen"),
    (swapped(CELL, "1,1", "1"), f"F:7: at: '1' {PLACE}"),
    (swapped(CELL, "1,1", "{row: 1}"), "F:7: at: must be one word or number, not a list or a mapping"),
    (option("flip: yes"), "F:5: flip: must be true or false, not 'yes'"),
    (f"{SIZE}rounding: up\n", "F:4: rounding: must be exact, floor or ceil, not 'up'"),
    (f"{SIZE}border: red\n", "F:4: border: must be zeros, copy or mirror, not 'red'"),
    (f"{SIZE}order: x\n", "F:4: order: must be channels-first or channels-last, not 'x'"),
    (f"{SIZE}loss: x\n", "F:4: loss: must be half-squares, squares, mean-squares, cross-entropy, mse or sse, not 'x'"),
    (
        f"{SIZE}loss: cross-entropy\n",
        "F:4: loss: behind a softmax layer it is cross-entropy, else one of half-squares, squares, mean-squares",
    ),
    (
        "input: 2 1 0\nlayers: softmax\nask: loss\ntarget: 0 2 0\n",
        "F:4: target: behind a softmax must have 3 numbers, a 1 for the right class and 0 for the others",
    ),
    (f"{SIZE}options: 3\n", f"F:4: options: {LETTERED}"),
    (f"{SIZE}options: {{a: 5x5x2, c: 4x4x2}}\n", f"F:4: options: {LETTERED}"),
    (
        swapped(f"{SIZE}options: [5x5x2, 4x4x2]\n", "volume", "[volume, parameters]"),
        "F:4: options: are for one thing that is asked; here several are",
    ),
    (
        "input: 7x7\nlayers: conv?/?\noutput: 5x5\noptions: [F=3 S=1, F=3 P=1]\n",
        "F:4: options: must say F, S, as in F=2 S=2",
    ),
    (
        "input: 7x7\noutput: 5x5\noptions: [conv3, conv5]\n",
        "F:1: layers: is missing; what is chosen is an answer, no layer: write `conv?`, and options for the ?",
    ),
    # names
    (f"kind: conv-cel\n{CELL}", "F:1: kind: there is no kind 'conv-cel'; did you mean conv-cell?"),
    (swapped(CELL, "[[1, 0]]", "sobel-z"), "F:5: weights: there is no kernel 'sobel-z'; did you mean sobel-y?"),
    (f"{NAME}among: [sobel-x, x]\n", f"F:3: among: there is no kernel 'x'; the named ones are {KERNELS}"),
    (
        f"{NAME}among:\n- sobel-x\n- a b\n",
        f"F:4: among: there is no kernel 'a b'; the named ones are {KERNELS}",
    ),
    (swapped(SHIFT, "right", "rigt"), "F:4: rigt: unknown key; did you mean right?"),
    (
        "code: conv-cell/eas/1.1\n",
        "F:1: code: conv-cell/eas/1.1: there is no level 'eas'; the levels are easy, medium, hard",
    ),
    (
        "code: conv-cell/easy/1\n",
        "F:1: code: 'conv-cell/easy/1' is not a problem's code; one looks like conv-cell/hard/7.3",
    ),
    ("code: conv-cel/easy/1.1\n", "F:1: code: there is no kind 'conv-cel'; did you mean conv-cell?"),
    (
        f"{CELL}code: conv-cell/easy/1.1\n",
        "F:8: code: the problem here is not conv-cell/easy/1.1; take the code out, or the change back",
    ),
    (
        "kind: max-pool\ncode: conv-cell/easy/1.1\n",
        "F:2: code: the problem here is not conv-cell/easy/1.1; take the code out, or the change back",
    ),
    # what is asked, and where
    (swapped(SIZE, "volume", "volum"), "F:3: ask: nothing is called 'volum'; did you mean volume?"),
    (
        swapped(SIZE, "volume", "\n- volume of 1\n- weigts of 1"),
        "F:5: ask: nothing is called 'weigts'; did you mean weights?",
    ),
    (
        swapped(SIZE, "volume", ""),
        "F:3: ask: '' is not understood; say a quantity, and where: `volume of each`, `map of 2 at 1,1`",
    ),
    (swapped(SIZE, "volume", "[]"), "F:3: ask: asks for nothing"),
    (f"{SIZE}of: 2\n", "F:4: of: there is no layer 2; the layers go from 1 to 1"),
    (f"{SIZE}of: lst\n", "F:4: of: there is no place 'lst'; did you mean last?"),
    (swapped(CELL, "1,1", "1,9"), "F:7: at: there is no column 9; the columns go from 1 to 1"),
    (swapped(CELL, "1,1", "0,1"), "F:7: at: '0,1': rows and columns count from 1, and a range goes upwards"),
    (swapped(CELL, "1,1", "2,1,1"), "F:7: at: there is no map 2; the maps go from 1 to 1"),
    (f"{POOL}shown: 3\n", "F:4: shown: must be numbers of layers, from 1 to 1, not '3'"),
    (f"{SIZE}options: [4x4x2, 3x3x2]\n", "F:4: options: one of them must be right, 5×5×2, and none of them is"),
    (
        f"{SIZE}options:\n- 5x5x2\n- 5x5\n",
        f"F:6: options: '5x5' is not three numbers; type {VOLUME}",
    ),
    # grids
    (swapped(CELL, "3 4", "3 4 5"), f"F:3: input: row 2 has 3 numbers where the first row has 2; {EVEN}"),
    (
        swapped(CELL, "|\n  1 2\n  3 4", "\n  - [1, 2]\n  - [3]"),
        f"F:3: input: row 2 has 1 number where the first row has 2; {EVEN}",
    ),
    (
        swapped(CELL, "3 4", "3 4\n\n  5"),
        f"F:5: input: row 1 of channel 2 has 1 number where the first row has 2; {EVEN}",
    ),
    (
        swapped(CELL, "3 4", "3 4\n\n  5 6"),
        "F:5: input: channel 2 has 1 row where channel 1 has 2; every channel must be as high",
    ),
    (swapped(CELL, "|\n", "\n"), f"F:2: input: {NEEDS_BAR}"),
    (swapped(CELL, "|\n", ">\n"), f"F:1: input: {NEEDS_BAR}"),
    (swapped(CELL, "|\n  1 2\n  3 4", '"1 2\n  3 4"'), f"F:1: input: {NEEDS_BAR}"),
    (
        swapped(CELL, "1 2\n  3 4", "1,2\n  3,4"),
        "F:2: input: '1,2' may be two numbers or a decimal; write 1 2 or 1.2",
    ),
    (
        swapped(CELL, "1 2\n", "1,000 2\n"),
        "F:2: input: '1,000' may be 1000 or 1.000; write the one that is meant",
    ),
    (
        swapped(CELL, "[[1, 0]]", "[[[[[1, 0]]]]]"),
        "F:5: weights: a grid has channels, rows and numbers, and nothing below them",
    ),
    (
        swapped(CELL, "[[1, 0]]", "[[[[1, 0]]], [[[2, 0]]]], bias: [1, 2, 3]"),
        "F:5: bias: there must be 2, one a filter, not 3",
    ),
    (
        swapped(SIZE, "conv3-2", "conv3-2 relu conv3-2 relu").replace(
            "volume", "[volume, parameters]\nof: each\nanswer: 5"
        ),
        "F:5: answer: must have 8 parts, `_` for one that is left out, and has 1; they are the volume of layer 1, "
        "convolution 3×3; the parameters of layer 1, convolution 3×3; the volume of layer 2, ReLU; the parameters of "
        "layer 2, ReLU; …; the parameters of layer 4, ReLU",
    ),
    (
        swapped(CELL, "[[1, 0]]", "[]"),
        "F:5: weights: must be a grid: a list of rows, or a text block with a row a line",
    ),
    (swapped(CELL, "[[1, 0]]", "[[]]"), "F:5: weights: a row is a list of numbers, such as [0, 2, 1]"),
    (swapped(CELL, "[[1, 0]]", ""), "F:5: weights: an empty grid; give at least one row with one number"),
    (swapped(NAME, "sobel-x", "[[1]]"), f"F:2: kernel: it is none of the named kernels: {KERNELS}"),
    # numbers
    *(
        (swapped(CELL, "3 4", f"3 {bad}"), f"F:3: input: '{bad}' {NOT_EXACT}")
        for bad in ("x", "1e999", ".inf", "1/0", "0x10", "1_0", "٣")
    ),
    (swapped(CELL, "3 4", "3 " + "9" * 101), f"F:3: input: '{'9' * 39}…' {NOT_EXACT}"),
    (swapped(SIZE, "7x7x1", "7x"), "F:1: input: must be a whole number, not ''"),
    (
        "input: 7x7x1\nlayers: conv?-2\noutput: x\n",
        "F:3: output: 'x' is not a volume; write width x height x depth, such as 227x227x3",
    ),
    (option("stride: 1.5"), "F:5: stride: must be a whole number, not '1.5'"),
    (option("stride: 3x"), "F:5: stride: '3x' is neither one number nor two, such as 3 or 3x5"),
    (option("stride: 0"), "F:5: stride: must be from 1 to 10^12, not 0"),
    (option(f"stride: {10**13}"), "F:5: stride: must be from 1 to 10^12, not 10000000000000"),
    (option("padding: -1"), "F:5: padding: must be from 0 to 10^12, not -1"),
    (option("padding:\n      {left: 1,\n      top: x}"), "F:7: top: must be a whole number, not 'x'"),
    (option("bias: x"), f"F:5: bias: 'x' {NOT_EXACT}"),
    (f"{SIZE}batch: 0\n", "F:4: batch: must be from 1 to 10^12, not 0"),
    (
        f"{SIZE}number-bytes: 1/3\n",
        "F:4: number-bytes: a number takes whole bits: 4 bytes are 32, 1/2 is 4; not 1/3",
    ),
    (f"{NAME}brightness: 0\n", "F:3: brightness: a black patch tells nothing; the brightness must be 1 or more"),
    # layers
    (layers("conv3-C"), f"F:2: layers: layer 1: 'conv3-C': {NO_LETTERS}"),
    (
        swapped(SIZE, "7x7x1", "7,7,1"),
        "F:1: input: 7,7,1 may be sides or a row of numbers; write 7x7x1, or blanks between",
    ),
    (swapped(SIZE, "7x7x1", "HxWx3"), f"F:1: input: 'HxWx3': {NO_LETTERS}"),
    (layers("|\n  conv3-1\n  relu cnv3"), "F:4: layers: layer 3: 'cnv3' is not a layer; did you mean conv?"),
    (option("filters: 3"), "F:5: filters: is 3, and the weights have 1; leave it out"),
    (
        swapped(CELL, "weights: [[1, 0]]", "filters: [[[1, 0]], [[1]]]"),
        "F:5: filters: layer 1, conv: filter 2 is 1×1×1 where filter 1 is 2×1×1",
    ),
    (
        swapped(CELL, "[[1, 0]]", "[[[1, 0]], [[1, 0]]]"),
        "F:5: layers: layer 1 conv2x1-1: the filters are 2 channels deep and the input 1 channel; both must agree",
    ),
    (
        swapped(POOL, "maxpool2", "\n- fc: {weights: [[1, 2]]}"),
        "F:3: layers: layer 1 fc-1: each row must have 4 weights, one an input, not 2",
    ),
    (
        swapped(POOL, "maxpool2", "\n- fc: {weights: [[1, 2, 3, 4]], bias: [1, 2]}"),
        "F:3: bias: there must be 1, one a neuron, not 2",
    ),
    # answers
    (f"{CELL}answer: [1, 2]\n", f"F:8: answer: ',' in '(1, 2)' cannot be read; type {NUMBER}"),
    (f"{SIZE}answer: 5x5\n", f"F:4: answer: '5x5' is not three numbers; type {VOLUME}"),
    (
        f"{swapped(SIZE, 'volume', 'parameters')}answer: 34.944\n",
        "F:4: answer: '34.944' may be 34,944 or a decimal; type 34944, or 34.9440 for the decimal",
    ),
    (f"{SIZE}answer: {{a: 1}}\n", f"F:4: answer: must be {VOLUME}"),
    (f"{POOL}answer: |\n  1 2\n  3\n", f"F:4: answer: row 2 has 1 number where row 1 has 2; {EVEN}"),
    (f"{POOL}answer:\n  - [4]\n  - [x]\n", f"F:6: answer: 'x' cannot be read; type {NUMBER}"),
    (
        f"answer: 3\nproblems:\n- {NAME.strip().replace(chr(10), chr(10) + '  ')}\n",
        "F:1: answer: unknown key; the keys here are among, brightness, kernel, kind, note, problems, source, title",
    ),
    (f"{TWO}answer: 1\n", f"{TWO_PARTS} 1; {PARTS}"),
    (f"{TWO}answer: [1]\n", f"{TWO_PARTS} 1; {PARTS}"),
    (f"{TWO}answer: 1 | 4 | 4\n", f"{TWO_PARTS} 3; {PARTS}"),
    (f"{TWO}answer: [1, x y]\n", f"F:6: answer: {ROWS_TYPED}"),
    (f"{TWO}answer:\n- 1\n- x y\n", f"F:8: answer: {ROWS_TYPED}"),
    (
        f"{TWO}answer: {{cell: 1, sum: 3}}\n",
        "F:6: sum: is not asked; asked are cell, map; the parts are row 1, column 1 of layer 1, ReLU; "
        "the map of layer 2, max pooling 2×2",
    ),
    (f"{TWO}answer: {{cell: [1, 2]}}\n", "F:6: cell: has 1 more than are asked"),
    # YAML
    ("", "F:1: the file is empty; `cnnhand kinds conv-cell` shows what one looks like"),
    ("# only a comment\n", "F:1: the file is empty; `cnnhand kinds conv-cell` shows what one looks like"),
    (f"title: Part 1: edges\n{SIZE}", f"F:1: {SECOND_COLON.format('Part 1: edges')}"),
    (f"problems:\n- title: 1: edges\n  note: x\n{SIZE}", f"F:2: {SECOND_COLON.format('1: edges')}"),
    ("kind:conv-cell\ninput: 7x7x1\n", "F:1: a space is missing after the colon; write kind: conv-cell"),
    ("- kind:conv-cell\n  input: 7x7x1\n", "F:1: a space is missing after the colon; write kind: conv-cell"),
    (f"{SIZE}rounding:floor\n", "F:4: a space is missing after the colon; write rounding: floor"),
    ("problems:\n  -kind: x\n    size: 2\n", "F:2: a space is missing after the hyphen; write - kind: x"),
    (swapped(CELL, "  3 4", "3 4"), f"F:3: {ROW}"),
    (swapped(CELL, "  1 2\n  3 4", "1 -2\n3 −4"), f"F:2: {ROW}"),
    (f"{SIZE}some words\n", f"F:4: {NO_COLON}"),
    (f"some words\n{SIZE}", f"F:1: {NO_COLON}"),
    ("kind: [1\n", "F:1: the [ is not closed; a ] is missing, or a comma between its entries"),
    (
        swapped(POOL, "4]]", "4]"),
        "F:1: the [ is not closed; a ] is missing, or a comma between its entries",
    ),
    (
        swapped(CELL, "]]}", "]]"),
        "F:5: the { is not closed; a } is missing, or a comma between its entries",
    ),
    (swapped(POOL, "4]]", "4]]]"), "F:1: a ] too many; take it out, or open a bracket for it"),
    (f"{SIZE}title: @home\n", "F:4: a text that begins with @ stands in quotes"),
    (f"title: %home\n{SIZE}", "F:1: a text that begins with % stands in quotes"),
    (f"title: *home*\n{SIZE}", "F:1: a text that begins with * stands in quotes"),
    (f"title: - home\n{SIZE}", "F:1: a text that begins with - stands in quotes"),
    ("kind: *x\n", f"F:1: {REFERS}"),
    (f'title: "home" and away\n{SIZE}', "F:1: something stands behind the end of the value; " + QUOTED),
    (f"title: 'home\n{SIZE}", "F:1: the ' is not closed; end the text with another '"),
    (
        swapped(CELL, "|", "| 1 2"),
        "F:1: nothing may stand behind |; rows begin on the next line, other texts stand in quotes",
    ),
    (swapped(CELL, "  1 2", "\t1 2"), "F:2: a tab; use spaces in its place"),
    ("problems:\n\t- kind: x\n", "F:2: a tab; use spaces in its place"),
    (f"title: x\n  note: y\n{SIZE}", f"F:2: further in than the key above it; {SAME_COLUMN}"),
    (f"{CELL}  rate: 2\n", f"F:8: further in than the key above it; {SAME_COLUMN}"),
    ("- kind: x\nstride: 2\n", f"F:2: not in line with what is above; {SAME_COLUMN}, or their hyphens do"),
    (
        "problems:\n  - kind: x\n - kind: y\n",
        f"F:3: not in line with what is above; {SAME_COLUMN}, or their hyphens do",
    ),
    (f"  title: x\n{SIZE}", f"F:2: not in line with what is above; {SAME_COLUMN}, or their hyphens do"),
    (f"{SIZE}% a remark\n", "F:4: not YAML: expected alphabetic or numeric character, but found ' '"),
    ("kind: &a [*a]\n", f"F:1: {REFERS}"),
    (f"{SIZE}---\n{SIZE}", "F:4: only one YAML document fits in a file; list the problems below `problems:`"),
    ("kind: !!python/object:os.system x\n", "F:1: YAML's tags mean nothing here; leave !!python/object:os.system out"),
    (f"{SIZE}title: !!str x\n", "F:4: YAML's tags mean nothing here; leave !!str out"),
    ("- " + "[" * 13 + "]" * 13 + "\n", "F:1: more than 12 lists or mappings inside each other"),
    # what stands at a ?
    (
        "input: 8x8\nlayers: conv?/2\noutput: 4x4\nask: stride\n",
        "F:4: ask: the ? asks already; leave `ask` out, or write `ask: all` for all that can stand there",
    ),
    (
        "input: 40x40\nlayers: conv5/?p2\noutput: 20x20\n",
        "F:3: output: nothing that could stand at the ? gives an output of 20×20 (width × height) where the stride "
        "must divide; `rounding: floor` rounds down",
    ),
    # characters
    (f"{SIZE}title: é\nnote: \x00\n", "F:5: not YAML: control characters are not allowed"),
    (f'{SIZE}title: "\\e[31m"\n', "F:4: title: '\\x1b[31m' holds a character that cannot be shown"),
    (f'"\\e\\n": 1\n{SIZE}', f"F:1: \ufffd\ufffd: unknown key; {KEYS}"),
]
"""Files that cannot be used, and what is said of them."""


@pytest.mark.parametrize(("text", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_fault(text: str, said: str) -> None:
    """What is wrong is said in one line, with the file, the line and the key, and what would be right."""
    assert said == message(text)


def test_the_advice_is_the_same_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without it, other words say the same faults."""
    monkeypatch.setattr(yaml_tree, "_Loader", yaml_tree._PatientLoader)
    assert message("- kind: x\nstride: 2\n").startswith("F:2: not in line with what is above")
    assert message("kind: [1\n").startswith("F:1: the [ is not closed")
    assert message("kind: *x\n").startswith("F:1: nothing above is marked &")
    assert message("problems:\n\t- kind: x\n") == "F:2: a tab; use spaces in its place"


def test_several_faults_are_said_at_once() -> None:
    """Every unknown key and each problem's first other fault is a line; what is wrong at the top is said once."""
    several = "layers: conv3-2\nask: volume\nproblems:\n- {inptu: 3, ofs: 1}\n- input: 8x8x1\n- input: 7x\n"
    unknown = "F:4: inptu: unknown key; did you mean input?\nF:4: ofs: unknown key; did you mean of?"
    assert f"{unknown}\nF:6: input: must be a whole number, not ''" == message(several)
    shared = "input: [[1], [2, 3]]\nask: map\nproblems:\n- layers: maxpool2\n- layers: maxpool1\n"
    assert f"F:1: input: row 2 has 2 numbers where the first row has 1; {EVEN}" == message(shared)


def test_a_fault_does_not_hide_the_other_problems() -> None:
    """What can be used of a file is handed on with what is wrong."""
    with pytest.raises(ProblemFileError) as caught:
        parse("layers: conv3-2\nask: volume\nproblems:\n- input: 8x\n- input: 8x8x1\n")
    assert parse(swapped(SIZE, "7x7x1", "8x8x1")) == caught.value.usable


def test_what_is_too_large_for_its_input_does_not_fit() -> None:
    """A filter larger than the input is a question with an answer, and no fault of the file."""
    assert DOES_NOT_FIT == given_answer(layers("conv9-2")) == given_answer(swapped(CELL, "[[1, 0]]", "sobel-x"))


def test_not_utf8() -> None:
    """Bytes that are not UTF-8 are refused at their line."""
    assert message(b"ask: x\ntitle: \xff\n") == "F:2: not a text file in UTF-8; save it as UTF-8"


def test_message_is_one_line_of_bearable_length() -> None:
    """A very long word is not repeated in full."""
    long = "x" * 10**5
    for text in (f"kind: {long}\n", f"{long}: 1\n{SIZE}", f"{SIZE}rounding: {long}\n", layers(long)):
        said = message(text)
        assert "\n" not in said and len(said) < 500


# ---- what would take for ever ---------------------------------------------------------------------------------------

ROWS = ("  " + "1 " * 1000 + "\n") * 1100
BLOCK = "layers: maxpool1\nask: map\ninput: |\n"

TOO_LARGE = [
    (
        BLOCK + ROWS[: len(ROWS) // 11],
        f"F:1: at: 100000 numbers are asked, and at most 10000 can be; say which, {WHICH}",
    ),
    (BLOCK + ROWS, "F:3: input: has more than 1000000 cells"),
    ("problems:\n" + "- {}\n" * 600_000, f"F:2: {MANY}"),
    ("- {}\n" * 101, "F:1: problems: must be a list of 1 to 100 problems"),
    (
        "a: &a [1, 1, 1, 1, 1, 1, 1, 1]\n"
        + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 8)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)),
        f"F:1: {MANY}",
    ),
    (
        "layers: maxpool1\nask: map\nnote: &a |\n" + ROWS[: len(ROWS) // 22] + "input: [" + "*a, " * 1000 + "]\n",
        f"F:3: {MANY}",
    ),
    (
        "input: [[1, 2]]\nlayers:\n- tconv: {weights: [[1]], stride: 1000000}\nask: map\n",
        f"F:3: at: 1000001 numbers are asked, and at most 10000 can be; say which, {WHICH}",
    ),
    (
        "input: |\n" + ("  " + "1 " * 200 + "\n") * 200 + "layers:\n- conv: {weights: [[1]]}\nask: matrix\n",
        "F:1: input: the matrix has 40000 rows and 40000 columns; at most 10000 numbers are asked",
    ),
    (
        "kind: kernel-composition\nfirst: [[1, 2]]\nsecond: [[1, 2]]\nstride: 1000000000\n",
        "F:4: stride: the kernel that comes out is 1000000002×1; more than 10000 weights are too many",
    ),
    (
        "kind: kernel-from-map\ninput: [[1]]\nmap: [[1]]\nsize: 1000000\npadding: 1000000\n",
        "F:5: padding: the map would be 1000002×1000002; this is asked of 2500 cells at the most",
    ),
    (f"{NAME}among: [{'a, ' * 301}]\n", "F:3: among: must be a list of 1 to 300 entries, each on a line with a hyphen"),
    (layers("500*relu\nof: each"), "F:4: ask: asks for 500 numbers; from 1 to 400 can be asked at once"),
    (layers("501*relu"), "F:2: layers: more than 500 layers"),
    (layers(f"[{'relu, ' * 501}]"), "F:2: layers: more than 500 layers"),
    (layers("[{repeat: 1000000000000, layers: [relu]}]"), "F:2: layers: more than 500 layers"),
    (
        f"{swapped(SIZE, 'volume', 'parameters')}answer: {'1+' * 100_000}1\n",
        "F:4: answer: that is 200001 characters long; type a whole number such as 6, 34944 or 11*11*3*96+96",
    ),
    ("#" * 2**22 + "\n", "F: larger than 4 MiB, which no exercise on paper is"),
]
"""Files whose problems would fill the memory, and what is said of them."""


@pytest.mark.parametrize(("text", "said"), TOO_LARGE, ids=[said for _, said in TOO_LARGE])
def test_too_large(text: str, said: str) -> None:
    """Large numbers, grids, lists and aliases are refused before anything is made of them."""
    assert said == message(text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (layers(f"conv3-2/{10**12}\nrounding: floor"), Volume(1, 1, 2)),
        (swapped(SIZE, "7x7x1", f"{10**12}x7x1"), Volume(10**12 - 2, 5, 2)),
        (option(f"padding: {10**9}"), 0),
    ],
)
def test_huge_numbers_are_plain_numbers(text: str, answer: object) -> None:
    """Where only sizes or a cell are asked, 10^12 is a number like any other."""
    assert answer == given_answer(text)


def given_answer(text: str) -> object:
    """The exact answer of the only problem of a file."""
    (part,) = one(text).problem.exact_parts()
    return part.answer()


def test_a_map_that_is_too_large_is_refused_before_it_is_made() -> None:
    said = r"layer 1: its map of 200000×200000×1 has more than 4000000 cells"
    with pytest.raises(ProblemFileError, match=said):
        parse("input: [[1, 2], [3, 4]]\nlayers: [{upsample: 100000}]\nask: map\n")

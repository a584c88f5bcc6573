"""What `cnnhand kinds` says of the keys of a problem is what a problem file may say."""

import re
from dataclasses import fields
from typing import Any, get_type_hints

import pytest
import yaml
from cnnhand.problem_file.givens import given
from cnnhand.problem_file.keys import keys

from cnnhand import kinds
from cnnhand.files.problems import write
from cnnhand.generate import Code, draw
from cnnhand.kinds import LEVELS
from cnnhand.yaml_tree import compose
from tests.problem_files import message, one

ANY_LAYER = "a layer, such as conv3-64p1, relu or fc-10"


def listed(value: Any) -> Any:
    """What was read from a file, the text blocks in it as lists, which can be written on one line again."""
    if isinstance(value, dict):
        return {key: listed(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [listed(entry) for entry in value]
    if isinstance(value, str) and "\n" in value:
        return [[row.split() for row in channel.splitlines()] for channel in value.strip().split("\n\n")]
    return value


@pytest.mark.parametrize("name", kinds.names())
def test_keys_that_are_needed_are_missed_and_defaults_change_nothing(name: str) -> None:
    """Without a needed key a drawn problem is refused; with a default written out it is the same problem."""
    for level in LEVELS:
        problem = draw(Code(name, level, 1, 1)).problem
        (entries,) = listed(yaml.safe_load(write([draw(Code(name, level, 1, 1))])))["problems"]
        del entries["code"]
        described = keys(kinds.load(name))
        assert set(entries) - {"kind"} <= {key.key for key in described}
        for key in described:
            if key.needed:
                without = {word: value for word, value in entries.items() if word != key.key}
                assert f"F:1: {key.key}: is missing; {name} needs it" == message(yaml.safe_dump(without))
            elif key.default not in (None, []):
                assert problem == one(yaml.safe_dump({key.key: key.default, **entries})).problem


@pytest.mark.parametrize("name", kinds.names())
def test_every_example_of_what_may_stand_there_can_be_read(name: str) -> None:
    """Each is in the words of the key, and a file may say it."""
    kind = kinds.load(name)
    hints = get_type_hints(kind)
    for field in fields(kind):  # type: ignore[arg-type]  # every kind is a dataclass
        described = given(hints[field.name])
        for example in described.examples:
            assert re.split(r",? ", example.strip("[]"))[0] in described.takes
            described.read(compose(example.encode()), field.name)


@pytest.mark.parametrize(
    ("kind", "key", "said"),
    [
        ("mac-count", "layer", "a convolution, such as conv3-64p1; needed"),
        ("mac-count", "count", "one of: macs, flops; macs unless given"),
        ("size-chain", "flatten", "true or false; false unless given"),
        ("average-pool", "count-padding", "true or false; true unless given"),
        ("network-table", "layers", f"a list or a text of layers, each {ANY_LAYER}; needed"),
        ("memory", "batch", "a whole number, such as 2; 1 unless given"),
        ("memory", "layer", "a convolution, such as conv3-64p1; may be left out"),
        ("kernel-name", "among", "a list, each entry a word in small letters, such as cat or hot-dog; may be left out"),
    ],
)
def test_what_is_said_of_a_key(kind: str, key: str, said: str) -> None:
    """What may stand there, and what holds without it."""
    assert [said] == [described.said for described in keys(kinds.load(kind)) if described.key == key]

"""The dice: a stream of numbers that is the same everywhere and for ever, and fair."""

from collections import Counter
from hashlib import sha256

import pytest

from cnnhand.kinds.dice import Dice


def test_stream_is_sha256() -> None:
    """Small numbers take two bytes each of SHA-256 of "text, line end, block number": here 7f88dfb5d67d….

    The hash is what `printf 'conv-cell/hard/7.3 1\\n0' | sha256sum` prints. 0x7f88 = 32648 = 5441·6 + 2 gives 1 + 2.
    """
    dice = Dice("conv-cell/hard/7.3 1")
    # 7f88 dfb5 d67d edf8 7dad c6b1: 32648, 57269, 54909, 60920, 32173 and 50865, each modulo 6
    assert [dice.integer(1, 6) for _ in range(6)] == [1 + 2, 1 + 5, 1 + 3, 1 + 2, 1 + 1, 1 + 3]


def test_second_block() -> None:
    """After the sixteen numbers of one hash comes the hash of the next block number."""
    dice = Dice("conv-cell/hard/7.3 1")
    first = [dice.integer(0, 255) for _ in range(16)]
    # modulo 256 the second of each two bytes is left
    assert list(bytes.fromhex("7f88dfb5d67dedf87dadc6b178824c9b7cab7c1862cb31984b919dc13333a636"))[1::2] == first
    assert [dice.integer(0, 255) for _ in range(2)] == [0xF8, 0x5E]  # of block 1, 5af8 ed5e…


def test_large_range_takes_eight_bytes() -> None:
    """More than 256 choices are made from eight bytes: the first eight as one number, modulo a thousand."""
    assert Dice("conv-cell/hard/7.3 1").integer(0, 999) == 0x7F88DFB5D67DEDF8 % 1000


def test_unfair_numbers_are_thrown_away() -> None:
    """The hash for "5240" begins with fffd: 65533 is beyond 10922·6 = 65532, so the next two bytes, 7c4f, count."""
    assert sha256(b"5240\n0").hexdigest()[:8] == "fffd7c4f"
    assert Dice("5240").integer(1, 6) == 1 + 0x7C4F % 6


@pytest.mark.parametrize(("low", "high"), [(0, 0), (1, 6), (-3, 3), (0, 255), (0, 256), (10**6, 10**6 + 10**9)])
def test_bounds(low: int, high: int) -> None:
    """Every number lies between the two ends, both of which may come."""
    dice = Dice(f"{low} {high}")
    assert all(low <= dice.integer(low, high) <= high for _ in range(500))


def test_every_face_comes_about_as_often() -> None:
    """Of 6,000 throws of a die each face takes about 1,000: the stream is fixed, so this never changes its mind."""
    dice = Dice("a die")
    faces = Counter(dice.integer(1, 6) for _ in range(6000))
    assert {1, 2, 3, 4, 5, 6} == set(faces)
    assert all(900 <= times <= 1100 for times in faces.values())


def test_pairs_come_about_as_often() -> None:
    """One throw says nothing about the next: of 7,200 pairs each of the 36 takes about 200."""
    dice = Dice("two dice")
    pairs = Counter((dice.integer(1, 6), dice.integer(1, 6)) for _ in range(7200))
    assert len(pairs) == 36
    assert all(140 <= times <= 260 for times in pairs.values())


def test_choice() -> None:
    """A choice is one of the options, taken by its place."""
    assert "abcdef"[0x7F88 % 6] == Dice("conv-cell/hard/7.3 1").choice("abcdef")
    assert Dice("any").choice(["only"]) == "only"


def test_another_text_is_another_stream() -> None:
    """One digit of the code changes everything."""
    streams = {tuple(dice.integer(0, 9) for _ in range(20)) for dice in map(Dice, ("7.3 1", "7.3 2", "7.4 1"))}
    assert len(streams) == 3

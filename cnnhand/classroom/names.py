"""Who is who: the students of a class by what they are called on a sheet, in a table, or in the name of a file."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import PurePath

from cnnhand.classroom.variants import Variant
from cnnhand.errors import meant, shown


def _same(said: str) -> str:
    """Capitals, blanks, and how an accent, an apostrophe or a dash is encoded make no difference."""
    said = unicodedata.normalize("NFKC", said).casefold()
    return " ".join(re.sub("[‐-―−]", "-", re.sub("[’‘ʼ`´]", "'", said)).split())


def _alike(said: str) -> str:
    """Nor do accents, signs and leading zeros, where only one student is called so.

    >>> _alike("Renée d’Arc") == _alike("renee d'arc"), _alike("s08") == _alike("S8")
    (True, True)
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", _same(said)) if not unicodedata.combining(sign))
    return re.sub(r"(?<!\d)0+(?=\d)", "", " ".join(re.findall(r"\w+", bare.replace("_", " "))))


class Names:
    """The students by their id, the code of their sheet, or a name that only one of them has."""

    def __init__(self, variants: Iterable[Variant]) -> None:
        variants = list(variants)
        self._found = [_by(how, variants) for how in (_same, _alike)]
        self._known = [name for one in variants for name in (one.student.name, one.student.id) if name]

    def find(self, said: str) -> Variant | None:
        """Who is called so."""
        same, alike = self._found
        return same.get(_same(said)) or alike.get(_alike(said))

    def of_file(self, path: PurePath) -> Variant | None:
        """Whose file it is: by the beginning of its name, `s08 - Sheet 5.txt`, or by a folder that it is in."""
        for said in (path.stem, *(folder.name for folder in path.parents)):
            ends = (match.start() for match in re.finditer(r"[\s_,.-]+|$", said))
            for end in sorted(ends, reverse=True):
                if end and (found := self.find(said[:end])):
                    return found
        return None

    def unknown(self, said: str) -> str:
        """What is said of a name that nobody has."""
        hint = meant(said, self._known, "")
        return f"no such student{'; ' + hint if hint else ''}: {shown(said)}"


def _by(how: Callable[[str], str], variants: list[Variant]) -> dict[str, Variant]:
    """The students by names that only one of them has; an id comes before a code, and that before a name."""
    found: dict[str, Variant] = {}
    by_name, by_code = [one.student.name for one in variants], [one.code for one in variants]
    for names in (by_name, by_code, [one.student.id for one in variants]):
        called = list(map(how, names))
        times = Counter(called)
        found |= {said: one for said, one in zip(called, variants, strict=True) if said and times[said] == 1}
    return found

"""Frozen records whose classes are made in no time: `dataclass` compiles six methods for each of some thirty layers."""

from collections.abc import Mapping
from dataclasses import MISSING
from typing import Any, ClassVar, NoReturn, Self, dataclass_transform, get_origin


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Record:
    """A record: its fields are the names that its class and those above it annotate, in this order, all said by name.

    >>> class Window(Record):
    ...     size: int
    ...     stride: int = 1
    >>> Window(size=3).with_(stride=2)
    Window(size=3, stride=2)
    """

    _fields: ClassVar[Mapping[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        constant = {name for name, kind in cls.__annotations__.items() if get_origin(kind) is ClassVar}  # type: ignore[comparison-overlap]
        own = {name: vars(cls).get(name, MISSING) for name in cls.__annotations__}
        cls._fields = {name: default for name, default in {**cls._fields, **own}.items() if name not in constant}

    def __init__(self, **given: Any) -> None:
        values = {**self._fields, **given}
        if wrong := [name for name, value in values.items() if value is MISSING or name not in self._fields]:
            raise TypeError(f"{type(self).__name__} with {', '.join(wrong)}")
        vars(self).update(values)

    @classmethod
    def options(cls) -> Mapping[str, Any]:
        """Its fields, each with what it is where it is left out; `MISSING` where it must be said."""
        return cls._fields

    def with_(self, **changes: Any) -> Self:
        """The record with some of its fields changed."""
        return type(self)(**{**self._values(), **changes})

    def _values(self) -> dict[str, Any]:
        return {name: vars(self)[name] for name in self._fields}  # and nothing that is computed once

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), *self._values().values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._values().items())})"

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is not changed: {name}")

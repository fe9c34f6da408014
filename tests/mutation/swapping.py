"""Put a changed module in the place of the one that everybody imported, within a running process."""

import enum
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

_OURS = ("funding", "tests", "tracker")
_OF_THE_CLASS_ITSELF = {"__dict__", "__weakref__"}


def swap(module: ModuleType, source: str) -> None:
    """Run a changed source as the module.

    Classes stay who they are and get the new attributes, for instances, managers and subclasses of them are about;
    whatever else was imported by name is replaced where it was imported.
    """
    names, before = vars(module), dict(vars(module))
    exec(compile(source, module.__file__ or "", "exec"), names)  # noqa: S102 -- our own source, changed in one place
    for name, old in before.items():
        new = names[name]
        if name.startswith("__") or new is old:
            continue
        if _can_be_renewed(old, module) and isinstance(new, type):
            _renew(old, new)
            names[name] = old
        else:
            _replace(name, old, new, module)


def _can_be_renewed(value: Any, module: ModuleType) -> bool:
    plain = isinstance(value, type) and not issubclass(value, (enum.Enum, tuple))
    return plain and value.__module__ == module.__name__


def _renew(old: type, new: type) -> None:
    for name, value in vars(new).items():
        if name not in _OF_THE_CLASS_ITSELF:
            setattr(old, name, value)
    for name in vars(old).keys() - vars(new).keys() - _OF_THE_CLASS_ITSELF:
        delattr(old, name)


def _replace(name: str, old: Any, new: Any, module: ModuleType) -> None:
    for other in _modules():
        if other is not module and vars(other).get(name) is old:
            setattr(other, name, new)


def _modules() -> Iterator[ModuleType]:
    return (one for name, one in list(sys.modules.items()) if name.partition(".")[0] in _OURS)

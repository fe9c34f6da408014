"""Words that were looked at once and can begin nothing protected: most words of most texts, again and again."""

from collections.abc import Callable, Iterable

_MOST = 1 << 17  # words remembered at a time


class Passed:
    """Remembers which words pass a test that always answers the same."""

    def __init__(self, passes: Callable[[str], bool]) -> None:
        """Remember nothing yet."""
        self._passes = passes
        self._passed: set[str] = set()

    def others(self, words: Iterable[str]) -> set[str]:
        """Give those of the words that don't pass."""
        new = {*words} - self._passed
        others = {word for word in new if not self._passes(word)}
        if len(self._passed) + len(new) > _MOST:
            self._passed.clear()
        self._passed |= new - others
        return others

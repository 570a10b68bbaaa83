"""What many ask for in the same moment, made once."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Generic, TypeVar

import orjson

from shared.bounded import Bounded
from shared.http import Answer, etag_of
from shared.packing import WORTH, pack

LIFETIME = 2.0  # seconds; the longest that a name changed on another replica may still be shown
MOST = 4096
_NOTHING = Answer()

T = TypeVar("T")


class KeptAnswers:
    """The key must name everything the answer depends on, above all the version of its object and the audience.

    Names of people and bodies are the exception: their changes are heard, and `forget` is called.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._kept: Bounded[Hashable, tuple[float, Answer]] = Bounded(MOST)

    async def get(self, key: Hashable, make: Callable[[], Awaitable[Any]]) -> Answer:
        now = self._monotonic()
        expires, answer = self._kept.get(key, (0.0, _NOTHING))
        if expires <= now:
            encoded = orjson.dumps(await make())
            packed = pack(encoded) if len(encoded) >= WORTH else None
            answer = Answer(encoded, headers={"ETag": etag_of(encoded)}, packed=packed)
            self._kept[key] = (now + LIFETIME, answer)
        return answer

    def forget(self) -> None:
        self._kept.clear()


class KeptVersions(Generic[T]):
    """What was made of a version of something, until another version of it is asked for. Nobody may change it."""

    def __init__(self) -> None:
        self._kept: Bounded[Hashable, tuple[Hashable, T]] = Bounded(MOST)

    def get(self, key: Hashable, version: Hashable, make: Callable[[], T]) -> T:
        kept = self._kept.get(key)
        if kept is None or kept[0] != version:
            kept = self._kept[key] = version, make()
        return kept[1]

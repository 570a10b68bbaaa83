"""Whether facts come late because their log is in trouble, as readers are told."""

STANDS = 3.0  # seconds; outboxes are tried again every two, so what the next attempt mends is not told


class Delay:
    """`told` changes only once the opposite has stood for a while: a log that comes and goes must not flicker."""

    def __init__(self) -> None:
        self.told = False
        self._since: float | None = None

    def settle(self, *, delayed: bool, now: float) -> bool:
        """Whether `told` has changed. To be called every second or so; `now` in seconds."""
        if delayed == self.told:
            self._since = None
            return False
        self._since = now if self._since is None else self._since
        if now - self._since < STANDS:
            return False
        self.told, self._since = delayed, None
        return True

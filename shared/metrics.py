"""Prometheus metrics. Each is a constant at the top of the file that moves it; labels are closed sets."""

from prometheus_client import Counter, Gauge, Histogram

__all__ = ["Counter", "Gauge", "Histogram", "counted"]


def counted(counter: Counter, *values: str) -> Counter:
    """Shows a counter's outcomes as 0 before they come, so that the first of them is a rise and not a beginning."""
    for value in values:
        counter.labels(value)
    return counter

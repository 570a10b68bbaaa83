"""Prometheus metrics. Each is a constant at the top of the file that moves it; labels are closed sets."""

from prometheus_client import Counter, Gauge, Histogram

__all__ = ["Counter", "Gauge", "Histogram"]

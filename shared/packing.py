"""Answers made small for slow lines (RFC 9110, section 8.4.1)."""

import gzip

WORTH = 1200  # bytes; what is shorter leaves in one packet as it is


def pack(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def takes_gzip(accepted: str) -> bool:
    """`accepted` is the value of an Accept-Encoding field; a weight of 0 refuses."""
    parts = (one.replace(" ", "").partition(";q=") for one in accepted.lower().split(","))
    return any(coding == "gzip" and (weight or "1").strip("0.") != "" for coding, _, weight in parts)

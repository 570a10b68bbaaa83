"""What may pass a proxy, and when an upstream is worth asking."""

from collections.abc import Callable, Mapping

from multidict import CIMultiDict

from shared.problems import Problem, Said

FAILURES = 5  # in a row, until nothing is tried any more
PAUSE = 2.0  # seconds until the next try

# RFC 9110 §7.6.1, and what older clients send of the kind.
HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# Ours to say, or nobody's business behind the gateway: the refresh token is in a cookie.
_NOT_SENT_ON = HOP_BY_HOP | {"cookie", "expect", "forwarded", "host", "via", "x-real-ip", "x-request-id"}
_NOT_SENT_ON |= {"baggage", "traceparent", "tracestate"}


class NoAnswer(Problem):
    """Asked for a change, and the answer got lost: it may have happened."""

    status = 504
    code = "no-answer"
    title = Said("Chưa nhận được trả lời của hệ thống", "The service has not answered")
    advice = Said(
        "Việc vừa làm có thể đã được ghi nhận. Hãy tải lại trang để xem, rồi làm lại nếu chưa có.",
        "What you did may have been recorded. Reload the page to see, and do it again if it is not there.",
    )


def end_to_end(headers: Mapping[str, str]) -> CIMultiDict[str]:
    """Without what belongs to one connection, `Connection`'s own list included."""
    return _without(HOP_BY_HOP, headers)


def sent_on(headers: Mapping[str, str], client: str, scheme: str, host: str, request_id: str) -> CIMultiDict[str]:
    """A request's headers for the upstream. What the client says about who stands before us is not believed."""
    sent = _without(_NOT_SENT_ON, headers)
    for invented in [name for name in sent if name[:12].lower() == "x-forwarded-"]:
        sent.popall(invented, None)
    if "Content-Encoding" in sent:  # the body was decoded when it was read
        del sent["Content-Encoding"]
        sent.popall("Content-Length", None)
    sent["X-Forwarded-For"] = client
    sent["X-Forwarded-Proto"] = scheme
    sent["X-Forwarded-Host"] = host
    sent["X-Request-Id"] = request_id
    return sent


def _without(left_out: frozenset[str], headers: Mapping[str, str]) -> CIMultiDict[str]:
    """Copied whole and then asked for each name, for that is done in C, and twice for each request."""
    kept: CIMultiDict[str] = CIMultiDict(headers)
    if named := headers.get("Connection"):
        left_out = left_out.union(name.strip() for name in named.split(","))
    for name in left_out:
        if name in kept:
            del kept[name]
    return kept


class Circuit:
    """Opens after FAILURES in a row; then one request per PAUSE tries whether the upstream is back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._failures = 0
        self._closed_until = 0.0

    @property
    def is_open(self) -> bool:
        return self._failures >= FAILURES

    def admits(self) -> bool:
        if self._failures < FAILURES:
            return True
        if self._now() < self._closed_until:
            return False
        self._closed_until = self._now() + PAUSE
        return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures == FAILURES:
            self._closed_until = self._now() + PAUSE

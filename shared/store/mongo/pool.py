"""How busy the connections to MongoDB are: its driver tells, by the names of OpenTelemetry's database conventions."""

from pymongo.monitoring import (
    ConnectionCheckedInEvent,
    ConnectionCheckedOutEvent,
    ConnectionCheckOutFailedEvent,
    ConnectionCheckOutStartedEvent,
    ConnectionClosedEvent,
    ConnectionCreatedEvent,
    ConnectionPoolListener,
    ConnectionReadyEvent,
    PoolClearedEvent,
    PoolClosedEvent,
    PoolCreatedEvent,
    PoolReadyEvent,
)

from shared.metrics import Counter, Gauge

# db_client_connection_state: used, idle
CONNECTIONS = Gauge("db_client_connection_count", "Connections to the cluster's store.", ["db_client_connection_state"])
PENDING = Gauge("db_client_connection_pending_requests", "Operations that wait for a connection to the store.")
REFUSED = Counter("db_client_connection_timeouts", "Operations that got no connection to the store.")


class Pool(ConnectionPoolListener):
    """One client's. A connection is new or idle until it is taken, and idle when it was given back.

    Told several times in each operation, it only counts: the gauges ask when they are read.
    """

    def __init__(self) -> None:
        self._open = 0
        self._used = 0
        self._pending = 0
        CONNECTIONS.labels("used").set_function(lambda: self._used)
        CONNECTIONS.labels("idle").set_function(lambda: max(0, self._open - self._used))
        PENDING.set_function(lambda: self._pending)

    def connection_created(self, event: ConnectionCreatedEvent) -> None:
        self._open += 1

    def connection_closed(self, event: ConnectionClosedEvent) -> None:
        self._open -= 1

    def connection_check_out_started(self, event: ConnectionCheckOutStartedEvent) -> None:
        self._pending += 1

    def connection_check_out_failed(self, event: ConnectionCheckOutFailedEvent) -> None:
        self._pending -= 1
        REFUSED.inc()

    def connection_checked_out(self, event: ConnectionCheckedOutEvent) -> None:
        self._pending -= 1
        self._used += 1

    def connection_checked_in(self, event: ConnectionCheckedInEvent) -> None:
        self._used -= 1

    def pool_created(self, event: PoolCreatedEvent) -> None: ...
    def pool_ready(self, event: PoolReadyEvent) -> None: ...
    def pool_cleared(self, event: PoolClearedEvent) -> None: ...
    def pool_closed(self, event: PoolClosedEvent) -> None: ...
    def connection_ready(self, event: ConnectionReadyEvent) -> None: ...

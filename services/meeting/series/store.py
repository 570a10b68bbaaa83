"""Series in the store."""

from services.meeting.series.model import Series
from shared.aggregates import Repository
from shared.events.meeting import SOURCE
from shared.store.port import Collection, Store

SERIES = Collection("meeting.series")


def series_in(store: Store) -> Repository[Series]:
    return Repository(store, SERIES, Series, kind="series", source=SOURCE)

from services.notify.quiet_hours.model import QuietHours
from shared.aggregates import Repository
from shared.events.notify import SOURCE
from shared.store.port import Collection, Store

QUIET_HOURS = Collection("notify.quiet_hours")


def quiet_hours_in(store: Store) -> Repository[QuietHours]:
    return Repository(store, QUIET_HOURS, QuietHours, kind="quiet_hours", source=SOURCE)

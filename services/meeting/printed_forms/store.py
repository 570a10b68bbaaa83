"""What was printed for a meeting, in the order of printing."""

from services.meeting.printed_forms.model import PrintedForm
from shared.aggregates import Repository
from shared.clock import to_text
from shared.events.meeting import SOURCE
from shared.store.port import Collection, Document, Index, Store

PRINTED_FORMS = Collection("meeting.printed_forms", (Index("by_meeting", ("meeting_id",), order="printed_at"),))


def printed_forms_in(store: Store) -> Repository[PrintedForm]:
    return Repository(
        store,
        PRINTED_FORMS,
        PrintedForm,
        kind="form",
        source=SOURCE,
        key=lambda form: form.meeting_id,
        index=_index,
    )


def _index(one: PrintedForm) -> Document:
    return {"printed_at": to_text(one.at) if one.at else ""}

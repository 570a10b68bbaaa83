"""Whom an agenda names: whoever it does not name is shown what everybody in his part is shown."""

from shared.store.port import Document


def named_in(meeting: Document) -> frozenset[str]:
    """Persons in the audience of an item, or presenting it."""
    items = meeting["items"]
    return frozenset(name for item in items for name in (*item["presenter_ids"], *(item["audience"]["people"] or ())))

"""The documents that the store's contract is tried with."""

from typing import Any

from shared.store.port import Collection, Document, Index

THINGS = Collection(
    "contract.things",
    (
        Index("all"),
        Index("by_colour", ("colour",), order="size"),
        Index("by_size", order="size"),
        Index("by_tag", each="tags"),
        Index("by_colour_and_tag", ("colour",), each="tags"),
    ),
)
PLAIN = Collection("contract.plain")


def thing(**fields: Any) -> Document:
    return {"colour": "red", "size": 1, "tags": [], **fields}

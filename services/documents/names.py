"""Titles and file names: made clean at the door, and unreadable in the store until their paper passed the secret gate.

A refused paper's name must not be found in store, log or backup afterwards, and a store's deleted bytes stay on disk
for a while; so a name is sealed while the gate's answer is open.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath

from services.documents.documents.problems import NameUnusable
from shared.cursors import Cursors
from shared.problems import FieldError
from shared.text import clean_line

_PURPOSE = "name of an unchecked paper"
LONGEST_NAME = 200  # characters, extension included


@dataclass(frozen=True, slots=True)
class SealedNames:
    cursors: Cursors

    def seal(self, name: str) -> str:
        return self.cursors.seal(_PURPOSE, name)

    def read(self, name: str, sealed: str) -> str:
        """The name, whichever of both forms there is; empty when it was taken away."""
        return name or (str(self.cursors.open(_PURPOSE, sealed)) if sealed else "")


def clean_file_name(text: str) -> str:
    """The last path part in NFC, without control characters; a long name is cut before its extension.

    Raises NameUnusable.
    """
    last = clean_line(text.replace("\\", "/").rstrip("/").rpartition("/")[2]).strip(". ")
    if not any(letter.isalnum() for letter in last):
        raise NameUnusable(errors=(FieldError("/file_name", "unusable"),))
    suffix = PurePosixPath(last).suffix[:20]
    return last if len(last) <= LONGEST_NAME else last[: LONGEST_NAME - len(suffix)].rstrip() + suffix

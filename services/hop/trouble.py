"""What a command refuses, under names that docs/operations.md explains."""

from typing import ClassVar


class Trouble(Exception):
    """The message says what is wrong and what to do."""

    code: ClassVar[str]


class NoSuchName(Trouble):
    code = "no-such-name"


class NoRecipient(Trouble):
    code = "no-recipient"


class FileTaken(Trouble):
    code = "file-taken"


class WrongKey(Trouble):
    code = "wrong-key"


class BackupDamaged(Trouble):
    """Cut, changed, or no backup at all."""

    code = "backup-damaged"


class BackupIncomplete(Trouble):
    """Whole as a file, but what it holds does not fit together."""

    code = "backup-incomplete"


class BackupNewer(Trouble):
    code = "backup-newer"


class RestoreDiffers(Trouble):
    code = "restore-differs"


class NotEmpty(Trouble):
    code = "not-empty"


class MoveDiffers(Trouble):
    code = "move-differs"

"""The permission table says something of every permission, and nothing of what nobody is."""

from shared.permissions import TABLE, Permission, Standing, allows


def test_table_is_total() -> None:
    assert set(TABLE) == set(Permission)
    assert all(standings for standings in TABLE.values())


def test_every_standing_is_good_for_something() -> None:
    assert frozenset.union(*TABLE.values()) == set(Standing)


def test_nobody_may_do_anything() -> None:
    assert not any(allows(permission, frozenset()) for permission in Permission)


def test_only_signing_in_is_for_anybody() -> None:
    assert {permission for permission in Permission if allows(permission, frozenset({Standing.ANYBODY}))} == {
        Permission.SIGN_IN
    }


def test_administrators_read_no_papers_answers_or_evidence() -> None:
    of_meetings = {
        Permission.READ_MEETING,
        Permission.READ_PARTICIPANTS,
        Permission.READ_DOCUMENTS,
        Permission.HAND_OUT_DOCUMENTS,
        Permission.READ_READINESS,
        Permission.PREPARE_MEETING,
    }
    assert not any(allows(permission, frozenset({Standing.ADMINISTRATOR})) for permission in of_meetings)


def test_replaced_delegate_reads_and_does_nothing() -> None:
    may = {permission for permission in Permission if allows(permission, frozenset({Standing.REPLACED}))}
    assert may == {Permission.READ_MEETING, Permission.READ_DOCUMENTS}


def test_guests_and_presenters_change_nothing_and_see_nobody_else() -> None:
    for standing in (Standing.GUEST, Standing.PRESENTER):
        may = {permission for permission in Permission if allows(permission, frozenset({standing}))}
        assert may <= {Permission.READ_MEETING, Permission.READ_DOCUMENTS, Permission.ANSWER_INVITATION}

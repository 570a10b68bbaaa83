"""Who may do what: the one table (domain, section 4).

A route names its permission; its noun finds out what the caller *is* to the object (his standings); the table decides.
Whoever has none of the standings gets the same answer as for a thing that does not exist.
"""

from enum import StrEnum
from typing import Final


class Standing(StrEnum):
    """What a person is to an object."""

    ANYBODY = "anybody"  # not signed in
    PERSON = "person"  # signed in
    HIMSELF = "himself"
    ADMINISTRATOR = "administrator"  # of a subtree that holds the object
    ORGANISATION_SECRETARY = "organisation_secretary"  # likewise
    AUDITOR = "auditor"  # likewise
    LEADER = "leader"  # likewise: leads the bodies, sees how the product is used there
    RECIPIENT = "recipient"  # of a report, by name
    PRINT_DESK = "print_desk"  # likewise: counts what is printed for the bodies' meetings
    OFFICER = "officer"  # administrator or secretary anywhere in the tree that holds the object
    SECRETARY = "secretary"  # of the meeting
    CHAIR = "chair"
    DELEGATE = "delegate"
    GUEST = "guest"
    REPLACED = "replaced"  # a delegate whose seat a substitute has taken over
    KEEPER = "keeper"  # the person in charge of a room
    ON_DUTY = "on_duty"  # at a connecting site of the meeting
    PRESENTER = "presenter"  # of an item, without taking part
    PREPARER = "preparer"  # brings an item's papers, for the unit that owns it and was asked for them


class Permission(StrEnum):
    SIGN_IN = "sign_in"
    USE_OWN_ACCOUNT = "use_own_account"
    READ_ORGANISATIONS = "read_organisations"
    READ_DIRECTORY = "read_directory"
    READ_COLLEAGUES = "read_colleagues"
    MANAGE_ORGANISATION = "manage_organisation"
    READ_PERSON = "read_person"
    MANAGE_PERSON = "manage_person"
    GRANT_ROLE = "grant_role"
    READ_AUDIT = "read_audit"
    READ_USAGE = "read_usage"
    SET_YARDSTICKS = "set_yardsticks"  # what figures are held against: baseline, targets, price of paper
    READ_REPORT = "read_report"
    MAKE_REPORT = "make_report"  # of use, now or by a schedule, for named people
    SET_RECEIVING_SYSTEMS = "set_receiving_systems"  # where figures are sent outside, and sending them by hand
    KEEP_PRINTS = "keep_prints"  # count what was printed on request

    LIST_MEETINGS = "list_meetings"
    LIST_MEETINGS_OF_BODY = "list_meetings_of_body"
    READ_BOARD = "read_board"
    CREATE_MEETING = "create_meeting"
    READ_MEETING = "read_meeting"
    PREPARE_MEETING = "prepare_meeting"
    READ_PARTICIPANTS = "read_participants"
    PRINT_FORMS = "print_forms"
    ANSWER_INVITATION = "answer_invitation"
    RECORD_ANSWER = "record_answer"  # of somebody who telephoned
    PROPOSE_SUBSTITUTE = "propose_substitute"
    DECIDE_SUBSTITUTE = "decide_substitute"

    READ_SITES = "read_sites"
    READ_SITE = "read_site"  # its logistics
    REPORT_SITE = "report_site"  # that it is ready, or what is wrong
    LIST_DUTIES = "list_duties"  # one's own

    READ_ROOMS = "read_rooms"
    MANAGE_ROOM = "manage_room"
    KEEP_ROOM = "keep_room"  # decide about bookings, block for maintenance

    READ_DOCUMENTS = "read_documents"
    BRING_DOCUMENTS = "bring_documents"  # upload what is not handed out yet
    SUBMIT_DOCUMENTS = "submit_documents"
    LIST_PREPARATIONS = "list_preparations"
    HAND_OUT_DOCUMENTS = "hand_out_documents"
    PRINT_BOOK = "print_book"
    READ_READINESS = "read_readiness"
    SEARCH = "search"

    READ_INBOX = "read_inbox"
    FOLLOW_STREAM = "follow_stream"
    READ_DELIVERIES = "read_deliveries"
    REACH_PARTICIPANTS = "reach_participants"  # whom messages did not reach


_MEMBERS = frozenset({Standing.SECRETARY, Standing.CHAIR, Standing.DELEGATE, Standing.GUEST, Standing.PRESENTER})
_READERS = _MEMBERS | {Standing.REPLACED}  # who is replaced reads what was there before
_LEADERS = frozenset({Standing.SECRETARY, Standing.CHAIR})

TABLE: Final[dict[Permission, frozenset[Standing]]] = {
    Permission.SIGN_IN: frozenset({Standing.ANYBODY, Standing.PERSON}),
    Permission.USE_OWN_ACCOUNT: frozenset({Standing.PERSON}),
    Permission.READ_ORGANISATIONS: frozenset({Standing.PERSON}),
    Permission.READ_DIRECTORY: frozenset({Standing.OFFICER}),
    Permission.READ_COLLEAGUES: frozenset({Standing.PERSON}),
    Permission.MANAGE_ORGANISATION: frozenset({Standing.ADMINISTRATOR}),
    Permission.READ_PERSON: frozenset({Standing.ADMINISTRATOR, Standing.OFFICER, Standing.HIMSELF}),
    Permission.MANAGE_PERSON: frozenset({Standing.ADMINISTRATOR}),
    Permission.GRANT_ROLE: frozenset({Standing.ADMINISTRATOR}),
    Permission.READ_AUDIT: frozenset({Standing.AUDITOR}),
    Permission.READ_USAGE: frozenset({Standing.ADMINISTRATOR, Standing.LEADER}),
    Permission.SET_YARDSTICKS: frozenset({Standing.ADMINISTRATOR, Standing.LEADER}),
    Permission.READ_REPORT: frozenset({Standing.ADMINISTRATOR, Standing.LEADER, Standing.RECIPIENT}),
    Permission.MAKE_REPORT: frozenset({Standing.ADMINISTRATOR, Standing.LEADER}),
    Permission.SET_RECEIVING_SYSTEMS: frozenset({Standing.ADMINISTRATOR}),
    Permission.KEEP_PRINTS: frozenset({Standing.PRINT_DESK, Standing.SECRETARY}),
    Permission.LIST_MEETINGS: frozenset({Standing.PERSON}),
    Permission.LIST_MEETINGS_OF_BODY: frozenset({Standing.ORGANISATION_SECRETARY}),
    Permission.READ_BOARD: frozenset({Standing.PERSON}),  # of the meetings whose secretary he is
    Permission.CREATE_MEETING: frozenset({Standing.ORGANISATION_SECRETARY}),
    Permission.READ_MEETING: _READERS,
    Permission.PREPARE_MEETING: frozenset({Standing.SECRETARY}),
    Permission.READ_PARTICIPANTS: _MEMBERS - {Standing.GUEST, Standing.PRESENTER},
    Permission.PRINT_FORMS: frozenset({Standing.SECRETARY}),
    Permission.ANSWER_INVITATION: frozenset({Standing.DELEGATE, Standing.GUEST}),
    Permission.RECORD_ANSWER: frozenset({Standing.SECRETARY}),
    Permission.PROPOSE_SUBSTITUTE: frozenset({Standing.DELEGATE}),
    Permission.DECIDE_SUBSTITUTE: frozenset({Standing.CHAIR}),
    Permission.READ_SITES: _LEADERS,
    Permission.READ_SITE: _LEADERS | {Standing.ON_DUTY},
    Permission.REPORT_SITE: frozenset({Standing.SECRETARY, Standing.ON_DUTY}),
    Permission.LIST_DUTIES: frozenset({Standing.PERSON}),
    Permission.READ_ROOMS: frozenset({Standing.OFFICER, Standing.KEEPER, Standing.ADMINISTRATOR}),
    Permission.MANAGE_ROOM: frozenset({Standing.ADMINISTRATOR}),
    Permission.KEEP_ROOM: frozenset({Standing.KEEPER, Standing.ADMINISTRATOR}),
    Permission.READ_DOCUMENTS: _READERS | {Standing.PREPARER},  # a preparer stands towards his unit's papers only
    Permission.BRING_DOCUMENTS: frozenset({Standing.SECRETARY, Standing.PREPARER}),
    Permission.SUBMIT_DOCUMENTS: frozenset({Standing.PREPARER}),
    Permission.LIST_PREPARATIONS: frozenset({Standing.PERSON}),
    Permission.HAND_OUT_DOCUMENTS: frozenset({Standing.SECRETARY}),
    Permission.PRINT_BOOK: _LEADERS | {Standing.DELEGATE},
    Permission.READ_READINESS: _LEADERS,
    Permission.SEARCH: frozenset({Standing.PERSON}),  # each hit asks for its own permission
    Permission.READ_INBOX: frozenset({Standing.PERSON}),
    Permission.FOLLOW_STREAM: frozenset({Standing.PERSON}),
    Permission.READ_DELIVERIES: frozenset({Standing.ADMINISTRATOR}),
    Permission.REACH_PARTICIPANTS: frozenset({Standing.SECRETARY}),
}


def allows(permission: Permission, standings: frozenset[Standing]) -> bool:
    return not TABLE[permission].isdisjoint(standings)

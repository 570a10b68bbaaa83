"""Facts that go into the audit record, each once."""

from typing import Any

from services.gateway.audit.commands import enter
from services.gateway.audit.model import Act, Deed
from services.gateway.world import World
from shared.clock import to_text
from shared.events import documents, gateway, meeting
from shared.events.envelope import Event, Fact
from shared.reactions import Handler, Pace, Reactions
from shared.store.port import Store


def audit_reactions(world: World, store: Store) -> Reactions:
    def entering(deed: Deed) -> Handler:
        async def hear(fact: Any, event: Event) -> None:
            await enter(world, act_of(deed, fact, event), getattr(fact, "organisation_id", ""))

        return hear

    handlers: dict[type[Fact], Handler] = {fact: entering(deed) for fact, deed in DEEDS.items()}
    topics = [gateway.SOURCE, documents.SOURCE, meeting.SOURCE]
    return Reactions("gateway", "audit", topics, store, world.clock, handlers, feeds_reads=False, pace=Pace.LATER)


DEEDS: dict[type[Fact], Deed] = {
    gateway.SessionStarted: Deed.SIGNED_IN,
    gateway.SessionEnded: Deed.SIGNED_OUT,
    gateway.RolesChanged: Deed.ROLES_CHANGED,
    gateway.AddressChanged: Deed.ADDRESS_CHANGED,
    gateway.SecondFactorSet: Deed.SECOND_FACTOR_SET,
    gateway.SecondFactorRemoved: Deed.SECOND_FACTOR_REMOVED,
    gateway.SlipIssued: Deed.SLIP_ISSUED,
    gateway.PersonDeactivated: Deed.PERSON_DEACTIVATED,
    gateway.HouseRulesDecided: Deed.HOUSE_RULES_DECIDED,
    documents.PaperSubmitted: Deed.PAPER_SUBMITTED,
    documents.PaperAccepted: Deed.PAPER_ACCEPTED,
    documents.PaperReturned: Deed.PAPER_RETURNED,
    gateway.PeopleImportStarted: Deed.PEOPLE_IMPORTED,
    gateway.Reorganised: Deed.REORGANISED,
    gateway.ReceivingSystemChanged: Deed.RECEIVING_SYSTEM_CHANGED,
    gateway.IndicatorsAcknowledged: Deed.INDICATORS_ACKNOWLEDGED,
    gateway.ReportScheduleChanged: Deed.REPORT_SCHEDULE_CHANGED,
    gateway.UsageReportMade: Deed.REPORT_SENT,
    documents.DocumentReleased: Deed.PAPER_RELEASED,
    documents.DocumentRecalled: Deed.PAPER_RECALLED,
    documents.VersionRefused: Deed.PAPER_REFUSED,
    documents.VersionOpened: Deed.PAPER_OPENED,
    documents.BookPrinted: Deed.BOOK_PRINTED,
    meeting.FormPrinted: Deed.FORM_PRINTED,
}


def act_of(deed: Deed, fact: Any, event: Event) -> Act:
    """Who did it stands in the event, or in the fact where a service speaks of it later."""
    body = fact.model_dump(mode="json")
    document = body.get("document") or {}
    about = body.get("person_id") or body.get("uploader_id") or (body.get("person") or {}).get("id") or ""
    person = event.actor or about
    version = body.get("version_id") or (document.get("version") or {}).get("id") or ""
    return Act(
        deed=deed,
        at=to_text(event.time),
        person_id=person,
        source=event.id,
        about_id=about if about != person else "",
        meeting_id=body.get("meeting_id") or document.get("meeting_id") or "",
        document_id=body.get("document_id") or document.get("id") or "",
        version_id=version,
        detail=_detail(body),
    )


def _detail(body: dict[str, Any]) -> tuple[str, ...]:
    """Roles held from then on; which rules a body decided, or left to the one above; where and how many were taken in;
    a refusal's reason; what was printed; which figures go, or went, to which system; whose reports go to whom.

    Never a word that somebody typed.
    """
    if "roles" in body:
        return tuple(f"{role['role']} {role['organisation_id']}" for role in body["roles"])
    if "rules" in body:
        return body["organisation_id"], *(f"{name}={_decision(rule)}" for name, rule in body["rules"].items())
    if "successors" in body:
        return (body["kind"], body["on"], *body["sources"], *body["successors"])
    if "set_id" in body:
        return body["organisation_id"], body["system_id"], body["period"], body["since"]
    if "system_id" in body:
        return body["organisation_id"], body["system_id"], *body["periods"]
    if "report_id" in body:
        return body["organisation_id"], body["report_id"], body["period"], body["since"], *body["recipients"]
    if "recipients" in body:
        return body["organisation_id"], body["period"], *body["recipients"]
    if "import_id" in body:
        return (body["organisation_id"], str(body["rows"]))
    if "form" in body:
        return body["form"], body["format"], str(body["pages"])
    if "book_id" in body:
        return (str(body["pages"]),)
    return (body["reason"],) if "rule" in body else ()


def _decision(rule: Any) -> str:
    """In one word: quiet hours read `21:00-06:30` or `off`."""
    if isinstance(rule, dict):
        return f"{rule['begins']}-{rule['ends']}" if rule["on"] else "off"
    return "above" if rule is None else str(rule).lower()

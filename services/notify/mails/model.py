"""A mail: a letter in plain words and in simple HTML, with a calendar entry. Pure; nothing is sent here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from services.notify.mails import words
from services.notify.notices.model import TO_UNIT, Template
from shared.problems import Said
from shared.text import clean_line
from shared.words import Language, Mode

Json = Mapping[str, Any]


# Not the newer policies: folding a long encoded subject, they lose blanks between words (seen in Python 3.11).
_WIRE = compat32.clone(linesep="\r\n")


class AddressInvalid(ValueError):
    """No mail can be sent to it: not an address, or one that would add header lines or recipients."""


@dataclass(frozen=True, slots=True)
class Recipient:
    address: str
    name: str
    post: str
    language: Language
    role: str  # chair, guest, or anything else


@dataclass(frozen=True, slots=True)
class News:
    """What a mail about changes tells: names of the meeting's fields, and how many papers. Never which.

    `notes` are the secretary's, of a changed agenda.
    """

    changed: Sequence[str] = ()
    released: int = 0
    recalled: int = 0
    notes: Sequence[str] = ()

    @property
    def is_mixed(self) -> bool:
        return bool(self.changed) and bool(self.released or self.recalled)


@dataclass(frozen=True, slots=True)
class Letter:
    language: Language
    subject: str
    greeting: str
    opening: str
    table: Sequence[tuple[str, str]]
    advice: str
    link: str
    link_text: str
    closing: str
    signature: str


@dataclass(frozen=True, slots=True)
class Mail:
    """`message` is what goes over the wire, the same for every attempt but for what has changed meanwhile.

    `mark` names the delivery, in the Message-ID too.
    """

    mark: str
    sender: str
    recipient: str
    message: bytes


@dataclass(frozen=True, slots=True)
class CalendarPart:
    method: str  # REQUEST or CANCEL
    content: bytes


@dataclass(frozen=True, slots=True)
class Due:
    """What a reminder asks of its reader: his answer, and how many papers he has not opened."""

    answer: bool = False
    papers: int = 0


NOTHING_NEW = News()
NOTHING_DUE = Due()


def checked_address(text: str) -> str:
    """As mail servers without SMTPUTF8 take it. Raises AddressInvalid."""
    try:
        name, at, domain = text.rpartition("@")
        address = Address(addr_spec=f"{name}{at}{domain.encode('idna').decode()}")
        address.addr_spec.encode("ascii")
    except (ValueError, IndexError, MessageError) as error:
        raise AddressInvalid from error
    if not address.username or not address.domain or any(c.isspace() or not c.isprintable() for c in text):
        raise AddressInvalid
    return address.addr_spec


def write_letter(
    template: Template,
    recipient: Recipient,
    meeting: Json,
    zone: ZoneInfo,
    names: Mapping[str, str],
    link: str,
    news: News = NOTHING_NEW,
    due: Due = NOTHING_DUE,
) -> Letter:
    """`meeting` as in MeetingFacts; `names` has the organisation's, the chair's, whose seat a substitute has, and the
    connecting site where the reader takes part.

    `link` leads to the meeting.
    """
    language = recipient.language
    wording = words.UPDATES if news.is_mixed else words.WORDINGS[template]
    values = {"organisation": names["organisation"], "title": meeting["title"]}
    greeting = words.GREETING_WITH_POST if recipient.post else words.GREETING
    return Letter(
        language=language,
        subject=clean_line(wording.subject.to(language).format(**values)),
        greeting=greeting.to(language).format(name=recipient.name, post=recipient.post),
        opening=_opening(template, wording, recipient.role).to(language).format(**values),
        table=[
            (label.to(language), value) for label, value in _facts(template, meeting, zone, names, language, news, due)
        ],
        advice=wording.advice.to(language) if wording.advice else "",
        link=link,
        link_text=(words.OPEN_PREPARATIONS if template in TO_UNIT else words.OPEN_IN_HOP).to(language),
        closing=words.CLOSING.to(language),
        signature=names["organisation"],
    )


def to_text(letter: Letter) -> str:
    table = "\n".join(f"- {label}: {value}" for label, value in letter.table)
    link = f"{letter.link_text}: {letter.link}" if letter.link else ""
    parts = [letter.greeting, letter.opening, table, letter.advice, link, f"{letter.closing}\n{letter.signature}"]
    return "\n\n".join(part for part in parts if part) + "\n"


def to_html(letter: Letter) -> str:
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left;vertical-align:top;padding:4px 16px 4px 0">{escape(label)}</th>'
        f'<td style="padding:4px 0">{escape(value)}</td></tr>'
        for label, value in letter.table
    )
    link = f'<p><a href="{escape(letter.link)}">{escape(letter.link_text)}</a></p>' if letter.link else ""
    paragraphs = [f"<p>{escape(letter.greeting)}</p>", f"<p>{escape(letter.opening)}</p>", f"<table>{rows}</table>"]
    if letter.advice:
        paragraphs.append(f"<p>{escape(letter.advice)}</p>")
    paragraphs += [link, f"<p>{escape(letter.closing)}<br>{escape(letter.signature)}</p>"]
    return (
        f'<!doctype html><html lang="{letter.language}"><head><meta charset="utf-8">'
        f"<title>{escape(letter.subject)}</title></head>"
        f'<body style="font:16px/1.5 sans-serif;color:#1a1a1a">{"".join(paragraphs)}</body></html>\n'
    )


def write_mail(
    mark: str,
    letter: Letter,
    recipient: Recipient,
    sender: Address,
    host: str,
    part: CalendarPart | None,
    now: datetime,
) -> Mail:
    """The Message-ID follows from delivery and address, so that a repeated mail is recognised as the same one."""
    message: Any = MIMEMultipart("alternative")  # its stubs do not know of Header objects
    message["From"] = _named(sender.display_name, sender.addr_spec)
    message["To"] = _named(recipient.name, recipient.address)
    message["Subject"] = Header(letter.subject, "utf-8", header_name="Subject")
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mark}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes back
    message["Content-Language"] = letter.language
    message.attach(MIMEText(to_text(letter), "plain", "utf-8"))
    message.attach(MIMEText(to_html(letter), "html", "utf-8"))
    if part:
        calendar = MIMEText(part.content.decode(), "calendar", "utf-8")
        calendar.set_param("method", part.method)
        message.attach(calendar)
    return Mail(mark, sender.addr_spec, recipient.address, message.as_bytes(policy=_WIRE))


def _named(name: str, address: str) -> Header:
    """The name encoded whole, whatever is in it, so that nothing of it can be read as an address or a header."""
    header = Header(clean_line(name), "utf-8", header_name="To") if clean_line(name) else Header()
    header.append(f"<{address}>", "us-ascii")
    return header


def _opening(template: Template, wording: words.Wording, role: str) -> Said:
    if template is Template.MEETING_CALLED:
        return {"chair": words.INVITATION_TO_CHAIR, "guest": words.INVITATION_TO_GUEST}.get(role, wording.opening)
    return wording.opening


def _facts(
    template: Template,
    meeting: Json,
    zone: ZoneInfo,
    names: Mapping[str, str],
    language: Language,
    news: News,
    due: Due,
) -> list[tuple[Said, str]]:
    begin, end = (datetime.fromisoformat(meeting[name]).astimezone(zone) for name in ("starts_at", "ends_at"))
    when = words.period(begin, end, meeting["zone"], language)
    if template in TO_UNIT:
        return [(words.ITEM, names["item"]), (words.MEETING, meeting["title"]), (words.TIME, when)]
    if template is Template.SITE_TROUBLE:
        site = [(words.SITE, names["site"]), (words.TROUBLE, names["trouble"])]
        return [*site, (words.MEETING, meeting["title"]), (words.TIME, when)]
    facts = [
        (words.MATTER, meeting["title"]),
        (words.DUE, words.due(due.answer, due.papers, language)),
        (words.NEWS, words.news(news.changed, news.released, news.recalled, language)),
        (words.NOTE, "\n".join(news.notes)),
        (words.TIME, when),
        (words.FORM, words.MODES[Mode(meeting["mode"])].to(language)),
        (words.SITE, names.get("site", "")),
        (words.PLACE, "" if names.get("site") else meeting["place"]),
        (words.VIDEO, meeting["video_link"] or ""),
        (words.CHAIR, names["chair"]),
    ]
    if template is Template.MEETING_CALLED:
        facts.append((words.IN_PLACE_OF, names.get("in_place_of", "")))
    if template in {Template.MEETING_POSTPONED, Template.MEETING_CANCELLED}:
        facts.append((words.REASON, meeting["state_reason"] or ""))
    return [(label, value) for label, value in facts if value]

"""How a person is reached. Apart from the person, so that addresses travel in one topic that only notify reads."""

import re
from typing import Self

from shared.aggregates import Aggregate
from shared.events.gateway import ContactChanged
from shared.problems import FieldError, Invalid, Said
from shared.words import Language

_EMAIL = re.compile(r"[^@\s<>()\[\],;:\\\"]{1,64}@(?:[\w](?:[\w-]*[\w])?\.)+[\w-]{2,}")
_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{3,30}")
NO_ADDRESS = Said(
    "Địa chỉ thư chưa đúng. Hãy nhập dạng ten@coquan.gov.vn.",
    "This is no mail address. Enter it as name@office.gov.vn.",
)
_NO_NUMBER = Said(
    "Số điện thoại chưa đúng. Hãy nhập dạng 0912 345 678.", "This is no telephone number. Enter it as 0912 345 678."
)


class Contact(Aggregate):
    """Its id is the person's. An address is None when there is none."""

    email: str | None = None
    phone: str | None = None
    language: Language = Language.VIETNAMESE

    @classmethod
    def create(cls, person_id: str, email: str | None, phone: str | None, language: Language, fingerprint: str) -> Self:
        """Raises Invalid."""
        contact = cls(id=person_id, fingerprint=fingerprint)
        contact.become(check_email(email), check_phone(phone), language)
        return contact

    def become(self, email: str | None, phone: str | None, language: Language) -> None:
        """The same again records nothing; a first state without address is told too, so that notify knows of it."""
        if (email, phone, language) == (self.email, self.phone, self.language) and self.version:
            return
        self.email, self.phone, self.language = email, phone, language
        self.record(ContactChanged(person_id=self.id, email=email, language=language))


def check_email(email: str | None) -> str | None:
    """Empty is none. Raises Invalid."""
    if email and (len(email) > 254 or not _EMAIL.fullmatch(email)):
        raise Invalid(errors=(FieldError("/email", "not-an-address", NO_ADDRESS),))
    return email or None


def check_phone(phone: str | None) -> str | None:
    """Empty is none. Raises Invalid."""
    if phone and not _PHONE.fullmatch(phone):
        raise Invalid(errors=(FieldError("/phone", "not-a-number", _NO_NUMBER),))
    return phone or None

"""The province's reporting information system, as a body's indicators go to it (Decree 09/2019/NĐ-CP)."""

from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from shared.aggregates import Aggregate
from shared.events.gateway import ReceivingSystemChanged
from shared.problems import Invalid, Said
from shared.words import ReportPeriod


class AddressUnusable(Invalid):
    code = "receiving-address-unusable"
    title = Said("Không thể gửi số liệu đến địa chỉ này", "Figures cannot be sent to this address")
    advice = Said(
        "Hãy nhập địa chỉ https của hệ thống tiếp nhận. Mạng nội bộ chỉ dùng được khi người vận hành đã cho phép.",
        "Enter the receiving system's https address. Networks of your own need the operator's permission.",
    )


class IndicatorsAmbiguous(Invalid):
    code = "indicators-ambiguous"
    title = Said("Hai chỉ tiêu có cùng một mã", "Two indicators have the same code")
    advice = Said("Mỗi mã chỉ tiêu chỉ dùng một lần.", "Use each code once.")


class KeyHeader(StrEnum):
    """How the key travels: `Authorization: Bearer …`, or alone in `X-API-Key`."""

    BEARER = "bearer"
    API_KEY = "x_api_key"


class Indicator(BaseModel):
    """`source` is a column of the figures, or `measure.` with a measure; its share is sent in hundredths."""

    model_config = ConfigDict(frozen=True)

    code: str
    source: str
    unit: str
    note: str = ""


class ReceivingSystem(Aggregate):
    """`since` is the day from which it is sent what ends. `sealed_key` can be opened with the gateway's key only."""

    organisation_id: str
    name: str
    url: str
    unit_code: str = ""
    key_header: KeyHeader = KeyHeader.BEARER
    sealed_key: str = ""
    periods: tuple[ReportPeriod, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    since: date
    active: bool = True

    def check(self) -> None:
        """Raises IndicatorsAmbiguous."""
        codes = [one.code for one in self.indicators]
        if len(set(codes)) < len(codes):
            raise IndicatorsAmbiguous

    def change(self, wanted: "ReceivingSystem", today: date) -> None:
        """The same again changes nothing. What begins anew does not catch up on what it missed."""
        wanted.check()
        names = ("name", "url", "unit_code", "key_header", "sealed_key", "periods", "indicators", "active")
        before = {name: getattr(self, name) for name in names}
        after = {name: getattr(wanted, name) for name in names}
        if before == after:
            return
        if (before["periods"], before["active"]) != (after["periods"], after["active"]):
            self.since = today
        for name, value in after.items():
            setattr(self, name, value)
        self.tell()

    def tell(self) -> None:
        self.record(
            ReceivingSystemChanged(
                system_id=self.id,
                organisation_id=self.organisation_id,
                host=urlsplit(self.url).hostname or "",
                periods=self.periods,
                codes=tuple(one.code for one in self.indicators),
                active=self.active,
            )
        )

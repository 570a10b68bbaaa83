"""What the figures of use are looked at for: counted prints, a report that is frozen, indicators for the province."""

import asyncio
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final

from services.demo.gatherings import Prepared
from services.demo.history import LONGEST_WAIT, History, Refused
from services.demo.province import ADMINISTRATOR, CHAIR, SECRETARY, Somebody
from services.gateway.report_forms.commands import set_letterhead
from services.gateway.report_forms.model import Letterhead, ReportForm
from services.gateway.reports.model import period_of
from services.gateway.setup.commands import ROOT_ID
from services.gateway.world import World
from shared.aggregates import Act
from shared.store.port import Document
from shared.words import ReportPeriod
from shared.zones import home_day

LOOK_AGAIN = 0.5  # seconds

PRINTED: Final = {
    "regular": (2, "Đại biểu đề nghị bản giấy"),
    "review-of-plan": (4, "Đại biểu chưa quen dùng máy tính bảng"),
}
"""Copies of the meeting's first paper and why, by meeting; of the others nothing was printed."""

LETTERHEAD: Final = Letterhead(
    place="Phú Thọ",
    symbol="BC-UBND",
    counted=True,
    authority=("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
    signer="Hoàng Minh Tuệ",
    recipients=("Chủ tịch, các Phó Chủ tịch;", "Các sở, ban, ngành;", "Lưu: VT, TH."),
)

RECEIVING: Final = {
    "name": "Hệ thống thông tin báo cáo của tỉnh (mẫu)",
    "url": "https://baocao.phutho.example/api/chi-tieu",
    "unit_code": "H44",
    "periods": ["month", "quarter"],
    "indicators": [
        {"code": "H44.PHKG.01", "source": "meetings_held", "unit": "cuộc họp"},
        {"code": "H44.PHKG.02", "source": "measure.meetings_shorter", "unit": "%"},
        {"code": "H44.PHKG.03", "source": "measure.meetings_electronic", "unit": "%"},
        {"code": "H44.PHKG.04", "source": "pages_saved", "unit": "trang"},
        {"code": "H44.PHKG.05", "source": "meetings_with_video", "unit": "cuộc họp"},
    ],
    "active": False,  # a demo sends nothing to anybody
}


class Figures:
    """Of the meetings that were held; every method may be done twice."""

    def __init__(self, history: History, gateway: World, prepared: list[Prepared], began: datetime) -> None:
        self._history = history
        self._gateway = gateway
        self._held = [one for one in prepared if one.gathering.held]
        self._began = began

    async def load(self) -> Document:
        for one in self._held:
            await self._count(one)
        oldest = min(self._held, key=lambda one: one.times.starts)
        since, until = period_of(ReportPeriod.MONTH, home_day(oldest.times.starts))
        await self._add_up(since, until)
        form = await self._gateway.report_forms.look_up(ROOT_ID) or ReportForm(id=ROOT_ID)
        await set_letterhead(self._gateway, form, LETTERHEAD, Act(self._began))
        body = {"period": "month", "since": since.isoformat()}
        await self._ask(CHAIR, "POST", f"/api/organisations/{ROOT_ID}/usage-reports", body, "report")
        path = f"/api/organisations/{ROOT_ID}/receiving-systems"
        await self._ask(ADMINISTRATOR, "POST", path, RECEIVING, "receiving system")
        return {}

    async def _count(self, one: Prepared) -> None:
        desk, key = f"/api/print-desk/meetings/{one.meeting_id}", one.gathering.key
        papers = await self._papers_at(desk, one)
        if key in PRINTED and papers:
            copies, reason = PRINTED[key]
            body = {"document_id": papers[0]["id"], "pages": papers[0]["pages"], "copies": copies, "reason": reason}
            await self._ask(SECRETARY, "POST", f"{desk}/prints", body, f"print {key}")
        await self._ask(SECRETARY, "PUT", f"{desk}/count", {"complete": True})

    async def _papers_at(self, desk: str, one: Prepared) -> list[Any]:
        """It hears of them from the figures, which may be counted in a process of their own."""
        handed_out = (await self._ask(SECRETARY, "GET", f"{one.path}/documents"))["items"]
        released = sum(paper["state"] == "released" for paper in handed_out)
        async with asyncio.timeout(LONGEST_WAIT):
            while True:
                with suppress(Refused):  # no such meeting yet
                    papers: list[Any] = (await self._ask(SECRETARY, "GET", desk))["papers"]
                    if len(papers) == released:
                        return papers
                await asyncio.sleep(LOOK_AGAIN)

    async def _add_up(self, since: date, until: date) -> None:
        """Until the figures know all that was counted. Where services run apart nobody else looks at the rows here."""
        async with asyncio.timeout(LONGEST_WAIT):
            while True:
                await self._gateway.usage.snapshot.refresh()
                figures = (await self._ask(CHAIR, "GET", f"/api/usage?from={since}&to={until}"))["figures"]
                if figures["meetings_held"] and figures["pages_saved"] is not None:
                    return
                await asyncio.sleep(LOOK_AGAIN)

    async def _ask(self, who: Somebody, method: str, path: str, body: Any = None, key: str = "") -> Any:
        return await self._history.ask(who, self._began, method, path, body, key=key)

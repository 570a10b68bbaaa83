from services.gateway.report_forms.model import ReportForm, ReportRegister
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Store

FORMS = Collection("gateway.report_forms")
REGISTERS = Collection("gateway.report_registers")


def report_forms(store: Store) -> Repository[ReportForm]:
    return Repository(store, FORMS, ReportForm, kind="reportform", source=SOURCE)


def report_registers(store: Store) -> Repository[ReportRegister]:
    return Repository(store, REGISTERS, ReportRegister, kind="reportregister", source=SOURCE)

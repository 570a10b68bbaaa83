"""Papers in the official form of Decree 30/2020/NĐ-CP, as DOCX and as PDF: the form is described once, set twice."""

from shared.official.docx import docx_of
from shared.official.paper import Annex, OfficialPaper, Signature, Table
from shared.official.pdf import Printed, pdf_of, pdf_of_annex

__all__ = ["Annex", "OfficialPaper", "Printed", "Signature", "Table", "docx_of", "pdf_of", "pdf_of_annex"]

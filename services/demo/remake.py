"""Makes the papers anew that are kept as files although LibreOffice made them: `python -m services.demo.remake`."""

import subprocess
import tempfile
from pathlib import Path

from services.demo.catalogue import PAPERS, plan_54, survey
from shared.official import OfficialPaper, docx_of


def remake() -> None:
    for paper, name in ((plan_54(), "plan-54.pdf"), (survey(), "phieu-gop-y.odt")):
        _convert(paper, PAPERS / name)


def _convert(paper: OfficialPaper, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, target.stem).with_suffix(".docx")
        source.write_bytes(docx_of([paper]))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", target.suffix[1:], "--outdir", str(PAPERS)]
        subprocess.run([*command, str(source)], check=True)


if __name__ == "__main__":
    remake()

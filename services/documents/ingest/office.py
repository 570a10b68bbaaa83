"""LibreOffice as a converter: headless, a profile of its own for each run, macros, links and the network off."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from .kinds import Kind
from .refusal import IngestFailed, RefusalReason, Refused

_USUAL_PLACES = ("/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program", "/opt/libreoffice/program")
_FILTERS = {Kind.XLSX: "calc_pdf_Export", Kind.PPTX: "impress_pdf_Export"}
# No form fields (flattened), no comments, headings as outline, structure for screen readers.
_EXPORT = (
    '{"ExportFormFields":{"type":"boolean","value":"false"},"ExportNotes":{"type":"boolean","value":"false"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"},"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)
_SAFE_START = ("--headless", "--nologo", "--nodefault", "--norestore", "--nolockcheck", "--nofirststartwizard")

# Paths of LibreOffice's registry. Writer: never update links is 2; Calc: 1. DisableActiveContent came after 7.4.
_SETTINGS = {
    "Office.Common/Security/Scripting": {
        "MacroSecurityLevel": "3",
        "DisableMacrosExecution": "true",
        "BlockUntrustedRefererLinks": "true",
        "DisableActiveContent": "true",
        "CheckDocumentEvents": "false",
    },
    "Office.Writer/Content/Update": {"Link": "2", "Field": "false"},
    "Office.Calc/Content/Update": {"Link": "1"},
    "Office.Java/VirtualMachine": {"Enable": "false"},
    "Setup/L10N": {"ooSetupSystemLocale": "vi-VN"},
}

_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
_OLD_LIBERATION = Path("/usr/share/fonts/truetype/liberation")
_NEW_LIBERATION = Path("/usr/share/fonts/truetype/liberation2")
_FONTS_WITH_GAPS = ("Caladea",)
_SUBSTITUTES = {"Cambria": "Liberation Serif", ".VnTime": "Liberation Serif", "VNI-Times": "Liberation Serif"}


def office_program() -> Path | None:
    """LibreOffice's own binary (the wrapper script around it starts a second process), or None without it."""
    wrapper = shutil.which("soffice")
    found = [Path(wrapper).resolve().parent] if wrapper else []
    places = [*found, *(Path(place) for place in _USUAL_PLACES)]
    return next((place / "soffice.bin" for place in places if (place / "soffice.bin").is_file()), None)


def office_available() -> bool:
    return office_program() is not None


def convert(source: Path, kind: Kind, program: Path, scratch: Path) -> Path:
    """The paper as LibreOffice would print it.

    Raises Refused(damaged) when LibreOffice cannot read it, IngestFailed when LibreOffice itself does not work.
    """
    profile, output = scratch / "profile", scratch / "converted"
    _write_profile(profile, program)
    output.mkdir()
    target = f"pdf:{_FILTERS.get(kind, 'writer_pdf_Export')}:{_EXPORT}"
    user = f"-env:UserInstallation={profile.as_uri()}"
    command = [str(program), user, *_SAFE_START, "--convert-to", target, "--outdir", str(output), str(source)]
    environment = {
        **os.environ,
        "FONTCONFIG_FILE": str(_write_font_settings(scratch)),
        "LD_LIBRARY_PATH": str(program.parent),  # else it asks /proc, which the sandbox does not have
        "SAL_USE_VCLPLUGIN": "svp",
    }
    quiet = subprocess.DEVNULL
    # It keeps our standard output: whoever waits for all of us to be gone listens there (sandbox.py).
    status = subprocess.run(command, env=environment, stdin=quiet, stderr=quiet, check=False).returncode
    if status < 0:
        raise Refused(RefusalReason.OUT_OF_MEMORY, place=f"soffice signal {-status}")
    if status > 0:
        raise IngestFailed(f"LibreOffice ended with status {status}")
    return _only_pdf(output)


def remove_pipe(scratch: Path) -> None:
    """Remove the socket by which LibreOffice finds itself: without a namespace it stays behind in /tmp."""
    name = (scratch / "profile").as_uri().encode("utf-16-le")
    digest = "".join(f"{byte:x}" for byte in hashlib.md5(name, usedforsecurity=False).digest())
    for pipe in Path("/tmp").glob(f"OSL_PIPE_*SingleOfficeIPC_{digest}"):
        pipe.unlink(missing_ok=True)


def _only_pdf(output: Path) -> Path:
    found = list(output.glob("*.pdf"))
    if not found or found[0].stat().st_size == 0:
        raise Refused(RefusalReason.DAMAGED)
    return found[0]


def _write_profile(profile: Path, program: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, properties in _SETTINGS.items()
        for name, value in properties.items()
    )
    (profile / "user" / "extensions").mkdir(parents=True)
    # A profile that does not name the build is set up first, and LibreOffice then ends to be started once more.
    (profile / "user" / "extensions" / "buildid").write_text(_build(program), encoding="ascii")
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _build(program: Path) -> str:
    settings = program.with_name("versionrc").read_text(encoding="utf-8").splitlines()
    return next((line.partition("=")[2] for line in settings if line.startswith("buildid=")), "")


def _write_font_settings(scratch: Path) -> Path:
    """Fonts that have every Vietnamese letter come first: a line set in two fonts is what one sees otherwise."""
    folders = "".join(f"<dir>{folder}</dir>" for folder in _FONT_FOLDERS)
    rejected = "".join(
        f'<pattern><patelt name="family"><string>{family}</string></patelt></pattern>' for family in _FONTS_WITH_GAPS
    )
    if _NEW_LIBERATION.is_dir():
        rejected += f"<glob>{_OLD_LIBERATION}/*</glob>"
    aliases = "".join(
        f'<match target="pattern"><test name="family"><string>{asked}</string></test>'
        f'<edit name="family" mode="assign" binding="same"><string>{used}</string></edit></match>'
        for asked, used in _SUBSTITUTES.items()
    )
    path = scratch / "fonts.conf"
    path.write_text(
        f'<?xml version="1.0"?><fontconfig>{folders}<cachedir>/var/cache/fontconfig</cachedir>'
        f"<cachedir>{scratch / 'fonts'}</cachedir>{aliases}"
        f'<include ignore_missing="yes">/etc/fonts/conf.d</include>'
        f"<selectfont><rejectfont>{rejected}</rejectfont></selectfont></fontconfig>",
        encoding="utf-8",
    )
    return path

"""Settings of the documents service."""

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DocumentsSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore")

    largest_paper: Annotated[int, Field(description="Largest paper, in bytes.", ge=1)] = 300 << 20
    most_pages: Annotated[int, Field(description="Most pages of one paper.", ge=1)] = 3000
    check_concurrency: Annotated[
        int,
        Field(
            description="Papers checked at the same time. 0: none here, `services.documents.checking` does it.",
            ge=0,
            le=64,
        ),
    ] = 1
    check_seconds: Annotated[int, Field(description="Longest time one paper may take to check.", ge=10)] = 300
    check_memory: Annotated[int, Field(description="Most memory of a process that opens papers, in bytes.")] = 2 << 30
    check_folder: Annotated[Path | None, Field(description="Where papers are checked. Empty: checking in DATA.")] = None
    link_seconds: Annotated[int, Field(description="How long a link to a paper lives.", ge=10, le=120)] = 120
    delegates_take_books: Annotated[
        bool,
        Field(description="Delegates may take the papers they may read as one PDF, where no body decided otherwise."),
    ] = False
    upload_hours: Annotated[int, Field(description="An unfinished upload is cleaned up after so long.", ge=1)] = 24
    silent_minutes: Annotated[int, Field(description="A sitting that is silent for so long has ended.", ge=1)] = 30
    revocation_minutes: Annotated[
        int, Field(description="No new links when facts of who may read are behind for so long.", ge=1)
    ] = 15

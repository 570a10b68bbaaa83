"""Where a version that an owner unit brought stands between the unit and the secretary."""

from datetime import datetime

from pydantic import BaseModel

from services.documents.reviews.problems import NotInReview, VersionReturned
from shared.clock import Moment
from shared.words import ReviewStage


class Review(BaseModel):
    """`by` and `at` are of the newest step, `comment` of the newest return. A secretary's own version has none."""

    stage: ReviewStage = ReviewStage.DRAFT
    by: str
    at: Moment
    comment: str = ""

    def submit(self, by: str, at: datetime) -> bool:
        """Whether that changed anything; submitted or accepted already, it does not. Raises VersionReturned."""
        if self.stage is ReviewStage.RETURNED:
            raise VersionReturned
        if self.stage is not ReviewStage.DRAFT:
            return False
        self.stage, self.by, self.at = ReviewStage.SUBMITTED, by, at
        return True

    def accept(self, by: str, at: datetime) -> bool:
        """Also of one returned by mistake. Raises NotInReview for a draft."""
        if self.stage is ReviewStage.DRAFT:
            raise NotInReview
        if self.stage is ReviewStage.ACCEPTED:
            return False
        self.stage, self.by, self.at = ReviewStage.ACCEPTED, by, at
        return True

    def send_back(self, comment: str, by: str, at: datetime) -> bool:
        """Also of one accepted before. Raises NotInReview for a draft."""
        if self.stage is ReviewStage.DRAFT:
            raise NotInReview
        if self.stage is ReviewStage.RETURNED and self.comment == comment:
            return False
        self.stage, self.by, self.at, self.comment = ReviewStage.RETURNED, by, at, comment
        return True

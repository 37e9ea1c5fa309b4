"""What centres answered: read from the workbooks that came back, kept in a log, applied on top of what they had sent."""

from cohortium.conformance.answers.book import AnswerBook, open_answers
from cohortium.conformance.answers.form import STATUSES
from cohortium.conformance.answers.log import FOLDER, NAME

__all__ = ["FOLDER", "NAME", "STATUSES", "AnswerBook", "open_answers"]

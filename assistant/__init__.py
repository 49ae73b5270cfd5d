"""From a question to an answer whose every sentence cites the exact words it rests on.

`from assistant.build import open_assistant` opens the whole assistant; this table of contents imports no vendor.
"""

from assistant.answer import Answer, Citation, Sentence, cite
from assistant.errors import AssistantError, ModelUnavailable, QuestionRejected, SettingsInvalid

__all__ = [
    "Answer",
    "AssistantError",
    "Citation",
    "ModelUnavailable",
    "QuestionRejected",
    "Sentence",
    "SettingsInvalid",
    "cite",
]

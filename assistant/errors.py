"""What can go wrong while answering.

AssistantError
├── QuestionRejected    an empty or over-long question
├── SettingsInvalid     a setting that cannot be used
├── ModelUnavailable    the endpoint cannot write the answer; the extractive answer is shown instead
├── ScriptInvalid       a script of questions that cannot be opened
├── FeedbackRejected    feedback that is empty or too long
└── FeedbackUnavailable the feedback database cannot be used now
"""


class AssistantError(Exception):
    """Base of all errors of this room; its message is a sentence for the reader."""


class QuestionRejected(AssistantError):
    """A question that cannot be answered as it stands."""


class SettingsInvalid(AssistantError):
    """A setting that cannot be used."""


class ModelUnavailable(AssistantError):
    """The endpoint cannot write the answer."""


class ScriptInvalid(AssistantError):
    """A script of questions that cannot be opened."""


class FeedbackRejected(AssistantError):
    """Feedback that cannot be stored as it stands."""


class FeedbackUnavailable(AssistantError):
    """The feedback database cannot be used now."""

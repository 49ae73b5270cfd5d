"""What can go wrong with a corpus.

CorpusError
├── EntryInvalid     an entry breaks the schema; the message names file and field
├── EntryNotFound    an id that is in no entry
└── ReportUnreadable a PDF that cannot be imported
"""


class CorpusError(Exception):
    """Base of all errors of this room; its message is a sentence for the user."""


class EntryInvalid(CorpusError):
    """An entry breaks the schema."""


class EntryNotFound(CorpusError):
    """An id that no entry has."""


class ReportUnreadable(CorpusError):
    """A report that cannot be imported."""

"""What can go wrong while finding.

RetrievalError
├── WeightsMissing     the files of the embedding model are not on this machine
├── WeightsDamaged     a file of the embedding model is not the official one
├── IndexNotWritable   the state folder cannot be written
├── IndexBusy          another process has been building the index for too long
├── StoreDamaged       a store on disk that cannot be read, or that holds something else than it should
└── StoreUnreachable   the Chroma server does not answer
"""


class RetrievalError(Exception):
    """Base of all errors of this room; its message is a sentence for the user."""


class WeightsMissing(RetrievalError):
    """The files of the embedding model are not on this machine."""


class WeightsDamaged(RetrievalError):
    """A file of the embedding model is not the official one."""


class IndexNotWritable(RetrievalError):
    """The state folder cannot be written."""


class IndexBusy(RetrievalError):
    """Another process has been building the index for too long."""


class StoreDamaged(RetrievalError):
    """A store on disk that cannot be read, or that holds something else than it should."""


class StoreUnreachable(RetrievalError):
    """The Chroma server does not answer."""

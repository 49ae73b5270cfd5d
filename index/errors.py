"""What can go wrong while finding.

RetrievalError
├── WeightsMissing       the files of the embedding model are not on this machine
├── WeightsDamaged       a file of the embedding model is not the official one
├── EmbeddingsUnavailable  the endpoint cannot embed texts
├── IndexNotWritable     the state folder cannot be written
├── IndexBusy            another process has been building the index for too long
├── StoreUnreachable     the Chroma server does not answer
└── IndexUnusable        the index has to be built again
    ├── IndexMissing     there is none yet
    ├── IndexStale       it was made of another corpus, by another model or by another version
    └── StoreDamaged     it cannot be read, or holds something else than was written
"""


class RetrievalError(Exception):
    """Base of all errors of this room; its message is a sentence for the user."""


class WeightsMissing(RetrievalError):
    """The files of the embedding model are not on this machine."""


class WeightsDamaged(RetrievalError):
    """A file of the embedding model is not the official one."""


class EmbeddingsUnavailable(RetrievalError):
    """The endpoint cannot embed texts."""


class IndexNotWritable(RetrievalError):
    """The state folder cannot be written."""


class IndexBusy(RetrievalError):
    """Another process has been building the index for too long."""


class StoreUnreachable(RetrievalError):
    """The Chroma server does not answer."""


class IndexUnusable(RetrievalError):
    """The index has to be built again."""


class IndexMissing(IndexUnusable):
    """There is no index yet."""


class IndexStale(IndexUnusable):
    """The index was made of another corpus, by another model or by another version."""


class StoreDamaged(IndexUnusable):
    """The index cannot be read, or holds something else than was written."""

"""What can go wrong while measuring.

EvalsError
├── SetInvalid      a question set breaks the schema; the message names file and line
├── RunUnreadable   a result file that is missing, damaged or of another version
├── RunStale        a run that was made of another state of the tree
├── FloorsInvalid   a floors file that cannot be used
├── OptionsClash    two options of a command that do not go together
├── WorkerLost      a process that asks side by side with others has died
└── ModelMissing    generated answers or a judge were asked for, and no model is set
"""


class EvalsError(Exception):
    """Base of all errors of this room; its message is a sentence for the evaluator."""


class SetInvalid(EvalsError):
    """A question set that cannot be used."""


class RunUnreadable(EvalsError):
    """A result file that cannot be read by this tree."""


class RunStale(EvalsError):
    """A run of another state of the tree."""


class FloorsInvalid(EvalsError):
    """A floors file that cannot be used."""


class OptionsClash(EvalsError):
    """Options that cannot be used together."""


class WorkerLost(EvalsError):
    """A process of a run has ended before its time."""


class ModelMissing(EvalsError):
    """A model is needed and none is set."""

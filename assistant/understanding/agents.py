"""Agents: by whom something is to be led, run or paid, and the sentences that say so ("led by industry")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.understanding.thesaurus import relatives
from index.words import stem, stems, words

_BY = re.compile(
    r"\b(?P<done>led|run|managed|coordinated|headed|operated|organi[sz]ed|funded|financed|paid|sponsored|backed|founded|created|started"
    r"|launched|owned|steered|driven)\s+(?:for\s+|jointly\s+|mainly\s+)?by\s+(?P<whom>(?:(?:an?|the|its|their)\s+)?[\w’'-]+(?:\s+[\w’'-]+){0,2}?)(?=\s*(?:[?.!,;]|$))",
    re.IGNORECASE,
)
AGENT_WITHIN = 6
"""Words behind "by" among which the agent stands."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who does something to what is asked for."""

    text: str
    """As it was asked: "led by industry"."""
    start: int
    end: int
    done: str
    """Stem of what is done."""
    whom: frozenset[str]
    """Stems of who does it."""

    def named_in(self, sentence: str) -> bool:
        """Say whether a sentence says the same in the passive, with a verb of the same or nearly the same meaning."""
        told = list(words(sentence))
        verbs = {self.done} | relatives(self.done)
        for at, word in enumerate(told):
            if word.lower != "by" or at == 0:
                continue
            before, behind = (
                {w.stem for w in told[max(0, at - 2) : at]},
                {w.stem for w in told[at + 1 : at + 1 + AGENT_WITHIN]},
            )
            if before & verbs and self.whom <= behind:
                return True
        return False


def agent_in(text: str) -> Agent | None:
    """Return the agent that a question names at its end or before a pause, or None."""
    match = _BY.search(text)
    whom = frozenset(stems(match["whom"])) if match else frozenset()
    if match is None or not whom:
        return None
    return Agent(match.group(), *match.span(), stem(match["done"]), whom)

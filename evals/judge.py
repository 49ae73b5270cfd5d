"""Judge: scores by a model, optional and only reported; what cannot be read is no score."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic import SecretStr

import prompts
from assistant.answer import Answer
from evals.case import Case
from evals.errors import ModelMissing
from evals.measures import JUDGED, Scores

if TYPE_CHECKING:
    from assistant.settings import Settings

Model = Callable[[str], str]
"""Sends one prompt to a model and returns its reply."""

FENCE = "=====8<====="
VERDICTS = {"F": 1.0, "P": 0.5, "N": 0.0}
"""Full, partial, none: the three levels of the TREC 2024 RAG support track (arXiv 2504.15205)."""
_VERDICT = re.compile(r"^[\W_]*VERDICT\s*:?[\s*_`'\"]*([A-Z])[\W_]*$", re.IGNORECASE)
_LONGEST = 8000
_PATIENCE = 3


class Judge:
    """Scores answers by a model; gives up on an endpoint that fails three times in a row."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._failures = 0
        self.given_up: str | None = None
        """Why the judge is asked no more, for the evaluator."""

    def __call__(self, case: Case, answer: Answer) -> Scores:
        """Score one answer by the judges that apply: is it faithful, complete, to the point?

        A refusal is not judged, and completeness only where the gold names facts or passages. None where the
        reply cannot be read or the model fails.
        """
        scores: Scores = dict.fromkeys(JUDGED)
        if answer.decision == "not_in_report":
            return scores
        parts = {"question": case.standalone, "answer": answer.answer}
        passages = "\n".join(f"[{c.n}] {c.title}: {c.quote}" for c in answer.citations)
        scores["judge_faithful"] = self._score("judge_faithful", passages=passages, **parts)
        scores["judge_relevant"] = self._score("judge_relevant", **parts)
        gold = [*case.vital, *(span.quote for span in case.spans)]
        if gold:
            scores["judge_complete"] = self._score("judge_complete", gold="\n".join(gold), **parts)
        return scores

    def _score(self, name: str, **parts: str) -> float | None:
        if self.given_up:
            return None
        values = {key: defuse(text) for key, text in parts.items()}
        prompt = prompts.load(name).render(fence=FENCE, **values)
        try:
            reply = self._model(prompt)
        except Exception as error:
            # Whatever the endpoint did, the case is not scored; the run and its other measures go on.
            self._failures += 1
            if self._failures >= _PATIENCE:
                self.given_up = f"The judge failed {_PATIENCE} times in a row and was asked no more: {error}"
            return None
        self._failures = 0
        return read_verdict(reply)


def defuse(text: str) -> str:
    """Make graded text unable to end its fence or to forge a verdict, and cut what is endless."""
    shortened = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} (cut)"
    without_fence = re.sub(r"={3,}|8<", "--", shortened)
    return re.sub(r"verdict(\s*):", r"verdict\1 -", without_fence, flags=re.IGNORECASE)


def read_verdict(reply: str) -> float | None:
    """Return the score of a reply, or None.

    The last line must be a verdict of a known letter, and no other line may hold a different one.
    """
    lines = [line for line in reply.strip().splitlines() if line.strip()]
    letters = [match[1].upper() for line in lines if (match := _VERDICT.match(line))]
    if not letters or not _VERDICT.match(lines[-1]) or len(set(letters)) > 1:
        return None
    return VERDICTS.get(letters[0])


def open_judge(settings: Settings) -> Model:
    """Open the endpoint that `ASSISTANT_MODEL` names, through langchain_openai.

    Raises ModelMissing where no model is set.
    """
    if not settings.model:
        raise ModelMissing("There is no judge: no model is set. Set ASSISTANT_MODEL, or run without --judge.")
    from langchain_openai import ChatOpenAI

    # Endpoints on one's own machine want no key, but the client wants one to be given.
    chat = ChatOpenAI(
        model=settings.model,
        base_url=settings.openai_base_url,
        api_key=settings.openai_api_key or SecretStr("none"),
        temperature=0,
        timeout=settings.model_timeout,
        max_retries=2,
    )
    return lambda prompt: str(chat.invoke(prompt).text)

"""Train the cross-encoder that says whether a passage answers a question.

    uv run --with torch==2.14.1 python -m evals.train_cross_encoder

Two files of `evals/pairs`, written by hand by several authors who saw the corpus but neither code nor question sets:
`questions.jsonl` holds questions on each entry that it answers and near misses that no entry answers, `passages.jsonl`
passages as they stand in other reports, with both sorts of questions, so that the model learns to read and not the
corpus by heart. Entries that the encoder finds near a question and that do not answer it are further negatives. What is
trained: low-rank updates of all weight matrices (LoRA, Hu et al. 2021), the normalisations and a linear head. A tenth of
the passages is left out, to print how well the model reads what it has not seen. About half an hour on two processors.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from assistant.answering.reading import opening_of
from corpus.corpus import Corpus
from corpus.load import load_corpus
from evals.low_rank import DROPOUT, LowRankEncoder, head, in_half_precision
from evals.training import training_passages, training_questions
from index.bert import LAYERS, WIDTH
from index.cross_encoder import MAX_PAIR, MAX_QUESTION, UPDATES
from index.encoding import EncodingModel, TokenPair, pair_of
from index.home import state_home
from index.minilm import MiniLM
from index.weights import HashCache, find_weights, read_tensors, write_tensors

RANK = 16
EPOCHS, BATCH, RATE, WARM_UP, WEIGHT_DECAY = 3, 32, 8e-4, 0.1, 0.01
NEAR, NEAR_SHARE = 8, 0.6
"""A negative is drawn from the NEAR nearest entries that do not answer, for this share of the questions."""
LEFT_OUT = 10
"""One passage in so many is only for measuring."""


class Pair(NamedTuple):
    """A question, a passage, and whether it answers."""

    question: str
    passage: str
    answered: bool


class Encoded(NamedTuple):
    """A pair as tokens, and whether the passage answers."""

    tokens: TokenPair
    answered: bool


def corpus_pairs(corpus: Corpus, home: Path, chance: random.Random) -> Iterator[Pair]:
    """Yield the pairs on the corpus, and entries near the questions that do not answer them."""
    lines = training_questions()
    entries = list(corpus)
    passages = {entry.id: opening_of(entry) for entry in entries}
    embedder = MiniLM(home)
    near = embedder.embed([line.question for line in lines]) @ embedder.embed(list(passages.values())).T
    for line, row in zip(lines, near, strict=True):
        yield Pair(line.question, passages[line.entry], line.answered)
        others = [entries[at].id for at in np.argsort(-row) if entries[at].id not in (line.entry, *line.also)]
        if chance.random() < NEAR_SHARE:
            yield Pair(line.question, passages[chance.choice(others[:NEAR])], False)


def passage_pairs(*, left_out: bool) -> Iterator[Pair]:
    """Yield the pairs on passages of other reports, those left out of training or the rest."""
    for line in training_passages():
        if (hashlib.sha256(line.title.encode()).digest()[0] % LEFT_OUT == 0) == left_out:
            passage = f"{line.title}. {' '.join(line.passage.split())}"
            yield from (Pair(question, passage, True) for question in line.answered)
            yield from (Pair(question, passage, False) for question in line.not_answered)


class Scorer(nn.Module):
    """The encoder with its head; the same computation as `index.bert.scoring_graph`."""

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        super().__init__()
        self.encoder = LowRankEncoder(tensors, layers=LAYERS, rank=RANK)
        self.drop = nn.Dropout(DROPOUT)
        self.head = head(2 * WIDTH, 1)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return one score for each pair."""
        scores: Tensor = self.head(self.drop(self.encoder(ids, types, mask)[1]))[:, 0]
        return scores

    def updates(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return what training changed, by the names of the weights, in half precision."""
        own = {f"head.{name}": value for name, value in self.head.named_parameters()}
        return in_half_precision(self.encoder.updates() | own)


@dataclass(frozen=True, slots=True)
class Batcher:
    """Turns pairs into token ids and groups them by length."""

    model: EncodingModel

    def encode(self, pairs: Sequence[Pair]) -> list[Encoded]:
        """Encode pairs as `index.cross_encoder` does."""
        asked = self.model.tokens([pair.question for pair in pairs], MAX_QUESTION, special=False)
        read = self.model.tokens([pair.passage for pair in pairs], MAX_PAIR, special=False)
        return [Encoded(pair_of(q, p, MAX_PAIR), pair.answered) for pair, q, p in zip(pairs, asked, read, strict=True)]

    @staticmethod
    def batches(encoded: Sequence[Encoded], chance: random.Random) -> list[list[Encoded]]:
        """Shuffle, then sort by length within stretches, so that little is padding."""
        order = list(encoded)
        chance.shuffle(order)
        long = [
            sorted(order[at : at + 16 * BATCH], key=lambda e: len(e.tokens.ids))
            for at in range(0, len(order), 16 * BATCH)
        ]
        found = [stretch[at : at + BATCH] for stretch in long for at in range(0, len(stretch), BATCH)]
        chance.shuffle(found)
        return found

    @staticmethod
    def tensors(batch: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor]:
        """Return ids, types and mask, each (pairs, tokens)."""
        ids = torch.zeros(len(batch), max(len(e.tokens.ids) for e in batch), dtype=torch.long)
        types, mask = torch.zeros_like(ids), torch.zeros_like(ids, dtype=torch.bool)
        for row, e in enumerate(batch):
            length = len(e.tokens.ids)
            ids[row, :length] = torch.tensor(e.tokens.ids)
            types[row, :length] = torch.tensor(e.tokens.types)
            mask[row, :length] = True
        return ids, types, mask


def train(scorer: Scorer, encoded: Sequence[Encoded], chance: random.Random) -> None:
    """Minimise the binary cross-entropy with AdamW; the rate rises over WARM_UP of the steps and then falls to zero."""
    trained = [parameter for parameter in scorer.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, RATE, weight_decay=WEIGHT_DECAY)
    steps = EPOCHS * len(Batcher.batches(encoded, random.Random(0)))
    step, began = 0, time.monotonic()
    for epoch in range(EPOCHS):
        total = 0.0
        batches = Batcher.batches(encoded, chance)
        for batch in batches:
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, (step + 1) / (WARM_UP * steps)) * max(0.02, 1 - step / steps)
            with torch.autocast("cpu", torch.bfloat16):
                scores = scorer(*Batcher.tensors(batch)).float()
            loss = F.binary_cross_entropy_with_logits(scores, torch.tensor([float(e.answered) for e in batch]))
            loss.backward()
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            optimiser.zero_grad()
            total += loss.item()
            step += 1
            if step % 100 == 0:
                sys.stdout.write(f"{step} of {steps} steps, {time.monotonic() - began:.0f} s\n")
                sys.stdout.flush()
        sys.stdout.write(f"epoch {epoch + 1}: loss {total / len(batches):.3f}\n")


def area_under_curve(scorer: Scorer, encoded: Sequence[Encoded]) -> float:
    """Return how often an answered pair scores above one that is not (area under the ROC curve)."""
    scorer.eval()
    with torch.no_grad():
        scores = [scorer(*Batcher.tensors(encoded[at : at + 64])).numpy() for at in range(0, len(encoded), 64)]
    scorer.train()
    found, answered = np.concatenate(scores), np.array([e.answered for e in encoded])
    above = found[answered][:, None] - found[~answered][None]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def main() -> int:
    """Train, print what it is worth on passages that it has not seen, and keep the updates."""
    parser = argparse.ArgumentParser(prog="python -m evals.train_cross_encoder", description=__doc__)
    parser.add_argument("--out", type=Path, default=UPDATES, help="where the updates are written")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)
    home = state_home()
    weights = find_weights(home, HashCache(home / "models" / "hashes.json"))
    batcher = Batcher(EncodingModel(home, "", lambda _: b""))
    pairs = [*corpus_pairs(load_corpus(), home, chance), *passage_pairs(left_out=False)]
    unseen = batcher.encode(list(passage_pairs(left_out=True)))
    scorer = Scorer({name: torch.from_numpy(value) for name, value in read_tensors(weights.model).items()})
    sys.stdout.write(f"{len(pairs)} pairs, {sum(pair.answered for pair in pairs)} answered; unseen {len(unseen)}\n")
    train(scorer, batcher.encode(pairs), chance)
    sys.stdout.write(f"unseen passages: area under the ROC curve {area_under_curve(scorer, unseen):.3f}\n")
    write_tensors(scorer.updates(), options.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

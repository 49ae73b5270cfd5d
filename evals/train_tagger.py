"""Train the tagger that says what a question asks for, which words tell on what, and what it needs of those before it.

    uv run --with torch==2.14.1 python -m evals.train_tagger [--left-out AUTHOR]

`evals/pairs/forms.jsonl` holds questions with what they ask for, `turns.jsonl` follow-ups with what they need of the
questions before, both written by several authors who saw neither code nor question sets. What is trained: low-rank updates of the first layers of MiniLM and one linear head for texts and words
each. With an author left out, it prints how well that author's questions are read. Minutes on two processors.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from evals.low_rank import DROPOUT, LowRankEncoder, head, in_half_precision
from evals.training import TaggedQuestion, TrainingTurn, tagged_questions, training_turns
from index.bert import WIDTH
from index.encoding import EncodingModel, TokenPair
from index.home import state_home
from index.tagger import LAYERS, MAX_TOKENS, RELATIONS, SHAPES, SORTS, TAGS, UPDATES, turn_of
from index.weights import HashCache, find_weights, read_tensors, write_tensors

RANK = 12
EPOCHS, BATCH, RATE, WARM_UP, WEIGHT_DECAY, SMOOTHING = 8, 32, 1e-3, 0.1, 0.01, 0.05
SIZES = [len(SHAPES), len(SORTS), len(RELATIONS)]
Line = TaggedQuestion | TrainingTurn
UNPUNCTUATED = 0.3
"""Share of the questions that are read without their last mark: many readers leave it out."""


class Encoded(NamedTuple):
    """A question as tokens, with the places of its labels in SHAPES, SORTS, RELATIONS and, for each token, TAGS; -1 for none."""

    tokens: TokenPair
    labels: tuple[int, int, int]
    tags: list[int]


class TaggerModel(nn.Module):
    """The encoder with its heads; the same computation as `index.bert.tagging_graph`."""

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        super().__init__()
        self.encoder = LowRankEncoder(tensors, layers=LAYERS, rank=RANK)
        self.drop = nn.Dropout(DROPOUT)
        self.text, self.token = head(2 * WIDTH, sum(SIZES)), head(WIDTH, len(TAGS))

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """Return the scores of shapes, sorts, relations and, for each token, tags."""
        states, pooled = self.encoder(ids, types, mask)
        return (*self.text(self.drop(pooled)).split(SIZES, dim=1), self.token(self.drop(states)))

    def updates(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return what training changed, by the names of the weights, in half precision."""
        own = {f"text.{name}": value for name, value in self.text.named_parameters()}
        own |= {f"token.{name}": value for name, value in self.token.named_parameters()}
        return in_half_precision(self.encoder.updates() | own)


def encoded(model: EncodingModel, line: Line, text: str) -> Encoded:
    """Encode a question, as `line` has it or without its last mark, as `index.tagger` does, with its labels."""
    if isinstance(line, TrainingTurn):
        pair = turn_of(model, text, line.history)
        return Encoded(pair, (-1, -1, RELATIONS.index(line.relation)), [-1] * len(pair.ids))
    ids, spans = model.spanned_tokens(text, MAX_TOKENS)
    tags = [-1 if end == start else 0 for start, end in spans]
    for name in TAGS[1:]:
        for phrase in line.phrases(name):
            first = line.question.index(phrase)
            for at, (start, end) in enumerate(spans):
                if end > start and first <= start < first + len(phrase):
                    tags[at] = TAGS.index(name)
    labels = (SHAPES.index(line.form), SORTS.index(line.kind), -1)
    return Encoded(TokenPair(ids, [0] * len(ids)), labels, tags)


def batches(lines: Sequence[Encoded], chance: random.Random) -> Iterator[list[Encoded]]:
    """Shuffle, then sort by length within stretches, so that little is padding."""
    order = list(lines)
    chance.shuffle(order)
    found = []
    for at in range(0, len(order), 8 * BATCH):
        stretch = sorted(order[at : at + 8 * BATCH], key=lambda e: len(e.tags))
        found += [stretch[i : i + BATCH] for i in range(0, len(stretch), BATCH)]
    chance.shuffle(found)
    yield from found


def tensors_of(batch: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return ids, types, mask and tags, each (questions, tokens)."""
    ids = torch.zeros(len(batch), max(len(e.tags) for e in batch), dtype=torch.long)
    types, mask, tags = torch.zeros_like(ids), torch.zeros_like(ids, dtype=torch.bool), torch.full_like(ids, -1)
    for row, e in enumerate(batch):
        length = len(e.tags)
        ids[row, :length], types[row, :length] = torch.tensor(e.tokens.ids), torch.tensor(e.tokens.types)
        mask[row, :length], tags[row, :length] = True, torch.tensor(e.tags)
    return ids, types, mask, tags


def loss_of(tagger: TaggerModel, batch: Sequence[Encoded]) -> Tensor:
    """Return the sum of the cross-entropies of what is labelled."""
    ids, types, mask, tags = tensors_of(batch)
    *of_text, of_tokens = tagger(ids, types, mask)
    losses = [
        F.cross_entropy(scores, gold, ignore_index=-1, label_smoothing=SMOOTHING)
        for scores, gold in zip(of_text, torch.tensor([e.labels for e in batch]).unbind(1), strict=True)
        if (gold >= 0).any()
    ]
    if (tags >= 0).any():
        losses.append(F.cross_entropy(of_tokens.flatten(0, 1), tags.flatten(), ignore_index=-1))
    return torch.stack(losses).sum()


def train(tagger: TaggerModel, lines: Sequence[Line], model: EncodingModel, chance: random.Random) -> None:
    """Minimise the loss with AdamW."""
    trained = [parameter for parameter in tagger.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, RATE, weight_decay=WEIGHT_DECAY)
    steps, step = EPOCHS * -(-len(lines) // BATCH), 0
    for epoch in range(EPOCHS):
        total = 0.0
        texts = [ln.question.rstrip("?.! ") if chance.random() < UNPUNCTUATED else ln.question for ln in lines]
        for batch in batches([encoded(model, ln, t) for ln, t in zip(lines, texts, strict=True)], chance):
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, (step + 1) / (WARM_UP * steps)) * max(0.02, 1 - step / steps)
            loss = loss_of(tagger, batch)
            loss.backward()
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            optimiser.zero_grad()
            total += loss.item()
            step += 1
        sys.stdout.write(f"epoch {epoch + 1}: loss {total * EPOCHS / steps:.3f}\n")
        sys.stdout.flush()


def measure(tagger: TaggerModel, lines: Sequence[Line], model: EncodingModel) -> str:
    """Say how well questions are read that were not learnt: shares of questions and of tokens."""
    tagger.eval()
    shares: dict[str, list[bool]] = {}
    with torch.no_grad():
        for line in lines:
            e = encoded(model, line, line.question)
            *of_text, of_tokens = tagger(*tensors_of([e])[:3])
            found = [int(scores.argmax()) for scores in of_text]
            for name, guess, gold in zip(("shape", "sort", "relation"), found, e.labels, strict=True):
                if gold >= 0 and (name, gold) != ("sort", SORTS.index("any")):
                    shares.setdefault(name, []).append(guess == gold)
            if e.labels[0] >= 0:
                shares.setdefault("list or not", []).append((found[0] < 2) == (e.labels[0] < 2))
            if e.labels[2] >= 0:
                shares.setdefault("alone or not", []).append((found[2] == 0) == (e.labels[2] == 0))
            tags = [(int(t.argmax()), gold) for t, gold in zip(of_tokens[0], e.tags, strict=True) if gold >= 0]
            shares.setdefault("topic or not", []).extend((guess == 1) == (gold == 1) for guess, gold in tags)
    tagger.train()
    return ", ".join(f"{name} {np.mean(hits):.3f}" for name, hits in shares.items() if hits)


def main() -> int:
    """Train, and keep the updates; with an author left out only print how well that author is read."""
    parser = argparse.ArgumentParser(prog="python -m evals.train_tagger", description=__doc__)
    parser.add_argument("--out", type=Path, default=UPDATES, help="where the updates are written")
    parser.add_argument(
        "--left-out", nargs="+", default=[], metavar="AUTHOR", help="train without them, and measure on them"
    )
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)
    home = state_home()
    weights = find_weights(home, HashCache(home / "models" / "hashes.json"))
    model = EncodingModel(home, "", lambda _: b"")
    lines: list[Line] = [*tagged_questions(), *training_turns()]
    tagger = TaggerModel({name: torch.from_numpy(value) for name, value in read_tensors(weights.model).items()})
    train(tagger, [line for line in lines if line.author not in options.left_out], model, chance)
    if options.left_out:
        sys.stdout.write(measure(tagger, [ln for ln in lines if ln.author in options.left_out], model) + "\n")
        return 0
    write_tensors(tagger.updates(), options.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

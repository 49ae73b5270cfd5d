"""Train the adapter under which a topic lies near the headings of what belongs to it (`index.topic_adapter`).

    uv run --with torch==2.14.1 python -m evals.train_adapter

Learns from the lists of `evals/pairs/adapter_lists.jsonl`; those of `lists.jsonl`, by other authors, are left to `evals fit`,
where an adapter that had seen them would look better than it is. The encoder stays as it is; a
low-rank linear map behind it is trained, for topics and headings alike, so that an entry of the list is nearer by its
best headings than the others of its kind. Half a minute on two processors; low-rank updates of the whole encoder, trained
for eight minutes, were no better (average precision of unseen lists 0.827 and 0.825, without either 0.785).
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from corpus.corpus import Corpus
from corpus.load import load_corpus
from evals.training import TrainingList, adapter_lists
from index.encoder import embed_listed
from index.headings import headings_of
from index.home import state_home
from index.minilm import MiniLM
from index.topic_adapter import ADAPTER
from index.weights import write_tensors

RANK, EPOCHS, BATCH, RATE, WEIGHT_DECAY = 192, 30, 64, 2e-3, 0.05
NEAREST = 3
"""How many headings of an entry count: one near heading may be chance."""
HIDDEN = 0.5
"""Share of the headings that is hidden from each step, so that no single one is leant on."""
ORDER_WEIGHT = 0.5
"""Weight of the order of the entries beside whether each belongs."""


class Asked(NamedTuple):
    """A list to learn from: rows of the vectors that word it, and of the entries of its kind with what each is worth."""

    wordings: tuple[int, ...]
    entries: list[int]
    labels: Tensor
    """1 for an entry that the list holds, 0 for one that it does not."""


class AdapterModel(nn.Module):
    """The map with the headings that it is trained on; the same computation as `index.topic_adapter`."""

    def __init__(self, corpus: Corpus, headings: Tensor, places: dict[str, int]) -> None:
        super().__init__()
        width = headings.shape[1]
        self.down = nn.Parameter(torch.randn(width, RANK) / math.sqrt(width))
        self.up = nn.Parameter(torch.zeros(RANK, width))
        self.scale, self.bias = nn.Parameter(torch.tensor(math.log(15.0))), nn.Parameter(torch.tensor(-7.0))
        most = max(len(entry.headings) for entry in corpus)
        columns = torch.full((len(corpus), most), len(places))
        for row, entry in enumerate(corpus):
            columns[row, : len(entry.headings)] = torch.tensor([places[heading] for heading in entry.headings])
        self.register_buffer("headings", headings)
        self.register_buffer("columns", columns)

    def forward(self, topics: Tensor) -> Tensor:
        """Return how well each topic fits each entry, shape (topics, entries)."""
        near = self._mapped(topics) @ self._mapped(self.headings).T
        near = torch.cat([near, torch.full((len(topics), 1), -1.0)], 1)[:, self.columns]
        if self.training:
            near = near.masked_fill(torch.rand(near.shape) < HIDDEN, -1.0)
        best = near.topk(NEAREST, dim=2).values
        found: Tensor = (best.mean(2) + best[:, :, 0]) / 2 * self.scale.exp()
        return found

    def _mapped(self, vectors: Tensor) -> Tensor:
        return F.normalize(vectors + (vectors @ self.down) @ self.up, dim=1)

    def loss(self, topics: Tensor, asked: Sequence[Asked]) -> Tensor:
        """Cross-entropy of each entry's membership, and of the entries of the list against the rest."""
        total = torch.zeros(())
        for row, one in zip(self(topics), asked, strict=True):
            fits = row[one.entries]
            held = one.labels > 0
            apart = F.binary_cross_entropy_with_logits(fits + self.bias, one.labels, reduction="sum")
            total = total + apart / held.sum().clamp_min(1)
            if held.any():
                total = total + ORDER_WEIGHT * (torch.logsumexp(fits, 0) - fits[held]).mean()
        return total / len(asked)


def train(model: AdapterModel, vectors: Tensor, asked: Sequence[Asked], chance: random.Random) -> None:
    """Minimise the loss with AdamW; the rate falls to zero. Each list is read by its topic or as a whole, by chance."""
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=WEIGHT_DECAY)
    steps, step, order = EPOCHS * math.ceil(len(asked) / BATCH), 0, list(asked)
    for epoch in range(EPOCHS):
        chance.shuffle(order)
        total = 0.0
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            for group in optimiser.param_groups:
                group["lr"] = RATE * max(0.02, 1 - step / steps)
            loss = model.loss(vectors[[chance.choice(one.wordings) for one in batch]], batch)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
            step += 1
        if epoch % 10 == 9:
            sys.stdout.write(f"round {epoch + 1}: loss {total / len(order):.3f}\n")


def _asked(lists: Sequence[TrainingList], corpus: Corpus, place: dict[str, int]) -> list[Asked]:
    found = []
    for one in lists:
        kinds: set[str] = {corpus[i].kind for i in one.needed} or {one.kind}
        entries = [
            (at, float(entry.id in one.needed))
            for at, entry in enumerate(corpus)
            if entry.kind in kinds and entry.id not in one.acceptable
        ]
        rows, labels = zip(*entries, strict=True) if entries else ((), ())
        if rows:
            found.append(Asked((place[one.topic], place[one.question]), list(rows), torch.tensor(labels)))
    return found


def main() -> int:
    """Train and keep the map."""
    parser = argparse.ArgumentParser(prog="python -m evals.train_adapter", description=__doc__)
    parser.add_argument("--out", type=Path, default=ADAPTER, help="where the map is written")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    corpus, embedder = load_corpus(), MiniLM(state_home())
    lists = adapter_lists()
    texts = sorted({text for one in lists for text in (one.topic, one.question)})
    listed = headings_of(corpus)
    vectors, headings = (torch.from_numpy(embed_listed(some, embedder)) for some in (texts, listed))
    model = AdapterModel(corpus, headings, {heading: at for at, heading in enumerate(listed)})
    asked = _asked(lists, corpus, {text: at for at, text in enumerate(texts)})
    sys.stdout.write(f"{len(asked)} lists, {len(listed)} headings\n")
    train(model, vectors, asked, random.Random(options.seed))
    kept = {"down": model.down, "up": model.up}
    write_tensors({name: value.detach().numpy().astype(np.float16) for name, value in kept.items()}, options.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

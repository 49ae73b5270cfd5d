"""Generating: a model writes the answer, and every sentence is checked before it is shown.

Messages go out through `Model` (model.py; openai_model.py is the real one). What comes back is cut into claims
(reply.py), each is checked against the entries it cites (support.py, translation.py), and what survives is put
together (generator.py). Importing this room loads no client library.
"""

from assistant.generating.budget import TokenBudget
from assistant.generating.generator import Generator
from assistant.generating.model import Message, Model, Reply, Usage

__all__ = ["Generator", "Message", "Model", "Reply", "TokenBudget", "Usage"]

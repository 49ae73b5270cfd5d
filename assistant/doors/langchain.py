"""The LangChain door: the passages that the assistant's answer cites, as documents for anyone's chain.

`index.langchain` offers the search itself; this offers what was chosen to answer with, the same as every other door.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from assistant.answer import Mode


class CitedPassages(BaseRetriever):
    """Returns the citations of the answer to a question; nothing where the report is silent.

    A document's content is the quotation; its metadata are the other fields of the citation.
    """

    assistant: Any
    """The `assistant.assistant.Assistant` that is asked."""
    mode: Mode | None = "extractive"
    """How it answers; extractive by default, so that a chain with a model of its own asks only that one."""

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        answer = self.assistant.ask(query, mode=self.mode)
        documents = []
        for citation in answer.citations:
            fields = asdict(citation)
            documents.append(
                Document(id=f"{citation.entry_id}:{citation.start}", page_content=fields.pop("quote"), metadata=fields)
            )
        return documents

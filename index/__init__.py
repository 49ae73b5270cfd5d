"""Finding: embeddings, the store, the lexical index and the hybrid retriever. Nothing is imported here."""

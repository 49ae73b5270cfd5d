"""Hand-out of a session: questions, answers and numbered sources, as Markdown, DOCX and PDF."""

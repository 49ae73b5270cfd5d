"""From typed words to a question as data: cleaning, spelling, places, references, forms, follow-ups."""

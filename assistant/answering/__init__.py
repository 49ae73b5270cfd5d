"""From an understood question to what is said: candidates, support, structure, lookup, refusal, draft."""

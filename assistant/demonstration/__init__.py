"""Showing the report to a room: a script of questions, and a quiz made from the corpus."""

"""Doors: how other programs ask the report, and who may. Nothing is imported here."""

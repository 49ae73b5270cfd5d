"""Measuring the answers: question sets, measures, runs and what is published of them."""

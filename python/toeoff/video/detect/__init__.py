"""Detectors: where the people are."""

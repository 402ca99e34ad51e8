"""Texts that models are told."""

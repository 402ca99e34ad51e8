"""Markup, in pieces."""

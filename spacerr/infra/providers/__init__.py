"""Providers: which models they list."""

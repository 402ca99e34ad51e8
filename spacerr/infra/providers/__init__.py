"""Providers and servers, and their lists of models."""

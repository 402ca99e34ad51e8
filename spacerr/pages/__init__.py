"""Whole pages and their routes."""

"""Agents and the file they travel in."""

"""Agents, and their file format."""

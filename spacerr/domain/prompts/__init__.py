"""Prompts: instructions, and the size of what is sent."""

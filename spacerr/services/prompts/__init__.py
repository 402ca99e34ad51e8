"""Prompts: instructions and messages for models, their record and their preview."""

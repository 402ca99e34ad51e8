"""Encryption, password hashes and cookies."""

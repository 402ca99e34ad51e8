"""What is sealed, hashed and signed in by."""

"""The steps of replies: stored, read, and as pages show them."""

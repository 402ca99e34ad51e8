"""Origins and addresses of requests."""

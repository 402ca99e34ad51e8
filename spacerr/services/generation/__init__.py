"""What a model makes of a reply: its answers, and the calls of tools between them."""

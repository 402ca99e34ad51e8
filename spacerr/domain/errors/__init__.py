"""What can go wrong, each named for what happened. The docstring is the sentence a person reads."""

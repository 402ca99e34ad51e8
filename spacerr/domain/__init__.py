"""Tables, events, the fold and the limits: pure, no I/O."""

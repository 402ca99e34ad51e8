"""Models of teams: lists, options, order, and the choice for a reply."""

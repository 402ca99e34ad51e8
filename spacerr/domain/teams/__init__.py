"""The actions in a team's audit."""

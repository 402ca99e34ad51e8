"""The format of exports."""

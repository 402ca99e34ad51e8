"""Plain HTTP: health and metrics."""

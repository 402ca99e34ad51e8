"""HTTP: health, metrics, and the routes of our page (`web`)."""

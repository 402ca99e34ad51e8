"""Usage of models: metered, recorded, limited, reported."""

"""What models are asked for: counted, recorded, limited, reported."""

"""Words of the screens drawn in Python, one file per area, so that they can be translated."""

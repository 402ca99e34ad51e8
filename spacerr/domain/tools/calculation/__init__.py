"""The parts of the calculator: tokens, numbers, functions, units."""

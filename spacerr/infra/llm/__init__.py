"""Models, requested through LiteLLM."""

"""Models: asked through LiteLLM."""

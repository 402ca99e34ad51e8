"""The tools that every server has, as functions, and what models are told of a tool."""

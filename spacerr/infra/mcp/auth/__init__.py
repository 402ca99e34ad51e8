"""How an MCP server is told who asks: headers, and sign-ins (OAuth)."""

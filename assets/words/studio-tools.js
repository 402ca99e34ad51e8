// Words of the dialog in which a server of tools is added or changed, and of its test.

const count = (number) => `${number.toLocaleString()} ${number === 1 ? "tool" : "tools"}`;

export const TOOLS = {
  add: "Add a server",
  edit: (title) => `Change “${title}”`,
  from: "Start from",
  own: "A server of your own",
  name: "Name",
  nameHint: "Shown in lists. The names of its tools begin with it.",
  address: "Address",
  addressHint: "Of a server that speaks MCP over HTTP, for example https://tools.example.org/mcp",
  auth: "Sign-in",
  auths: {
    none: "None",
    token: "Access token",
    header: "A header of its own",
    "sign-in": "Sign in with the service",
  },
  signInHint: "After the server was added, a button leads to its sign-in page.",
  ownClient: "A client id from the service",
  header: "Header",
  headerHint: "For example X-Api-Key",
  clientId: "Client id",
  clientHint: "Only where the service has given you one.",
  clientSecret: "Client secret",
  token: "Token",
  value: "Value of the header",
  secretHint: "Stored encrypted, and sent to this server only.",
  kept: "Leave it empty to keep the one that is stored.",
  reveal: { show: "Show it", hide: "Hide it" },
  trusted: "Trust this server",
  trustedHint:
    "Its tools that only read then run without a question. Which those are, the server says itself.",
  save: "Save",
  connecting: "Connecting…",
  untested: "Save anyway",
  signIn: "Sign in",
  signInTo: (title) => `Sign in to ${title}`,
  test: "Test",
  testOf: (title) => `Test ${title}`,
  works: (tools) => `It works: ${count(tools)}.`,
};

// Servers that their makers document, each with the sign-in that it takes.
export const EXAMPLES = [
  {
    title: "Microsoft Learn",
    url: "https://learn.microsoft.com/api/mcp",
    auth: "none",
    about: "Searches Microsoft’s documentation. No sign-in.",
  },
  {
    title: "Context7",
    url: "https://mcp.context7.com/mcp",
    auth: "none",
    about: "Documentation of programming libraries. No sign-in.",
  },
  {
    title: "Hugging Face",
    url: "https://huggingface.co/mcp",
    auth: "token",
    about: "Searches models, data sets and papers. An access token of your account.",
  },
  {
    title: "GitHub",
    url: "https://api.githubcopilot.com/mcp/",
    auth: "token",
    about: "Repositories, issues and pull requests. A personal access token.",
  },
  {
    title: "Linear",
    url: "https://mcp.linear.app/mcp",
    auth: "sign-in",
    about: "Issues, projects and comments. You sign in with your account.",
  },
  {
    title: "Notion",
    url: "https://mcp.notion.com/mcp",
    auth: "sign-in",
    about: "Pages and databases of a workspace. You sign in with your account.",
  },
];

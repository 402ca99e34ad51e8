// Words by which usage is found in the settings; the others stand with its section, in Python.

export const USAGE = { section: "Usage", title: "Requests, tokens and cost" };

export const LIMITS = { title: "Limit per reply" };

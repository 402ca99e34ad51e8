// A place for searching: shows the list.

export const Search = ({ children }) => children;

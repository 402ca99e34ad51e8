// A place for what is done when a reply has ended.

export const alertFor = () => {};

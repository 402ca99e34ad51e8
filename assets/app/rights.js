// What a person may do with a chat, as the server numbers it (Right in spacerr/domain/roles.py).

const WRITE = 2;
const OWN = 3;

export const mayWrite = ({ right }) => right >= WRITE;

export const isOwn = ({ right }) => right >= OWN;

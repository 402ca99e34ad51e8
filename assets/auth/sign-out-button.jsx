// Signs this browser out: only an answer over HTTP can take its cookie away.

import { signOut } from "$/public/auth/sign-out.js";

export const SignOutButton = ({ label, children }) => (
  <button type="button" className="secondary" aria-label={label} onClick={() => signOut()}>
    {children}
  </button>
);

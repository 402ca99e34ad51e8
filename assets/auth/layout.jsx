// The layout of the pages for signing in, signing up and setting up, and who is shown which of them.

import { useEffect, useState } from "react";
import { ask } from "$/public/app/api.js";
import { nextAddress } from "$/public/auth/flow.js";
import { AUTH } from "$/public/words/auth.js";
import { SHELL } from "$/public/words/shell.js";
import "@fontsource-variable/inter/index.css";

// How one signs in here, as the server says it; null until it has. And a way to ask again.
export const useAuthStatus = () => {
  const [status, setStatus] = useState(null);
  const look = async () => {
    setStatus(null);
    setStatus(await ask("door"));
  };
  useEffect(() => {
    look();
  }, []);
  return [status, look];
};

// The page that the user has to be on instead of this one, "" for none.
const elsewhere = (page, status) => {
  if (status.mode === "local" || status.signed_in) return nextAddress();
  if (status.needs_setup) return page === "setup" ? "" : "/setup";
  return page === "setup" ? "/sign-in" : "";
};

/** @param {Props} props */
export const AuthLayout = ({ title, lead, foot, children }) => (
  <main className="auth">
    <div className="auth-column">
      <p className="wordmark">{SHELL.name}</p>
      <h1 dir="auto">{title}</h1>
      {lead && (
        <p className="auth-lead" dir="auto">
          {lead}
        </p>
      )}
      {children}
      {foot && <p className="auth-foot">{foot}</p>}
    </div>
  </main>
);

// Before anything is known there is nothing to read; when nothing can be known, that is said.
/** @param {Props} props */
export const Waiting = ({ status, onAgain }) => (
  <main className="auth">
    {status && !status.ok && (
      <div className="auth-column">
        <p className="wordmark">{SHELL.name}</p>
        <p className="failure" role="alert">
          {status.sentence}
        </p>
        <button type="button" className="primary" onClick={onAgain}>
          {AUTH.unreachable}
        </button>
      </div>
    )}
  </main>
);

// A page that is shown only where it applies; others are led on.
export const guarded = (page, Shown) => () => {
  const [status, look] = useAuthStatus();
  const leaving = status?.ok ? elsewhere(page, status) : "";
  useEffect(() => {
    if (leaving) window.location.replace(leaving);
  }, [leaving]);
  return status?.ok && !leaving ? <Shown status={status} /> : <Waiting status={status} onAgain={look} />;
};

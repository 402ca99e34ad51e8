// Where a part of the page can't be drawn, a sentence stands in its place, and the rest goes on.

import { createContext, useContext } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { useLocation } from "react-router";
import { useAddress } from "$/public/app/address.js";
import { readMessage } from "$/public/chat/message-store.js";
import { Typed } from "$/public/chat/not-found.jsx";
import { readDraft } from "$/public/composer/drafts.js";
import { CRASH as words } from "$/public/words/crash.js";

const LONGEST = 5000; // of a trace, on its way to the server's log

const Reporting = createContext((/** @type {string} */ _trace, /** @type {string} */ _stack) => {});

const traceOf = (error) => String(error?.stack || error);

// Round all pages: catches what no other boundary does.
export const PageBoundary = ({ onCrash, children }) => (
  <Reporting.Provider value={onCrash}>
    <noscript>
      <p className="no-script">{words.noScript}</p>
    </noscript>
    <Boundary fallback={WholePage}>{children}</Boundary>
  </Reporting.Provider>
);

// `fallback` is a component that gets the trace, and what it is `about`. Another address is another try.
/** @param {Props} props */
export const Boundary = ({ fallback: Fallback, about, children }) => {
  const report = useContext(Reporting);
  const { pathname } = useLocation();
  return (
    <ErrorBoundary
      resetKeys={[pathname]}
      onError={(error, { componentStack }) =>
        report(traceOf(error).slice(0, LONGEST), (componentStack ?? "").slice(0, LONGEST))
      }
      fallbackRender={({ error }) => <Fallback trace={traceOf(error)} about={about} />}
    >
      {children}
    </ErrorBoundary>
  );
};

const WholePage = (props) => (
  <main className="crashed">
    <CrashedPage {...props} />
  </main>
);

// In place of a page, its composer included: what was typed there is kept, and shown.
export const CrashedPage = ({ trace }) => {
  const { chatId } = useAddress();
  const typed = readDraft(chatId || "new").text;
  return (
    <div className="missing" role="alert">
      <h1>{words.page}</h1>
      <p>{words.pageWhy}</p>
      {typed && <Typed text={typed} />}
      <p className="crash-ways">
        <Reload />
        <a href="/chat">{words.home}</a>
      </p>
      <Trace trace={trace} />
    </div>
  );
};

const part =
  (sentence) =>
  ({ trace }) => (
    <div className="crash" role="alert">
      <p>{sentence}</p>
      <Reload />
      <Trace trace={trace} />
    </div>
  );

export const CrashedSidebar = part(words.sidebar);
export const CrashedSettings = part(words.settings);
export const CrashedThread = part(words.thread);

// What is left of a message is its text.
export const CrashedMessage = ({ trace, about }) => (
  <div className="crash">
    <p role="alert">{words.message}</p>
    <div className="crash-text" dir="auto">
      {readMessage(about)?.text}
    </div>
    <Trace trace={trace} />
  </div>
);

const Reload = () => (
  <button type="button" className="primary" onClick={() => window.location.reload()}>
    {words.reload}
  </button>
);

const Trace = ({ trace }) => (
  <details className="crash-trace">
    <summary>{words.details}</summary>
    <pre role="region" tabIndex={0} aria-label={words.details}>
      {trace}
    </pre>
  </details>
);

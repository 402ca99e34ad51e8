// What only the browser knows how to say: moments in its time zone, addresses of its server.

import { apiUrl } from "$/public/app/api.js";
import { ago, day } from "$/public/format/relative-time.js";

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

// `at` is in milliseconds since 1970.
export const Moment = ({ at }) => <time dateTime={new Date(at).toISOString()}>{moment.format(at)}</time>;

export const Ago = ({ at }) => <time dateTime={new Date(at).toISOString()}>{ago(at)}</time>;

export const Day = ({ at }) => <time dateTime={new Date(at).toISOString()}>{day(at)}</time>;

export const Download = ({ path, children }) => (
  <a className="secondary" href={apiUrl(path)} download>
    {children}
  </a>
);

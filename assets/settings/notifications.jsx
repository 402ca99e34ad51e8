// Settings: what happens when a reply is done.

import { AlertSwitches } from "$/public/alerts/alerts.jsx";
import { Setting } from "$/public/settings/parts.jsx";
import { ALERTS } from "$/public/words/alerts.js";

export const Notifications = () => (
  <Setting id="alerts" title={ALERTS.title}>
    <AlertSwitches />
  </Setting>
);

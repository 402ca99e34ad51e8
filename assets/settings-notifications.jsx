// Settings: what happens when a reply is done.

import { AlertSwitches } from "$/public/alerts.jsx";
import { Setting } from "$/public/settings-parts.jsx";
import { SETTINGS } from "$/public/words/settings.js";

export const Notifications = () => (
  <Setting id="alerts" title={SETTINGS.alerts.title}>
    <AlertSwitches />
  </Setting>
);

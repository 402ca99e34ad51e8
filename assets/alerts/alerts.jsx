// What happens when a reply is done: two switches, off until asked for, behind a button or in the settings.

import { Bell, BellRing } from "lucide-react";
import { useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { useNavigate } from "react-router";
import {
  changeAlerts,
  notify,
  openWith,
  permission,
  readAlerts,
  subscribeAlerts,
} from "$/public/alerts/alerts.js";
import { chime } from "$/public/alerts/chime.js";
import { ALERTS } from "$/public/words/alerts.js";
import { SHELL } from "$/public/words/shell.js";

const GAP = 8; // pixels between the button and its panel

// What the browser allows, and how to ask it: only when the user presses a switch.
const useNotifications = () => {
  const [allowed, setAllowed] = useState("default");
  const look = () => setAllowed(permission());
  useEffect(look, []);
  const choose = async (on) => {
    if (!on) return changeAlerts({ notification: false });
    const answer = permission() === "default" ? await Notification.requestPermission() : permission();
    const works = answer === "granted" && notify(SHELL.name, ALERTS.example);
    setAllowed(answer === "granted" && !works ? "unsupported" : answer);
    changeAlerts({ notification: works });
  };
  return { allowed, look, choose };
};

const chooseSound = (on) => {
  changeAlerts({ sound: on });
  if (on) chime();
};

export const AlertsButton = () => {
  const wanted = useSyncExternalStore(subscribeAlerts, readAlerts, readAlerts);
  const { allowed, look, choose } = useNotifications();
  const button = useRef(null);
  const id = useId();
  const navigate = useNavigate();
  useEffect(() => openWith(navigate), [navigate]);
  const notifying = wanted.notification && allowed === "granted";
  const Icon = notifying || wanted.sound ? BellRing : Bell;
  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon"
        aria-label={ALERTS.open}
        title={ALERTS.open}
        popoverTarget={id}
      >
        <Icon size={16} aria-hidden />
      </button>
      <Panel id={id} button={button} onOpen={look}>
        <Switches {...{ wanted, notifying, allowed, choose }} />
      </Panel>
    </>
  );
};

export const AlertSwitches = () => {
  const wanted = useSyncExternalStore(subscribeAlerts, readAlerts, readAlerts);
  const { allowed, choose } = useNotifications();
  const notifying = wanted.notification && allowed === "granted";
  return (
    <>
      <Switches {...{ wanted, notifying, allowed, choose }} />
      <Note />
    </>
  );
};

const Switches = ({ wanted, notifying, allowed, choose }) => (
  <>
    <Switch name={ALERTS.notification} on={notifying} why={ALERTS.whyNot[allowed]} onChange={choose} />
    <Switch name={ALERTS.sound} on={wanted.sound} onChange={chooseSound} />
  </>
);

const Note = () => <p className="alerts-note">{ALERTS.note}</p>;

const Panel = ({ id, button, onOpen, children }) => {
  const [place, setPlace] = useState({});
  const onToggle = (event) => {
    if (event.newState !== "open") return;
    const panel = event.currentTarget;
    const { left, top } = button.current.getBoundingClientRect();
    const rightmost = window.innerWidth - panel.offsetWidth - GAP;
    setPlace({ left: Math.min(left, rightmost), bottom: window.innerHeight - top + GAP });
    onOpen();
    panel.querySelector("input").focus();
  };
  return (
    <div
      id={id}
      popover="auto"
      className="alerts"
      role="dialog"
      aria-label={ALERTS.title}
      style={place}
      onToggle={onToggle}
    >
      <h2>{ALERTS.title}</h2>
      {children}
      <Note />
    </div>
  );
};

/** @param {Props} props */
const Switch = ({ name, on, why, onChange }) => {
  const reason = useId();
  return (
    <>
      <label className="switch">
        {name}
        <input
          type="checkbox"
          role="switch"
          checked={on}
          aria-describedby={why ? reason : undefined}
          onChange={(event) => onChange(event.target.checked)}
        />
      </label>
      {why && (
        <p id={reason} className="alerts-note" role="status">
          {why}
        </p>
      )}
    </>
  );
};

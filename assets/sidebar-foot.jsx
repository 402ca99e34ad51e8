// The sidebar's lower edge: the archive, alerts, light or dark, the settings.

import { Archive, Moon, Sun } from "lucide-react";
import { AccountMenu } from "$/public/account-menu.jsx";
import { AlertsButton } from "$/public/alerts.jsx";
import { useMe } from "$/public/me.js";
import { ALL, chooseScope } from "$/public/scope.js";

export const SidebarFoot = ({ scope, colorMode, onColorMode }) => {
  const dark = colorMode === "dark";
  const Icon = dark ? Sun : Moon;
  const me = useMe();
  const team = me?.teams.find((it) => it.id === scope.teamId) ?? me?.teams[0];
  return (
    <div className="side-foot">
      <button
        type="button"
        className="quiet"
        aria-pressed={scope.archived}
        title={scope.archived ? "Back to all chats" : "Show what is archived"}
        onClick={() => chooseScope(scope.archived ? ALL : { projectId: "", archived: true })}
      >
        <Archive size={16} aria-hidden /> Archived
      </button>
      <AlertsButton />
      <button
        type="button"
        className="icon"
        aria-label={dark ? "Light" : "Dark"}
        title={dark ? "Switch to light" : "Switch to dark"}
        onClick={() => onColorMode()}
      >
        <Icon size={16} aria-hidden />
      </button>
      <AccountMenu me={me} team={team} />
    </div>
  );
};

// The sidebar's lower edge: the archive, notifications, light or dark, the settings.

import { Archive, Moon, Sun } from "lucide-react";
import { AlertsButton } from "$/public/alerts/alerts.jsx";
import { ALL, chooseScope } from "$/public/app/scope.js";
import { useMe } from "$/public/auth/account.js";
import { AccountMenu } from "$/public/auth/account-menu.jsx";
import { SIDEBAR } from "$/public/words/sidebar.js";

const { archive, theme } = SIDEBAR;

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
        title={scope.archived ? archive.leave : archive.show}
        onClick={() => chooseScope(scope.archived ? ALL : { projectId: "", archived: true })}
      >
        <Archive size={16} aria-hidden /> {archive.name}
      </button>
      <AlertsButton />
      <button
        type="button"
        className="icon"
        aria-label={dark ? theme.light : theme.dark}
        title={dark ? theme.light : theme.dark}
        onClick={() => onColorMode()}
      >
        <Icon size={16} aria-hidden />
      </button>
      <AccountMenu me={me} team={team} />
    </div>
  );
};

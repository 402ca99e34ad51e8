// The way to the settings: a gear for the one who works alone, otherwise a menu with who is here.

import { LogOut, Settings } from "lucide-react";
import { useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { initials } from "$/public/auth/account.js";
import { signOut } from "$/public/auth/sign-out.js";
import { Menu } from "$/public/ui/menu.jsx";
import { SETTINGS } from "$/public/words/settings.js";

export const AccountMenu = ({ me, team }) => {
  const [at, setAt] = useState(null);
  const button = useRef(null);
  const navigate = useNavigate();
  if (!me || me.mode === "local") {
    return (
      <Link to="/settings" className="icon" aria-label={SETTINGS.settings} title={SETTINGS.settings}>
        <Settings size={16} aria-hidden />
      </Link>
    );
  }
  const items = [
    { name: SETTINGS.settings, icon: Settings, run: () => navigate("/settings") },
    { name: SETTINGS.signOut, icon: LogOut, run: () => signOut() },
  ];
  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon"
        aria-label={SETTINGS.account}
        aria-haspopup="menu"
        aria-expanded={Boolean(at)}
        title={`${SETTINGS.account}: ${me.name}`}
        onClick={() => setAt(button.current.getBoundingClientRect())}
      >
        <span className="initials" aria-hidden>
          {initials(me.name)}
        </span>
      </button>
      {at && (
        <Menu
          label={SETTINGS.account}
          heading={<Who name={me.name} team={team} />}
          at={at}
          items={items}
          onClose={() => setAt(null)}
        />
      )}
    </>
  );
};

const Who = ({ name, team }) => (
  <>
    <strong>{name}</strong>
    {team && <small>{team.name}</small>}
  </>
);

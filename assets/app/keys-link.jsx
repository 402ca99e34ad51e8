// Leads to the keys, for those who may change one that their replies are asked for with.

import { useEffect, useState } from "react";
import { Link } from "react-router";
import { ask } from "$/public/app/api.js";
import { useMe } from "$/public/auth/account.js";
import { useCurrentTeam } from "$/public/settings/shown-team.js";
import { CHAT } from "$/public/words/chat.js";

export const KeysLink = () => {
  const team = useCurrentTeam(useMe());
  const [may, setMay] = useState(false);
  useEffect(() => {
    if (!team) return undefined;
    let mounted = true;
    ask(`teams/${team.id}/connections`).then((it) => mounted && setMay(it.manages || it.own_allowed));
    return () => {
      mounted = false;
    };
  }, [team?.id]);
  if (!may) return null;
  return (
    <Link to="/settings/keys" className="link">
      {CHAT.message.keys}
    </Link>
  );
};

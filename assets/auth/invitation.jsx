// The page of an invitation: who invites to which team, and one way to accept.

import { useEffect, useState } from "react";
import { ask } from "$/public/app/api.js";
import { chooseTeam } from "$/public/app/scope.js";
import { authUrl, forgetInvitation, readInvitation } from "$/public/auth/flow.js";
import { AuthLayout, useAuthStatus, Waiting } from "$/public/auth/layout.jsx";
import { Form } from "$/public/ui/form.jsx";
import { AUTH } from "$/public/words/auth.js";

const words = AUTH.invitation;
const PAGE = "/invite"; // the token stays in this tab: see early.js

// The team is joined, now or earlier: its chats are shown.
const go = (teamId) => {
  forgetInvitation();
  if (teamId) chooseTeam(teamId);
  window.location.replace("/chat");
};

export const Invitation = () => {
  const [status, look] = useAuthStatus();
  const [found, setFound] = useState(null);
  const token = status?.ok ? readInvitation() : "";
  useEffect(() => {
    if (!status?.ok) return;
    if (status.mode === "local") return window.location.replace("/chat");
    if (token) ask(`invitations/${encodeURIComponent(token)}`).then(setFound);
    else setFound({ ok: false, kind: "InvitationNotFound" });
  }, [status]);
  if (!status?.ok) return <Waiting status={status} onAgain={look} />;
  if (!found) return <Waiting />;
  if (found.team_id) return <Joined teamId={found.team_id} />;
  if (found.status === 0) return <Waiting status={found} onAgain={look} />;
  if (!found.ok) return <Gone sentence={found.sentence} signedIn={status.signed_in} />;
  return <Found found={found} token={token} signedIn={status.signed_in} />;
};

// A user who is in the team already is led there.
const Joined = ({ teamId }) => {
  useEffect(() => go(teamId), [teamId]);
  return <Waiting />;
};

const Found = ({ found: { team, made_by: by, role }, token, signedIn }) => {
  const lead = by ? words.by(by, team) : words.byNobody(team);
  const accept = async () => {
    const answer = await ask("invitations/accept", { token });
    if (!answer.ok) return answer;
    go(answer.team_id);
  };
  return (
    <AuthLayout title={words.title(team)} lead={`${lead} ${words.roles[role] ?? ""}`}>
      {signedIn ? (
        <Form action={words.join(team)} busy={words.busy} onSend={accept} />
      ) : (
        <div className="auth-choices">
          <a className="primary" href="/sign-up">
            {words.create}
          </a>
          <a className="secondary" href={authUrl("/sign-in", PAGE)}>
            {words.signIn}
          </a>
        </div>
      )}
    </AuthLayout>
  );
};

const Gone = ({ sentence = "", signedIn }) => (
  <AuthLayout title={words.gone} lead={sentence || words.goneWhy}>
    <div className="auth-choices">
      <a className="primary" href={signedIn ? "/chat" : "/sign-in"}>
        {signedIn ? words.toChats : words.toSignIn}
      </a>
    </div>
  </AuthLayout>
);

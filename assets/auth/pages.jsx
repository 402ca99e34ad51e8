// Signing in, signing up, setting up.

import { useEffect, useState } from "react";
import { ask } from "$/public/app/api.js";
import { chooseTeam } from "$/public/app/scope.js";
import { enter, forgetInvitation, nextAddress, readInvitation, signIn } from "$/public/auth/flow.js";
import { AuthLayout, guarded } from "$/public/auth/layout.jsx";
import { Field } from "$/public/ui/field.jsx";
import { Form } from "$/public/ui/form.jsx";
import { AUTH } from "$/public/words/auth.js";

// A link from one of these pages to another keeps the address that the user wanted to go to.
const Other = ({ question, to, children }) => (
  <>
    {question} <a href={to + window.location.search}>{children}</a>
  </>
);

/** @param {Props} props */
const Email = ({ first }) => (
  <Field
    name="email"
    label={AUTH.fields.email}
    type="email"
    autoComplete="username"
    autoCapitalize="none"
    spellCheck={false}
    first={first}
  />
);

const NewPassword = () => (
  <Field
    name="password"
    label={AUTH.fields.newPassword}
    hint={AUTH.hints.password}
    type="password"
    autoComplete="new-password"
  />
);

/** @param {Props} props */
const Name = ({ first }) => (
  <Field
    name="name"
    label={AUTH.fields.name}
    hint={AUTH.hints.name}
    autoComplete="name"
    dir="auto"
    first={first}
  />
);

export const SignIn = guarded("sign-in", ({ status }) => {
  const words = AUTH.signIn;
  const send = async (typed) => {
    const answer = await signIn(typed);
    if (!answer.ok) return answer;
    await enter(nextAddress());
  };
  const canSignUp = status.sign_up === "open" || (status.sign_up === "invitation" && readInvitation());
  const foot = canSignUp ? (
    <Other question={words.other} to="/sign-up">
      {words.otherLink}
    </Other>
  ) : (
    words.forgotten
  );
  return (
    <AuthLayout title={words.title} foot={foot}>
      <Form action={words.action} busy={words.busy} missing={AUTH.missing} onSend={send}>
        <Email first />
        <Field name="password" label={AUTH.fields.password} type="password" autoComplete="current-password" />
      </Form>
    </AuthLayout>
  );
});

export const SignUp = guarded("sign-up", ({ status }) => {
  const words = AUTH.signUp;
  const invitation = readInvitation();
  const invited = useInvitation(invitation);
  const send = async ({ name, email, password }) => {
    const token = invitation && { invitation };
    const made = await ask("sign-up", { name, email, password, ...token });
    if (!made.ok) return made;
    const answer = await signIn({ email, password });
    if (!answer.ok) return answer.status === 0 ? answer : { ...answer, sentence: words.notIn };
    // A user who had this account before has not joined by signing up; for others this changes nothing.
    const joined = invitation && (await ask("invitations/accept", { token: invitation }));
    if (joined?.ok) chooseTeam(joined.team_id);
    forgetInvitation();
    await enter(nextAddress());
  };
  const foot = (
    <Other question={words.other} to="/sign-in">
      {words.otherLink}
    </Other>
  );
  const refused = { closed: words.closed, invitation: !invitation && words.byInvitation };
  if (refused[status.sign_up]) {
    return <AuthLayout title={words.title} lead={refused[status.sign_up]} foot={foot} />;
  }
  return (
    <AuthLayout title={words.title} lead={invited && words.joins(invited.team)} foot={foot}>
      <Form action={words.action} busy={words.busy} missing={AUTH.missing} onSend={send}>
        <Name first />
        <Email />
        <NewPassword />
      </Form>
    </AuthLayout>
  );
});

export const Setup = guarded("setup", () => {
  const words = AUTH.setup;
  const send = async ({ code, name, email, password }) => {
    const answer = await ask("setup", { code: code.trim(), name, email, password });
    if (!answer.ok) return answer;
    const signed = await signIn({ email, password });
    await enter(signed.ok ? nextAddress() : "/sign-in");
  };
  return (
    <AuthLayout title={words.title} lead={words.lead}>
      <Form action={words.action} busy={words.busy} missing={AUTH.missing} onSend={send}>
        <Field
          name="code"
          label={AUTH.fields.code}
          hint={AUTH.hints.code}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          first
        />
        <Name />
        <Email />
        <NewPassword />
      </Form>
    </AuthLayout>
  );
});

// What an invitation says of itself, null while it isn't known or doesn't hold.
const useInvitation = (token) => {
  const [found, setFound] = useState(null);
  useEffect(() => {
    if (token)
      ask(`invitations/${encodeURIComponent(token)}`).then((answer) => answer.ok && setFound(answer));
  }, [token]);
  return found;
};

// Every word of the door: signing in, signing up, setting up, invitations, being signed out.

export const AUTH = {
  unreachable: "Try again",
  fields: {
    code: "Set-up code",
    name: "Name",
    email: "E-mail",
    password: "Password",
    newPassword: "Password",
  },
  hints: {
    code: "Shown in the terminal where Spacerr was started.",
    name: "Shown to your team.",
    password: "At least 8 characters. A short sentence is easy to remember and hard to guess.",
  },
  missing: {
    code: "Type the set-up code.",
    name: "Type your name.",
    email: "Type your e-mail address.",
    password: "Type your password.",
  },
  showPassword: "Show password",
  hidePassword: "Hide password",
  signIn: {
    title: "Sign in",
    action: "Sign in",
    busy: "Signing in",
    other: "No account yet?",
    otherLink: "Create one",
    forgotten: "Forgot your password? This server’s administrator can set a new one.",
  },
  signUp: {
    title: "Create your account",
    action: "Create account",
    busy: "Creating your account",
    other: "Have an account?",
    otherLink: "Sign in",
    joins: (team) => `You’ll join ${team}.`,
    closed: "New accounts can’t be created here. Ask this server’s administrator.",
    byInvitation: "You need an invitation to create an account here. Ask a member of the team for a link.",
    notIn: "That didn’t sign you in. If you have an account with this address, sign in with its password.",
  },
  setup: {
    title: "Welcome to Spacerr",
    lead: "The first account is the owner’s. Existing chats are kept.",
    action: "Create the owner’s account",
    busy: "Setting up",
  },
  invitation: {
    title: (team) => `Join ${team}`,
    by: (name, team) => `${name} invites you to ${team}.`,
    byNobody: (team) => `You are invited to ${team}.`,
    roles: {
      owner: "You will be one of its owners.",
      admin: "You will be an admin: you can invite and remove people.",
      member: "You will see what its members share with each other.",
    },
    join: (team) => `Join ${team}`,
    busy: "Joining",
    create: "Create an account and join",
    signIn: "I have an account",
    gone: "Invitation not valid",
    // Word for word what the server says.
    goneWhy: "This invitation has expired or was already used. Ask for a new one.",
    toChats: "Go to your chats",
    toSignIn: "Sign in",
  },
  signedOut: {
    title: "You were signed out",
    sentence: "Sign in again to go on. What you wrote is kept.",
    action: "Sign in",
  },
};

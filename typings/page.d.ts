// What the scripts of the page use and these checks do not install.

declare module "@streamdown/*";
declare module "katex/*";
declare module "lucide-react";
declare module "react-dom";
declare module "react-error-boundary";
declare module "react-router";
declare module "remend";
declare module "streamdown";
declare module "use-stick-to-bottom";
declare module "$/utils/*";
declare module "@fontsource-variable/*";

/** What a component is given, where nothing says it better. */
// biome-ignore lint/suspicious/noExplicitAny: that is what it says
type Props = Record<string, any>;

interface Window {
  /** Events of our own. */
  addEventListener(type: `spacerr:${string}`, listener: (event: CustomEvent) => void): void;
  removeEventListener(type: `spacerr:${string}`, listener: (event: CustomEvent) => void): void;

  /** What the server told this page before it listened (own_address.py and connection-message.js). */
  spacerrTold?: Set<string>;
}

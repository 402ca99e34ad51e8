import "react";

declare module "react" {
  /** React's own takes the props from the component, and JavaScript says nothing of them. */
  function memo(component: (props: Props) => ReactNode): FunctionComponent<Props>;

  interface CSSProperties {
    "--dot"?: string;
  }
}

// A place for the alerts button.

export const AlertsButton = () => null;

// A choice of how the page looks. It takes effect at once, in this browser; Reflex keeps the theme.

import { useContext, useSyncExternalStore } from "react";
import { changeLooks, readLooks, readStart, subscribeLooks } from "$/public/app/appearance.js";
import { Choice } from "$/public/ui/choice.jsx";
import { ColorModeContext } from "$/utils/context";

export const LookChoice = ({ look, label, options }) => {
  const looks = useSyncExternalStore(subscribeLooks, readLooks, readStart);
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  const [chosen, choose] =
    look === "theme"
      ? [rawColorMode, setColorMode]
      : [looks[look], (value) => changeLooks({ [look]: value })];
  return <Choice label={label} options={options} chosen={chosen} onChoose={choose} />;
};

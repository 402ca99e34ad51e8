// Settings: theme, text size, density, motion. All of it takes effect at once, in this browser.

import { useContext, useSyncExternalStore } from "react";
import { changeLooks, readLooks, readStart, subscribeLooks } from "$/public/app/appearance.js";
import { Setting } from "$/public/settings/parts.jsx";
import { Choice } from "$/public/ui/choice.jsx";
import { SETTINGS } from "$/public/words/settings.js";
import { ColorModeContext } from "$/utils/context";

const KEPT_HERE = ["text", "density", "motion"];

export const Appearance = () => {
  const looks = useSyncExternalStore(subscribeLooks, readLooks, readStart);
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  return (
    <>
      <Looks of="theme" chosen={rawColorMode} onChoose={setColorMode} />
      {KEPT_HERE.map((name) => (
        <Looks
          key={name}
          of={name}
          chosen={looks[name]}
          onChoose={(value) => changeLooks({ [name]: value })}
        />
      ))}
    </>
  );
};

const Looks = ({ of, chosen, onChoose }) => {
  const { title, note, options } = SETTINGS[of];
  const choice = <Choice label={title} options={options} chosen={chosen} onChoose={onChoose} />;
  return <Setting id={of} title={title} note={note} beside={choice} />;
};

// The choice of a model: in the composer the one of the next reply, in the settings a team's default.

import { ChevronDown } from "lucide-react";
import { useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { Link } from "react-router";
import { useAddress } from "$/public/app/address.js";
import { activeTeam, subscribeScope } from "$/public/app/scope.js";
import { useMe } from "$/public/auth/account.js";
import { ModelList } from "$/public/models/list.jsx";
import { onOpenModels } from "$/public/models/models.js";
import { keepNewModel, readNewModel } from "$/public/models/new-chat-model.js";
import { useCurrentTeam } from "$/public/settings/shown-team.js";
import { MODELS } from "$/public/words/studio-models.js";

export const ModelPicker = ({ shown, team, connection, onChoose, onTeam }) => {
  const isNew = !useAddress().chatId;
  const scope = useSyncExternalStore(subscribeScope, activeTeam, () => "");
  const reported = useRef("");
  const me = useMe();
  useEffect(() => {
    if (!isNew) keepNewModel("");
  }, [isNew]);
  // The server learns from here which team's chats this tab lists, and again after a dropped connection.
  useEffect(() => {
    const chosen = readNewModel();
    if (!connection || !isNew || (!scope && !reported.current && !chosen)) return;
    reported.current = scope;
    onTeam(scope, chosen);
  }, [connection, isNew, scope]);
  return (
    <ModelBox
      label={MODELS.model}
      className="model-picker"
      name={shown.name}
      chosen={shown.id}
      teamId={(!isNew && team) || scope || me?.teams[0]?.id || ""}
      troubled={Boolean(shown.problem)}
      reachable
      onChoose={({ id }) => {
        if (isNew) keepNewModel(id);
        if (isNew || id !== shown.id) onChoose(id);
      }}
    />
  );
};

// A combobox whose text is the model's name. `reachable`: it can be opened from elsewhere.
/** @param {Props} props */
export const ModelBox = ({ label, className, name, chosen, teamId, none, troubled, reachable, onChoose }) => {
  const button = useRef(null);
  const list = useId();
  const [open, setOpen] = useState(null);
  const show = (first = "") => {
    const at = button.current.getBoundingClientRect();
    setOpen((now) => now ?? { at, first });
  };
  const close = () => {
    setOpen(null);
    button.current?.focus({ preventScroll: true });
  };
  useEffect(() => (reachable ? onOpenModels(() => show()) : undefined), [reachable]);
  useEffect(() => {
    if (!open) return undefined;
    const moved = () => setOpen((now) => now && { ...now, at: button.current.getBoundingClientRect() });
    window.addEventListener("resize", moved);
    return () => window.removeEventListener("resize", moved);
  }, [Boolean(open)]);
  const onKeyDown = (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const letter = key.length === 1 && key !== " ";
    if (!letter && key !== "ArrowDown" && key !== "ArrowUp") return;
    event.preventDefault();
    show(letter ? key : "");
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        role="combobox"
        className={className}
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={Boolean(open)}
        aria-controls={open ? list : undefined}
        title={troubled ? undefined : label}
        data-troubled={troubled}
        onClick={() => (open ? close() : show())}
        onKeyDown={onKeyDown}
      >
        <span dir="auto">{name}</span>
        <ChevronDown size={14} aria-hidden />
      </button>
      {open && (
        <ModelList
          boxId={list}
          label={MODELS.choose}
          at={open.at}
          first={open.first}
          teamId={teamId}
          chosen={chosen}
          none={none}
          onChoose={(model) => {
            close();
            onChoose(model);
          }}
          onClose={close}
        />
      )}
    </>
  );
};

// Why the model can't be used, and one that can.
export const ModelNotice = ({ shown, isNew, onChoose }) => {
  if (!shown?.problem) return null;
  const use = () => {
    if (isNew) keepNewModel(shown.other_id);
    onChoose(shown.other_id);
  };
  return (
    <p className="failure model-notice" role="alert">
      <span>{shown.problem}</span>
      {shown.other_id && (
        <button type="button" className="link" onClick={use}>
          {MODELS.use(shown.other_name)}
        </button>
      )}
      {!shown.other_id && <ModelsLink />}
    </p>
  );
};

// For users who decide which models are offered.
const ModelsLink = () => {
  const team = useCurrentTeam(useMe());
  if (!team || team.role === "member") return null;
  return (
    <Link to="/settings/models" className="link">
      {MODELS.open}
    </Link>
  );
};

// A button that opens a menu. Its items are { id, name, icon }; one that deletes is shown as grave.

import { Copy, Download, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { Menu } from "$/public/ui/menu.jsx";

const ICONS = { copy: Copy, download: Download, pencil: Pencil, trash: Trash2 };

export const MenuButton = ({ label, title, items, onChoose }) => {
  const [at, setAt] = useState(null);
  const entries = items.map(({ id, name, icon }) => ({
    ...{ name, icon: ICONS[icon], danger: icon === "trash" },
    run: () => onChoose(id),
  }));
  return (
    <>
      <button
        type="button"
        className="icon small"
        aria-haspopup="menu"
        aria-label={label}
        title={label}
        onClick={({ currentTarget }) => setAt(currentTarget.getBoundingClientRect())}
      >
        <Ellipsis size={16} aria-hidden />
      </button>
      {at && <Menu label={title} at={at} items={entries} onClose={() => setAt(null)} />}
    </>
  );
};

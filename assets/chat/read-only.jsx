// What stands in the composer's place for somebody who may read a chat but not write in it.

import { Eye } from "lucide-react";
import { SHARING } from "$/public/words/sharing.js";

export const ReadOnly = ({ owner }) => (
  <p className="reading" role="status">
    <Eye size={16} aria-hidden />
    <span>{owner ? SHARING.reading(owner) : SHARING.readingOnly}</span>
  </p>
);

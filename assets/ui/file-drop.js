// Files that are dropped or pasted: the page can't take them yet, and a browser must not open them in its place.

import { useEffect } from "react";

const carriesFiles = ({ dataTransfer, target }) =>
  dataTransfer?.types.some((it) => it === "Files") && !target.closest?.('input[type="file"]');

export const useNoFiles = () =>
  useEffect(() => {
    const keep = (event) => carriesFiles(event) && event.preventDefault();
    for (const moment of ["dragover", "drop"]) window.addEventListener(moment, keep);
    return () => {
      for (const moment of ["dragover", "drop"]) window.removeEventListener(moment, keep);
    };
  }, []);

export const useDroppedFiles = (onFiles) =>
  useEffect(() => {
    const onDrop = (event) => carriesFiles(event) && onFiles();
    window.addEventListener("drop", onDrop);
    return () => window.removeEventListener("drop", onDrop);
  }, []);

// What comes from a spreadsheet is a picture and a text: then the text is meant.
export const isFilesOnly = ({ files, types }) => files.length > 0 && !types.includes("text/plain");

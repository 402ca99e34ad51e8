// @ts-check
// Suggested questions go to the composer.

/** @type {((text: string) => void) | null} */
let suggest = null;

/** @param {(text: string) => void} take */
export const onSuggest = (take) => {
  suggest = take;
  return () => {
    if (suggest === take) suggest = null;
  };
};

/** @param {string} text */
export const takeSuggestion = (text) => suggest?.(text);

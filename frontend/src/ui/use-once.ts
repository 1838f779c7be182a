import { useRef } from 'react';

/** Whether something may begin, and that it may begin again. */
export interface Once {
  /** True the first time; false until `again`. */
  begin: () => boolean;
  again: () => void;
}

/**
 * Lets something begin once. A second click of a double click comes before the page was drawn again, so a button that is disabled while
 * something is being sent does not stop it.
 */
export function useOnce(): Once {
  const begun = useRef(false);
  return {
    begin: () => {
      const first = !begun.current;
      begun.current = true;
      return first;
    },
    again: () => {
      begun.current = false;
    },
  };
}

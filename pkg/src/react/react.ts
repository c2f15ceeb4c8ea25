/**
 * React, of whichever version.
 *
 * @module
 */

import * as React from "react";

// A copy: bundlers check the names that are asked of a module, and refuse those that an older React lacks.
const { useSyncExternalStore } = { ...React } as Partial<typeof React>;

/** Effects that run before anything is painted; on a server, where React 16 to 18 warn of them, they never run. */
export const useLayoutEffect: typeof React.useLayoutEffect = (effect, inputs) =>
  (typeof document === "object" ? React.useLayoutEffect : React.useEffect)(effect, inputs);

/** `useSyncExternalStore`; React 16 and 17 render in one go and need no more than to be told. */
export const useStore =
  useSyncExternalStore ??
  (<T>(subscribe: (reader: () => void) => () => void, get: () => T): T => {
    const [, render] = React.useReducer((count: number) => count + 1, 0);
    const value = get();
    const seen = React.useRef(value);
    useLayoutEffect(() => {
      seen.current = value;
    });
    React.useEffect(() => {
      const read = (): void => {
        if (get() !== seen.current) render();
      };
      read();
      return subscribe(read);
    }, [subscribe, get]);
    return value;
  });

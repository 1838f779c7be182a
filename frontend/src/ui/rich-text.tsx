import type { ReactNode } from 'react';
import { createElement, Fragment } from 'react';

/**
 * A message with `**strong words**` and `` `code` `` in it. With links or figures in the sentence, `of` is what the
 * catalogue's `parts` gives.
 */
export function RichText({ of }: { of: string | ReactNode[] }) {
  const pieces = typeof of === 'string' ? [of] : of;
  return createElement(Fragment, null, ...pieces.flatMap((piece) => (typeof piece === 'string' ? marked(piece) : [piece])));
}

function marked(text: string): ReactNode[] {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((piece) => {
    if (piece.startsWith('**')) return createElement('strong', null, piece.slice(2, -2));
    if (piece.startsWith('`')) return createElement('code', null, piece.slice(1, -1));
    return piece;
  });
}

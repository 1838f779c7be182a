import { useMatches, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import { parseSearchText } from '@/lib/search-text';
import { readSearch } from '@/lib/url-state';
import { usePageActions } from '@/ui/page-slots';

import { t } from './-messages';

/** Says once, after arriving by a link, that parts of it were not valid. Links inside the portal cannot be invalid. */
export function useEntryLinkNotice(): void {
  const { notify } = usePageActions();
  const { entrySearch } = useRouter().options.context;
  const schema = useMatches({ select: (matches) => matches.at(-1)?.staticData.search });
  const checked = useRef(false);
  useEffect(() => {
    if (checked.current || schema === undefined) return;
    checked.current = true;
    const { ignored } = readSearch(schema, parseSearchText(entrySearch));
    if (ignored.length === 0) return;
    notify({
      id: 'entry-link',
      type: 'info',
      header: t('linkIgnored'),
      content: t('ignored', { parts: ignored.join(', ') }),
    });
  }, [schema, entrySearch, notify]);
}

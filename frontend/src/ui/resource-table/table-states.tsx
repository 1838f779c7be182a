import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

import { t } from './messages';

/** What a list without a single row says: what it would hold and what to do next. */
export interface EmptyContent {
  title: string;
  text: ReactNode;
  action?: ReactNode;
}

/** There is nothing, and no filter hides it. */
export function EmptyState({ title, text, action }: EmptyContent) {
  return (
    <Box textAlign="center" padding={{ vertical: 'l' }}>
      <SpaceBetween size="s">
        <Box variant="h3" tagOverride="p" padding="n">
          {title}
        </Box>
        <Box color="text-body-secondary">{text}</Box>
        {action}
      </SpaceBetween>
    </Box>
  );
}

/** There are rows, but the filter matches none. */
export function NoMatchState({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      title={t('noMatch')}
      text={t('noRowMatches')}
      action={<Button onClick={onClear}>{t('clearFilter')}</Button>}
    />
  );
}

/** What stands in the place of rows. */
export function NoRows({ failed, filtered, empty, onClear }: { failed: boolean; filtered: boolean; empty: EmptyContent; onClear: () => void }) {
  // After a failure nothing is known, so neither "empty" nor "no match" would be true; the alert above says what happened.
  if (failed) return <EmptyState title={t('nothingLoaded')} text={t('seeAbove')} />;
  return filtered ? <NoMatchState onClear={onClear} /> : <EmptyState {...empty} />;
}

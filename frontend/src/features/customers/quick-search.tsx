import Box from '@cloudscape-design/components/box';
import type { InputProps } from '@cloudscape-design/components/input';
import Input from '@cloudscape-design/components/input';
import LiveRegion from '@cloudscape-design/components/live-region';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState } from 'react';

import { paths } from '@/lib/paths';
import { ProblemAlert } from '@/ui/problem-alert';

import { customerSearchQuery, mostFound } from './queries';
import { SearchResults } from './search-results';
import { t } from './search-messages';

/** How long typing has to pause before the server is asked, in milliseconds. */
const pause = 150;

/** What the search is told. */
export interface QuickSearchProps {
  receiver: string;
  /** The month of the page, which the customer's page keeps; '' for none. */
  period: string;
  onClose: () => void;
}

/** Finds a customer of the receiver by name or account id from anywhere; only keys are needed. */
export function QuickSearch({ receiver, period, onClose }: QuickSearchProps) {
  const router = useRouter();
  const listId = useId();
  const field = useFocusOnOpening();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const wanted = text.trim();
  const asked = useSettled(wanted);
  const query = useQuery({ ...customerSearchQuery(receiver, asked), enabled: asked !== '' });
  // Answers to an earlier text are none to this one.
  const answer = asked === wanted && asked !== '' ? query.data : undefined;
  const found = answer?.items ?? [];
  const chosen = found[Math.min(active, found.length - 1)];
  const open = (customerId: string) => {
    onClose();
    router.history.push(paths.customer(receiver, customerId, { period }));
  };
  const move = (by: number) => setActive((found.length + Math.min(active, found.length - 1) + by) % found.length);
  return (
    <Modal visible header={t('title')} closeAriaLabel={t('close')} onDismiss={onClose} footer={<Box color="text-body-secondary">{t('keys')}</Box>}>
      <SpaceBetween size="s">
        <Input
          ref={field}
          type="search"
          value={text}
          ariaLabel={t('label')}
          placeholder={t('label')}
          disableBrowserAutocorrect
          autoComplete={false}
          nativeInputAttributes={{
            role: 'combobox',
            'aria-autocomplete': 'list',
            'aria-expanded': found.length > 0,
            'aria-controls': listId,
            ...(chosen !== undefined && { 'aria-activedescendant': `${listId}-${chosen.customer_id}` }),
          }}
          onChange={({ detail }) => {
            setText(detail.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            const { key, isComposing } = event.detail;
            if (isComposing || chosen === undefined || !['ArrowDown', 'ArrowUp', 'Enter'].includes(key)) return;
            event.preventDefault();
            if (key === 'Enter') open(chosen.customer_id);
            else move(key === 'ArrowDown' ? 1 : -1);
          }}
        />
        <SearchResults id={listId} items={found} chosen={chosen} onOpen={open} />
        {asked === wanted && query.isError ? (
          <ProblemAlert what={t('notSearched')} error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <LiveRegion>
            <SearchState wanted={wanted} count={answer?.items.length} total={answer?.total} />
          </LiveRegion>
        )}
      </SpaceBetween>
    </Modal>
  );
}

function SearchState({ wanted, count, total }: { wanted: string; count: number | undefined; total: number | undefined }) {
  if (wanted === '') return <Box color="text-body-secondary">{t('hint')}</Box>;
  if (count === undefined || total === undefined) return <StatusIndicator type="loading">{t('searching')}</StatusIndicator>;
  if (count === 0) return <Box>{t('none', { text: wanted })}</Box>;
  return <Box color="text-body-secondary">{total > mostFound ? t('first', { count, total }) : t('found', { count })}</Box>;
}

/** Puts the focus into the field once the dialog has opened; a dialog itself begins at its close button. */
function useFocusOnOpening() {
  const field = useRef<InputProps.Ref>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return field;
}

/** The text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), pause);
    return () => window.clearTimeout(timer);
  }, [text]);
  return settled;
}

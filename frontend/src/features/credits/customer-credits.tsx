import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { CreditCustomer } from '@/api/types';
import { formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import type { ListState } from '@/lib/url-state';
import { AppLink } from '@/ui/app-link';
import { InfoLink } from '@/ui/help';
import { MoneyText } from '@/ui/money-text';
import { QueryView } from '@/ui/query-view';
import { StateBadge } from '@/ui/state-badges';

import { CreditsTable } from './credits-table';
import { CreditsHelp } from './help';
import { t } from './list-messages';
import { t as pageText } from './messages';
import { creditCustomerQuery } from './queries';
import { isReadable, visibilityAdvice, visibilityWords } from './words';

/** What the credits of one customer are told. */
export interface CustomerCreditsProps {
  receiver: string;
  month: string;
  customerId: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** The credits of one customer: what they did in the month, and, where it lets the portal look, what is left of each. */
export function CustomerCredits({ receiver, month, customerId, address, onState }: CustomerCreditsProps) {
  const scope = { receiver, demo: false };
  const query = useQuery(creditCustomerQuery(scope, month, customerId));
  const [open, setOpen] = useState('');
  return (
    <QueryView query={query} what={pageText('theOverview')}>
      {({ items }) => {
        const [first] = items;
        const readable = first !== undefined && isReadable(first.visibility);
        return (
          <SpaceBetween size="l">
            {items.map((row) => (
              <Month key={row.currency ?? ''} receiver={receiver} month={month} row={row} />
            ))}
            {readable && <CreditsTable scope={scope} customerId={customerId} address={address} onState={onState} open={open} onOpen={setOpen} />}
          </SpaceBetween>
        );
      }}
    </QueryView>
  );
}

function Month({ receiver, month, row }: { receiver: string; month: string; row: CreditCustomer }) {
  const { customer_id: id, customer_name: name, visibility, visibility_note: note } = row;
  const access = paths.credits(receiver, { period: month, filter: [`customer_id:eq:${id}`], open: id });
  const asks = visibility === 'no_role';
  return (
    <Container
      header={
        <Header variant="h2" info={<InfoLink about={pageText('about')} topic={<CreditsHelp />} />}>
          {t('creditsOf', { month: formatMonth(month) })}
        </Header>
      }
    >
      <KeyValuePairs
        columns={4}
        minColumnWidth={170}
        items={[
          { label: t('applied'), value: <MoneyText money={row.applied} reason={t('noFigures')} /> },
          { label: t('modelled'), value: <MoneyText money={row.modelled} reason={t('notAttributed')} /> },
          { label: t('unmodelled'), value: <MoneyText money={row.unmodelled} reason={t('notAttributed')} /> },
          {
            label: t('balance'),
            value: (
              <>
                <StateBadge words={visibilityWords[visibility]} />
                <div>{note ?? visibilityAdvice[visibility]}</div>
                <AppLink href={access} variant="primary" ariaLabel={t(asks ? 'grantTo' : 'accessOf', { name })}>
                  {t(asks ? 'grant' : 'access')}
                </AppLink>
              </>
            ),
          },
        ]}
      />
    </Container>
  );
}

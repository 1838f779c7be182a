import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { addMonths, formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';

import { ledgerQuery } from './queries';
import { JobProgressBar, useRunningCollection } from './running-collection';

/** What is told of a month without figures. */
export interface NotCollectedProps {
  receiver: string;
  month: string;
  onMonth: (month: string) => void;
}

/** Stands where figures of a month would be when none were collected: why, what runs, and where there are some. */
export function NotCollected({ receiver, month, onMonth }: NotCollectedProps) {
  const running = useRunningCollection(receiver);
  const { data: ledger } = useQuery(ledgerQuery(receiver));
  const collected = (ledger?.items ?? []).filter((item) => item.as_of !== undefined);
  const first = collected.length === 0;
  const earlier = collected.find((item) => item.month < month)?.month ?? addMonths(month, -1);
  if (running !== undefined) {
    return (
      <Container header={<Header variant="h2">{first ? 'Collecting your first figures' : `No figures for ${formatMonth(month)} yet: a collection is running`}</Header>}>
        <SpaceBetween size="m">
          <Box>
            The portal is reading both billing views of every customer from AWS into its ledger
            {first ? ': this month and the 13 before it. ' : `. If AWS has figures for ${formatMonth(month)}, they appear here. `}
            This page fills by itself; you can leave it.
          </Box>
          <JobProgressBar job={running} variant="standalone" />
          <AppLink href={paths.job(receiver, running.job_id)} variant="primary">
            View job
          </AppLink>
        </SpaceBetween>
      </Container>
    );
  }
  return (
    <Alert
      type="info"
      header={`No figures were collected for ${formatMonth(month)}`}
      action={<Button onClick={() => onMonth(earlier)}>Show {formatMonth(earlier)}</Button>}
    >
      AWS publishes the first costs of a month up to a day after it starts. No other month is shown in its place. Start a refresh on{' '}
      <AppLink href={paths.collections(receiver)} variant="primary">
        Collections
      </AppLink>{' '}
      if you expect figures.
    </Alert>
  );
}

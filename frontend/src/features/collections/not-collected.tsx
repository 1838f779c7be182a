import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { JobProgressBar } from '@/features/jobs/job-progress';
import { addMonths, formatMonth } from '@/lib/month';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';
import { ledgerQuery } from './queries';
import { useRunningCollection } from './running-collection';

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
      <Container header={<Header variant="h2">{first ? t('firstFigures') : t('noneYet', { month: formatMonth(month) })}</Header>}>
        <SpaceBetween size="m">
          <Box>{first ? t('firstText') : t('noneYetText', { month: formatMonth(month) })}</Box>
          <JobProgressBar job={running} variant="standalone" />
          <AppLink href={paths.job(receiver, running.job_id)} variant="primary">
            {t('viewJob')}
          </AppLink>
        </SpaceBetween>
      </Container>
    );
  }
  return (
    <Alert
      type="info"
      header={t('none', { month: formatMonth(month) })}
      action={<Button onClick={() => onMonth(earlier)}>{t('showMonth', { month: formatMonth(earlier) })}</Button>}
    >
      <RichText
        of={t.parts('noneText', {
          link: (
            <AppLink href={paths.collections(receiver)} variant="primary">
              {t('title')}
            </AppLink>
          ),
        })}
      />
    </Alert>
  );
}

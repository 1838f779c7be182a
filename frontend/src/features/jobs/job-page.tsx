import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import type { Job } from '@/api/types';
import { formatCount } from '@/lib/money';
import { formatDuration, formatInstant } from '@/lib/time';
import type { ListState } from '@/lib/url-state';
import { figureWords } from '@/ui/figure-words';
import { InfoLink } from '@/ui/help';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { QueryView } from '@/ui/query-view';
import { RefreshControl } from '@/ui/refresh-control';
import { jobWords, StateBadge } from '@/ui/state-badges';

import { CancelJob } from './cancel-job';
import { JobsHelp } from './help';
import { JobItems } from './job-items';
import { t } from './messages';
import { isWorking, jobQuery } from './queries';
import { jobKindWords } from './words';

const help = <JobsHelp />;

/** How long a working job may give no sign of life before a person is told, in milliseconds. */
const silenceTolerated = 120_000;

/** What the page of a job is told by its address. */
export interface JobPageProps {
  receiver: string;
  jobId: string;
  address: ListState;
  onState: (change: Partial<ListState>) => void;
}

/** One job: how far it is, what it did to each item, and how to stop it. */
export function JobPage({ receiver, jobId, address, onState }: JobPageProps) {
  const query = useQuery(jobQuery(receiver, jobId));
  usePageHeading({ subject: query.data?.title });
  usePageHelp(help);
  return (
    <SpaceBetween size="l">
      <ContentLayout
        header={
          <Header
            variant="h1"
            info={<InfoLink about={t('about')} topic={help} />}
            actions={
              <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                <RefreshControl query={query} things={t('theJob')} />
                {query.data !== undefined && <CancelJob receiver={receiver} job={query.data} />}
              </SpaceBetween>
            }
          >
            {query.data?.title ?? t('job')}
          </Header>
        }
      >
        <QueryView query={query} what={t('theJob')}>
          {(job) => (
            <SpaceBetween size="l">
              <JobSummary job={job} silent={isSilent(job, query.dataUpdatedAt)} />
              <JobItems receiver={receiver} jobId={jobId} working={isWorking(job)} address={address} onState={onState} />
            </SpaceBetween>
          )}
        </QueryView>
      </ContentLayout>
    </SpaceBetween>
  );
}

/** Whether a job that should be working has not been heard of for long. A waiting job may be quiet. */
function isSilent(job: Job, now: number): boolean {
  return job.status === 'running' && now - new Date(job.updated_at).getTime() > silenceTolerated;
}

function JobSummary({ job, silent }: { job: Job; silent: boolean }) {
  const { done, total, failed } = job.progress;
  return (
    <Container header={<Header variant="h2">{t('summary')}</Header>}>
      <SpaceBetween size="m">
        {silent && (
          <Alert type="warning" header={t('silent', { time: formatInstant(job.updated_at) })}>
            {t('silentText')}
          </Alert>
        )}
        {isWorking(job) && (
          <ProgressBar
            label={t('progress')}
            value={total === 0 ? 0 : Math.floor((100 * done) / total)}
            additionalInfo={total === 0 ? t('counting') : t('itemsDoneOf', { done, total })}
          />
        )}
        <KeyValuePairs
          columns={4}
          items={[
            { label: figureWords.status, value: <StateBadge words={jobWords[job.status]} /> },
            { label: t('message'), value: job.message ?? '-' },
            { label: t('itemsDone'), value: total === 0 ? '-' : t('ofTotal', { done, total }) },
            { label: t('itemsFailed'), value: formatCount(failed) },
            { label: t('created'), value: formatInstant(job.created_at) },
            { label: t('startedBy'), value: job.created_by },
            { label: t('finished'), value: formatInstant(job.finished_at) },
            { label: t('duration'), value: formatDuration(job.started_at, job.finished_at) },
            { label: t('lastSign'), value: formatInstant(job.updated_at) },
            { label: t('starts'), value: formatCount(job.attempts) },
            { label: t('kind'), value: jobKindWords[job.kind] },
            { label: t('jobId'), value: job.job_id },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

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
import { InfoLink } from '@/ui/help';
import { usePageHeading, usePageHelp } from '@/ui/page-slots';
import { QueryView } from '@/ui/query-view';
import { RefreshControl } from '@/ui/refresh-control';
import { jobWords, StateBadge } from '@/ui/state-badges';

import { CancelJob } from './cancel-job';
import { JobsHelp } from './help';
import { JobItems } from './job-items';
import { isWorking, jobQuery } from './queries';

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
            info={<InfoLink about="jobs" topic={help} />}
            actions={
              <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                <RefreshControl query={query} things="the job" />
                {query.data !== undefined && <CancelJob receiver={receiver} job={query.data} />}
              </SpaceBetween>
            }
          >
            {query.data?.title ?? 'Job'}
          </Header>
        }
      >
        <QueryView query={query} what="this job">
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
    <Container header={<Header variant="h2">Summary</Header>}>
      <SpaceBetween size="m">
        {silent && (
          <Alert type="warning" header={`No update since ${formatInstant(job.updated_at)}`}>
            The job may have stopped. It goes on by itself when the portal is started again.
          </Alert>
        )}
        {isWorking(job) && (
          <ProgressBar
            label="Progress"
            value={total === 0 ? 0 : Math.floor((100 * done) / total)}
            additionalInfo={total === 0 ? 'Counting what there is to do' : `${formatCount(done)} of ${formatCount(total)} items done`}
          />
        )}
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Status', value: <StateBadge words={jobWords[job.status]} /> },
            { label: 'Message', value: job.message ?? '-' },
            { label: 'Items done', value: total === 0 ? '-' : `${formatCount(done)} of ${formatCount(total)}` },
            { label: 'Items failed', value: formatCount(failed) },
            { label: 'Created', value: formatInstant(job.created_at) },
            { label: 'Started by', value: job.created_by },
            { label: 'Finished', value: formatInstant(job.finished_at) },
            { label: 'Duration', value: formatDuration(job.started_at, job.finished_at) },
            { label: 'Last sign of life', value: formatInstant(job.updated_at) },
            { label: 'Starts', value: formatCount(job.attempts) },
            { label: 'Kind', value: job.kind },
            { label: 'Job ID', value: job.job_id },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

import { createFileRoute } from '@tanstack/react-router';

import { jobSearch } from '@/features/jobs/address';
import { JobPage } from '@/features/jobs/job-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/jobs/$jobId')({
  ...addressOf(jobSearch),
  staticData: { title: t('job'), contentType: 'default', parent: 'jobs', search: jobSearch },
  component: JobRoute,
});

function JobRoute() {
  const { receiver, jobId } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <JobPage
      receiver={receiver}
      jobId={jobId}
      address={Route.useSearch()}
      onState={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

import { createFileRoute } from '@tanstack/react-router';

import { jobsSearch } from '@/features/jobs/address';
import { JobsPage } from '@/features/jobs/jobs-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/jobs/')({
  ...addressOf(jobsSearch),
  staticData: { title: t('jobs'), contentType: 'table', search: jobsSearch },
  component: JobsRoute,
});

function JobsRoute() {
  const { receiver } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <JobsPage
      receiver={receiver}
      address={Route.useSearch()}
      onState={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

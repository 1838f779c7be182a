import { createFileRoute } from '@tanstack/react-router';

import { schedulesSearch } from '@/features/schedules/address';
import { SchedulesPage } from '@/features/schedules/schedules-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/schedules/')({
  ...addressOf(schedulesSearch),
  staticData: { title: t('schedules'), contentType: 'table', search: schedulesSearch },
  component: SchedulesRoute,
});

function SchedulesRoute() {
  const { receiver } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <SchedulesPage
      receiver={receiver}
      address={Route.useSearch()}
      onState={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

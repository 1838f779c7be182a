import { createFileRoute } from '@tanstack/react-router';

import { scheduleSearch } from '@/features/schedules/address';
import { SchedulePage } from '@/features/schedules/schedule-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/schedules/$scheduleId')({
  ...addressOf(scheduleSearch),
  staticData: { title: t('schedule'), contentType: 'default', parent: 'schedules', search: scheduleSearch },
  component: ScheduleRoute,
});

function ScheduleRoute() {
  const { receiver, scheduleId } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <SchedulePage
      receiver={receiver}
      scheduleId={scheduleId}
      address={Route.useSearch()}
      onState={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

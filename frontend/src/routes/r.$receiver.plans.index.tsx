import { createFileRoute } from '@tanstack/react-router';

import { plansSearch } from '@/features/plans/address';
import { PlansPage } from '@/features/plans/plans-page';
import { PlanSettingsPage } from '@/features/plans/settings-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/plans/')({
  ...addressOf(plansSearch),
  staticData: { title: t('plans'), contentType: 'table', search: plansSearch },
  component: PlansRoute,
});

function PlansRoute() {
  const { receiver } = Route.useParams();
  const navigate = Route.useNavigate();
  const { tab, ...address } = Route.useSearch();
  if (tab === 'settings') return <PlanSettingsPage receiver={receiver} />;
  return (
    <PlansPage
      receiver={receiver}
      address={address}
      onState={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

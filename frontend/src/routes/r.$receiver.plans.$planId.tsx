import { createFileRoute, notFound } from '@tanstack/react-router';

import { planSearch } from '@/features/plans/address';
import { PlanPage } from '@/features/plans/plan-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/plans/$planId')({
  ...addressOf(planSearch),
  beforeLoad: ({ params }) => {
    if (!/^plan_[0-9a-z]{8,60}$/.test(params.planId)) throw notFound();
  },
  staticData: { title: t('plan'), contentType: 'default', parent: 'plans', search: planSearch },
  component: PlanRoute,
});

function PlanRoute() {
  const { receiver, planId } = Route.useParams();
  const navigate = Route.useNavigate();
  // Another plan is another page: what was typed for one does not confirm the next.
  return (
    <PlanPage
      key={planId}
      receiver={receiver}
      planId={planId}
      address={Route.useSearch()}
      onAddress={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

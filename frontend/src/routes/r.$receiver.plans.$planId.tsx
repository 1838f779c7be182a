import { createFileRoute, notFound } from '@tanstack/react-router';
import * as z from 'zod/mini';

import { PlanPage } from '@/features/plans/plan-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

const search = z.strictObject({});

export const Route = createFileRoute('/r/$receiver/plans/$planId')({
  ...addressOf(search),
  beforeLoad: ({ params }) => {
    if (!/^plan_[0-9a-z]{8,60}$/.test(params.planId)) throw notFound();
  },
  staticData: { title: t('plan'), contentType: 'default', parent: 'plans', search },
  component: PlanRoute,
});

function PlanRoute() {
  const { receiver, planId } = Route.useParams();
  // Another plan is another page: what was typed for one does not confirm the next.
  return <PlanPage key={planId} receiver={receiver} planId={planId} />;
}

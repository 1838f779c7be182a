import { createFileRoute, notFound } from '@tanstack/react-router';
import * as z from 'zod/mini';

import { AnomalyPage } from '@/features/anomalies/anomaly-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

const search = z.strictObject({});

export const Route = createFileRoute('/r/$receiver/finops/anomalies/$anomalyId')({
  ...addressOf(search),
  beforeLoad: ({ params }) => {
    if (!/^an_[0-9a-z]{8,60}$/.test(params.anomalyId)) throw notFound();
  },
  staticData: { title: t('anomaly'), contentType: 'default', parent: 'finops', search },
  component: AnomalyRoute,
});

function AnomalyRoute() {
  const { receiver, anomalyId } = Route.useParams();
  return <AnomalyPage key={anomalyId} receiver={receiver} anomalyId={anomalyId} />;
}

import { createFileRoute, notFound } from '@tanstack/react-router';

import { lineItemSearch } from '@/features/line-items/address';
import { LineItemPage } from '@/features/line-items/line-item-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/line-items/$lineItemId')({
  ...addressOf(lineItemSearch),
  beforeLoad: ({ params }) => {
    if (!/^[A-Za-z0-9]{1,64}$/.test(params.lineItemId)) throw notFound();
  },
  staticData: { title: t('lineItem'), contentType: 'default', parent: 'lineItems', search: lineItemSearch },
  component: LineItemRoute,
});

function LineItemRoute() {
  const { receiver, lineItemId } = Route.useParams();
  const { period } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <LineItemPage receiver={receiver} lineItemId={lineItemId} period={period} onPeriod={(next) => void navigate({ search: { period: next } })} />;
}

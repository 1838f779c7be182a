import { createFileRoute } from '@tanstack/react-router';

import { lineItemsSearch } from '@/features/line-items/address';
import { LineItemsPage } from '@/features/line-items/line-items-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/line-items/')({
  ...addressOf(lineItemsSearch),
  staticData: { title: t('lineItems'), contentType: 'table', search: lineItemsSearch },
  component: LineItemsRoute,
});

function LineItemsRoute() {
  const { receiver } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <LineItemsPage
      receiver={receiver}
      address={Route.useSearch()}
      onAddress={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

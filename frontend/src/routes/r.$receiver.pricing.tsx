import { createFileRoute } from '@tanstack/react-router';

import { pricingSearch } from '@/features/pricing/address';
import { PricingPage } from '@/features/pricing/pricing-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/pricing')({
  ...addressOf(pricingSearch),
  staticData: { title: t('pricing'), contentType: 'table', search: pricingSearch },
  component: PricingRoute,
});

function PricingRoute() {
  const { receiver } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <PricingPage
      receiver={receiver}
      address={Route.useSearch()}
      onAddress={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

import { createFileRoute } from '@tanstack/react-router';

import { commissionSearch } from '@/features/commission/address';
import { CommissionPage } from '@/features/commission/commission-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/commission')({
  ...addressOf(commissionSearch),
  staticData: { title: t('commission'), contentType: 'table', search: commissionSearch },
  component: CommissionRoute,
});

function CommissionRoute() {
  const { receiver } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <CommissionPage
      receiver={receiver}
      address={Route.useSearch()}
      onAddress={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

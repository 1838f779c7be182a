import { createFileRoute } from '@tanstack/react-router';

import { finopsSearch } from '@/features/finops/address';
import { FinopsPage } from '@/features/finops/finops-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/finops/')({
  ...addressOf(finopsSearch),
  staticData: { title: t('finops'), contentType: 'table', search: finopsSearch },
  component: FinopsRoute,
});

function FinopsRoute() {
  const { receiver } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <FinopsPage
      receiver={receiver}
      address={Route.useSearch()}
      onAddress={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

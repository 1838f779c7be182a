import { createFileRoute } from '@tanstack/react-router';

import { transfersSearch } from '@/features/transfers/address';
import { TransfersPage } from '@/features/transfers/transfers-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/transfers/')({
  ...addressOf(transfersSearch),
  staticData: { title: t('transfers'), contentType: 'table', search: transfersSearch },
  component: TransfersRoute,
});

function TransfersRoute() {
  const { receiver } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <TransfersPage
      receiver={receiver}
      address={Route.useSearch()}
      onState={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

import { createFileRoute } from '@tanstack/react-router';
import * as z from 'zod/mini';

import { transferProperties, TransfersPage } from '@/features/transfers/transfers-page';
import { addressOf, listParams } from '@/lib/url-state';

const search = z.strictObject(listParams(transferProperties, 'name'));

export const Route = createFileRoute('/r/$receiver/transfers')({
  ...addressOf(search),
  staticData: { title: 'Transfers', contentType: 'table', search },
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

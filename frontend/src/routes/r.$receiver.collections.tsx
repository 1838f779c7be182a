import { createFileRoute } from '@tanstack/react-router';
import * as z from 'zod/mini';

import { CollectionsPage } from '@/features/collections/collections-page';
import { addressOf, emptyListState, pagingParams } from '@/lib/url-state';

import { t } from './-messages';

const search = z.strictObject(pagingParams);

export const Route = createFileRoute('/r/$receiver/collections')({
  ...addressOf(search),
  staticData: { title: t('collections'), contentType: 'table', search },
  component: CollectionsRoute,
});

function CollectionsRoute() {
  const { receiver } = Route.useParams();
  const navigate = Route.useNavigate();
  const address = { ...emptyListState, ...Route.useSearch() };
  return (
    <CollectionsPage
      receiver={receiver}
      address={address}
      onState={({ page = address.page, size = address.size }) => void navigate({ search: { page, size } })}
    />
  );
}

import { createFileRoute } from '@tanstack/react-router';
import * as z from 'zod/mini';

import { CreateLineItemsPage } from '@/features/line-items/changes/create-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

const search = z.strictObject({});

export const Route = createFileRoute('/r/$receiver/line-items/create')({
  ...addressOf(search),
  staticData: { title: t('createLineItems'), contentType: 'form', parent: 'lineItems', search },
  component: CreateRoute,
});

function CreateRoute() {
  const { receiver } = Route.useParams();
  return <CreateLineItemsPage receiver={receiver} />;
}

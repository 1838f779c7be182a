import { createFileRoute } from '@tanstack/react-router';
import * as z from 'zod/mini';

import { marginProperties } from '@/features/margin/margin-columns';
import { MarginPage } from '@/features/margin/margin-page';
import { addressOf, choiceParam, listParams, monthParam, openParam } from '@/lib/url-state';

const search = z.strictObject({
  ...listParams(marginProperties, ''),
  period: monthParam,
  by: choiceParam(['customer', 'service', 'month']),
  open: openParam,
});

export const Route = createFileRoute('/r/$receiver/margin')({
  ...addressOf(search),
  staticData: { title: 'Margin analysis', contentType: 'table', search },
  component: MarginRoute,
});

function MarginRoute() {
  const { receiver } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <MarginPage
      receiver={receiver}
      address={Route.useSearch()}
      onAddress={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

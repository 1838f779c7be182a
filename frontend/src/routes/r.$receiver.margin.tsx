import { createFileRoute } from '@tanstack/react-router';

import { marginSearch } from '@/features/margin/address';
import { MarginPage } from '@/features/margin/margin-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/margin')({
  ...addressOf(marginSearch),
  staticData: { title: t('margin'), contentType: 'table', search: marginSearch },
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

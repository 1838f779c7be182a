import { createFileRoute } from '@tanstack/react-router';

import { gapsSearch } from '@/features/gaps/address';
import { GapsPage } from '@/features/gaps/gaps-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/gaps')({
  ...addressOf(gapsSearch),
  staticData: { title: t('gaps'), contentType: 'table', search: gapsSearch },
  component: GapsRoute,
});

function GapsRoute() {
  const { receiver } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <GapsPage
      receiver={receiver}
      address={Route.useSearch()}
      onAddress={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

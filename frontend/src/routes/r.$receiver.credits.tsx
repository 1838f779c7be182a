import { createFileRoute } from '@tanstack/react-router';

import { creditsSearch } from '@/features/credits/address';
import { CreditsPage } from '@/features/credits/credits-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/credits')({
  ...addressOf(creditsSearch),
  staticData: { title: t('credits'), contentType: 'table', search: creditsSearch },
  component: CreditsRoute,
});

function CreditsRoute() {
  const { receiver } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <CreditsPage
      receiver={receiver}
      address={Route.useSearch()}
      onAddress={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
    />
  );
}

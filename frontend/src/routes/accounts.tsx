import { createFileRoute } from '@tanstack/react-router';

import { accountsSearch } from '@/features/accounts/address';
import { AccountsPage } from '@/features/accounts/accounts-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/accounts')({
  ...addressOf(accountsSearch),
  staticData: { title: t('receivers'), contentType: 'table', search: accountsSearch },
  component: AccountsRoute,
});

function AccountsRoute() {
  const navigate = Route.useNavigate();
  return <AccountsPage address={Route.useSearch()} onState={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })} />;
}

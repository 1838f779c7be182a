import { createFileRoute } from '@tanstack/react-router';
import * as z from 'zod/mini';

import { accountProperties, AccountsPage } from '@/features/accounts/accounts-page';
import { addressOf, listParams } from '@/lib/url-state';

const search = z.strictObject(listParams(accountProperties, 'name'));

export const Route = createFileRoute('/accounts')({
  ...addressOf(search),
  staticData: { title: 'Receivers', contentType: 'table', search },
  component: AccountsRoute,
});

function AccountsRoute() {
  const navigate = Route.useNavigate();
  return <AccountsPage address={Route.useSearch()} onState={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })} />;
}

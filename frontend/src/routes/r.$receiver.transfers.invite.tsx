import { createFileRoute } from '@tanstack/react-router';

import { inviteSearch } from '@/features/transfers/address';
import { InvitePage } from '@/features/transfers/changes/invite-page';
import { addressOf } from '@/lib/url-state';

import { t } from './-messages';

export const Route = createFileRoute('/r/$receiver/transfers/invite')({
  ...addressOf(inviteSearch),
  staticData: { title: t('invite'), contentType: 'form', parent: 'transfers', search: inviteSearch },
  component: InviteRoute,
});

function InviteRoute() {
  const { receiver } = Route.useParams();
  const { account, name } = Route.useSearch();
  return <InvitePage receiver={receiver} account={account} name={name} />;
}

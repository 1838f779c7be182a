import { createFileRoute, notFound, Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';

import { ReceiverRefused } from '@/features/accounts/receiver-refused';
import { ledgerQuery } from '@/features/collections/queries';
import { meQuery } from '@/features/identity/queries';

import { rememberReceiver } from './-last-receiver';

export const Route = createFileRoute('/r/$receiver')({
  loader: async ({ context, params }) => {
    if (!/^[0-9]{12}$/.test(params.receiver)) throw notFound();
    const me = await context.queryClient.ensureQueryData(meQuery());
    const allowed = me.receivers.includes(params.receiver);
    if (allowed) void context.queryClient.prefetchQuery(ledgerQuery(params.receiver));
    return { allowed };
  },
  component: ReceiverPages,
});

function ReceiverPages() {
  const { receiver } = Route.useParams();
  const { allowed } = Route.useLoaderData();
  useEffect(() => {
    if (allowed) rememberReceiver(receiver);
  }, [allowed, receiver]);
  return allowed ? <Outlet /> : <ReceiverRefused receiver={receiver} />;
}

import { createFileRoute, redirect } from '@tanstack/react-router';

import { meQuery } from '@/features/identity/queries';
import { paths } from '@/lib/paths';

import { lastReceiver } from './-last-receiver';

export const Route = createFileRoute('/')({
  loader: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery());
    const last = lastReceiver();
    const receiver = me.receivers.find((id) => id === last) ?? me.receivers[0];
    if (receiver === undefined) throw redirect({ href: paths.accounts(), replace: true });
    throw redirect({ href: paths.dashboard(receiver), replace: true });
  },
});

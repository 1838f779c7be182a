import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';

import type { RouterContext } from '@/router';
import { PageSlotsProvider } from '@/ui/page-slots';

import { NotFoundPage } from './-not-found';
import { PageFault } from './-page-fault';
import { PortalFrame } from './-portal-frame';

export const Route = createRootRouteWithContext<RouterContext>()({
  component: RootPage,
  errorComponent: PageFault,
  notFoundComponent: NotFoundPage,
});

function RootPage() {
  return (
    <PageSlotsProvider>
      <PortalFrame>
        <Outlet />
      </PortalFrame>
    </PageSlotsProvider>
  );
}

import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import { lazy } from 'react';

import type { RouterContext } from '@/router';
import { PageSlotsProvider } from '@/ui/page-slots';
import { TableViewsContext } from '@/ui/resource-table/table-views';

import { NotFoundPage } from './-not-found';
import { PageFault } from './-page-fault';
import { PortalFrame } from './-portal-frame';

export const Route = createRootRouteWithContext<RouterContext>()({
  component: RootPage,
  errorComponent: PageFault,
  notFoundComponent: NotFoundPage,
});

const SavedViews = lazy(async () => ({ default: (await import('@/features/views/saved-views')).SavedViews }));

function RootPage() {
  return (
    <PageSlotsProvider>
      <TableViewsContext value={SavedViews}>
        <PortalFrame>
          <Outlet />
        </PortalFrame>
      </TableViewsContext>
    </PageSlotsProvider>
  );
}

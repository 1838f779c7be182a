import type { AppLayoutProps } from '@cloudscape-design/components/app-layout';
import type { QueryClient } from '@tanstack/react-query';
import type { RouterHistory } from '@tanstack/react-router';
import { createRouter } from '@tanstack/react-router';

import { parseSearchText, writeSearchText } from './lib/search-text';
import type { SearchSchema } from './lib/url-state';
import { routeTree } from './route-tree.gen';
import { NotFoundPage } from './routes/-not-found';
import { PageFault } from './routes/-page-fault';

/** What every route can reach. */
export interface RouterContext {
  queryClient: QueryClient;
  /** The query of the address the person came with, before anything was ignored. */
  entrySearch: string;
}

/** Builds the router; tests pass a history in memory. */
export function createPortalRouter(context: RouterContext, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context,
    parseSearch: parseSearchText,
    stringifySearch: writeSearchText,
    search: { strict: true },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: PageFault,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
    ...(history !== undefined && { history }),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPortalRouter>;
  }
  interface StaticDataRouteOption {
    /** The page's kind, for its title and breadcrumb. */
    title?: string;
    contentType?: AppLayoutProps.ContentType;
    /** What the page's address may say; used to tell a person which part of a link was ignored. */
    search?: SearchSchema<unknown>;
    /** The list a detail page belongs to. */
    parent?: 'margin' | 'jobs' | 'lineItems' | 'finops' | 'transfers' | 'plans' | 'schedules';
  }
}

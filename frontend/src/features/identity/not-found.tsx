import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';

import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { usePageHeading } from '@/ui/page-slots';

/** What is said of an address no page has. */
export function NotFoundText() {
  usePageHeading({ subject: 'Page not found' });
  return (
    <ContentLayout header={<Header variant="h1">Page not found</Header>}>
      <SpaceBetween size="m">
        <Box>No page has this address. It may have been mistyped, or the link is of another version of the portal.</Box>
        <AppLink href={paths.accounts()} variant="primary">
          Choose a receiver
        </AppLink>
      </SpaceBetween>
    </ContentLayout>
  );
}

import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';

import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { usePageHeading } from '@/ui/page-slots';

import { t } from './messages';

/** What is said of an address no page has. */
export function NotFoundText() {
  usePageHeading({ subject: t('notFound') });
  return (
    <ContentLayout header={<Header variant="h1">{t('notFound')}</Header>}>
      <SpaceBetween size="m">
        <Box>{t('notFoundText')}</Box>
        <AppLink href={paths.accounts()} variant="primary">
          {t('chooseReceiver')}
        </AppLink>
      </SpaceBetween>
    </ContentLayout>
  );
}

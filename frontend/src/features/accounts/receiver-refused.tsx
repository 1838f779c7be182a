import Alert from '@cloudscape-design/components/alert';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';

import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { usePageHeading } from '@/ui/page-slots';
import { RichText } from '@/ui/rich-text';

import { t } from './messages';

/** Shown for a receiver this person may not use or that is not registered; never silently another one. */
export function ReceiverRefused({ receiver }: { receiver: string }) {
  usePageHeading({ subject: t('refused') });
  return (
    <ContentLayout header={<Header variant="h1">{t('refusedTitle', { receiver })}</Header>}>
      <Alert type="error" header={t('refusedHeader')}>
        <RichText
          of={t.parts('refusedText', {
            link: (
              <AppLink href={paths.accounts()} variant="primary">
                {t('chooseAnother')}
              </AppLink>
            ),
          })}
        />
      </Alert>
    </ContentLayout>
  );
}

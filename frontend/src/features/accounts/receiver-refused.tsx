import Alert from '@cloudscape-design/components/alert';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';

import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { usePageHeading } from '@/ui/page-slots';

/** Shown for a receiver this person may not use or that is not registered; never silently another one. */
export function ReceiverRefused({ receiver }: { receiver: string }) {
  usePageHeading({ subject: 'Receiver refused' });
  return (
    <ContentLayout header={<Header variant="h1">You cannot use receiver {receiver}</Header>}>
      <Alert type="error" header="This receiver is not registered, or it is not among yours">
        Check the account id in the address. Ask an administrator for access, or{' '}
        <AppLink href={paths.accounts()} variant="primary">
          choose another receiver
        </AppLink>
        .
      </Alert>
    </ContentLayout>
  );
}

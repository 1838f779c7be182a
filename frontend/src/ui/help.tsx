import HelpPanel from '@cloudscape-design/components/help-panel';
import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';

import { t } from './messages';
import { usePageActions } from './page-slots';

/** One topic of the help panel. */
export function HelpTopic({ title, children }: { title: string; children: ReactNode }) {
  return <HelpPanel header={<h2>{title}</h2>}>{children}</HelpPanel>;
}

/** Opens the help panel at a topic; `about` tells a screen reader which Info this is. */
export function InfoLink({ about, topic }: { about: string; topic: ReactNode }) {
  const { showHelp } = usePageActions();
  return (
    <Link variant="info" ariaLabel={t('infoAbout', { about })} onFollow={() => showHelp(topic)}>
      {t('info')}
    </Link>
  );
}

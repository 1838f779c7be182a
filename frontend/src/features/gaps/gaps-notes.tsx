import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';

import type { GapList } from '@/api/types';
import { NotCollected } from '@/features/collections/not-collected';
import { paths } from '@/lib/paths';
import { AppLink } from '@/ui/app-link';
import { RichText } from '@/ui/rich-text';
import { WarningsAlert } from '@/ui/warnings-alert';

import { t } from './messages';

/** What the notes are told. */
export interface GapsNotesProps {
  receiver: string;
  month: string;
  data: GapList;
  onMonth: ((month: string) => void) | undefined;
}

/** What has to be known before the rows are read or acted on. */
export function GapsNotes({ receiver, month, data, onMonth }: GapsNotesProps) {
  if (data.provenance.as_of === undefined && data.total === 0 && onMonth !== undefined) return <NotCollected receiver={receiver} month={month} onMonth={onMonth} />;
  return (
    <SpaceBetween size="m">
      <WarningsAlert warnings={data.provenance.warnings} />
      {data.unattributed > 0 && (
        <Alert type="info" header={t('unattributed', { count: data.unattributed })}>
          <RichText
            of={t.parts('unattributedText', {
              link: (
                <AppLink href={paths.lineItems(receiver, { period: month, filter: 'attribution:eq:unattributed' })} variant="primary">
                  {t('unattributedLink')}
                </AppLink>
              ),
            })}
          />
        </Alert>
      )}
    </SpaceBetween>
  );
}

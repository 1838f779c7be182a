import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';

import { saveFile } from '@/lib/csv';
import { QueryView } from '@/ui/query-view';

import { t } from './access-messages';
import { roleTemplateQuery } from './queries';

/** The template of the role, to copy, to download and to read. */
export function RoleTemplate({ receiver }: { receiver: string }) {
  const query = useQuery(roleTemplateQuery(receiver));
  return (
    <QueryView query={query} what={t('theTemplate')}>
      {({ file, text }) => (
        <SpaceBetween size="s">
          <SpaceBetween direction="horizontal" size="xs">
            <CopyToClipboard
              copyButtonText={t('copy')}
              copyButtonAriaLabel={t('copy')}
              copySuccessText={t('copied')}
              copyErrorText={t('notCopied')}
              textToCopy={text}
            />
            <Button iconName="download" onClick={() => saveFile(file)}>
              {t('download')}
            </Button>
          </SpaceBetween>
          <ExpandableSection headerText={t('show')}>
            <div className="code-block">
              <Box variant="pre">{text}</Box>
            </div>
          </ExpandableSection>
        </SpaceBetween>
      )}
    </QueryView>
  );
}

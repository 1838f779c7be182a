import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';

import { RichText } from '@/ui/rich-text';

import type { PageShortcut } from './shortcuts';
import { t } from './shortcuts-messages';

/** What the list of shortcuts is told. */
export interface ShortcutsModalProps {
  pages: PageShortcut[];
  singleKeys: boolean;
  onSingleKeys: (on: boolean) => void;
  onClose: () => void;
}

/** Every shortcut, and the switch for those of a single key. */
export function ShortcutsModal({ pages, singleKeys, onSingleKeys, onClose }: ShortcutsModalProps) {
  return (
    <Modal visible header={t('title')} closeAriaLabel={t('close')} onDismiss={onClose}>
      <SpaceBetween size="l">
        <Toggle checked={singleKeys} description={t('singleKeysHelp')} onChange={({ detail }) => onSingleKeys(detail.checked)}>
          {t('singleKeys')}
        </Toggle>
        <div>
          <Box variant="h3">{t('everywhere')}</Box>
          <KeyValuePairs
            columns={2}
            items={[
              { label: t('search'), value: t('searchKeys') },
              { label: t('filter'), value: <kbd>/</kbd> },
              { label: t('keys'), value: <kbd>?</kbd> },
              { label: t('navigation'), value: <kbd>[</kbd> },
              { label: t('help'), value: <kbd>]</kbd> },
            ]}
          />
        </div>
        <div>
          <Box variant="h3">{t('pages')}</Box>
          <KeyValuePairs
            columns={2}
            items={pages.map((page) => ({
              label: page.text,
              value: <RichText of={t.parts('then', { first: <kbd>g</kbd>, second: <kbd>{page.key}</kbd> })} />,
            }))}
          />
        </div>
      </SpaceBetween>
    </Modal>
  );
}

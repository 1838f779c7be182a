import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import type { ReactNode } from 'react';

import { InfoLink } from './help';

/** What a page of tabs is told. `children` is the content of the active tab; the others are not made. */
export interface TabbedPageProps<T extends string> {
  title: string;
  /** What its Info link is about. */
  about: string;
  help: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** What holds for every tab, above them. */
  above?: ReactNode;
  /** The name of the row of tabs. */
  label: string;
  tabs: readonly { id: T; label: string }[];
  active: T;
  onTab: (tab: T) => void;
  children: ReactNode;
}

/** A page whose parts are tabs, named in its address. Only the tab that is shown reads anything. */
export function TabbedPage<T extends string>(props: TabbedPageProps<T>) {
  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink about={props.about} topic={props.help} />} description={props.description} actions={props.actions}>
          {props.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {props.above}
        <Tabs
          activeTabId={props.active}
          ariaLabel={props.label}
          tabs={props.tabs.map(({ id, label }) => ({ id, label, content: id === props.active ? props.children : null }))}
          onChange={({ detail }) => {
            const chosen = props.tabs.find(({ id }) => id === detail.activeTabId);
            if (chosen !== undefined) props.onTab(chosen.id);
          }}
        />
      </SpaceBetween>
    </ContentLayout>
  );
}

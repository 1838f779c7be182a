import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';

import { AppLink } from './app-link';
import { usePageHeading } from './page-slots';
import { EmptyState } from './resource-table/table-states';

/** What the page of a thing that is not there is told. */
export interface NotFoundPageProps {
  /** What the page and its tab are called. */
  heading: string;
  /** What was looked for, and where. */
  title: string;
  text: string;
  /** Where the things of this kind are listed. */
  href: string;
  all: string;
}

/** Stands in for the page of one thing of which the server knows nothing. */
export function NotFoundPage({ heading, title, text, href, all }: NotFoundPageProps) {
  usePageHeading({ subject: heading });
  return (
    <ContentLayout header={<Header variant="h1">{heading}</Header>}>
      <EmptyState
        title={title}
        text={text}
        action={
          <AppLink href={href} variant="primary">
            {all}
          </AppLink>
        }
      />
    </ContentLayout>
  );
}

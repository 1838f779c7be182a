import type { LinkProps } from '@cloudscape-design/components/link';
import Link from '@cloudscape-design/components/link';
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** What a link inside the portal is told; `href` comes from lib/paths.ts. */
export interface AppLinkProps {
  href: string;
  children: ReactNode;
  variant?: LinkProps.Variant;
  fontSize?: LinkProps.FontSize;
  ariaLabel?: string;
}

/** A link to another page of the portal. It keeps a real address, so that it opens in a new tab like any other. */
export function AppLink({ href, children, variant = 'secondary', fontSize = 'inherit', ariaLabel }: AppLinkProps) {
  const follow = useFollow();
  return (
    <Link href={href} variant={variant} fontSize={fontSize} onFollow={follow} {...(ariaLabel !== undefined && { ariaLabel })}>
      {children}
    </Link>
  );
}

/** A handler for Cloudscape's `onFollow`: plain clicks on our own addresses go to the router, all others to the browser. */
export function useFollow(): (event: CustomEvent<{ href?: string | undefined; external?: boolean | undefined }>) => void {
  const router = useRouter();
  return (event) => {
    const { href, external } = event.detail;
    if (external === true || href === undefined || !href.startsWith('/')) return;
    event.preventDefault();
    router.history.push(href);
  };
}

/** Goes to a page of the portal after something was done; `href` comes from lib/paths.ts. */
export function useGo(): (href: string) => void {
  const router = useRouter();
  return (href) => router.history.push(href);
}

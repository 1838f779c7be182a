import { applyDensity, applyMode, Density, disableMotion, Mode } from '@cloudscape-design/global-styles';
import { useEffect, useState } from 'react';
import * as z from 'zod/mini';

import { displayKey, languages } from '@/lib/locale';
import { readStored, writeStored } from '@/lib/storage';

const displaySchema = z.object({
  mode: z._default(z.enum(['light', 'dark', 'system']), 'system'),
  density: z._default(z.enum(['comfortable', 'compact']), 'comfortable'),
  language: z._default(z.enum(languages), 'en'),
  /** Whether single keys are shortcuts. */
  shortcuts: z._default(z.boolean(), true),
});

/** How the portal looks and speaks to this person. */
export type Display = z.infer<typeof displaySchema>;

const darkPreference = () => window.matchMedia('(prefers-color-scheme: dark)');

/** Puts the choice on the page. Called before the first render, so that no other look is painted before. */
export function applyDisplay(display: Display): void {
  const dark = display.mode === 'dark' || (display.mode === 'system' && darkPreference().matches);
  applyMode(dark ? Mode.Dark : Mode.Light);
  applyDensity(display.density === 'compact' ? Density.Compact : Density.Comfortable);
  disableMotion(window.matchMedia('(prefers-reduced-motion: reduce)').matches);
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
}

/** The stored choice. */
export function storedDisplay(): Display {
  return readStored(displayKey, displaySchema, z.parse(displaySchema, {}));
}

/** The choice and how to change it; "system" follows the system while the page is open. */
export function useDisplay(): [Display, (change: Partial<Display>) => void] {
  const [display, setDisplay] = useState(storedDisplay);
  useEffect(() => {
    const follow = () => applyDisplay(display);
    follow();
    const preference = darkPreference();
    preference.addEventListener('change', follow);
    return () => preference.removeEventListener('change', follow);
  }, [display]);
  const change = (part: Partial<Display>) => {
    const next = { ...display, ...part };
    writeStored(displayKey, next);
    // Texts are constants of the page, so another language is another page.
    if (next.language === display.language) setDisplay(next);
    else window.location.reload();
  };
  return [display, change];
}

import * as z from 'zod/mini';

import { readStored } from './storage';

/** Where the choice of how the portal looks and speaks is kept; public/mode.js reads it too, before the first paint. */
export const displayKey = 'display:v1';

/**
 * The languages there are messages in. `xx` is for tests alone: English between brackets, so that a text that is not
 * in a catalogue shows.
 */
export const languages = ['en', 'de', 'xx'] as const;

/** One of {@link languages}. */
export type Language = (typeof languages)[number];

const fallback = { language: 'en' } as const;

/** The one language of this page. Another choice is stored and the page loads again, so that no part keeps the earlier one. */
export const language: Language = readStored(displayKey, z.object({ language: z._default(z.enum(languages), 'en') }), fallback).language;

/** The one locale figures and dates are written in. */
export const locale = language === 'de' ? 'de-DE' : 'en-US';

import '@cloudscape-design/global-styles/index.css';
import './styles/app.css';

import { I18nProvider } from '@cloudscape-design/components/i18n';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { followPreferences } from './api/preferences';
import { createQueryClient } from './api/query-client';
import { displayKey, language } from './lib/locale';
import { createPortalRouter } from './router';
import { applyDisplay, storedDisplay } from './shell/display';

applyDisplay(storedDisplay());
document.documentElement.lang = language === 'de' ? 'de' : 'en';

const queryClient = createQueryClient();
const router = createPortalRouter({ queryClient, entrySearch: window.location.search });

// A deployment replaced the files this page was loaded from: load the new ones.
window.addEventListener('vite:preloadError', () => window.location.reload());

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');

// A look or a language that was chosen in another browser: the look is put on at once, a language needs the page anew.
await followPreferences((key) => {
  if (key !== displayKey) return;
  const display = storedDisplay();
  applyDisplay(display);
  if (display.language !== language) window.location.reload();
});

// The components' own texts, in a file for each language: the entry would grow with every one otherwise.
const german = language === 'de';
const { default: messages } = await (german
  ? import('@cloudscape-design/components/i18n/messages/all.de')
  : import('@cloudscape-design/components/i18n/messages/all.en'));

createRoot(root).render(
  <StrictMode>
    <I18nProvider locale={german ? 'de' : 'en'} messages={[messages]}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);

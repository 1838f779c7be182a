import { messages } from '@/lib/messages';

/** How far a job is and how it ended. They are in the first load: keep them short. */
export const t = messages({
  en: {
    counting: 'Counting what there is to do',
    progress: '{done} of {total} done',
    progressFailed: '{done} of {total} done, {failed} failed',
    isWaiting: '{title}: waiting',
    hasSucceeded: '{title}: succeeded',
    hasPartly: '{title}: some items failed',
    isCanceled: '{title}: canceled',
    hasFailed: '{title}: failed',
    viewJob: 'View job',
  },
  de: {
    counting: 'Der Umfang wird ermittelt',
    progress: '{done} von {total} erledigt',
    progressFailed: '{done} von {total} erledigt, {failed} fehlgeschlagen',
    isWaiting: '{title}: wartet',
    hasSucceeded: '{title}: erfolgreich',
    hasPartly: '{title}: einiges schlug fehl',
    isCanceled: '{title}: abgebrochen',
    hasFailed: '{title}: fehlgeschlagen',
    viewJob: 'Job ansehen',
  },
});

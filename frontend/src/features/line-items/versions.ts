import type { LineItemVersion } from '@/api/types';
import { formatMonth } from '@/lib/month';

import { t } from './messages';
import { chargeText } from './words';

/** One thing that a version changed. A side is absent when there was nothing. */
export interface VersionChange {
  key: string;
  /** When the version began. */
  since: string | undefined;
  what: string;
  before: string | undefined;
  after: string | undefined;
}

/** What each version changed against the one before it, the newest first; the first one is told in full. */
export function versionChanges(versions: LineItemVersion[]): VersionChange[] {
  return versions.flatMap((version, index) => {
    const earlier = versions[index + 1];
    const before = earlier === undefined ? undefined : fieldsOf(earlier);
    const changed = fieldsOf(version)
      .map(([what, after], at) => ({ what, after, before: before?.[at]?.[1] }))
      .filter((field) => field.before !== field.after);
    const since = version.valid_from_at ?? version.modified_at ?? version.created_at;
    if (changed.length === 0) return [{ key: `${index}`, since, what: t('unchanged'), before: undefined, after: undefined }];
    return changed.map((field) => ({ key: `${index}/${field.what}`, since, ...field }));
  });
}

function fieldsOf(version: LineItemVersion): [string, string | undefined][] {
  return [
    [t('name'), version.name],
    [t('charge'), chargeText(version)],
    [t('description'), version.description],
    [t('starts'), version.starts === undefined ? undefined : formatMonth(version.starts)],
    [t('ends'), version.ends === undefined ? t('noEnd') : formatMonth(version.ends)],
  ];
}

import { t } from '../../i18n/status.ts'
import type { FilterName, Filters, SortChoice, StatusChoice } from '../../lib/url-state.ts'
import type { RegionChoice } from '../../../contract/vocabulary.ts'

export function statusLabel(choice: StatusChoice): string {
  return {
    all: t('all'),
    room: t('room'),
    online: t('online'),
    limited: t('limited'),
    offline: t('offline'),
    waiting: t('waiting'),
  }[choice]
}

export function sortLabel(choice: SortChoice): string {
  return {
    best: t('sortBest'),
    name: t('sortName'),
    latency: t('sortLatency'),
    uptime: t('sortUptime'),
    load: t('sortLoad'),
  }[choice]
}

export function regionLabel(choice: RegionChoice): string {
  return { all: t('all'), domestic: t('domesticShort'), overseas: t('overseasShort') }[choice]
}

/** A filter's value in words, as the "no match" text names it. */
export function filterLabel(filters: Filters, name: FilterName): string {
  return {
    q: brief(filters.q.trim()),
    region: regionLabel(filters.region),
    status: statusLabel(filters.status),
    proto: filters.proto,
    tag: brief(filters.tag),
    relay: t('relay'),
  }[name]
}

/** So much of a text as a button can hold on a phone. */
function brief(text: string): string {
  const letters = [...text]
  return letters.length > 20 ? `${letters.slice(0, 19).join('')}…` : text
}

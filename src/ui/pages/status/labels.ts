import { t } from '../../i18n/status.ts'
import type { SortChoice, StatusChoice } from '../../lib/url-state.ts'
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

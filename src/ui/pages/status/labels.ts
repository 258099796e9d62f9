import { t } from '../../i18n/status.ts'
import type { RegionChoice } from '../../../contract/vocabulary.ts'

export function regionLabel(choice: RegionChoice): string {
  return { all: t('all'), domestic: t('domesticShort'), overseas: t('overseasShort') }[choice]
}

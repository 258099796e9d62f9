import type { JSX } from 'preact'
import { t } from '../../i18n/node.ts'
import { Address } from './connect-card.tsx'
import type { NodeDetail } from './node-answer.ts'

/** The node's badge, and the line that puts it into a README. */
export function BadgeCard({ node }: { node: NodeDetail }): JSX.Element {
  const image = `${location.origin}/badge/${node.id}.svg`
  const markdown = `[![status](${image})](${location.origin}/n/?id=${node.id})`
  return (
    <section class="card block" aria-labelledby="badge">
      <h2 id="badge">{t('badge')}</h2>
      <img
        class="badge"
        src={`/badge/${node.id}.svg`}
        alt={t('badgeAlt', { name: node.node_name })}
        height={20}
      />
      <Address url={markdown} what={t('badgeCode')} oneLine />
    </section>
  )
}

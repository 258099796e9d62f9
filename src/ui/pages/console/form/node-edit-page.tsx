import type { JSX } from 'preact'
import { t } from '../../../i18n/console.ts'
import { useConsole } from '../console.ts'
import { readNode } from '../nodes/recent.ts'
import { PageHead } from '../page-head.tsx'
import { Failure, Skeleton, say } from '../states.tsx'
import { usePoll } from '../use-poll.ts'
import { ListingNotice } from './listing-notice.tsx'
import { NodeEditor } from './node-editor.tsx'

/** `#/nodes/<id>` */
export function NodeEditPage({ id, at }: { id: number; at: string }): JSX.Element {
  const opened = useConsole()
  const found = usePoll(`node ${id}`, (signal) => readNode(opened.api, id, signal), 0)
  const { data, problem } = found
  if (data) return <NodeEditor node={data} at={at} notice={<ListingNotice node={data} />} />
  return (
    <>
      <PageHead title={t('edit')} crumbs={[{ href: '#/nodes', label: t('mine') }, { label: t('edit') }]} />
      {problem ? (
        <Failure
          title={problem.code === 'node_not_found' ? t('noSuchNode') : t('notLoaded')}
          body={problem.code === 'node_not_found' ? '' : say(problem)}
          {...(problem.status === 404 || problem.status === 403 ? {} : { onRetry: found.reload })}
        />
      ) : (
        <Skeleton rows={6} />
      )}
    </>
  )
}

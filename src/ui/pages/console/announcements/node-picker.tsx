import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Field, describe, fieldId } from '../../../components/field.tsx'
import { Live } from '../../../components/live.tsx'
import { t } from '../../../i18n/console.ts'
import { loadAllNodes } from '../admin/load-all.ts'
import { useConsole } from '../console.ts'
import { say } from '../states.tsx'
import { usePoll } from '../use-poll.ts'
import { matchingNodes, type PickedNode } from './matching-nodes.ts'

const path = 'affected_nodes'

/** Chooses nodes of the site by name or id; Enter takes the first that is found. */
export function NodePicker({
  chosen,
  onChange,
  error,
}: {
  chosen: readonly PickedNode[]
  onChange: (nodes: readonly PickedNode[]) => void
  error: string | undefined
}): JSX.Element {
  const { api } = useConsole()
  const [words, setWords] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const all = usePoll('nodes-to-pick', (signal) => loadAllNodes(api, signal), 0)
  const nodes = (all.data?.items ?? []).map(({ id, node_name: name }) => ({ id, name }))
  const found = matchingNodes(nodes, chosen, words)
  const add = (node: PickedNode): void => {
    onChange([...chosen, node])
    setWords('')
    input.current?.focus()
  }
  const remove = (node: PickedNode): void => {
    onChange(chosen.filter(({ id }) => id !== node.id))
    input.current?.focus()
  }
  const hint = all.problem === undefined ? t('announcementNodesHint') : say(all.problem)
  return (
    <Field path={path} label={t('announcementNodes')} optional hint={hint} error={error}>
      {chosen.length === 0 ? null : (
        <div class="suggestions picked" role="group" aria-label={t('announcementNodes')}>
          {chosen.map((node) => (
            <button
              key={node.id}
              type="button"
              class="chip wrap-any"
              aria-label={t('weeklyRemove', { t: node.name })}
              onClick={() => remove(node)}
            >
              {node.name} <span aria-hidden="true">×</span>
            </button>
          ))}
        </div>
      )}
      <input
        class="input"
        type="search"
        ref={input}
        autocomplete="off"
        value={words}
        {...describe(path, error, hint)}
        onInput={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.isComposing || words.trim() === '') return
          // Enter in a field would send the form.
          event.preventDefault()
          const [first] = found
          if (first !== undefined) add(first)
        }}
      />
      <div
        class="suggestions"
        role="group"
        aria-label={t('announcementNodesFound')}
        id={`${fieldId(path)}-found`}
      >
        {found.map((node) => (
          <button key={node.id} type="button" class="chip wrap-any" onClick={() => add(node)}>
            {node.name}
          </button>
        ))}
      </div>
      <p class="sr" role="status">
        <Live text={words.trim() === '' ? '' : t('announcementNodesCount', { n: found.length })} />
      </p>
    </Field>
  )
}

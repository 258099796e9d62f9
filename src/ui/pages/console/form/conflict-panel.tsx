import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { OwnNode } from '../../../../contract/node.ts'
import { t } from '../../../i18n/console.ts'
import { changesOf, withFields } from './changes.ts'
import { fieldName, valueText } from './field-words.ts'
import { bodyOf, formOf, type NodeBody } from './model.ts'
import type { NodeFormState } from './use-node-form.ts'

type Props = Readonly<{ state: NodeFormState; newest: OwnNode; today: string }>

/** After a 409: every field in which the form differs from the node as it is now, with both values. Saving again keeps the owner's. */
export function ConflictPanel({ state, newest, today }: Props): JSX.Element {
  const self = useRef<HTMLElement>(null)
  useEffect(() => self.current?.focus(), [newest.revision])
  const theirs = formOf(newest)
  const names = Object.keys(changesOf(state.form, newest, today)) as (keyof NodeBody)[]
  const mineBody = bodyOf(state.form, today)
  const theirBody = bodyOf(theirs, today)
  return (
    <section class="form-section conflict" ref={self} tabIndex={-1} aria-labelledby="h-conflict">
      <h2 id="h-conflict">{t('conflict')}</h2>
      <p class="small dim">{names.length === 0 ? t('conflictNone') : t('conflictBody')}</p>
      {names.length === 0 ? null : (
        <table class="conflict-table small">
          <thead>
            <tr>
              <th scope="col">{t('field')}</th>
              <th scope="col">{t('yours')}</th>
              <th scope="col">{t('theirs')}</th>
              <th>
                <span class="sr">{t('colActions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <th scope="row">{fieldName(name)}</th>
                <td class="wrap-any" data-label={t('yours')}>
                  {valueText(name, mineBody)}
                </td>
                <td class="wrap-any" data-label={t('theirs')}>
                  {valueText(name, theirBody)}
                </td>
                <td>
                  <button
                    type="button"
                    class="btn"
                    onClick={() => state.replace(withFields(state.form, theirs, [name]), theirs)}
                  >
                    {t('takeTheirs')}
                    <span class="sr"> {fieldName(name)}</span>
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

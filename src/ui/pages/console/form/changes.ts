import type { NodeUpdateBody, OwnNode } from '../../../../contract/node.ts'
import type * as v from 'valibot'
import { bodyOf, formOf, type FieldName, type NodeBody, type NodeForm } from './model.ts'

export type NodeChange = v.InferInput<typeof NodeUpdateBody>

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

/**
 * The fields of `form` that differ from `node`, as PUT takes them; empty when none does.
 * `valid_until` counts by its day, so that opening and saving a node moves nothing.
 */
export function changesOf(form: NodeForm, node: OwnNode, today: string): NodeChange {
  const before = bodyOf(formOf(node), today)
  const after = bodyOf(form, today)
  const names = Object.keys(after) as (keyof NodeBody)[]
  const changed = Object.fromEntries(
    names.filter((name) => !same(after[name], before[name])).map((name) => [name, after[name]]),
  ) as NodeChange
  // With calendar months the days' cycle means nothing; sending both would read as two changes.
  if (form.reset === 'day') delete changed.reset_cycle
  return changed
}

/** The form's fields behind one field of the body. */
function fieldsOf(name: keyof NodeChange): readonly FieldName[] {
  switch (name) {
    case 'connections':
      return ['rows']
    case 'reset_cycle':
    case 'reset_day':
      return ['reset', 'reset_cycle', 'reset_day']
    case 'valid_until':
      return ['validity', 'valid_date']
    case 'revision':
    case 'maintenance_until':
    case 'weekly_maintenance':
      return []
    default:
      return [name]
  }
}

/** `base` with these fields of the body taken from `from`. */
export function withFields(base: NodeForm, from: NodeForm, names: readonly (keyof NodeChange)[]): NodeForm {
  const taken = names.flatMap(fieldsOf).map((field) => [field, from[field]] as const)
  return { ...base, ...Object.fromEntries(taken) }
}

/**
 * What the form becomes when the node was changed elsewhere: the newest node with the owner's own changes on top.
 * Everything typed stays; credentials are never read back, so they stay as typed as well.
 */
export function rebase(form: NodeForm, seen: OwnNode, newest: OwnNode, today: string): NodeForm {
  return withFields(formOf(newest), form, Object.keys(changesOf(form, seen, today)) as (keyof NodeChange)[])
}
